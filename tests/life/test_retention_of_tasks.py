"""Retention of documents that were ordered: the task holds the words of the officer, its kept answer the task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from life.procedures import Lived
from life.test_retention import LATER, REASON, place, retention, rows_of, traces

from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from life.procedures import Place

__all__ = ["place"]  # a fixture


def test_a_document_ordered_and_not_made_goes_with_what_told_of_it(place: Place) -> None:
    lived = Lived(place, "P-1", secret=True)
    order = {"type": "justification", "language": "fr", "words": {"opening": "Zwanenburg & Zonen heeft gewonnen."}}
    address = f"evaluations/{lived.evaluation['id']}/documents"
    lived.post(lived.client(LATER), address, order, Idempotency_Key="order")
    retention(place).delete("P-1", REASON, LOCAL)
    assert traces(place) == []
    assert [rows_of(place.storage)[name] for name in ("job", "kept_answer", "webhook_event")] == [[], [], []]
