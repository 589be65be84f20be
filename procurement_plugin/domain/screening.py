"""The screening of a project: questions by criterion, answers with evidence, and what is met, open or contradicted.

There is no score: nothing is weighted, added up or ranked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

YES, NO, PARTLY, NOT_KNOWN = ANSWERS = ("yes", "no", "partly", "notKnown")
MET, OPEN, CONTRADICTED = STATES = ("met", "open", "contradicted")
# Why a question stands as it does.
EVIDENCE, NO_ANSWER, NO_EVIDENCE, NOT_WHOLE, UNKNOWN, AGAINST, DISAGREE, TABLES_DISAGREE = REASONS = (
    "evidence", "noAnswer", "noEvidence", "partly", "notKnown", "answeredNo", "answersDisagree", "tablesDisagree",
)  # fmt: skip
LAWYER = "lawyer"


class QuestionSource(NamedTuple):
    """Where a question comes from; the quotation is empty where no text could be read."""

    title: str
    href: str
    quote: str


class Question(NamedTuple):
    """A question that "yes" answers in favour of the criterion.

    Attributes:
        id: criterion and name, for example ``stateAid.beforeWork``.
        text, evidence: by language: what is asked, and what counts as evidence.
        lookup: what this software looks up itself: listed, contains or netZero; empty for nothing.
        ask: ``lawyer`` where no text could be read that a layman could hold the project against.
    """

    id: str
    text: Mapping[str, str]
    evidence: Mapping[str, str]
    lookup: str
    ask: str
    source: QuestionSource


class ScreeningCriterion(NamedTuple):
    """One of the criteria, with its questions in order."""

    name: str
    title: Mapping[str, str]
    questions: tuple[Question, ...]


class EvidenceItem(NamedTuple):
    """A piece of evidence: what it says, where it is, and the hash of its bytes."""

    text: str
    url: str = ""
    sha256: str = ""


class ScreeningAnswer(NamedTuple):
    """An answer, and who gives it; ``by_tables`` when this software looked it up."""

    answer: str
    by: str
    evidence: tuple[EvidenceItem, ...] = ()
    note: str = ""
    said_on: str = ""
    by_tables: bool = False


class Outcome(NamedTuple):
    """How a question stands, and why."""

    state: str
    why: str


def outcome_of(answers: Iterable[ScreeningAnswer]) -> Outcome:
    """How a question stands with these answers.

    Met: a yes with evidence, and nobody says otherwise. Contradicted: a no, or answers that say the opposite of each
    other. Open: everything else.
    """
    given = list(answers)
    said = {answer.answer for answer in given} - {NOT_KNOWN}
    if not said:
        return Outcome(OPEN, UNKNOWN if given else NO_ANSWER)
    if NO in said:
        if said == {NO}:
            return Outcome(CONTRADICTED, AGAINST)
        tables = {answer.answer for answer in given if answer.by_tables}
        return Outcome(CONTRADICTED, TABLES_DISAGREE if tables & {YES, NO} else DISAGREE)
    if PARTLY in said:
        return Outcome(OPEN, NOT_WHOLE)
    proved = any(answer.answer == YES and answer.evidence for answer in given)
    return Outcome(MET, EVIDENCE) if proved else Outcome(OPEN, NO_EVIDENCE)
