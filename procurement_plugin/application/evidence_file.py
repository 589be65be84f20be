"""The evidence of an official evaluation: what was decided about each document, what was asked, what was answered.

Nothing here changes a stored evaluation. A refused document asks for a new one, and both are kept.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.application.lot_file import ANSWERED, ASKED, DECISION, LotFile, lot_key
from procurement_plugin.application.ports import Record
from procurement_plugin.domain.actor import check_official
from procurement_plugin.domain.evaluation_life import CONFIRMED, EVALUATED, STANDSTILL
from procurement_plugin.domain.evidence import EvidenceStatus
from procurement_plugin.domain.findings import NotFoundError, StateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from procurement_plugin.application.official_evaluation import EvaluationLife
    from procurement_plugin.application.ports import Clock, Evaluations, StoredEvaluation
    from procurement_plugin.domain.actor import Actor

SHORTEST_REASON = 20
OPEN_STATES = (EVALUATED, CONFIRMED, STANDSTILL)


class Decision(NamedTuple):
    """Whether a document of a bid holds, and why."""

    bid_id: str
    evidence_id: str
    status: str
    reason: str


class Clarification(NamedTuple):
    """A question to one bidder about documents of its bid; ``answer_by`` is the last day for the answer."""

    bid_id: str
    evidence: tuple[str, ...]
    question: str
    answer_by: date


class ClarificationAnswer(NamedTuple):
    """What the bidder answered, with the documents that came along."""

    number: int
    text: str
    evidence: tuple[Mapping[str, Any], ...]


class EvidenceFile:
    """Records decisions about evidence and clarifications beside official evaluations."""

    def __init__(self, evaluations: Evaluations, life: EvaluationLife, clock: Clock) -> None:
        self._evaluations = evaluations
        self._life = life
        self._clock = clock

    def decide(self, evaluation: StoredEvaluation, decision: Decision, actor: Actor) -> dict[str, Any]:
        """Record that a person checked a document.

        Raises:
            NotFoundError: the bid or the document does not exist.
            StateError: no person, no reason for a refusal, or the evaluation no longer counts.
        """
        self._check_open(evaluation, actor)
        if not actor.person:
            raise StateError("personNeeded", "A person decides about evidence; the claims of this call name none.")
        if decision.status == EvidenceStatus.REFUSED and len(decision.reason.strip()) < SHORTEST_REASON:
            message = f"A reason of at least {SHORTEST_REASON} characters is needed to refuse a document."
            raise StateError("reasonNeeded", message)
        (document,) = _documents(evaluation, decision.bid_id, (decision.evidence_id,))
        body = {
            "bidId": decision.bid_id,
            "evidenceId": decision.evidence_id,
            "sha256": document["sha256"],
            "status": decision.status,
            "reason": decision.reason,
        }
        self._add(evaluation, DECISION, body, actor)
        return self.file(evaluation)

    def ask(self, evaluation: StoredEvaluation, asked: Clarification, actor: Actor) -> dict[str, Any]:
        """Record a clarification that is asked of a bidder.

        Raises:
            NotFoundError: the bid or a document does not exist.
            StateError: the day for the answer has passed, or the evaluation no longer counts.
        """
        self._check_open(evaluation, actor)
        _documents(evaluation, asked.bid_id, asked.evidence)
        if asked.answer_by < self._clock.now().date():
            raise StateError("answerByPassed", "The last day for the answer has passed already; give a later one.")
        body = {
            "bidId": asked.bid_id,
            "evidence": list(asked.evidence),
            "question": asked.question,
            "answerBy": asked.answer_by.isoformat(),
        }
        self._add(evaluation, ASKED, body, actor)
        return self.file(evaluation)

    def answer(self, evaluation: StoredEvaluation, answer: ClarificationAnswer, actor: Actor) -> dict[str, Any]:
        """Record what a bidder answered; the documents count when the lot is evaluated again.

        Raises:
            NotFoundError: there is no such clarification.
            StateError: it was answered already, or the evaluation no longer counts.
        """
        self._check_open(evaluation, actor)
        file = self._lot_file(evaluation)
        asked = next((one for one in file.of(ASKED) if one.number == answer.number), None)
        if asked is None:
            raise NotFoundError(f"There is no clarification {answer.number} of this lot.")
        if file.answer_to(answer.number) is not None:
            raise StateError("answeredAlready", "This clarification was answered already; ask another one.")
        late = self._clock.now().date().isoformat() > asked.body["answerBy"]
        body = {
            "clarification": answer.number,
            "bidId": asked.body["bidId"],
            "text": answer.text,
            "evidence": [dict(item) for item in answer.evidence],
            "late": late,
        }
        self._add(evaluation, ANSWERED, body, actor)
        return self.file(evaluation)

    def file(self, evaluation: StoredEvaluation) -> dict[str, Any]:
        """Every document with its status now, the clarifications, and whether the lot has to be evaluated again."""
        file = self._lot_file(evaluation)
        decided = file.decisions()
        document = json.loads(evaluation.body)
        bids = [
            {
                "bidId": bid["id"],
                "evidence": [
                    _document(item, decided.get((bid["id"], item["id"], item["sha256"])))
                    for item in bid.get("evidence", ())
                ],
            }
            for bid in document["bids"]
        ]
        return {
            "evaluationId": evaluation.id,
            "bids": bids,
            "clarifications": [_clarification(one, file) for one in file.of(ASKED)],
            "evaluateAgain": list(file.why_again(document)),
        }

    def unverified(self, evaluation: StoredEvaluation) -> tuple[str, ...]:
        """Documents behind points of the first in rank that nobody has checked yet."""
        return unverified_winner(json.loads(evaluation.body), self._lot_file(evaluation))

    def _lot_file(self, evaluation: StoredEvaluation) -> LotFile:
        return LotFile(self._evaluations.records(evaluation.tenant_id, key_of(evaluation)))

    def _check_open(self, evaluation: StoredEvaluation, actor: Actor) -> None:
        check_official(actor)
        state = self._life.life(evaluation, actor)["state"]
        if state not in OPEN_STATES:
            raise StateError("evaluationNotOpen", f"The evaluation is {state}; nothing is recorded beside it any more.")

    def _add(self, evaluation: StoredEvaluation, kind: str, body: Mapping[str, Any], actor: Actor) -> None:
        now = self._clock.now()
        number = len(self._lot_file(evaluation).records) + 1
        who = {"subject": actor.subject, "name": actor.name}
        told = {**body, "at": now.isoformat(timespec="seconds"), "actor": who}
        record = Record(evaluation.tenant_id, key_of(evaluation), number, evaluation.id, kind, told)
        self._evaluations.add_record(record, actor, now)


def key_of(evaluation: StoredEvaluation) -> str:
    """The name of its lot in the store."""
    document = json.loads(evaluation.body)
    return lot_key(document["procedure"]["id"], document["lot"]["id"])


def unverified_winner(document: Mapping[str, Any], file: LotFile) -> tuple[str, ...]:
    """Documents behind points of the first in rank that nobody has checked yet."""
    decided = file.decisions()
    first = [bid for bid in document["bids"] if bid.get("rank") == 1 and bid.get("provisional")]
    behind = {
        name
        for bid in first
        for score in bid["criteria"]
        if score.get("provisional")
        for name in score.get("evidence", ())
    }
    return tuple(
        sorted(
            item["id"]
            for bid in first
            for item in bid.get("evidence", ())
            if item["id"] in behind
            and item["status"] == EvidenceStatus.CLAIMED
            and (bid["id"], item["id"], item["sha256"]) not in decided
        )
    )


def _documents(evaluation: StoredEvaluation, bid_id: str, named: Iterable[str]) -> list[Mapping[str, Any]]:
    """The named documents of a bid of the evaluation."""
    bid = next((one for one in json.loads(evaluation.body)["bids"] if one["id"] == bid_id), None)
    if bid is None:
        raise NotFoundError(f"There is no bid {bid_id} in this evaluation.")
    known = {item["id"]: item for item in bid.get("evidence", ())}
    missing = [name for name in named if name not in known]
    if missing:
        raise NotFoundError(f"The bid {bid_id} refers to no document {', '.join(missing)}.")
    return [known[name] for name in named]


def _document(item: Mapping[str, Any], decision: Mapping[str, Any] | None) -> dict[str, Any]:
    """A document with its status now and who decided it."""
    decided = {} if decision is None else {name: decision[name] for name in ("status", "reason", "at", "actor")}
    return stripped({**item, "statusWhenEvaluated": item["status"], **decided})


def _clarification(asked: Record, file: LotFile) -> dict[str, Any]:
    answer = file.answer_to(asked.number) or {}
    told = {name: part for name, part in answer.items() if name not in ("clarification", "bidId")}
    return stripped({"number": asked.number, **asked.body, "answer": told})
