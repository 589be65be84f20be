"""Watch lists over HTTP: kept, changed under their ETag, rescanned once a key, listed, refused at their place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from procurement_plugin.web.api import watch_lists

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

LISTS = "/scoring/v1/watchLists"
EXAMPLE = json.loads((ROOT / "examples/monitoring/watch_list.json").read_text("utf-8"))
OWN = {"kind": "supplyRisk", "comparison": "above", "limit": "2", "reason": "Our board asks for it."}


def made(client: FlaskClient, **more: Any) -> str:
    kept = client.post(LISTS, json={**EXAMPLE, **more})
    assert kept.status_code == 201, kept.get_data(as_text=True)
    place: str = kept.headers["Location"]
    assert place == f"{LISTS}/{kept.get_json()['id']}"
    return place


def test_what_crossed_since_a_year_is_reported_and_kept(client: FlaskClient) -> None:
    place = made(client, since=2022)
    report = client.post(f"{place}/rescans")
    assert report.status_code == 201
    body = report.get_json()
    assert body["before"]["asOf"] == 2022
    graphite = [row for row in body["crossed"] if row["name"] == "Natural graphite"]
    assert {"importExtraShare", "importsDependent", "grade"} <= {row["kind"] for row in graphite}
    own = [row for row in body["crossed"] if row["threshold"].get("own")]
    assert [(row["name"], row["threshold"]["text"]) for row in own] == [("Lithium", EXAMPLE["thresholds"][0]["reason"])]
    assert client.get(report.headers["Location"]).get_json() == body
    head = client.get(place).get_json()["lastReport"]
    assert (head["number"], head["crossed"]) == (2, len(body["crossed"]))


def test_a_second_rescan_keeps_nothing_and_says_that_nothing_crossed(client: FlaskClient) -> None:
    place = made(client)
    again = client.post(f"{place}/rescans")
    assert (again.status_code, "Location" in again.headers, "number" in again.get_json()) == (200, False, False)
    assert again.get_json()["summary"].startswith("Nothing crossed a threshold.")
    assert client.get(f"{place}/reports").get_json()["items"][0]["number"] == 1


def test_a_change_names_the_etag_it_was_made_from(client: FlaskClient) -> None:
    place = made(client)
    body = {"name": "Other", "materials": ["cobalt"]}
    assert client.put(place, json=body).status_code == 428
    assert "watch list" in client.put(place, json=body).get_json()["detail"]
    changed = client.put(place, json=body, headers={"If-Match": client.get(place).headers["ETag"]})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert "items" not in changed.get_json()
    assert client.put(place, json=body, headers={"If-Match": '"1"'}).status_code == 412
    assert client.post(f"{place}/rescans").get_json()["listChanged"] is True


def test_a_key_makes_one_list_and_one_report(client: FlaskClient, storage: Storage) -> None:
    for _ in range(2):
        kept = client.post(LISTS, json={**EXAMPLE, "since": 2022}, headers={"Idempotency-Key": "a"})
    assert kept.headers["Idempotency-Replayed"] == "true"
    place = kept.headers["Location"]
    reports = [client.post(f"{place}/rescans", headers={"Idempotency-Key": "b"}).get_data() for _ in range(2)]
    assert reports[0] == reports[1]
    assert client.get(LISTS).get_json()["total"] == 1
    assert len(client.get(f"{place}/reports").get_json()["items"]) == 2
    assert storage.audit.verify("local") == []


def test_reports_come_in_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_lists, "PAGE", 1)
    place = made(client, since=2022)
    client.post(f"{place}/rescans")
    first = client.get(f"{place}/reports").get_json()
    assert ([row["number"] for row in first["items"]], first["next"]) == ([2], 2)
    second = client.get(f"{place}/reports?before=2").get_json()
    assert ([row["number"] for row in second["items"]], second["next"]) == ([1], 0)
    for query in ("before=0", "before=x", "before=²", "after=1", "before=9999999999"):
        assert client.get(f"{place}/reports?{query}").status_code == 400, query
    assert client.get(f"{place}/reports/7").status_code == 404


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, {"name"}),
        ({"name": "x"}, {""}),
        ({"name": "x", "items": []}, {"items"}),
        ({"name": "x", "items": [{"name": "nothing"}], "materials": ["cobald"]}, {"items[0]", "materials[0]"}),
        ({"name": "x", "items": [{"cpv": "1", "colour": "red"}]}, {"items[0].cpv", "items[0].colour"}),
        ({"name": "x", "materials": ["cobalt", "cobalt"]}, {"materials[1]"}),
        ({"name": "x", "materials": ["cobalt"], "since": 1999}, {"since"}),
        ({"name": "x", "materials": ["cobalt"], "thresholds": [{**OWN, "kind": "price"}]}, {"thresholds[0].kind"}),
        ({"name": "x", "materials": ["cobalt"], "thresholds": [OWN, OWN]}, {"thresholds[1]"}),
        (
            {"name": "x", "sites": ["S1"], "thresholds": [{**OWN, "subject": "site/S1"}]},
            {"thresholds[0].subject"},
        ),
        (
            {"name": "x", "sites": ["S1"], "thresholds": [{**OWN, "subject": "material/gold9"}]},
            {"thresholds[0].subject"},
        ),
        ({"name": "x", "materials": ["cobalt"], "thresholds": [{"kind": "supplyRisk"}]},
         {"thresholds[0].comparison", "thresholds[0].limit", "thresholds[0].reason"}),
    ],
)  # fmt: skip
def test_what_cannot_be_watched_is_refused_at_its_place(
    client: FlaskClient, body: dict[str, Any], names: set[str]
) -> None:
    found = client.post(LISTS, json=body)
    assert found.status_code == 400, found.get_data(as_text=True)
    assert {issue.get("name", "") for issue in found.get_json()["issues"]} == names
    assert client.get(LISTS).get_json()["total"] == 0


def test_more_lists_than_a_tenant_may_have_are_refused(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procurement_plugin.application.watch_lists.MOST_LISTS", 1)
    made(client)
    refused = client.post(LISTS, json=EXAMPLE)
    assert (refused.status_code, refused.get_json()["type"].rsplit(":", 1)[1]) == (409, "tooManyWatchLists")


def test_a_removed_list_is_gone_with_its_reports(client: FlaskClient) -> None:
    place = made(client)
    assert client.delete(place).status_code == 204
    for path in (place, f"{place}/reports", f"{place}/reports/1"):
        assert client.get(path).status_code == 404
    assert client.post(f"{place}/rescans").status_code == 404
