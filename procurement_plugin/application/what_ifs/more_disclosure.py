"""All sites of one more tier of the supply chain disclosed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from procurement_plugin.application.what_ifs.what_if import Change, Kind, WhatIf, declared_at, document_behind
from procurement_plugin.domain.supply.declared import TIERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.application.what_ifs.what_if import Asked

NAME = "moreDisclosure"
CRITERION = "supplySecurity"
ALL = "100"


def offers(asked: Asked) -> Iterator[WhatIf]:
    """The first tier that is not disclosed in full."""
    where, tiers = declared_at(CRITERION, "transparency"), asked.inputs(CRITERION).get("transparency") or {}
    for score in asked.of(CRITERION):
        for tier in TIERS:
            if Decimal(tiers.get(tier, "0")) < Decimal(ALL):
                proof = () if tiers.get("evidence") else document_behind(asked.bid, where)
                yield WhatIf(NAME, score.criterion.key, (Change(f"{where}.{tier}", tiers.get(tier), ALL), *proof))
                break


KIND = Kind(NAME, offers)
