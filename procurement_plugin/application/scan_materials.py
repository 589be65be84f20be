"""Scan a code, a word or a bill of materials for raw materials and what is known of them; for policy and buyers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.application.find_materials import Query, find_materials
from procurement_plugin.application.material_profile import Profiler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from procurement_plugin.application.find_materials import Found, Reason
    from procurement_plugin.application.raw_material_ports import RawMaterials

    Figure = Callable[[str], Decimal]

NEVER_AN_AWARD = (
    "For policy and buyers. Never a score of a bid: it weighs countries by governance and reads the trade of Belgium "
    "and of the Union."
)
# Official figure and ours are about the same facts; what differs is said once.
READING = (
    "riskNeutral takes every trade factor as 1; riskWithTradeFactors takes those printed in the study, 0.8 within the "
    "Union. Both run from import reliance 0 to 1, without substitution, and from one side alone where the other has no "
    "shares; the assessment is the study's own figure. Shares of supply, recycling and the Union's lists are those of "
    "the tables (study of 2023; Regulation (EU) 2024/1252), whatever year is asked for; assessments and imports go up "
    "to that year."
)


def scan(
    query: Query, tables: RawMaterials, figure: Figure, *, as_of: int | None = None, scanned_at: datetime | None = None
) -> dict[str, Any]:
    """The scan as a document.

    Args:
        as_of: leaves out assessments and imports after that year.
    """
    found = find_materials(query, tables)
    profiler = Profiler(tables, figure, as_of)
    materials = [
        profiler.profile(name) | {"reasons": [_reason(reason) for reason in reasons]}
        for name, reasons in found.materials.items()
    ]
    return stripped(
        {
            "query": _query(query),
            "asOf": as_of,
            "scannedAt": scanned_at.isoformat(timespec="seconds") if scanned_at else None,
            "use": NEVER_AN_AWARD,
            "reading": READING,
        }
    ) | {
        "productGroups": [_product(group) for group in found.products],
        "suggestions": [{"id": group.id, "name": group.names["en"]} for group in found.suggestions],
        "materials": sorted(materials, key=_heaviest_first),
        "netZero": list(_net_zero(found, tables)),
        "notKnown": [unknown._asdict() for unknown in found.unknown],
        "sources": list(sources_of(tables)),
    }


def _query(query: Query) -> dict[str, Any]:
    rows = [stripped(line._asdict()) for line in query.bill]
    asked = {"cpv": query.cpv, "hs": query.hs, "nace": query.nace, "product": query.product}
    return stripped({**asked, "billOfMaterials": rows, "everything": query.everything or None})


def _reason(reason: Reason) -> dict[str, Any]:
    return stripped(reason._asdict())


def _product(group: Any) -> dict[str, Any]:
    return stripped({"id": group.id, "names": dict(group.names), "cpv": list(group.cpv), "note": group.note})


def _heaviest_first(profile: Mapping[str, Any]) -> tuple[Any, ...]:
    order = {"high": 0, "moderate": 1, "low": 2}
    risk = Decimal(profile.get("assessment", {}).get("supplyRisk", 0))
    return (
        not profile["strategic"],
        not profile["critical"],
        order.get(profile.get("grade", ""), 3),
        -risk,
        profile["material"],
    )


def _net_zero(found: Found, tables: RawMaterials) -> Iterator[dict[str, Any]]:
    """Components of net-zero technologies that the product groups are or hold."""
    wanted = {name for group in found.products for name in group.net_zero}
    for row in tables.net_zero:
        if row.sub_category in wanted:
            yield stripped(row._asdict())


def sources_of(tables: RawMaterials) -> Iterator[dict[str, Any]]:
    """Every source behind the figures, with edition and licence."""
    for folder, sheet in tables.sheets.items():
        for source in sheet["sources"]:
            named = {name: source.get(name, "") for name in ("title", "publisher", "edition", "licence", "href")}
            yield stripped({"table": folder, **named, "attribution": source["attribution"]})
