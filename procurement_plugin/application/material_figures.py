"""Figures of a raw material as they stand in its profile: assessments, imports, tests, ranges; all as text."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluation_document import stripped, text_of
from procurement_plugin.domain.raw_materials.dependency import TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from procurement_plugin.domain.raw_materials.dependency import ImportDependency
    from procurement_plugin.domain.raw_materials.figures import Assessment, ListedMaterial
    from procurement_plugin.domain.raw_materials.measures import StageFigures
    from procurement_plugin.domain.raw_materials.supply_risk import RiskRange

    Figure = Callable[[str], Decimal]

RISK_PLACES = Decimal("0.01")
# Before 2017 the studies measured economic importance otherwise; its threshold then is not known to us.
FIRST_COMPARABLE = 2017


class _Thresholds(NamedTuple):
    risk: Decimal
    importance: Decimal


def assessment_of(row: Assessment, figure: Figure) -> dict[str, Any]:
    """An assessment, and whether both thresholds are reached; years that cannot be compared do not say."""
    limits = _Thresholds(
        figure("raw_materials.supply_risk_threshold"), figure("raw_materials.economic_importance_threshold")
    )
    comparable = row.year >= FIRST_COMPARABLE and row.supply_risk is not None and row.economic_importance is not None
    reached = None
    if comparable and row.supply_risk is not None and row.economic_importance is not None:
        reached = row.supply_risk >= limits.risk and row.economic_importance >= limits.importance
    return stripped(
        {
            "year": row.year,
            "supplyRisk": text_of(row.supply_risk),
            "economicImportance": text_of(row.economic_importance),
            "bothThresholdsReached": reached,
        }
    )


def imports_of(found: ImportDependency, figure: Figure) -> dict[str, Any]:
    """The imports of a good by one reporter, year by year."""
    last = found.last
    return stripped(
        {
            "reporter": last.reporter,
            "hs": last.hs,
            "description": last.description,
            "stage": last.stage,
            "dependent": found.dependent,
            "persistent": found.persistent,
            "trend": found.trend,
            "smallTrade": last.value < figure("raw_materials.small_trade") or None,
            "largestSources": last.largest_sources,
            "years": [
                {
                    "year": row.year,
                    "valueThousandUsd": text_of(row.value),
                    "concentration": text_of(row.concentration),
                    "extraShare": text_of(row.extra_share),
                    "overExports": text_of(row.over_exports),
                    "indicatorsMet": list(met),
                }
                for row, met in zip(found.years, found.met, strict=True)
            ],
        }
    )


def tests_of(
    assessments: list[dict[str, Any]], known: Mapping[str, StageFigures], imports: list[ImportDependency]
) -> dict[str, bool | None]:
    """The outcomes of the three tests of a material, in order; None where nothing is known."""
    shares = [figures.third_country.above for figures in known.values() if figures.third_country]
    outcomes = (
        assessments[-1].get("bothThresholdsReached") if assessments else None,
        any(shares) if shares else None,
        any(found.dependent for found in imports) if imports else None,
    )
    return dict(zip(TESTS, outcomes, strict=True))


def strategic_entry(entry: ListedMaterial) -> str | None:
    """The words of Annex I, where they say less than the name of the entry in Annex II."""
    return entry.strategic_entry if entry.strategic_entry != entry.name else None


def range_of(found: RiskRange | None) -> dict[str, str | None] | None:
    """Both ends of a range of supply risk."""
    if found is None:
        return None
    return {"low": rounded(found.low, RISK_PLACES), "high": rounded(found.high, RISK_PLACES)}


def rounded(value: Decimal, places: Decimal) -> str | None:
    """A figure half-up, as text."""
    return text_of(value.quantize(places, rounding=ROUND_HALF_UP))
