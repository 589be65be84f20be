"""The figures of a raw material that can be watched, and the thresholds of the scanner's own sources."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.monitoring.figures import (
    ABOVE,
    AT_LEAST,
    BELOW,
    GRADE,
    NO,
    TEST,
    YES,
    Figure,
    Threshold,
)
from procurement_plugin.domain.raw_materials.dependency import Grade

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from procurement_plugin.domain.parameters import ParameterSet

ASSESSMENTS, SUPPLY = "raw_materials/assessments.csv", "raw_materials/supply_shares.csv"
IMPORTS, CODES = "raw_materials/import_dependency.csv", "raw_materials/commodity_codes.csv"
LISTED = "critical_materials/critical_materials.csv"
ACT = "Regulation (EU) 2024/1252"
ACT_AT = "https://data.europa.eu/eli/reg/2024/1252/oj"


class Watchable(NamedTuple):
    """A kind of figure, and the parameter that is its threshold where the sources have one."""

    parameter: str = ""
    comparison: str = ABOVE


# Every kind of figure of a material; a tenant's own thresholds are on these.
KINDS: Mapping[str, Watchable] = {
    "supplyRisk": Watchable("raw_materials.supply_risk_threshold", AT_LEAST),
    "economicImportance": Watchable("raw_materials.economic_importance_threshold", AT_LEAST),
    "thirdCountryShare": Watchable("raw_materials.third_country_share"),
    "worldConcentration": Watchable("raw_materials.concentrated_supply"),
    "unionConcentration": Watchable("raw_materials.concentrated_supply"),
    "importConcentration": Watchable("raw_materials.import_concentration"),
    "importExtraShare": Watchable("raw_materials.import_extra_share"),
    "importOverExports": Watchable("raw_materials.import_over_exports"),
    "recycling": Watchable("raw_materials.recycling_low", BELOW),
}
# Kinds that are no numbers, each with the limit in the order of its values, and what it says.
STATES: Mapping[str, tuple[tuple[Decimal, str], ...]] = {
    "critical": ((Decimal(1), f"{ACT}, Annex II: the list of critical raw materials"),),
    "strategic": ((Decimal(1), f"{ACT}, Annex I: the list of strategic raw materials"),),
    "importsDependent": ((Decimal(1), "All three thresholds of imports passed in the last year"),),
    "importsPersistent": ((Decimal(1), "All three thresholds of imports passed in each of the last years"),),
    GRADE: (
        (Decimal(1), "Grade moderate: one of the three tests is met"),
        (Decimal(2), "Grade high: two of the three tests are met"),
    ),
}


def thresholds_of(parameters: ParameterSet, day: date) -> tuple[Threshold, ...]:
    """The thresholds in force on a day, each with its source."""
    found = [_of_parameter(parameters, kind, watched, day) for kind, watched in KINDS.items()]
    for kind, limits in STATES.items():
        href = ACT_AT if kind in ("critical", "strategic") else ""
        found += [Threshold(f"{kind}.{limit}", kind, limit, AT_LEAST, says, href) for limit, says in limits]
    return tuple(found)


def _of_parameter(parameters: ParameterSet, kind: str, watched: Watchable, day: date) -> Threshold:
    parameter = parameters[watched.parameter]
    value = parameter.at(day)
    source = value.references[0] if value.references else None
    return Threshold(
        f"{kind}:{parameter.id}",
        kind,
        parameters.figure(parameter.id, day),
        watched.comparison,
        source.title if source else parameter.description,
        source.href if source else "",
        source.quote if source else " ".join(value.reasoning.split()),
    )


def figures_of(profile: Mapping[str, Any]) -> Iterator[Figure]:
    """The watched figures of a material's profile, as the scanner writes it."""
    subject = f"material/{profile['material']}"
    assessed = profile.get("assessment", {})
    for kind in ("supplyRisk", "economicImportance"):
        if kind in assessed:
            yield Figure(subject, kind, "", assessed[kind], str(assessed["year"]), ASSESSMENTS)
    for kind in ("critical", "strategic"):
        yield Figure(subject, kind, "", _said(profile[kind]), "", LISTED)
    if "recycling" in profile:
        yield Figure(subject, "recycling", "", profile["recycling"], "", CODES)
    for stage in profile.get("stages", ()):
        yield from _of_stage(subject, stage)
    for row in profile.get("imports", ()):
        yield from _of_imports(subject, row)
    met = profile.get("testsMet", ())
    for test in profile.get("testsKnown", ()):
        yield Figure(subject, TEST, test, _said(test in met))
    if profile.get("grade") in tuple(Grade):
        yield Figure(subject, GRADE, "", profile["grade"])


def _of_stage(subject: str, stage: Mapping[str, Any]) -> Iterator[Figure]:
    name = stage["stage"]
    third = stage.get("largestThirdCountry")
    if third:
        yield Figure(subject, "thirdCountryShare", name, third["share"], "", SUPPLY, f"{third['name']}/{third['of']}")
    for scope in ("world", "union"):
        if "herfindahl" in stage.get(scope, {}):
            yield Figure(subject, f"{scope}Concentration", name, stage[scope]["herfindahl"], "", SUPPLY)


def _of_imports(subject: str, row: Mapping[str, Any]) -> Iterator[Figure]:
    of, last = f"{row['reporter']}/{row['hs']}", row["years"][-1]
    parts = {"importConcentration": "concentration", "importExtraShare": "extraShare"}
    for kind, part in {**parts, "importOverExports": "overExports"}.items():
        yield Figure(subject, kind, of, last[part], str(last["year"]), IMPORTS, row["description"])
    for kind, state in (("importsDependent", "dependent"), ("importsPersistent", "persistent")):
        if state in row:
            yield Figure(subject, kind, of, _said(row[state]), str(last["year"]), IMPORTS, row["description"])


def _said(value: object) -> str:
    return YES if value else NO
