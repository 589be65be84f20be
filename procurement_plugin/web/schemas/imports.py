"""The answer of an import: request skeletons with their sources, weights to confirm, gaps and findings."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, truth

POINTER = "Where it stands in the document: XPath with prefixes of UBL, or JSON pointer"
FIELD = "The standard's own name of the field, for example BT-5421-Lot"
NAME = "Name in the request, for example lot.items[0].cpv"


class NoticeProblemSchema(f.ClosedSchema):
    """Something wrong or remarkable in the notice itself."""

    code = text("Stable name, for example notice.momentUnreadable")
    message = text("What is the matter")
    pointer = text(POINTER)
    field = text(FIELD, required=False)


class ImportFindingSchema(f.ClosedSchema):
    """A contradiction, or something that cannot be carried over."""

    code = text("Stable name, for example import.sumNot100")
    severity = text("warn, or inform")
    message = text("What is the matter, with the figures")
    name = text(NAME, required=False)
    pointer = text(POINTER, required=False)
    field = text(FIELD, required=False)


class ValueSourceSchema(f.ClosedSchema):
    """Where a value of the skeleton comes from."""

    name = text(NAME)
    pointer = text(POINTER)
    field = text(FIELD, required=False)
    published = text("What stands there, where the value differs", required=False)
    derived = text("How the value follows from it, where it is not the same", required=False)


class MissingValueSchema(f.ClosedSchema):
    """A value that is still to be filled in."""

    name = text(NAME)
    why = text("noStandard, notPublished, choice, notResolved or unusable")
    message = text("What to fill in")
    pointer = text(POINTER, required=False)
    field = text(FIELD, required=False)


class PublishedNumberSchema(f.ClosedSchema):
    """A number of a criterion as published."""

    kind = text("percentage, decimal, points, order, priceFraction, fixedTotal, fixedUnit, minimumScore, maximumBids")
    code = text("The format's own code, for example per-exa")
    number = text("The number as written; absent when withheld", required=False)
    rangeMiddle = truth("Whether it is the middle of a range")
    pointer = text(POINTER)
    kindPointer = text("Where its kind stands")
    field = text(FIELD, required=False)
    kindField = text("The standard's name of the field with the kind", required=False)


class ProposedWeightSchema(f.ClosedSchema):
    """A weight to be confirmed by a person."""

    name = text(NAME)
    title = text("Title of the criterion", required=False)
    proposed = text("Weight in per cent; absent when none can be proposed", required=False)
    basis = text("What it rests on: a kind of number, words, or onlyCriterion", required=False)
    why = text("How it was found, or why not")
    confirmed = truth("Always false: an import decides nothing")
    published = listed(PublishedNumberSchema, "Every number of the criterion")


class SuggestedCriterionSchema(f.ClosedSchema):
    """A criterion of this service that the words may mean; never decided here."""

    name = text(NAME)
    criterion = text("Name of our criterion")
    measure = text("Its measure, if it has several", required=False)
    words = text("The words")
    message = text("What to consider")
    pointer = text(POINTER)


class ImportedPlaceSchema(f.ClosedSchema):
    """A delivery place and how precisely it is known."""

    name = text(NAME)
    published = anything("What the notice says of it: country, nuts, postcode, town, street, words, coordinates")
    precision = text("coordinates, town, or none")
    latitude = text("Degrees north, of the place or of the town", required=False)
    longitude = text("Degrees east", required=False)
    note = text("What is missing or doubtful", required=False)
    pointer = text(POINTER)


class ImportedLotSchema(f.ClosedSchema):
    """A lot as a skeleton of an evaluation request."""

    lotId = text("Identifier of the lot", required=False)
    title = text("Title", required=False)
    pointer = text(POINTER)
    request = anything("The skeleton: names of EvaluationRequest, as far as the notice fills them")
    weights = listed(ProposedWeightSchema, "Weights to confirm, one a criterion")
    suggestions = listed(SuggestedCriterionSchema, "Criteria of this service that the words may mean")
    deliveryPlaces = listed(ImportedPlaceSchema, "Delivery places and their precision")
    findings = listed(ImportFindingSchema, "Contradictions and what cannot be carried over, warnings first")
    missing = listed(MissingValueSchema, "What is still to be filled in")
    sources = listed(ValueSourceSchema, "Where each value of the skeleton was read")


class ImportedNoticeSchema(f.ClosedSchema):
    """A notice, release or tender of the document."""

    kind = text("Kind as the format calls it")
    noticeId = text("Identifier of the notice", required=False)
    noticeVersion = text("Its version", required=False)
    procedureId = text("Identifier of the procedure", required=False)
    title = text("Title", required=False)
    language = text("Language that was preferred, two letters", required=False)
    problems = listed(NoticeProblemSchema, "What is wrong in the notice")
    lots = listed(ImportedLotSchema, "Its lots")


class NotCarriedSchema(f.ClosedSchema):
    """Something that no public standard of notices carries."""

    name = text("Names in the request; * stands for every member")
    message = text("What it is")


class NoticeImportSchema(f.ClosedSchema):
    """What a document says, as request skeletons to be confirmed."""

    format = text("eforms, ocds or prozorro")
    use = text("What the skeletons may be used for")
    notices = mf.List(mf.Nested(ImportedNoticeSchema), required=True, metadata={"description": "Its notices"})
    carriedByNoStandard = listed(NotCarriedSchema, "What no standard carries")


IMPORT_ANSWERS = (NoticeImportSchema,)
