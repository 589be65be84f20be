"""Items of the individual report of Article 84(1) of Directive 2014/24/EU, as far as an evaluation can fill them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

# What an evaluation under these criteria cannot know; the report of the procedure itself says it.
ELSEWHERE = ("c", "e", "f", "g", "h", "i")
LETTERS = ("a", "b", "c", "d", "e", "f", "g", "h", "i")


class ReportItem(NamedTuple):
    """A letter of Article 84(1): filled from the evaluation, by the officer's words, or said elsewhere."""

    letter: str
    filled: bool
    words: str


class Reason(NamedTuple):
    """Why the selected tender came first: its points, the next one's, and by criterion where it led all others."""

    name: str
    total: str
    second_total: str
    leads: tuple[tuple[str, str], ...]


def report_items(words: Mapping[str, str]) -> tuple[ReportItem, ...]:
    """Every letter in order, with what the officer wrote to it."""
    return tuple(ReportItem(letter, letter not in ELSEWHERE, words.get(letter, "")) for letter in LETTERS)


def reason_of(document: Mapping[str, Any], winner_id: str) -> Reason | None:
    """Why a bid was selected; None when there is no winner or it has no total."""
    bids = [bid for bid in document["bids"] if "total" in bid]
    winner = next((bid for bid in bids if bid["id"] == winner_id), None)
    if winner is None:
        return None
    others = [bid for bid in bids if bid is not winner]
    second = max((bid["total"] for bid in others), key=Decimal, default="")
    leads = tuple(
        (score["criterion"], score.get("measureName", ""))
        for place, score in enumerate(winner["criteria"])
        if others and all(Decimal(score["points"]) > Decimal(bid["criteria"][place]["points"]) for bid in others)
    )
    return Reason(winner["bidder"]["name"], winner["total"], second, leads)
