"""Operations of the raw-materials scanner."""

from __future__ import annotations

from procurement_plugin.domain.actor import READ
from procurement_plugin.web.negotiation import CSV
from procurement_plugin.web.operation import BASE, Operation

REPORTER = {
    "name": "reporter",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "enum": ["BE", "EU"]},
    "description": "Whose imports are read (BE)",
}
SCANS = (
    Operation(
        "post",
        f"{BASE}/materialScans",
        "createMaterialScan",
        "Raw materials in a product, and how risky their supply is",
        "raw materials",
        "MaterialScan",
        "For policy and buyers; never a score of a bid. Nothing is stored",
        ("400", "401", "403", "413", "415"),
        body="MaterialScanRequest",
        scope=READ,
    ),
    Operation(
        "post",
        f"{BASE}/materialScans/comparisons",
        "createScanComparison",
        "What crossed a threshold between two years",
        "raw materials",
        "ScanComparison",
        "Every threshold that was crossed",
        ("400", "401", "403", "413", "415"),
        body="ScanComparisonRequest",
        scope=READ,
    ),
    Operation(
        "get",
        f"{BASE}/refData/materials",
        "getMaterials",
        "Raw materials, the critical ones first",
        "raw materials",
        "MaterialList",
        "The materials",
        ("400", "403"),
    ),
    Operation(
        "get",
        f"{BASE}/refData/countries",
        "getCountries",
        "Countries, with agreements on procurement",
        "reference data",
        "CountryList",
        "The countries",
        ("400", "403"),
    ),
    Operation(
        "get",
        f"{BASE}/refData/strategicGoods",
        "getStrategicGoods",
        "Goods and materials on which Belgium or the Union depends too much",
        "raw materials",
        "StrategicList",
        "The list; as CSV when text/csv is accepted",
        ("400", "403"),
        parameters=(REPORTER,),
        media={CSV: "text"},
    ),
)
