"""Requests and answers of the raw-materials scanner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.application.find_materials import BillLine, Query
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts, truth
from procurement_plugin.web.schemas.fields import said
from procurement_plugin.web.schemas.reading import issue, load, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.domain.findings import Finding

PARTS = ("cpv", "hs", "nace", "product", "billOfMaterials", "everything")
HS = r"[0-9]{4}(\.?[0-9]{2}){0,3}"
NACE = r"[A-U]?[0-9]{2}(\.[0-9]{1,2})?"
FIRST_YEAR, LAST_YEAR = 2011, 2100


class BillLineSchema(f.ClosedSchema):
    """A line of a bill of materials: a material by name, or a code."""

    name = f.PlainText(longest=200, metadata={"description": "Name or id of a material"})
    hs = f.PatternField(HS, "a code of the Harmonized System, 4 to 10 digits", longest=13)
    share = f.DecimalText(percent=True, places=2, metadata={"description": "Per cent of the value, when known"})


class MaterialScanRequestSchema(f.ClosedSchema):
    """What is scanned: one or several of these; they add to each other."""

    cpv = f.PatternField("[0-9]{8}(-[0-9])?", "a CPV code of 8 digits", longest=10)
    hs = f.PatternField(HS, "a code of the Harmonized System or Combined Nomenclature, 4 to 10 digits", longest=13)
    nace = f.PatternField(NACE, 'a division of NACE Rev. 2, for example "C26"', longest=6)
    product = f.PlainText(longest=200, metadata={"description": "Name of a product or material, in en, nl, fr or de"})
    billOfMaterials = mf.List(
        mf.Nested(BillLineSchema), validate=Length(min=1, max=500), metadata={"description": "Bill of materials"}
    )
    everything = f.Truth(metadata={"description": "Every material of the tables"})
    asOf = f.Count(metadata={"description": "Leave out assessments and imports after this year"})


class ScanComparisonRequestSchema(MaterialScanRequestSchema):
    """The same scan in two years: which thresholds were crossed in between."""

    asOf = f.Count(**said("The earlier year"))
    until = f.Count(metadata={"description": "The later year; all data when left out"})


SCAN, COMPARISON = MaterialScanRequestSchema(), ScanComparisonRequestSchema()


def read_scan(body: Any) -> tuple[Query, int | None]:
    """A scan as sent, with the year up to which data are read.

    Raises:
        UnreadableInputError: with every problem at once.
    """
    row = load(SCAN, body)
    refuse(list(_faults(row)))
    return query_of(row), row.get("asOf")


def read_comparison(body: Any) -> tuple[Query, int, int | None]:
    """A comparison as sent, with its two years."""
    row = load(COMPARISON, body)
    faults = list(_faults(row))
    if "until" in row and row["until"] <= row["asOf"]:
        faults.append(issue("input.invalidPeriod", "until", "The later year must lie after the earlier one."))
    refuse(faults)
    return query_of(row), row["asOf"], row.get("until")


def query_of(row: Mapping[str, Any]) -> Query:
    """The query of an accepted row."""
    bill = tuple(
        BillLine(line.get("name", ""), line.get("hs", "").replace(".", ""), str(line.get("share", "")))
        for line in row.get("billOfMaterials") or ()
    )
    return Query(
        row.get("cpv", "")[:8],
        row.get("hs", "").replace(".", ""),
        row.get("nace", ""),
        row.get("product", ""),
        bill,
        row.get("everything", False),
    )


def _faults(row: Mapping[str, Any]) -> Iterator[Finding]:
    if not any(row.get(name) for name in PARTS):
        message = f"Say what to scan: one or several of {', '.join(PARTS)}."
        yield issue("input.requiredInput", "", message)
    for number, line in enumerate(row.get("billOfMaterials") or ()):
        if ("name" in line) == ("hs" in line):
            yield issue("input.invalidInput", f"billOfMaterials[{number}]", "Give either a name or a code.")
    for name in ("asOf", "until"):
        if name in row and not FIRST_YEAR <= row[name] <= LAST_YEAR:
            message = f"The data begin in {FIRST_YEAR}; give a year from then on."
            yield issue("input.outOfRange", name, message)


class MaterialScanSchema(f.ClosedSchema):
    """A scan."""

    query = anything("What was asked")
    asOf = mf.Integer(metadata={"description": "Year up to which data were read"})
    scannedAt = text("When", required=False)
    use = text("What the scan may be used for")
    reading = text("How official figure and ours differ")
    productGroups = mf.List(mf.Dict(), required=True, metadata={"description": "Product groups that were found"})
    suggestions = mf.List(
        mf.Dict(),
        required=True,
        metadata={"description": "Product groups that may have been meant, when none was found"},
    )
    materials = mf.List(mf.Dict(), required=True, metadata={"description": "Materials, the heaviest first"})
    netZero = mf.List(mf.Dict(), required=True, metadata={"description": "Components of net-zero technologies"})
    notKnown = mf.List(mf.Dict(), required=True, metadata={"description": "What the tables say nothing about"})
    sources = mf.List(mf.Dict(), required=True, metadata={"description": "Sources with editions and licences"})


class CrossedThresholdSchema(f.ClosedSchema):
    """A threshold that was crossed."""

    material = text("Id of the material")
    name = text("Its name")
    what = text("Figure that crossed")
    direction = text("up, towards more risk, or down")
    before = text("Before")
    after = text("After")
    threshold = text("Threshold", required=False)


class ScanComparisonSchema(f.ClosedSchema):
    """What crossed a threshold between two scans."""

    before = anything("The earlier scan")
    after = anything("The later scan")
    crossed = listed(CrossedThresholdSchema, "Thresholds crossed")
    appeared = texts("Materials that are new")
    disappeared = texts("Materials that are gone")
    compared = mf.Integer(required=True, metadata={"description": "Materials in both"})


class MaterialRowSchema(f.ClosedSchema):
    """A raw material of the tables."""

    id = text("Id")
    name = text("Name")
    partOf = text("Group in which the study assesses it", required=False)
    critical = text("Id in the list of critical raw materials", required=False)
    strategic = truth("Whether Annex I to Regulation (EU) 2024/1252 lists it")
    supplyRisk = text("Supply risk of the last study", required=False)
    economicImportance = text("Economic importance of the last study", required=False)


class MaterialListSchema(f.ClosedSchema):
    """All raw materials."""

    total = mf.Integer(required=True)
    items = listed(MaterialRowSchema, "Materials")


class CountryRowSchema(f.ClosedSchema):
    """A country."""

    iso2 = text("ISO 3166-1 alpha-2")
    iso3 = text("ISO 3166-1 alpha-3")
    name = text("Name")
    access = text("union, eea, gpa, trade, pending or none")
    basis = text("Agreement it rests on", required=False)


class CountryListSchema(f.ClosedSchema):
    """All countries."""

    total = mf.Integer(required=True)
    items = listed(CountryRowSchema, "Countries")


class StrategicListSchema(f.ClosedSchema):
    """Goods and materials on which a reporter depends too much."""

    reporter = text("BE or EU")
    use = text("What the list may be used for")
    years = texts("Years of the trade data")
    total = mf.Integer(required=True)
    items = mf.List(mf.Dict(), required=True, metadata={"description": "Goods and materials with their reasons"})
    leftOut = mf.List(mf.Dict(), required=True, metadata={"description": "What was left out, and why"})
    sources = mf.List(mf.Dict(), required=True, metadata={"description": "Sources with editions and licences"})


SCAN_REQUESTS = {"MaterialScanRequest": SCAN, "ScanComparisonRequest": COMPARISON}
SCAN_ANSWERS = (MaterialScanSchema, ScanComparisonSchema, MaterialListSchema, CountryListSchema, StrategicListSchema)
