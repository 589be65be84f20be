"""Where to produce: one operation, which keeps nothing."""

from __future__ import annotations

from procurement_plugin.domain.actor import READ
from procurement_plugin.web.negotiation import PDF, XLSX
from procurement_plugin.web.operation import BASE, LANGUAGE, Operation

PRODUCTION = (
    Operation(
        "post",
        f"{BASE}/productionComparisons",
        "createProductionComparison",
        "What a unit costs where it could be made: layers, ranges, present value, break-even price, emissions apart",
        "production",
        "ProductionComparison",
        "For a firm or a buyer; never a score, never part of an award. Nothing is stored. As workbook or PDF by Accept",
        ("400", "401", "403", "406", "413", "415", "503"),
        body="ProductionComparisonRequest",
        parameters=(LANGUAGE,),
        documents={XLSX: "string"},
        scope=READ,
        media={XLSX: "binary", PDF: "binary"},
    ),
)
