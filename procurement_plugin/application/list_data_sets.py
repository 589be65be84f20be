"""List the data behind scores and scans: sets of intensities, their rows, the ports, and the other tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.ports import EmissionIntensities, Tables
    from procurement_plugin.domain.transport_chain import EmissionIntensity


# What tables are for; those of raw materials decide no score.
KINDS = {
    "countries": "supplySecurity",
    "critical_materials": "supplySecurity",
    "determinations": "supplySecurity",
    "product_groups": "rawMaterials",
    "raw_materials": "rawMaterials",
}


def list_data_sets(tables: Tables, intensities: Mapping[str, EmissionIntensities]) -> dict[str, Any]:
    """Every table with its hash, licences and attributions, those of the intensities first."""
    items = [_set(table.id, table.sha256, table.sheet, "emissionIntensities") for table in intensities.values()]
    items += [
        _set(name, digest, sheet, KINDS.get(name, "distancesAndPlaces")) for name, digest, sheet in tables.sheets()
    ]
    return {"total": len(items), "items": items}


def _set(name: str, digest: str, sheet: Mapping[str, Any], kind: str) -> dict[str, Any]:
    sources = [
        stripped(
            {key: source.get(key, "") for key in ("title", "publisher", "edition", "licence", "href", "attribution")}
        )
        | {"notes": list(source.get("notes") or ())}
        for source in sheet["sources"]
    ]
    return stripped(
        {
            "id": name,
            "kind": kind,
            "title": sheet.get("title") or sheet.get("description"),
            "sha256": digest,
            "gwp": sheet.get("gwp"),
            "sources": sources,
        }
    )


def list_intensities(table: EmissionIntensities) -> dict[str, Any]:
    """The rows of a set, with the licence and attribution of each one's source."""
    sources = {source["id"]: source for source in table.sheet["sources"]}
    rows = [_row(row, sources[row.source]) for row in table.rows()]
    return {"dataSet": table.id, "sha256": table.sha256, "total": len(rows), "items": rows}


def _row(row: EmissionIntensity, source: Mapping[str, Any]) -> dict[str, Any]:
    return stripped(
        {
            "id": row.id,
            "mode": row.mode,
            "vehicleClass": row.vehicle_class,
            "load": row.load,
            "temperature": row.temperature,
            "fuel": row.fuel,
            "unit": row.unit,
            "gwp": row.gwp,
            "tankToWheel": f"{row.tank_to_wheel:f}",
            "wellToTank": f"{row.well_to_tank:f}",
            "wellToWheel": f"{row.well_to_wheel:f}",
            "distanceBasis": str(row.distance_basis),
            "verification": row.verification,
            "validFrom": row.valid_from.isoformat(),
            "validTo": row.valid_to.isoformat() if row.valid_to else None,
            "licence": source["licence"],
            "attribution": source["attribution"],
        }
    )


def list_ports(tables: Tables) -> dict[str, Any]:
    """The ports that a sea element may name."""
    rows = [
        {"unlocode": code, "name": name, "latitude": latitude, "longitude": longitude, "gateway": gateway}
        for code, name, latitude, longitude, gateway in tables.ports()
    ]
    return {"total": len(rows), "items": rows}
