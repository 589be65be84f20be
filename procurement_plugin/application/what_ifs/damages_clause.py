"""A guaranteed lead time with the clause that makes a delay cost money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.application.what_ifs.what_if import Change, Kind, WhatIf, declared_at, document_behind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.application.what_ifs.what_if import Asked

NAME = "damagesClause"
CRITERION = "supplySecurity"
CLAUSE = "Clause with liquidated damages"


def offers(asked: Asked) -> Iterator[WhatIf]:
    """The clause, where a time is guaranteed without one."""
    where, promised = declared_at(CRITERION, "leadTime"), asked.inputs(CRITERION).get("leadTime") or {}
    if "guaranteedDays" not in promised or promised.get("liquidatedDamagesClause"):
        return
    proof = () if promised.get("evidence") else document_behind(asked.bid, where)
    for score in asked.of(CRITERION):
        yield WhatIf(NAME, score.criterion.key, (Change(f"{where}.liquidatedDamagesClause", None, CLAUSE), *proof))


KIND = Kind(NAME, offers)
