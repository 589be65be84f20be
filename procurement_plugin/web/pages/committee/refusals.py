"""What stopped somebody, in plain words, with the remedy; the exact message stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import request

from procurement_plugin.domain.actor import EVALUATE
from procurement_plugin.domain.findings import NotPermittedError, ProcurementError, StateError, UnreadableInputError
from procurement_plugin.web.access import actor
from procurement_plugin.web.pages.forms import Form, tree_of, typed
from procurement_plugin.web.pages.language import marked
from procurement_plugin.web.problems import status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import marshmallow as ma

    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.findings import Finding

# No form of the committee holds a moment, so that no zone counts.
ZONE = ZoneInfo("UTC")
READ_AGAIN = marked("Look at the page as it stands now, then decide whether it is still needed.")
# By the name of the refusal: what is the matter, and what to do.
EXPLAINED: Mapping[str, tuple[str, str]] = {
    "personNeeded": (
        marked("Only a named person may do this, and this session names none."),
        marked("Open this page from your tender platform under your own name; systems cannot decide here."),
    ),
    "approverNeeded": (
        marked("A tender that was copied wrongly is corrected by a second person, who may approve."),
        marked(
            "Ask a colleague with the permission to approve (scoring:approve) to open this page from the tender "
            "platform and to make the correction with a reason."
        ),
    ),
    "evaluateAgain": (
        marked("Something changed after this evaluation, so its points no longer say what the documents say."),
        marked("Choose “Evaluate again”, then take this step with the new evaluation."),
    ),
    "reasonNeeded": (
        marked("This needs a reason in words, for it is printed and read later."),
        marked("Write at least 20 characters that a reader who was not there can follow."),
    ),
    "evaluationIncomplete": (
        marked("A tender has no total yet, so there is no ranking that could be confirmed."),
        marked("Ask the tenderer for clarification, or exclude the tender with a reason, and evaluate again."),
    ),
    "standstillRunning": (
        marked("The standstill period has not ended; the contract cannot be signed yet."),
        marked("Come back on the first possible day; the calendar shows it."),
    ),
    "otherWinner": (
        marked("The tender named cannot be the one selected."),
        marked("Name one of the tenders that share the first rank, or none when one stands alone there."),
    ),
    "stepNotPossible": (marked("This step does not fit the state of the evaluation."), READ_AGAIN),
    "stepTaken": (marked("Somebody else did something at the same moment; nothing of yours was stored."), READ_AGAIN),
    "superseded": (
        marked("Another evaluation has taken the place of this one."),
        marked("Open the evaluation that counts; the overview leads to it."),
    ),
    "evaluationNotOpen": (
        marked("This evaluation is closed, cancelled or replaced; nothing is recorded beside it any more."),
        READ_AGAIN,
    ),
    "beforeOpening": (
        marked("The tenders are not open yet; an official evaluation waits until then."),
        marked("Come back after the deadline for receipt of tenders. Until then only simulations are possible."),
    ),
    "otherEvaluation": (
        marked("Another evaluation of this version counts already."),
        marked("Open it and choose “Evaluate again”; the new one takes its place with a reason."),
    ),
    "otherVersion": (
        marked("The tenders of this lot were opened under another published version, and that version counts."),
        marked("Evaluate them under the version by which they were opened."),
    ),
    "documentIncomplete": (
        marked("Some documents lack particulars that an official evaluation needs."),
        marked("Complete them in the file, or send the documents as claimed and decide about them here."),
    ),
    "bidsDiffer": (
        marked("These tenders are not the ones that were opened; a clarification never changes a promise."),
        marked(
            "Send the tenders as they were opened. Where one was copied wrongly, a second person who may approve "
            "gives the reason beside it."
        ),
    ),
    "nothingToCorrect": (
        marked("A correction was given for a tender that is as it was opened."),
        marked("Leave the reason for a correction empty there."),
    ),
    "answerByPassed": (
        marked("The last day for the answer has passed already."),
        marked("Give a later day, so that the tenderer has time to answer."),
    ),
    "answeredAlready": (
        marked("This clarification has its answer already."),
        marked("Ask another clarification when something is still open."),
    ),
    "beforeDecision": (
        marked("Tenderers are informed once the award decision was sent."),
        marked("Take that step in the overview first."),
    ),
    "wordsMissing": (
        marked("Some points were given outside this software, and only a person can say why."),
        marked("Write for each of these criteria what the selected tender does better (Article 55(2)(c))."),
    ),
    "documentExists": (
        marked("This document exists already."),
        marked("To change it, choose “Correct” beside it and say what is corrected; both are kept."),
    ),
    "documentUnderWay": (
        marked("This document is being made at this moment, with other words."),
        marked("Wait until it is ready, then correct it."),
    ),
    "alreadyReplaced": (
        marked("This document was corrected already."),
        marked("Correct the newer one; it stands in the list."),
    ),
}
NOT_ALLOWED = (
    marked("Your session does not allow this."),
    marked("Ask for the permission it needs, then open the page from your tender platform again."),
)
NOT_READ = (
    marked("Something has to be corrected; nothing was stored."),
    marked("Everything you typed is still here. Correct what is named below and send it again."),
)
OTHERWISE = (marked("This was not possible; nothing was stored."), READ_AGAIN)


class Refusal(NamedTuple):
    """What stopped an action: ``what`` and ``remedy`` are texts to be put into the reader's language.

    ``detail`` may be in English only; where ``explained``, the plain words suffice without it.
    """

    what: str
    remedy: str
    detail: str
    findings: Sequence[Finding]
    status: int

    @property
    def explained(self) -> bool:
        """Whether the plain words are about this very refusal."""
        return self.what != OTHERWISE[0]


def refusal_of(error: ProcurementError) -> Refusal:
    """An error as it is told to a person."""
    known = OTHERWISE
    if isinstance(error, StateError):
        known = EXPLAINED.get(error.name, OTHERWISE)
    elif isinstance(error, NotPermittedError):
        known = NOT_ALLOWED
    elif isinstance(error, UnreadableInputError):
        known = NOT_READ
    return Refusal(*known, str(error), error.findings, status_of(error))


def attempted(action: Callable[[Actor], Any]) -> Any | Refusal:
    """What an action of somebody who may evaluate gives, or what stopped it; faults of the software pass."""
    try:
        return action(actor(EVALUATE))
    except ProcurementError as error:
        return refusal_of(error)


def sent_form(schema: ma.Schema) -> dict[str, Any]:
    """The form that was sent, as the JSON that a schema reads."""
    return typed(schema, tree_of(request.form.items(multi=True)), ZONE)


def refused_form(tree: Mapping[str, Any], refusal: Refusal | None) -> Form:
    """The form as it was typed, with what is wrong in its fields."""
    return Form(tree, tuple(refusal.findings) if refusal is not None else ())
