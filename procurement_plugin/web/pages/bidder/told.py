"""What the page of an estimate shows: scores beside the published criteria, what-ifs as sentences, the map."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.bidder.what_if_words import sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def estimated(found: Mapping[str, Any], version: Mapping[str, Any], bid: Mapping[str, Any]) -> dict[str, Any]:
    """The estimate of a bid under a published version, ready to be shown."""
    known = service().reference.criteria
    published = [row for row in version["weightProfile"]["criteria"] if row["criterion"] in known]
    criteria = [
        {**score, "published": row, "groups": grouped(score.get("steps", ()))}
        for score, row in zip(found["criteria"], published, strict=True)
    ]
    record = {"lot": version["lot"], "bids": [{"criteria": found["criteria"]}]}
    what_ifs = [{**row, "sentence": sentence_of(row, bid)} for row in found["whatIfs"]]
    gaps = {gap["message"]: gap for gap in reversed(found["gaps"])}  # the same of several items is said once
    told = list(reversed(gaps.values()))
    return {**found, "gaps": told, "criteria": criteria, "whatIfs": what_ifs, "map": service().maps(record)}


def grouped(steps: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Steps of one formula together, in order."""
    return [(code, list(rows)) for code, rows in groupby(steps, key=lambda step: step["step"])]
