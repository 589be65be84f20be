"""Official documents about one stored evaluation: what each kind says to its reader, before it is laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.bid_commitment import commitments_of, salt_of
from procurement_plugin.domain.debrief import Comparison, comparison, unexplained
from procurement_plugin.domain.document_language import language_of
from procurement_plugin.domain.findings import Finding, Kind, Severity, StateError, UnreadableInputError
from procurement_plugin.domain.individual_report import Reason, ReportItem, reason_of, report_items
from procurement_plugin.domain.justification import Justification, compose
from procurement_plugin.domain.redaction import AUTHORITY, Reader, record_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

JUSTIFICATION, DEBRIEF, ARTICLE_84 = "justification", "debrief", "art84Annex"
KINDS = (JUSTIFICATION, DEBRIEF, ARTICLE_84)


class OfficerWords(NamedTuple):
    """What the officer adds in words; all of it is printed as written.

    Attributes:
        opening: a paragraph at the beginning.
        advantages: by criterion, in place of the generated sentence about the selected tender.
        remedies: how and where the decision can be contested, with the review body.
        report: by letter of Article 84(1).
    """

    opening: str = ""
    advantages: Mapping[str, str] = {}
    remedies: str = ""
    report: Mapping[str, str] = {}


class Decision(NamedTuple):
    """The award decision as recorded: when it was sent, the standstill, and the selected bid.

    ``winner_id`` is needed only when lots were drawn between bids that share the first rank.
    """

    sent_at: str = ""
    standstill: Mapping[str, Any] = {}
    winner_id: str = ""


class OfficialDocument(NamedTuple):
    """All that a document says. ``record`` is what its reader may see of the evaluation, and may be attached.

    ``replaces`` names the document that this one corrects, and ``correction`` says why; both are empty for a first one.
    ``opening_salt`` opens the bidder's own commitment; it is empty when there are no commitments.
    """

    kind: str
    reader: Reader
    language: str
    record: Mapping[str, Any]
    justification: Justification
    decision: Decision
    words: OfficerWords
    comparison: Comparison | None = None
    reason: Reason | None = None
    report: tuple[ReportItem, ...] = ()
    opening_salt: str = ""
    replaces: str = ""
    correction: str = ""


def document_for(
    evaluation: Mapping[str, Any],
    kind: str = JUSTIFICATION,
    reader: Reader = AUTHORITY,
    words: OfficerWords | None = None,
    decision: Decision | None = None,
    secret: bytes = b"",
) -> OfficialDocument:
    """The content of a document about a stored evaluation.

    Args:
        evaluation: the stored answer.
        secret: of the evaluation, for commitments; without it a debriefing has none.

    Raises:
        NotFoundError: the evaluation has no such bid.
        StateError: a debriefing of nobody, or before the decision was sent, or without the words that only a person
            can give.
    """
    words, decision = words or OfficerWords(), decision or Decision()
    _check(evaluation, kind, reader, decision)
    winner_id = decision.winner_id or first_in_rank(evaluation)
    commitments = commitments_of(evaluation, secret) if secret else {}
    record = record_for(evaluation, reader, winner_id, commitments.values())
    compared = comparison(record) if kind == DEBRIEF else None
    if kind == DEBRIEF and evaluation["kind"] == "official":
        _check_words(compared, words)
    return OfficialDocument(
        kind,
        reader,
        language_of(evaluation["procedure"]["jurisdiction"]),
        record,
        compose(record),
        decision,
        words,
        compared,
        reason_of(evaluation, winner_id) if reader.is_authority else None,
        report_items(words.report) if kind == ARTICLE_84 else (),
        salt_of(secret, evaluation["id"], reader.bid_id) if commitments and reader.bid_id in commitments else "",
    )


def first_in_rank(evaluation: Mapping[str, Any]) -> str:
    """The bid that is alone on the first rank of a complete evaluation; empty when there is none."""
    first = [row for row in evaluation["ranking"] if row["rank"] == 1]
    settled = len(first) == 1 and evaluation["status"] == "complete"
    return str(first[0]["bidId"]) if settled else ""


def _check(evaluation: Mapping[str, Any], kind: str, reader: Reader, decision: Decision) -> None:
    if kind not in KINDS:
        raise StateError("unknownDocument", f"There are these kinds of documents: {', '.join(KINDS)}.")
    if (kind == DEBRIEF) == reader.is_authority:
        message = (
            "A debriefing is for one bid, which has to be named; the other documents are for the contracting authority."
        )
        raise StateError("otherReader", message)
    if kind == DEBRIEF and evaluation["kind"] == "official" and not decision.sent_at:
        raise StateError(
            "beforeDecision", "Bidders are informed once the award decision was sent; take that step first."
        )


def _check_words(compared: Comparison | None, words: OfficerWords) -> None:
    missing = [name for name in unexplained(compared) if not words.advantages.get(name, "").strip()]
    if missing:
        message = (
            f"Say in words what the selected tender does better on {', '.join(missing)}: these points were given "
            "outside this software, and Article 55(2)(c) asks for its characteristics and relative advantages."
        )
        raise StateError("wordsMissing", message)


def read_words(sent: Any) -> OfficerWords:
    """What an officer wrote, from JSON.

    Raises:
        UnreadableInputError: something in it is no text, or has a name that is not known; all of it is named at once.
    """
    wrong = list(_wrong(sent, {"opening": str, "advantages": dict, "remedies": str, "report": dict}))
    for name in ("advantages", "report") if not wrong else ():
        wrong += [f"{name}.{key}" for key, text in sent.get(name, {}).items() if not isinstance(text, str)]
    _refuse(
        wrong, "The words of an officer are texts: opening, advantages (by criterion), remedies, report (by letter)."
    )
    return OfficerWords(**sent)


def read_decision(sent: Any) -> Decision:
    """The award decision, from JSON of our own shape or from the steps of an official evaluation.

    Raises:
        UnreadableInputError: it has neither shape.
    """
    if isinstance(sent, dict) and isinstance(sent.get("steps"), list):
        taken = [step for step in sent["steps"] if step.get("step") == "sendDecision"]
        return decision_of(taken[-1]) if taken else Decision()
    wrong = list(_wrong(sent, {"sentAt": str, "standstill": dict, "winnerBidId": str}))
    _refuse(wrong, "A decision has sentAt, standstill and winnerBidId, or is the answer of the evaluation's steps.")
    return Decision(sent.get("sentAt", ""), sent.get("standstill", {}), sent.get("winnerBidId", ""))


def decision_of(step: Mapping[str, Any]) -> Decision:
    """The award decision as its step tells it, with the bid that was drawn when lots had to decide."""
    return Decision(step["at"], step.get("standstill", {}), step.get("winnerBidId", ""))


def _wrong(sent: Any, known: Mapping[str, type]) -> Iterator[str]:
    if not isinstance(sent, dict):
        yield "(the whole file)"
        return
    for name, value in sent.items():
        if name not in known or not isinstance(value, known[name]):
            yield name


def _refuse(wrong: list[str], message: str) -> None:
    if wrong:
        message = f"{message} Please correct: {', '.join(wrong)}."
        findings = tuple(
            Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, message, where=place) for place in wrong
        )
        raise UnreadableInputError(message, findings)
