"""A week more in stock: of the goods, or of a critical raw material."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from procurement_plugin.application.what_ifs.what_if import Change, Kind, WhatIf, declared_at, document_behind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.application.what_ifs.what_if import Asked

NAME = "moreStock"
CRITERION = "supplySecurity"
WEEK = Decimal(7)


def offers(asked: Asked) -> Iterator[WhatIf]:
    """Seven days of the contract's need more in stock; seven days more of each declared material."""
    inputs = asked.inputs(CRITERION)
    for score in asked.of(CRITERION):
        where, stock = declared_at(CRITERION, "stock"), inputs.get("stock") or {}
        week = WEEK * score.criterion.settings["demandPerDay"]
        quantity = Decimal(stock.get("quantity", "0")) + week
        more = Change(f"{where}.quantity", stock.get("quantity"), f"{quantity:f}")
        proof = () if stock.get("evidence") else document_behind(asked.bid, where)
        yield WhatIf(NAME, score.criterion.key, (more, *proof))
        for number, row in enumerate(inputs.get("materials") or ()):
            days = Decimal(row.get("stockDays", "0")) + WEEK
            place = declared_at(CRITERION, f"materials[{number}].stockDays")
            yield WhatIf(NAME, score.criterion.key, (Change(place, row.get("stockDays"), f"{days:f}"),))


KIND = Kind(NAME, offers)
