"""The goods and materials on which a reporter depends too much, each with its reasons; a table to export."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.application.find_materials import Query
from procurement_plugin.application.scan_materials import NEVER_AN_AWARD, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from procurement_plugin.application.raw_material_ports import RawMaterials

    Figure = Callable[[str], Decimal]

COLUMNS = (
    "kind", "hs", "good", "material", "critical", "strategic", "grade", "persistent", "trend", "largestSources",
    "valueThousandUsd", "supplyRisk", "reasons", "measures",
)  # fmt: skip
# Goods of which imports are dependent come before materials whose imports were not read.
GOOD, MATERIAL = "good", "material"
REPORTERS = {"BE": "Belgium", "EU": "the Union"}
OF_THE_UNION = ("assessedAsCritical", "thirdCountryAboveBenchmark")
SMALL = "little trade, and no critical raw material"
RESTRICTED = "the Union restricts its use; a dependency is no reason to buy it elsewhere"
# The source prints these where there were no exports to divide by.
NO_EXPORTS = ("99", "999")


def strategic_list(tables: RawMaterials, figure: Figure, reporter: str, *, as_of: int | None = None) -> dict[str, Any]:
    """Goods whose imports make a reporter dependent, and materials at risk for the Union as a whole.

    Args:
        reporter: BE or EU, whose imports are read.
    """
    document = scan(Query(everything=True), tables, figure, as_of=as_of)
    profiles = document["materials"]
    restricted = {row.name for row in tables.materials.values() if row.kind == "restricted"}
    rows = [*_goods(profiles, reporter), *_materials(profiles, reporter)]
    reasons = [(row, _why_left_out(row, restricted)) for row in rows]
    kept = [{name: part for name, part in row.items() if name != "smallTrade"} for row, reason in reasons if not reason]
    years = sorted({row.year for row in tables.imports if as_of is None or row.year <= as_of})
    return {
        "reporter": reporter,
        "use": NEVER_AN_AWARD,
        "years": [str(year) for year in years],
        "total": len(kept),
        "items": sorted(kept, key=_order),
        "leftOut": [{"name": row.get("good", row["material"]), "reason": reason} for row, reason in reasons if reason],
        "sources": document["sources"],
    }


def _why_left_out(row: Mapping[str, Any], restricted: set[str]) -> str:
    if row["material"] in restricted:
        return RESTRICTED
    return SMALL if row.get("smallTrade") and not row["critical"] else ""


def _goods(profiles: list[Mapping[str, Any]], reporter: str) -> Iterator[dict[str, Any]]:
    """A good stands once, with all the raw materials that its code names."""
    seen: dict[str, dict[str, Any]] = {}
    for profile in profiles:
        # The members of a group share its imports; the group stands for them.
        for imports in () if "importsAs" in profile else profile.get("imports", ()):
            if imports["reporter"] != reporter or not imports["dependent"]:
                continue
            row = seen.get(imports["hs"])
            if row is None:
                seen[imports["hs"]] = _good(profile, imports)
            else:
                row["material"] += f"; {profile['name']}"
                row["critical"], row["strategic"] = (row[name] or profile[name] for name in ("critical", "strategic"))
    yield from seen.values()


def _good(profile: Mapping[str, Any], imports: Mapping[str, Any]) -> dict[str, Any]:
    last = imports["years"][-1]
    reasons = [
        f"few sources outside the Union: concentration (HHI) {last['concentration']}",
        f"{Decimal(last['extraShare']) * 100:.0f} % of the imports come from outside the Union",
        _over_exports(last["overExports"]),
    ]
    if imports.get("persistent"):
        reasons.append(f"so in each year from {imports['years'][0]['year']} to {last['year']}")
    if imports.get("smallTrade"):
        reasons.append("little trade: one shipment can change the picture")
    return stripped(
        {
            "kind": GOOD,
            "hs": imports["hs"],
            "good": imports["description"],
            "material": profile["name"],
            **_common(profile),
            "persistent": imports.get("persistent"),
            "trend": imports["trend"],
            "largestSources": imports.get("largestSources"),
            "valueThousandUsd": last["valueThousandUsd"],
            "smallTrade": imports.get("smallTrade"),
            "reasons": reasons,
        }
    ) | {"critical": profile["critical"], "strategic": profile["strategic"]}


def _over_exports(printed: str) -> str:
    if printed in NO_EXPORTS:
        return "hardly any exports to outside the Union"
    return f"imports from outside are {Decimal(printed):.1f} times the exports to outside"


def _materials(profiles: list[Mapping[str, Any]], reporter: str) -> Iterator[dict[str, Any]]:
    """Materials that meet both tests about the Union and whose own imports do not already stand in the table."""
    for profile in profiles:
        listed = any(imports["reporter"] == reporter and imports["dependent"] for imports in profile.get("imports", ()))
        met = [test for test in profile.get("testsMet", ()) if test in OF_THE_UNION]
        if len(met) == len(OF_THE_UNION) and not (listed and "importsAs" not in profile):
            yield stripped(
                {
                    "kind": MATERIAL,
                    "material": profile["name"],
                    **_common(profile),
                    "reasons": [_said(test, profile) for test in met],
                }
            ) | {"critical": profile["critical"], "strategic": profile["strategic"]}


def _common(profile: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "grade": profile.get("grade"),
        "supplyRisk": profile.get("assessment", {}).get("supplyRisk"),
        "measures": [measure["measure"] for measure in profile.get("measures", ())],
    }


def _said(test: str, profile: Mapping[str, Any]) -> str:
    """A test that is met, with the figure that meets it."""
    if test == "assessedAsCritical":
        risk = profile["assessment"]
        return (
            f"supply risk {risk['supplyRisk']} and economic importance {risk['economicImportance']} in the study of "
            f"{risk['year']}"
        )
    above = [(stage["stage"], stage["largestThirdCountry"]) for stage in profile["stages"] if _above(stage)]
    of = {"union": "the Union's sourcing", "world": "world supply"}
    return "; ".join(f"{row['share']} % of {of[row['of']]} ({stage}) from {row['name']}" for stage, row in above)


def _above(stage: Mapping[str, Any]) -> bool:
    return bool(stage.get("largestThirdCountry", {}).get("above"))


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    value = Decimal(row.get("valueThousandUsd", "0"))
    return (
        not row["strategic"],
        not row["critical"],
        row["kind"] != GOOD,
        not row.get("persistent"),
        -value,
        row["material"],
    )


def cells(row: Mapping[str, Any]) -> list[str]:
    """A row as the cells of a table, in the order of ``COLUMNS``."""
    return [_cell(row.get(name, "")) for name in COLUMNS]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else str(value)
