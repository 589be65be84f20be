"""Everything known of one raw material, as the document that is answered: figures as text, each with its vintage."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped, text_of
from procurement_plugin.application.material_figures import (
    RISK_PLACES,
    assessment_of,
    imports_of,
    range_of,
    rounded,
    strategic_entry,
    tests_of,
)
from procurement_plugin.domain.raw_materials.dependency import (
    ImportDependency,
    grade,
    import_dependency,
    largest_third_country,
)
from procurement_plugin.domain.raw_materials.figures import STAGES, UNION, WORLD
from procurement_plugin.domain.raw_materials.measures import CAUSES, SENTENCES, StageFigures, causes, measures
from procurement_plugin.domain.raw_materials.supply_risk import Concentration, RiskRange, concentration, risk_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from procurement_plugin.application.raw_material_ports import RawMaterials
    from procurement_plugin.domain.raw_materials.dependency import LargestThirdCountry
    from procurement_plugin.domain.raw_materials.figures import (
        Assessment,
        Imports,
        Material,
        SupplyShare,
    )

    Figure = Callable[[str], Decimal]

BENCHMARK = "raw_materials.third_country_share"
HHI_PLACES = Decimal("0.0001")
REPORTERS = ("BE", "EU")


class Profiler:
    """Writes the profiles of materials from the tables of one vintage, as they stood in a year.

    Args:
        as_of: leaves out assessments and imports after that year; None takes all.
    """

    def __init__(self, tables: RawMaterials, figure: Figure, as_of: int | None) -> None:
        self._tables = tables
        self._figure = figure
        self._as_of = as_of
        self._imports = _by_good(tables.imports, as_of, figure)

    def profile(self, name: str) -> dict[str, Any]:
        """The profile of a material; parts without data are left out and named in ``notKnown``."""
        material = self._tables.materials[name]
        sourced = any(self._tables.supply.get((name, stage, UNION)) for stage in STAGES)
        stages = {stage: self._stage(name, stage, sourced=sourced) for stage in STAGES}
        known = {stage: figures for stage, figures in stages.items() if figures.world or figures.union}
        recycling, recycled_as = self._recycling(material)
        imports, imported_as = self._imports_of(material)
        assessments = self._assessments(material)
        written = [assessment_of(one, self._figure) for one in assessments]
        tests = tests_of(written, known, imports)
        met = [test for test, outcome in tests.items() if outcome]
        why = causes(known, recycling, imports_dependent="dependentImports" in met, figure=self._figure)
        return stripped(
            {
                "material": name,
                "name": material.name,
                "partOf": material.part_of,
                **self._listed(material),
                "assessment": written[-1] if written else None,
                "assessedAs": self._assessed_as(material) if written else None,
                "earlierAssessments": written[:-1],
                "stages": [self._written(stage, figures, recycling) for stage, figures in known.items()],
                "decidingStage": _deciding(known),
                "recycling": text_of(recycling),
                "recyclingAs": recycled_as,
                "imports": [imports_of(found, self._figure) for found in imports],
                "importsAs": imported_as,
                "testsKnown": [test for test, outcome in tests.items() if outcome is not None],
                "testsMet": met,
                "grade": str(grade(met)) if written or known or imports else None,
                "persistent": any(found.persistent for found in imports) or None,
                "causes": [{"cause": cause, "says": CAUSES[cause]} for cause in why],
                "measures": [{"measure": one, "says": SENTENCES[one]} for one in measures(why, material.kind)],
                "notKnown": [*self._elsewhere(material, assessments), *_not_known(written, known, recycling, imports)],
            }
        )

    def _listed(self, material: Material) -> dict[str, Any]:
        entry = self._tables.listed.get(material.critical)
        strategic = entry is not None and entry.strategic and material.strategic != "no"
        return {
            "critical": entry is not None,
            "strategic": strategic,
            "strategicAs": strategic_entry(entry) if strategic and entry else None,
            "listedAs": entry.name if entry else None,
            "listedAt": f"Regulation (EU) 2024/1252, Annex II, section 1, point ({entry.point})" if entry else None,
        }

    def _assessments(self, material: Material) -> list[Assessment]:
        rows = self._tables.assessments.get(material.id) or self._tables.assessments.get(material.part_of) or ()
        return [row for row in rows if self._as_of is None or row.year <= self._as_of]

    def _elsewhere(self, material: Material, assessments: list[Assessment]) -> Iterator[str]:
        """The last study may treat it with another material of the same entry in the Union's list."""
        rows = self._tables.assessments.get(material.critical, ())
        newer = [row for row in rows if self._as_of is None or row.year <= self._as_of]
        if material.critical != material.id and assessments and newer and newer[-1].year > assessments[-1].year:
            other = self._tables.materials[material.critical].name
            yield f"The study of {newer[-1].year} assesses it with {other}; see there."

    def _assessed_as(self, material: Material) -> str:
        own = self._tables.assessments.get(material.id)
        return "" if own else self._tables.materials[material.part_of].name

    def _stage(self, name: str, stage: str, *, sourced: bool) -> StageFigures:
        """Figures of a stage; the benchmark is of the Union's sourcing, or of world supply where that is not known."""
        tables = self._tables
        world = tables.supply.get((name, stage, WORLD), ())
        union = tables.supply.get((name, stage, UNION), ())
        held = (union, UNION) if sourced else (world, WORLD)
        return StageFigures(
            concentration(world, tables.governance),
            concentration(union, tables.governance),
            largest_third_country(*held, tables.members, self._figure(BENCHMARK)),
        )

    def _recycling(self, material: Material) -> tuple[Decimal | None, str | None]:
        """The rate of the material, else that of its group, whose name is then given back."""
        for name in filter(None, (material.id, material.part_of)):
            rates = [row.recycling for row in self._tables.codes if name in row.materials and row.recycling is not None]
            if rates:
                return rates[0], self._group(material, name)
        return None, None

    def _imports_of(self, material: Material) -> tuple[list[ImportDependency], str | None]:
        """The same for imports."""
        for name in filter(None, (material.id, material.part_of)):
            found = [one for one in self._imports.values() if name in one.last.materials]
            if found:
                return found, self._group(material, name)
        return [], None

    def _group(self, material: Material, name: str) -> str | None:
        return None if name == material.id else self._tables.materials[name].name

    def _written(self, stage: str, figures: StageFigures, recycling: Decimal | None) -> dict[str, Any]:
        rate = recycling or Decimal(0)
        return stripped(
            {
                "stage": stage,
                "world": self._concentration(figures.world),
                "union": self._concentration(figures.union),
                "largestThirdCountry": self._third(figures.third_country),
                "riskNeutral": range_of(_neutral(figures, rate)),
                "riskWithTradeFactors": range_of(_with_factors(figures, rate)),
            }
        )

    def _concentration(self, found: Concentration | None) -> dict[str, Any] | None:
        if found is None:
            return None
        return stripped(
            {
                "herfindahl": rounded(found.herfindahl, HHI_PLACES),
                "governanceNeutral": rounded(found.neutral, RISK_PLACES),
                "governanceWithTradeFactors": rounded(found.official, RISK_PLACES),
                "shareSum": text_of(found.share_sum),
                "largest": [self._share(row) for row in found.largest],
                "withoutGovernance": list(found.unknown),
            }
        )

    def _share(self, row: SupplyShare) -> dict[str, Any]:
        country = self._tables.countries.get(row.country)
        name = country.name if country else row.country
        return stripped(
            {"country": row.country, "name": name, "share": text_of(row.share), "belowPrint": row.below or None}
        )

    def _third(self, found: LargestThirdCountry | None) -> dict[str, Any] | None:
        if found is None:
            return None
        country = self._tables.countries.get(found.country)
        return {
            "country": found.country,
            "name": country.name if country else found.country,
            "share": text_of(found.share),
            "of": found.scope,
            "benchmark": text_of(self._figure(BENCHMARK)),
            "above": found.above,
        }


def _by_good(rows: Iterable[Imports], as_of: int | None, figure: Figure) -> dict[tuple[str, str], ImportDependency]:
    goods: dict[tuple[str, str], list[Imports]] = {}
    for row in rows:
        if as_of is None or row.year <= as_of:
            goods.setdefault((row.reporter, row.hs), []).append(row)
    ordered = sorted(goods.items(), key=lambda item: (REPORTERS.index(item[0][0]), item[0][1]))
    return {key: import_dependency(years, figure) for key, years in ordered}


def _deciding(known: Mapping[str, StageFigures]) -> str | None:
    """The stage with the higher risk, which is the one that counts in the studies."""
    ranges = {stage: _neutral(figures, Decimal(0)) for stage, figures in known.items()}
    tops = {stage: found.high for stage, found in ranges.items() if found is not None}
    return max(tops, key=tops.__getitem__) if tops else None


def _neutral(figures: StageFigures, recycling: Decimal) -> RiskRange | None:
    world, union = figures.world, figures.union
    return risk_range(world.neutral if world else None, union.neutral if union else None, recycling)


def _with_factors(figures: StageFigures, recycling: Decimal) -> RiskRange | None:
    world, union = figures.world, figures.union
    return risk_range(world.official if world else None, union.official if union else None, recycling)


def _not_known(
    assessments: list[Any], known: Mapping[str, Any], recycling: Decimal | None, imports: list[Any]
) -> Iterable[str]:
    """What nobody should read into silence."""
    if not assessments:
        yield "No assessment of the Union was found for it."
    if not known:
        yield "No shares of supply were found for it."
    if recycling is None:
        yield "No recycling rate was found; the risk range takes it as nothing."
    if not imports:
        yield "Its imports were not read; nothing is said about them."
    yield "Import reliance and substitution of 2023 were not found; hence a range, and substitution left out."
