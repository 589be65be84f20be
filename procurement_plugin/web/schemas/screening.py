"""Requests and answers about the screening of projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.application.screen_project import Good, ScreeningRequest
from procurement_plugin.domain.screening import ANSWERS, EvidenceItem, ScreeningAnswer
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts
from procurement_plugin.web.schemas.fields import said
from procurement_plugin.web.schemas.material_scans import HS
from procurement_plugin.web.schemas.reading import issue, load, refuse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from procurement_plugin.domain.findings import Finding

CODES = ("hs", "cpv", "product")
ADDRESS = r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[!-~]*)?"


class ScreenedProjectSchema(f.ClosedSchema):
    """The project."""

    id = f.Identifier(metadata={"description": "Identifier of your own"})
    title = f.PlainText(longest=200, **said("Title"))
    promoter = f.PlainText(longest=200, metadata={"description": "Who proposes it"})
    description = f.PlainText(longest=2000, metadata={"description": "What it does"})


class ScreenedGoodSchema(f.ClosedSchema):
    """Something that the project makes; looked up by code or word."""

    name = f.PlainText(longest=120, **said("What it is called"))
    hs = f.PatternField(HS, "a code of the Harmonized System or Combined Nomenclature, 4 to 10 digits", longest=13)
    cpv = f.PatternField("[0-9]{8}(-[0-9])?", "a CPV code of 8 digits", longest=10)
    product = f.PlainText(longest=200, metadata={"description": "Name of a product or material, in en, nl, fr or de"})


class EvidenceItemSchema(f.ClosedSchema):
    """A piece of evidence."""

    text = f.PlainText(longest=500, **said("What it says, with the page"))
    url = f.PatternField(
        ADDRESS, "an https address", longest=1000, metadata={"description": "Where it can be read"}
    )  # fmt: skip
    sha256 = f.Sha256(metadata={"description": "Hash of its bytes"})


class ScreeningAnswerSchema(f.ClosedSchema):
    """An answer to a question; several people may answer the same one."""

    questionId = f.Identifier(**said('Question, for example "stateAid.beforeWork"'))
    answer = f.Choice(ANSWERS, **said("Answer"))
    by = f.PlainText(longest=200, **said("Who says so"))
    saidOn = f.Day(metadata={"description": "When"})
    note = f.PlainText(longest=1000, metadata={"description": "Remark"})
    evidence = mf.List(
        mf.Nested(EvidenceItemSchema), validate=Length(max=20), metadata={"description": "What the answer rests on"}
    )


class ProjectScreeningRequestSchema(f.ClosedSchema):
    """A project, what it makes, and answers as far as there are any."""

    project = mf.Nested(ScreenedProjectSchema, required=True)
    goods = mf.List(
        mf.Nested(ScreenedGoodSchema), validate=Length(max=20), metadata={"description": "What the project makes"}
    )
    answers = mf.List(mf.Nested(ScreeningAnswerSchema), validate=Length(max=300), metadata={"description": "Answers"})


REQUEST = ProjectScreeningRequestSchema()


def read_screening(body: Any, questions: Collection[str]) -> ScreeningRequest:
    """A screening as sent.

    Args:
        questions: the identifiers of every question.

    Raises:
        UnreadableInputError: with every problem at once.
    """
    loaded = load(REQUEST, body)
    refuse([*_goods_faults(loaded), *_answer_faults(loaded, questions)])
    answers: dict[str, tuple[ScreeningAnswer, ...]] = {}
    for row in loaded.get("answers") or ():
        answers[row["questionId"]] = (*answers.get(row["questionId"], ()), _answer_of(row))
    goods = tuple(Good(row["name"], *(row.get(name, "") for name in CODES)) for row in loaded.get("goods") or ())
    return ScreeningRequest(goods, answers, body)


def _answer_of(row: Mapping[str, Any]) -> ScreeningAnswer:
    evidence = tuple(EvidenceItem(**item) for item in row.get("evidence") or ())
    day = row["saidOn"].isoformat() if "saidOn" in row else ""
    return ScreeningAnswer(row["answer"], row["by"], evidence, row.get("note", ""), day)


def _goods_faults(loaded: Mapping[str, Any]) -> Iterator[Finding]:
    for number, row in enumerate(loaded.get("goods") or ()):
        if not any(name in row for name in CODES):
            message = f"Say what it is: one or several of {', '.join(CODES)}."
            yield issue("input.requiredInput", f"goods[{number}]", message)


def _answer_faults(loaded: Mapping[str, Any], questions: Collection[str]) -> Iterator[Finding]:
    seen = set()
    for number, row in enumerate(loaded.get("answers") or ()):
        place, name = f"answers[{number}]", row["questionId"]
        if name not in questions:
            message = f"There is no question {name}; a screening without answers lists them all."
            yield issue("input.referencedResourceNotFound", f"{place}.questionId", message)
        if (name, row["by"]) in seen:
            yield issue("input.invalidInput", place, f"{row['by']} answers this question twice; keep one answer.")
        seen.add((name, row["by"]))


class ScreenedQuestionSchema(f.ClosedSchema):
    """A question, how it stands, and who answered what on which evidence."""

    id = text("Identifier")
    number = text("Its place: criterion and question")
    text = mf.Dict(required=True, metadata={"description": "What is asked, by language"})
    countsAsEvidence = anything("What counts as evidence, by language")
    ask = mf.String(metadata={"description": "lawyer, where no text could be read that settles it"})
    lookup = mf.String(metadata={"description": "listed, contains or netZero: what is looked up here"})
    source = anything("Title, address and quotation; without a quotation as reported")
    state = mf.String(required=True, metadata={"description": "met, open or contradicted"})
    why = mf.String(
        required=True,
        metadata={
            "description": "evidence, noAnswer, noEvidence, partly, notKnown, answeredNo, answersDisagree or "
            "tablesDisagree"
        },
    )
    answers = mf.List(mf.Dict(), required=True, metadata={"description": "Answers, those of the tables too"})


class ScreenedCriterionSchema(f.ClosedSchema):
    """A criterion with its questions."""

    criterion = text("policyFit, strategicGoods, circularity, spearheads or stateAid")
    title = anything("Title by language")
    questions = listed(ScreenedQuestionSchema, "Questions in order")


class ProjectScreeningSchema(f.ClosedSchema):
    """A screening: what is met, open and contradicted. It holds no score, no total and no ranking."""

    project = anything("The project, as sent")
    screenedAt = text("When", required=False)
    use = text("What the screening may be used for")
    origin = text("Where the criteria come from")
    criteria = listed(ScreenedCriterionSchema, "The five criteria")
    met = texts("Questions that are met: yes, with evidence, and nobody says otherwise")
    open = texts("Questions that are open")
    contradicted = texts("Questions answered with no, or with answers that disagree")
    goods = mf.List(mf.Dict(), required=True, metadata={"description": "What the tables say of each good"})
    questionsSha256 = text("SHA-256 over the questions")
    sources = mf.List(mf.Dict(), required=True, metadata={"description": "Sources of the tables"})


SCREENING_REQUESTS = {"ProjectScreeningRequest": REQUEST}
SCREENING_ANSWERS = (ProjectScreeningSchema,)
