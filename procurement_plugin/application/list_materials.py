"""List raw materials and countries as reference data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped, text_of

if TYPE_CHECKING:
    from procurement_plugin.application.raw_material_ports import RawMaterials


def list_materials(tables: RawMaterials) -> dict[str, Any]:
    """Every critical raw material first, by its id in profiles; then the others that the scanner knows."""
    critical = [
        stripped({"id": row.id, "name": row.name, "critical": row.id, **_assessed(row.id, tables)})
        | {"strategic": row.strategic}
        for row in tables.listed.values()
    ]
    others = [
        stripped(
            {
                "id": row.id,
                "name": row.name,
                "partOf": row.part_of,
                "critical": row.critical,
                **_assessed(row.id, tables),
            }
        )
        | {"strategic": row.strategic != "no"}
        for row in tables.materials.values()
        if row.id not in tables.listed
    ]
    items = [*critical, *others]
    return {"total": len(items), "items": items}


def _assessed(name: str, tables: RawMaterials) -> dict[str, Any]:
    """The last assessment; of a list entry that the study names otherwise, that of its material."""
    named = name if name in tables.materials else _material_of(name, tables)
    rows = tables.assessments.get(named, ())
    if not rows:
        return {}
    last = rows[-1]
    return {"supplyRisk": text_of(last.supply_risk), "economicImportance": text_of(last.economic_importance)}


def _material_of(entry: str, tables: RawMaterials) -> str:
    return next((row.id for row in tables.materials.values() if row.critical == entry and not row.part_of), "")


def list_countries(tables: RawMaterials) -> dict[str, Any]:
    """Every country with the class of agreement that binds the Union."""
    items = [stripped(country._asdict()) for country in tables.countries.values()]
    return {"total": len(items), "items": items}
