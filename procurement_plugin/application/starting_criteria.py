"""With what a new draft begins: a careful set of criteria, and the row that is added for a criterion."""

from __future__ import annotations

import copy
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CENT = Decimal("0.01")
# An amount of a request has at most twelve digits.
LARGEST = Decimal(10) ** 12


class StartingCriteria:
    """Rows of criteria as texts, in the names of a draft.

    Args:
        content: ``start``, ``price`` and ``rows`` of ``config/starting_criteria``.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._content = content

    def begin(self, estimated: str) -> list[dict[str, Any]]:
        """The criteria of a new draft; the anchors of the price follow from the estimated value, if there is one."""
        return [
            self.row(row["criterion"], row.get("measure", ""), estimated) | {"weight": row["weight"]}
            for row in self._content["start"]
        ]

    def row(self, criterion: str, measure: str, estimated: str = "") -> dict[str, Any]:
        """A row to be added, at no weight yet; one that nothing is known of holds its name alone."""
        known = self._known(criterion, measure)
        named = {"criterion": criterion, **({"measure": measure} if measure else {})}
        row: dict[str, Any] = {**named, "weight": "0", **copy.deepcopy(dict(known))}
        anchors = self._anchors(estimated) if criterion in ("price", "cost") else []
        return row | ({"scale": anchors} if anchors else {})

    def _known(self, criterion: str, measure: str) -> Mapping[str, Any]:
        """What is known of a criterion; without a measure, that of its only one."""
        rows: Mapping[str, Mapping[str, Any]] = self._content["rows"]
        if measure or criterion in rows:
            return rows.get(f"{criterion}.{measure}" if measure else criterion, {})
        found = [row for key, row in rows.items() if key.partition(".")[0] == criterion]
        return found[0] if len(found) == 1 else {}

    def _anchors(self, estimated: str) -> list[dict[str, str]]:
        try:
            value = Decimal(estimated)
        except InvalidOperation:
            return []
        if not value.is_finite() or not 0 < value < LARGEST:
            return []
        shares = self._content["price"]
        places = [(shares["full"], "1"), (shares["nothing"], "0")]
        return [{"at": f"{(value * Decimal(share)).quantize(CENT):f}", "value": worth} for share, worth in places]
