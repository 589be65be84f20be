"""A comparison of production as sheets: what came out, each formula in words and in figures, beside what was asked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.production_sheets import FIELDS, request_tables
from procurement_plugin.application.spreadsheet_table import Table
from procurement_plugin.domain.production.cost_factor import COUNTED
from procurement_plugin.domain.production.registry import case_figures, location_figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from procurement_plugin.application.production_ports import ComparisonPaper, ComparisonWords
    from procurement_plugin.application.spreadsheet_table import Cell

ABOUT, RESULT, FACTORS, YEARS = "About", "Result", "Factors", "By year"
DIFFERENCES, TORNADO, NOT_COUNTED = "Differences", "Tornado", "Not counted"
# Sheets that are written and never read back.
RESULTS = (ABOUT, RESULT, FACTORS, YEARS, DIFFERENCES, TORNADO, NOT_COUNTED)
Row = tuple["Cell", ...]


def paper_tables(paper: ComparisonPaper, words: ComparisonWords) -> tuple[Table, ...]:
    """All sheets, those of the request last."""
    document = paper.document
    found = (
        Table(ABOUT, ("what", "value"), tuple(_about(document))),
        Table(RESULT, ("location", "name", *_LAYERS, "total", *_MORE), tuple(map(_result, document["locations"]))),
        Table(FACTORS, _FACTOR, tuple(_factors(document, words))),
        Table(YEARS, ("location", "year", *_LAYERS, "total"), tuple(_years(document))),
        Table(DIFFERENCES, ("location", "reference", *_APART), tuple(map(_difference, document["differences"]))),
        Table(TORNADO, _BAR, tuple(_bars(document, words))),
        Table(NOT_COUNTED, ("location", "factor", "title", "reason", "figures"), tuple(_left_out(document, words))),
    )
    return (*found, *request_tables(paper.request, words_about(words)))


def words_about(words: ComparisonWords) -> Callable[[str], str]:
    """What stands beside a figure of the request: its title and what it is."""

    def about(name: str) -> str:
        if name in FIELDS:
            return _FIELD_HELP.get(name, "")
        known = name in case_figures() or name in location_figures()
        return f"{words.figure(name)}. {words.help_of(name)}" if known else ""

    return about


_LAYERS = tuple(map(str, COUNTED))
_MORE = (
    *("low", "high", "presentValue", "kgCO2ePerUnit", "shadowPrice"),
    *("coverPercent", "concentrationOfSites", "concentrationOfCountries"),
)
_APART = ("price", "pricePercent", "total", "totalPercent", "presentValue", "certain", "breakEvenPrice", "abovePercent")
_FACTOR = ("location", "layer", "factor", "title", "formula", "inFigures", "firstYear", "meanOfYears", "basis")
_BAR = ("location", "kind", "owner", "figure", "title", "basis", "low", "high", "unit", "atLow", "atHigh", "swing")
_FIELD_HELP = {
    "switchedOn": "Soft factors and forecasts that count, separated by commas; none when empty",
    "years": "1 to 10",
    "reference": "Location that the others are held against",
    "day": "Day on which method and data of transport emissions hold; today when empty",
    "note": "For example that figures are invented",
}


def _about(document: Mapping[str, Any]) -> Iterator[Row]:
    yield ("use", document["use"])
    for name in ("title", "note", "unit", "currency", "years", "computedAt", "engineVersion", "inputHash", "day"):
        if name in document:
            yield (name, document[name])
    for name, text in document["roundingPolicy"].items():
        yield (f"rounding of {name}", text)


def _result(row: Mapping[str, Any]) -> Row:
    unit, held = row["perUnit"], row.get("resilience", {})
    total = unit["total"]
    return (
        row["id"],
        row["name"],
        *(_figure(unit[layer]) for layer in _LAYERS),
        _figure(total),
        _figure(unit.get("low", total)),
        _figure(unit.get("high", total)),
        _figure(row.get("presentValue", {}).get("value")),
        _figure(row.get("emissions", {}).get("perUnit", {}).get("value")),
        _figure(row.get("shadowPrice", {}).get("value")),
        *(_figure(held.get(name)) for name in ("coverPercent", "concentrationOfSites", "concentrationOfCountries")),
    )


def _factors(document: Mapping[str, Any], words: ComparisonWords) -> Iterator[Row]:
    for place in document["locations"]:
        for row in place["factors"]:
            yield (
                place["id"],
                words.word(f"layer.{row['layer']}"),
                row["factor"],
                words.factor(row["factor"]),
                words.formula(row["formula"]),
                row["calculation"],
                _figure(row["firstYear"]),
                _figure(row["result"]),
                words.word(f"basis.{row['basis']}"),
            )


def _years(document: Mapping[str, Any]) -> Iterator[Row]:
    for place in document["locations"]:
        for row in place["years"]:
            yield (place["id"], row["year"], *(_figure(row[layer]) for layer in _LAYERS), _figure(row["total"]))


def _difference(row: Mapping[str, Any]) -> Row:
    equal = row.get("breakEven", {})
    told = (_figure(row.get(name)) for name in ("price", "pricePercent", "total", "totalPercent", "presentValue"))
    break_even = (_figure(equal.get("price")), _figure(equal.get("abovePercent")))
    return (row["location"], row["reference"], *told, "yes" if row["certain"] else "no", *break_even)


def _bars(document: Mapping[str, Any], words: ComparisonWords) -> Iterator[Row]:
    for difference in document["differences"]:
        for row in difference.get("tornado", ()):
            title = words.word("kind.rate") if row["kind"] == "currency" else words.figure(row["figure"])
            ends = (_figure(row["low"]), _figure(row["high"]), row["unit"])
            moved = (_figure(row[name]) for name in ("atLow", "atHigh", "swing"))
            named = (row["kind"], row.get("owner", ""), row["figure"], title, words.word(f"basis.{row['basis']}"))
            yield (difference["location"], *named, *ends, *moved)


def _left_out(document: Mapping[str, Any], words: ComparisonWords) -> Iterator[Row]:
    for place in document["locations"]:
        for row in place.get("notCounted", ()):
            names = ", ".join(words.factor(name) for name in row.get("names", ()))
            yield (
                place["id"],
                row["factor"],
                words.factor(row["factor"]),
                words.word(f"reason.{row['reason']}"),
                names,
            )


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
