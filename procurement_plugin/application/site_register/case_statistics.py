"""Counts of reshoring cases with their sources, for a reader; cases, never rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.site_register.ports import Query
from procurement_plugin.application.site_register.search_register import version_shown
from procurement_plugin.domain.site_register.case_counts import CASES_NOT_RATES, DIMENSIONS, LEAST, hidden_total, table
from procurement_plugin.domain.site_register.confidentiality import CLASSES, EVENT, visible

if TYPE_CHECKING:
    from procurement_plugin.application.site_register.ports import Register

WITHHELD = (
    f"Confidential cases are counted where there are at least {LEAST} of them; fewer stay out of the table, and no "
    "total tells of them."
)


def case_statistics(register: Register, tenant_id: str, clearance: str) -> dict[str, Any]:
    """The tables of all dimensions."""
    version = register.head(tenant_id)
    seen, hidden = [], []
    for entry in register.walk(tenant_id, Query(EVENT, len(CLASSES))):
        told = visible(entry, clearance)
        if told is None:
            hidden.append(entry.content)
        else:
            seen.append(told)
    rows = {
        name: [
            {"value": cell.value, "cases": cell.cases, "sources": list(cell.sources)}
            for cell in table(name, seen, hidden)
        ]
        for name in DIMENSIONS
    }
    return {
        "note": CASES_NOT_RATES,
        "withheld": WITHHELD,
        "cases": len(seen) + hidden_total(hidden),
        "tables": [{"dimension": name, "rows": cells} for name, cells in rows.items()],
        "register": version_shown(version),
    }
