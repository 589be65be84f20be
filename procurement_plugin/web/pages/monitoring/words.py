"""Words for figures, thresholds and what became of them; and a report as its page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g

from procurement_plugin.domain.monitoring.figures import ABOVE, AT_LEAST, AT_MOST, BELOW
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.language import language, marked, t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FIGURES = {
    "supplyRisk": marked("Supply risk"),
    "economicImportance": marked("Economic importance"),
    "thirdCountryShare": marked("Share of the largest third country, %"),
    "worldConcentration": marked("Concentration of world supply (HHI)"),
    "unionConcentration": marked("Concentration of the Union's sourcing (HHI)"),
    "importConcentration": marked("Concentration of imports from outside the Union (HHI)"),
    "importExtraShare": marked("Share of imports from outside the Union"),
    "importOverExports": marked("Imports from outside over exports to outside"),
    "recycling": marked("Share of old scrap in all inputs"),
    "critical": marked("Critical raw material"),
    "strategic": marked("Strategic raw material"),
    "importsDependent": marked("Dependent imports"),
    "importsPersistent": marked("Persistently dependent imports"),
    "grade": marked("Grade of dependency"),
    "testMet": marked("Test met"),
    "site.closed": marked("Site closed"),
    "site.capacity": marked("Capacity of the site"),
    "site.spareCapacity": marked("Free capacity of the site"),
    "site.timeToRecoverDays": marked("Days until the site produces again after an outage"),
}
COMPARED = {
    AT_LEAST: marked("at least"),
    ABOVE: marked("above"),
    AT_MOST: marked("at most"),
    BELOW: marked("below"),
}
VALUES = {
    "yes": marked("yes"),
    "no": marked("no"),
    "low": marked("low"),
    "moderate": marked("moderate"),
    "high": marked("high"),
}
PLACES = {
    "BE": marked("Belgium"),
    "EU": marked("the Union"),
    "extraction": marked("extraction"),
    "processing": marked("processing"),
    "assessedAsCritical": marked("assessed as critical"),
    "thirdCountryAboveBenchmark": marked("one third country above the benchmark"),
    "dependentImports": marked("dependent imports"),
}
# The value from which a state that is no number is beyond its threshold.
LIMITS = {"grade.1": "moderate", "grade.2": "high"}
NO_EXPORTS = ("99", "999")
# The parts of a report whose rows bear the name of their subject.
NAMED = ("crossed", "appeared", "vanished", "beyond", "figures")
YES_OR_NO = ("critical", "strategic", "importsDependent", "importsPersistent", "site.closed")
HARDLY = marked("hardly any exports")


def figure_words(row: Mapping[str, Any]) -> str:
    """What a figure is called, with the place it is of."""
    known = FIGURES.get(row["kind"], "")
    name = t(known) if known else row["kind"]
    parts = [t(PLACES[part]) if part in PLACES else f"HS {part}" for part in row.get("of", "").split("/") if part]
    return f"{name}: {', '.join(parts)}" if parts else name


def value_words(kind: str, value: str) -> str:
    """A value that is no number in words; empty when it is a number."""
    if kind == "importOverExports" and value in NO_EXPORTS:
        return t(HARDLY)
    return t(VALUES[value]) if value in VALUES else ""


def shown_report(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report with words beside its codes, its crossings by subject, and what is beyond now by subject."""
    report = _with_sites_named(report)
    thresholds = {row["id"]: row for row in report["thresholds"]}
    figures = {(row["subject"], row["kind"], row.get("of", "")): row for row in report["figures"]}
    beyond: dict[str, list[dict[str, Any]]] = {}
    for row in report["beyond"]:
        figure = figures[row["subject"], row["kind"], row.get("of", "")]
        beyond.setdefault(_name(row), []).append(
            _worded(figure) | {"threshold": _limit(thresholds[row["thresholdId"]])}
        )
    crossed: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(report["crossed"], key=_beyond_first(report["crossed"])):
        crossed.setdefault(_name(row), []).append(_crossed(row))
    changes = {part: list(_changes(report[part])) for part in ("appeared", "vanished")}
    return {**report, **changes, "crossedBy": crossed, "beyondBy": beyond}


def _with_sites_named(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report keeps identifiers of sites alone; their names are those that the reader may see today."""
    ids = {subject.removeprefix("site/") for part in report["members"].values() for subject in part}
    ids |= {row["subject"].removeprefix("site/") for row in report["vanished"]}
    wanted = {name for name in ids if "/" not in name}
    names = service().register.search(g.actor).names(wanted) if wanted else {}
    lists = {part: [_named(row, names) for row in report[part]] for part in NAMED}
    unknown = [{**row, "value": names.get(row["value"], row["value"])} for row in report["notKnown"]]
    return {**report, **lists, "notKnown": unknown}


def _named(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    name = names.get(row["subject"].removeprefix("site/"))
    return {**row, "name": name} if name else dict(row)


def _crossed(row: Mapping[str, Any]) -> dict[str, Any]:
    sides = {side: {**row[side], "words": value_words(row["kind"], row[side]["value"])} for side in ("before", "after")}
    return {**row, **sides, "what": figure_words(row), "threshold": {**row["threshold"], **_limit(row["threshold"])}}


def _limit(threshold: Mapping[str, Any]) -> dict[str, Any]:
    """A limit as words and a number; of a state, the value from which it is beyond."""
    state = LIMITS.get(threshold["id"])
    if state is None and threshold["kind"] in YES_OR_NO:
        state = "yes"
    compared = COMPARED[threshold["comparison"]]
    words = t(VALUES[state]) if state else ""
    return {**threshold, "words": words, "compared": t(compared), "state": state == "yes"}


def _worded(figure: Mapping[str, Any]) -> dict[str, Any]:
    return {**figure, "what": figure_words(figure), "words": value_words(figure["kind"], figure["value"])}


def _changes(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {**(row if "parts" in row else _worded(row)), "name": _name(row)}


def _beyond_first(rows: list[dict[str, Any]]) -> Callable[[Mapping[str, Any]], tuple[bool, str]]:
    """Subjects of which something is beyond a threshold now come before those that are back."""
    beyond = {row["subject"] for row in rows if row["passed"]}
    return lambda row: (row["subject"] not in beyond, _name(row))


def _name(row: Mapping[str, Any]) -> str:
    """The name of a subject in the reader's language, where the tables have one."""
    kind, _, known = row["subject"].partition("/")
    material = service().materials.materials.get(known) if kind == "material" else None
    return (material.names.get(language()) if material else None) or str(row["name"])
