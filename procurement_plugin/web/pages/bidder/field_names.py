"""What the fields of a bid are called, so that a list of problems can name them in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain import declaration as declared
from procurement_plugin.web.pages.language import marked, spoken, t, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.web.pages.bidder.bid_form import Asks

_PART = re.compile(r"([A-Za-z]\w*)(?:\[(\d+)\])?")
NUMBERED: Mapping[str, str] = {
    "bids": marked("Bid {number}"),
    "items": marked("Item {number}"),
    "productionSites": marked("Place of production {number}"),
    "elements": marked("Part {number} of the way"),
}
NAMED: Mapping[str, str] = {
    "productionSites": marked("Places of production"),
    "location": marked("Where"),
    "share": marked("Per cent of the quantity"),
    "vehicleClass": marked("Vehicle"),
    "distanceKm": marked("Kilometres"),
    "from": marked("From"),
    "to": marked("To"),
    "weight": marked("Weight"),
    "name": marked("Name"),
    "amount": marked("amount"),
    "points": marked("points"),
}


def field_name(where: str, asks: Asks) -> str:
    """The words for a place of the form; empty where there are none."""
    return " · ".join(_names(where, asks))


def _names(where: str, asks: Asks) -> Iterator[str]:
    parts = [(match[1], match[2]) for match in _PART.finditer(where)]
    title = words().functions()["title_of"]
    inside: Any = None
    for position, (name, number) in enumerate(parts):
        before = parts[position - 1][0] if position else ""
        if before in ("criterionInputs", "otherCriteria"):
            yield str(title(name))
            inside = asks.known[name].inputs if name in asks.known else None
        elif inside is not None:
            inside = inside.parts.get(name) if isinstance(inside, declared.Group) else None
            if inside is not None:
                inside = inside.of if isinstance(inside, declared.Many) and number else inside
                yield spoken(inside.help) + (f" {int(number) + 1}" if number else "")
        elif name == "criteria" and number and int(number) < len(asks.criteria):
            row = asks.criteria[int(number)]
            yield str(title(row.criterion, row.measure))
        elif number and name in NUMBERED and not (name == "items" and len(asks.lot.items) == 1):
            yield t(NUMBERED[name], number=str(int(number) + 1))
        elif not number and name in NAMED:
            yield t(NAMED[name])
