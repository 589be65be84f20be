"""Evaluate under a published version, and take the evaluation through its life."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin import __version__
from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.application.evaluation_document import document_of
from procurement_plugin.application.evidence_file import key_of, unverified_winner
from procurement_plugin.application.lot_file import LotFile, lot_key
from procurement_plugin.application.opened_bids import check_bids, check_documents, check_version, with_decisions
from procurement_plugin.application.ports import Record, Step, StoredEvaluation
from procurement_plugin.domain.actor import check_official
from procurement_plugin.domain.deadlines import ELECTRONIC
from procurement_plugin.domain.drawn_winner import drawn
from procurement_plugin.domain.evaluation_life import STEPS, check_closable, check_confirmable, next_state
from procurement_plugin.domain.findings import NotFoundError, StateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.evaluate_lot import LotRequest, Reference
    from procurement_plugin.application.opened_bids import Correction
    from procurement_plugin.application.ports import Clock, Evaluations
    from procurement_plugin.application.publish_profile import Published
    from procurement_plugin.application.standstill import Standstill
    from procurement_plugin.domain.actor import Actor

SHORTEST_REASON = 20
# Steps towards the award; none is taken on evidence that says something else by now.
FORWARD = ("confirm", "sendDecision", "close")


class Exclusion(NamedTuple):
    """A bid that is not scored: excluded or withdrawn, with the reason."""

    bid_id: str
    kind: str
    reason: str


class OfficialRequest(NamedTuple):
    """Bids to be scored under a published version.

    ``supersedes`` names the evaluation that this one replaces, with the reason why; ``corrections`` the bids that
    were copied wrongly before.
    """

    published: Published
    lot: LotRequest
    exclusions: tuple[Exclusion, ...]
    supersedes: str
    reason: str
    corrections: tuple[Correction, ...] = ()


class EvaluationLife:
    """Official evaluations and what persons decide about them.

    ``demonstration``: the clock was set by hand, so no evaluation counts; every document says so. ``standstill`` counts
    the days after a decision.
    """

    def __init__(
        self, evaluations: Evaluations, clock: Clock, standstill: Standstill, *, demonstration: bool = False
    ) -> None:
        self._evaluations = evaluations
        self.standstill = standstill
        self._clock = clock
        self._demonstration = demonstration

    def evaluate(
        self, request: OfficialRequest, reference: Reference, actor: Actor, evaluation_id: str
    ) -> StoredEvaluation:
        """Score the bids, store the answer and the step, and return what was stored.

        Args:
            reference: law, method and data as the version froze them.

        Raises:
            StateError: bids are not open yet, there is an evaluation that this one does not supersede, or the bids
                are not those that were opened.
        """
        check_official(actor)
        now = self._clock.now()
        self._check_opened(request, now)
        file = LotFile(self._evaluations.records(actor.tenant_id, _key(request)))
        check_version(file, request.published)
        steps = self._evaluations.steps(actor.tenant_id, request.published.profile_id, request.published.number)
        self._check_supersedes(request, steps)
        check_documents(request.lot, now.date())
        corrected, recorded = check_bids(file, request.lot, request.corrections, actor)
        evaluated = evaluate_lot(with_decisions(_without_excluded(request), file), reference, accepted=True)
        document = document_of(
            evaluated, reference, evaluation_id=evaluation_id, computed_at=now, engine_version=__version__
        )
        document = _made_official(document, request, [{**row, "approver": _who(actor)} for row in corrected])
        if self._demonstration:
            document["demonstration"] = True
        stored = _stored(document, actor, now)
        body = _step_body("evaluate", "evaluated", actor, now, request.reason)
        if request.supersedes:
            body["supersedes"] = request.supersedes
        step = self._step(request.published, steps, evaluation_id, actor, body)
        self._evaluations.add(stored, actor, step, _record(recorded, request, file, evaluation_id, actor))
        return stored

    def take(
        self,
        evaluation: StoredEvaluation,
        step: str,
        reason: str,
        actor: Actor,
        medium: str = ELECTRONIC,
        winner_id: str = "",
    ) -> dict[str, Any]:
        """Take a step with an official evaluation; the whole life is given back.

        Args:
            medium: by which the decision is sent; it decides the length of the standstill.
            winner_id: the bid that was drawn, when several share the first rank and the decision is sent.

        Raises:
            NotFoundError: it is a trial.
            StateError: the step does not fit, this is not the evaluation that counts, or another bid is first.
        """
        check_official(actor)
        version, steps = self._life(evaluation, actor)
        if steps[-1].evaluation_id != evaluation.id:
            message = f"This evaluation was superseded; the one that counts is {steps[-1].evaluation_id}."
            raise StateError("superseded", message)
        state = next_state(steps[-1].body["state"], step)
        self._check_step(evaluation, step, reason, actor, steps[-1])
        now = self._clock.now()
        body = _step_body(step, state, actor, now, reason)
        self._decide(body, json.loads(evaluation.body), winner_id, medium)
        self._evaluations.add_step(
            Step(actor.tenant_id, version["profileId"], version["version"], len(steps) + 1, evaluation.id, body),
            actor,
            now,
        )
        return self.life(evaluation, actor)

    def _check_step(self, evaluation: StoredEvaluation, step: str, reason: str, actor: Actor, last: Step) -> None:
        if step == "confirm":
            check_confirmable(evaluation.status, person=actor.person)
        if step in FORWARD:
            self._check_evidence(evaluation, step, reason)
        if step == "close":
            self._check_closable(last, reason, self._clock.now())
        if step == "cancel":
            _check_reason(reason, "to cancel")

    def _decide(self, body: dict[str, Any], document: Mapping[str, Any], winner_id: str, medium: str) -> None:
        if selected := drawn(document, body["step"], winner_id):
            body["winnerBidId"] = selected
        if body["step"] == "sendDecision":
            sent = datetime.fromisoformat(body["at"])
            body["standstill"] = self.standstill.after(sent, document["procedure"]["jurisdiction"], medium)

    def life(self, evaluation: StoredEvaluation, actor: Actor) -> dict[str, Any]:
        """State, steps and possible next steps of an official evaluation."""
        _, steps = self._life(evaluation, actor)
        last = steps[-1]
        counts = last.evaluation_id == evaluation.id
        state = last.body["state"] if counts else "superseded"
        possible = [name for name, (states, _) in STEPS.items() if counts and state in states and name != "evaluate"]
        return {
            "evaluationId": evaluation.id,
            "state": state,
            "possibleSteps": possible,
            "steps": [{"number": step.number, "evaluationId": step.evaluation_id, **step.body} for step in steps],
        }

    def _life(self, evaluation: StoredEvaluation, actor: Actor) -> tuple[Mapping[str, Any], tuple[Step, ...]]:
        if evaluation.kind != "official":
            raise NotFoundError("A trial has no life of its own: it is never an award.")
        version: Mapping[str, Any] = json.loads(evaluation.body)["weightProfileVersion"]
        return version, self._evaluations.steps(actor.tenant_id, version["profileId"], version["version"])

    def _check_evidence(self, evaluation: StoredEvaluation, step: str, reason: str) -> None:
        """What was decided about evidence since stands in the evaluation, and the winner's points are verified."""
        document = json.loads(evaluation.body)
        file = LotFile(self._evaluations.records(evaluation.tenant_id, key_of(evaluation)))
        again = tuple(file.why_again(document))
        if again:
            raise StateError("evaluateAgain", " ".join((*again, f"Evaluate again before this step: {step}.")))
        unchecked = unverified_winner(document, file) if step == "confirm" else ()
        if unchecked:
            _check_reason(reason, f"to confirm while nobody has checked {', '.join(unchecked)} of the first in rank")

    @staticmethod
    def _check_closable(sent: Step, reason: str, now: datetime) -> None:
        """The standstill has ended; where it is not known, somebody says why it is safe to close."""
        known = sent.body.get("standstill", {}).get("firstPossible")
        if known is None:
            _check_reason(reason, "to close, since the standstill could not be worked out")
        else:
            check_closable(date.fromisoformat(known), now.date())

    @staticmethod
    def _check_opened(request: OfficialRequest, now: datetime) -> None:
        procedure = request.lot.procedure
        opening = procedure.tenders_opened_at or procedure.tender_deadline_at
        if now < opening:
            message = f"Bids are not open before {opening.isoformat()}; an official evaluation waits until then."
            raise StateError("beforeOpening", message)

    @staticmethod
    def _check_supersedes(request: OfficialRequest, steps: tuple[Step, ...]) -> None:
        next_state(steps[-1].body["state"] if steps else "", "evaluate")
        current = steps[-1].evaluation_id if steps else ""
        if request.supersedes != current:
            said = f"name it in 'supersedes': {current}" if current else "leave 'supersedes' out: there is none yet"
            raise StateError("otherEvaluation", f"Another evaluation of this version counts at present; {said}.")
        if current:
            _check_reason(request.reason, "to evaluate again")

    @staticmethod
    def _step(
        published: Published, steps: tuple[Step, ...], evaluation_id: str, actor: Actor, body: Mapping[str, Any]
    ) -> Step:
        return Step(actor.tenant_id, published.profile_id, published.number, len(steps) + 1, evaluation_id, body)


def _without_excluded(request: OfficialRequest) -> LotRequest:
    excluded = {exclusion.bid_id for exclusion in request.exclusions}
    return replace(request.lot, bids=tuple(bid for bid in request.lot.bids if bid.id not in excluded))


def _check_reason(reason: str, why: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise StateError("reasonNeeded", f"A reason of at least {SHORTEST_REASON} characters is needed {why}.")


def _step_body(step: str, state: str, actor: Actor, now: datetime, reason: str) -> dict[str, Any]:
    return {
        "step": step,
        "state": state,
        "at": now.isoformat(timespec="seconds"),
        "actor": _who(actor),
        "reason": reason,
    }


def _who(actor: Actor) -> dict[str, str]:
    return {"subject": actor.subject, "name": actor.name}


def _record(
    recorded: Mapping[str, Any] | None, request: OfficialRequest, file: LotFile, evaluation_id: str, actor: Actor
) -> Record | None:
    """What is kept of the bids: as opened with the first evaluation, as corrected with a later one."""
    if recorded is None:
        return None
    version = {"profileId": request.published.profile_id, "version": request.published.number}
    body = {**version, **{name: part for name, part in recorded.items() if name != "kind"}}
    return Record(actor.tenant_id, _key(request), len(file.records) + 1, evaluation_id, recorded["kind"], body)


def _key(request: OfficialRequest) -> str:
    return lot_key(request.lot.procedure.id, request.lot.lot.id)


def _stored(document: dict[str, Any], actor: Actor, now: datetime) -> StoredEvaluation:
    return StoredEvaluation(
        document["id"],
        actor.tenant_id,
        now,
        "official",
        document["status"],
        document["inputHash"],
        json.dumps(document, ensure_ascii=False).encode(),
    )


def _made_official(
    document: dict[str, Any], request: OfficialRequest, corrections: list[dict[str, Any]]
) -> dict[str, Any]:
    """The document of an official evaluation: its version, the findings at publication, what was decided about them."""
    body = request.published.body
    official = {
        "kind": "official",
        "weightProfileVersion": {
            name: body[name] for name in ("profileId", "version", "fingerprint", "publishedAt", "publishedBy")
        },
        "findings": body["findings"],
        "answers": body["answers"],
        "overrides": body["overrides"],
        "exclusions": [{"bidId": out.bid_id, "kind": out.kind, "reason": out.reason} for out in request.exclusions],
    }
    if request.supersedes:
        official |= {"supersedes": request.supersedes, "reason": request.reason}
    if corrections:
        official["corrections"] = corrections
    return {**document, **official}
