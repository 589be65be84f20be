"""A bidder's estimate over HTTP: the same points as an evaluation gives, honest what-ifs, and nothing kept."""

from __future__ import annotations

import copy
import json
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from web.held import Held, estimate_of
from web.platforms import far, near
from web.test_evidence_file import lot
from web.test_tenants import service

from procurement_plugin.application.what_ifs.registry import kinds
from procurement_plugin.application.what_ifs.what_if import Change, changed

if TYPE_CHECKING:
    from pathlib import Path

    from web.platforms import Platform

    from procurement_plugin.adapters.storage import Storage

__all__ = ["far", "lot", "near", "service"]  # fixtures
PLACES = re.compile(r"latitude|longitude|country|town|unlocode|iata|location|plannedShares|\.from|\.to$")


@pytest.fixture
def held(near: Platform, lot: dict[str, Any], tmp_path: Path, database_url: str) -> Held:
    return Held(near, lot, tmp_path, database_url)


def asked(held: Held, body: dict[str, Any]) -> Any:
    return held.owner.call("post", "estimates", token=held.token, json=body)


def test_an_estimate_gives_the_points_of_the_evaluation(held: Held) -> None:
    scored = {bid["id"]: bid for bid in held.evaluation["bids"]}
    for bid in held.lot["bids"]:
        found = asked(held, {**estimate_of(held.lot, held.version), "bid": bid}).get_json()
        ours = [row for row in scored[bid["id"]]["criteria"] if "steps" in row]
        assert ours
        for row, official in zip(found["criteria"], ours, strict=True):
            for name in ("measure", "points", "value", "steps", "segment"):
                assert row.get(name) == official.get(name), name
        assert found["weightProfileVersion"]["fingerprint"] == held.version["fingerprint"]
        assert {row["criterion"] for row in found["others"]} == {"price", "quality"}


def test_every_what_if_is_what_the_changed_bid_gets(held: Held) -> None:
    """The gain is no estimate of an estimate: the changed request, sent, gets those points."""
    tried = 0
    for bid in held.lot["bids"]:
        body = {**estimate_of(held.lot, held.version), "bid": bid}
        first = asked(held, body).get_json()
        for what_if in first["whatIfs"]:
            changes = [Change(c["where"], c.get("from"), c.get("to")) for c in what_if["changes"]]
            second = asked(held, {**body, "bid": changed(bid, changes)}).get_json()
            points = {
                row["criterion"] + (f".{row['measureName']}" if "measureName" in row else ""): row["points"]
                for row in second["criteria"]
            }
            assert points == what_if["points"]
            assert float(second["points"]) - float(first["points"]) == pytest.approx(float(what_if["gain"]))
            assert float(what_if["gain"]) >= 0
            tried += 1
        gains = [float(row["gain"]) for row in first["whatIfs"]]
        assert gains == sorted(gains, reverse=True)
    assert tried > 3


def test_no_what_if_moves_anything_to_another_place(held: Held) -> None:
    for bid in held.lot["bids"]:
        for what_if in asked(held, {**estimate_of(held.lot, held.version), "bid": bid}).get_json()["whatIfs"]:
            assert not any(PLACES.search(change["where"]) for change in what_if["changes"])


def test_every_kind_is_found_and_named_like_its_module() -> None:
    found = kinds()
    assert len(found) == len({kind.name for kind in found}) >= 9
    for kind in found:
        words = re.sub(r"([A-Z])", r"_\1", kind.name).lower()
        assert kind.offers.__module__.endswith(f".{words}")


def test_nothing_of_an_estimate_is_kept_or_logged(
    held: Held, storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    before = [event["hash"] for event in storage.audit.events("near")]
    body = estimate_of(held.lot, held.version)
    secret = "a-very-own-document"  # noqa: S105  a name to be looked for
    body["bid"] = copy.deepcopy(body["bid"])
    body["bid"].setdefault("evidence", []).append({"id": secret, "type": secret, "status": "claimed"})
    with caplog.at_level(logging.DEBUG):
        assert asked(held, body).status_code == 200
    assert [event["hash"] for event in storage.audit.events("near")] == before
    assert secret not in "".join(str(vars(record)) for record in caplog.records)


def test_all_that_is_wrong_is_said_at_its_place_in_the_request(held: Held) -> None:
    body = estimate_of(held.lot, held.version)
    body["bid"] = copy.deepcopy(body["bid"])
    body["bid"]["items"][0]["productionSites"][0]["share"] = "60.00"
    body["bid"]["criterionInputs"]["supplySecurity"]["sites"][0]["evidence"] = ["E99"]
    found = asked(held, body)
    assert found.status_code == 400
    names = [row["name"] for row in found.get_json()["issues"]]
    assert names == ["bid.items[0].productionSites", "bid.criterionInputs.supplySecurity.sites[0].evidence[0]"]
    body["bid"]["items"][0]["productionSites"][0]["share"] = "much"
    assert [row["name"] for row in asked(held, body).get_json()["issues"]] == ["bid.items[0].productionSites[0].share"]


def test_a_version_of_somebody_else_is_not_there(held: Held, far: Platform) -> None:
    body = estimate_of(held.lot, held.version)
    assert far.call("post", "estimates", token=far.token("scoring:read"), json=body).status_code == 404
    body["weightProfileVersion"] = {**body["weightProfileVersion"], "version": 99}
    assert asked(held, body).status_code == 404


def test_a_bid_without_facts_is_told_what_is_missing(held: Held) -> None:
    body = estimate_of(held.lot, held.version)
    items = copy.deepcopy(body["bid"]["items"])
    for site in items[0]["productionSites"]:
        site.pop("evidence", None)
    body["bid"] = {"items": items}
    found = asked(held, body).get_json()
    assert float(found["points"]) == 0
    assert {row["code"] for row in found["gaps"]} >= {"supplySecurity.noSites", "supplySecurity.nothingDisclosed"}
    assert all(row["where"].startswith("bid") for row in found["gaps"])
    assert "moreDisclosure" in {row["kind"] for row in found["whatIfs"]}
    assert json.dumps(found).count("bids[") == 0
