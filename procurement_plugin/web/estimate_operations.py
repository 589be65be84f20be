"""The operation of bidders before they bid."""

from __future__ import annotations

from procurement_plugin.domain.actor import READ
from procurement_plugin.web.operation import BASE, Operation

ESTIMATES = (
    Operation(
        "post",
        f"{BASE}/estimates",
        "createEstimate",
        "A bidder's own score under a published version",
        "scoring",
        "Estimate",
        "Points, steps, gaps and what would improve most; nothing is stored",
        ("400", "401", "403", "404", "409", "413", "415"),
        body="EstimateRequest",
        scope=READ,
    ),
)
