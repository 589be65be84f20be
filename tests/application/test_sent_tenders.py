"""Bids from a file: our own JSON in its shapes, or a release that names them as far as it does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import ROOT

from procurement_plugin.application.sent_tenders import bids_of, bids_of_notice
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.findings import UnreadableInputError

RELEASE = (ROOT / "examples/imports/release-ocds.json").read_bytes()


def test_a_list_and_a_request_are_read_as_they_stand(lot: dict[str, Any]) -> None:
    out = [{"bidId": "B-1", "kind": "withdrawn", "reason": "Withdrawn by letter."}]
    assert bids_of(lot["bids"]) == bids_of({**lot})
    found = bids_of({**lot, "exclusions": out})
    assert found is not None
    assert (found.bids, found.exclusions) == (lot["bids"], out)


@pytest.mark.parametrize("content", [{}, "text", 7, None, {"bids": {"details": []}}, {"bids": "B-1"}])
def test_anything_else_is_not_ours(content: Any) -> None:
    assert bids_of(content) is None


def test_a_release_gives_its_bids_and_says_what_it_does_not_know() -> None:
    lots = [lot for notice in imported()["notices"] for lot in notice["lots"] if lot["request"].get("bids")]
    found = bids_of_notice(RELEASE, lots[0]["lotId"], knowledge.notice_import())
    assert list(found.bids) == lots[0]["request"]["bids"]
    assert found.missing
    assert all(row["name"].startswith("bids") for row in found.missing)


def test_bids_of_other_lots_only_are_refused_by_name() -> None:
    release = json.loads(RELEASE)
    with pytest.raises(UnreadableInputError, match="names no bids"):
        bids_of_notice(json.dumps({**release, "releases": without_bids(release)}).encode(), "x", service())


def imported() -> dict[str, Any]:
    return service().imported(RELEASE)


def service() -> Any:
    return knowledge.notice_import()


def without_bids(release: dict[str, Any]) -> list[dict[str, Any]]:
    rows = release.get("releases", [release])
    return [{name: part for name, part in row.items() if name not in ("bids", "awards")} for row in rows]
