"""The debriefing of one bidder: the selected tender beside the own one, from the points alone (Article 55(2))."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

JUDGED = "platform"
UNEXPLAINED_PRICE = ("price", "cost")


class Advantage(NamedTuple):
    """One criterion: the points of the selected tender and the own, and which is ahead.

    ``code``: ``winnerAhead``, ``equal``, ``ownAhead`` or ``open`` when one of them has no points.
    ``judged``: the points were given outside this software, so a person has to say why.
    """

    code: str
    criterion: str
    measure: str
    weight: str
    winner: str
    own: str
    difference: str
    judged: bool


class Comparison(NamedTuple):
    """The selected tender beside the own one; ``lead`` is by how many points it is ahead in all.

    ``settled`` says what put it first: ``points``, the published ``rule`` for equal totals, or ``lots``; empty when a
    total is open.
    """

    name: str
    winner_total: str
    own_total: str
    lead: str
    advantages: tuple[Advantage, ...]
    settled: str


def comparison(record: Mapping[str, Any]) -> Comparison | None:
    """The comparison in a bidder's record; None when nobody else was selected or the own tender was not scored."""
    winner = record.get("winner")
    if winner is None or winner["own"] or not record["bids"]:
        return None
    own = record["bids"][0]
    rows = tuple(_advantage(first, second) for first, second in zip(winner["criteria"], own["criteria"], strict=True))
    first, second = winner.get("total", ""), own.get("total", "")
    lead = _difference(first, second) if first and second else ""
    settled = ""
    if lead:
        equal = "lots" if winner.get("rank") == own.get("rank") else "rule"
        settled = "points" if Decimal(lead) else equal
    return Comparison(winner["bidder"]["name"], first, second, lead, rows, settled)


def unexplained(found: Comparison | None) -> tuple[str, ...]:
    """The criteria about which only a person can say what the advantage of the selected tender is."""
    if found is None:
        return ()
    return tuple(row.criterion for row in found.advantages if row.judged and row.code == "winnerAhead")


def _advantage(winner: Mapping[str, Any], own: Mapping[str, Any]) -> Advantage:
    first, second = winner.get("points", ""), own.get("points", "")
    judged = own["evidenceStatus"] == JUDGED and "measure" not in own and own["criterion"] not in UNEXPLAINED_PRICE
    code = "open"
    if first and second:
        sign = Decimal(first).compare(Decimal(second))
        code = {1: "winnerAhead", 0: "equal", -1: "ownAhead"}[int(sign)]
    difference = _difference(first, second).removeprefix("-") if first and second else ""
    return Advantage(
        code, own["criterion"], own.get("measureName", ""), own["weight"], first, second, difference, judged
    )


def _difference(first: str, second: str) -> str:
    return f"{Decimal(first) - Decimal(second):f}"
