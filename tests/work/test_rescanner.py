"""The worker rescans by itself what rests on other data, once, tells webhooks, and lets no list stop the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from procurement_plugin.application import rescan_lists
from procurement_plugin.application.events import THRESHOLD_CROSSED
from procurement_plugin.application.rescan_lists import Rescanner

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.bootstrap.worker import Worker

LISTS = "/scoring/v1/watchLists"
HOOK = {"url": "http://127.0.0.1:9/events", "events": [THRESHOLD_CROSSED]}


def kept(client: FlaskClient, **more: Any) -> str:
    place: str = client.post(LISTS, json={"name": "Metals", "materials": ["lithium"], **more}).headers["Location"]
    return place


def numbers(client: FlaskClient, place: str) -> list[int]:
    return [row["number"] for row in client.get(f"{place}/reports").get_json()["items"]]


def test_a_list_that_rests_on_other_data_is_rescanned_once_and_told(
    client: FlaskClient, worker: Worker, storage: Storage
) -> None:
    hook = client.post("/scoring/v1/webhooks", json=HOOK).headers["Location"]
    since, fresh = kept(client, since=2022), kept(client)
    for _ in range(3):
        assert worker.rescan() is False
    assert (numbers(client, since), numbers(client, fresh)) == ([2, 1], [1])
    (told,) = client.get(f"{hook}/deliveries").get_json()["items"]
    assert told["eventType"] == THRESHOLD_CROSSED
    events = [event for event in storage.audit.events("local") if event["event"] == "watchList.scanned"]
    assert [event["payload"]["actor"] for event in events] == ["local", "local", "worker"]
    assert storage.audit.verify("local") == []


def test_a_rescan_in_which_nothing_crossed_tells_no_webhook(client: FlaskClient, worker: Worker) -> None:
    hook = client.post("/scoring/v1/webhooks", json=HOOK).headers["Location"]
    place = kept(client)
    client.put(place, json={"name": "Metals", "materials": ["cobalt"]}, headers={"If-Match": '"1"'})
    worker.rescan()
    assert numbers(client, place) == [2, 1]
    assert client.get(f"{hook}/deliveries").get_json()["items"] == []


def test_it_walks_page_by_page_and_begins_anew(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescan_lists, "PAGE", 2)
    places = [kept(client, since=2022) for _ in range(3)]
    walker = Rescanner(app.extensions["procurement"].monitoring, pytest.fail)
    assert [walker.walk(), walker.walk()] == [True, False]
    assert [numbers(client, place) for place in places] == [[2, 1]] * 3
    last = kept(client, since=2022)
    while walker.walk():
        pass
    assert numbers(client, last) == [2, 1]


def test_a_list_that_cannot_be_scanned_does_not_keep_the_others_waiting(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = app.extensions["procurement"].monitoring
    places = [kept(client, since=2022) for _ in range(2)]
    rescan, met = type(desk).rescan, []

    def failing(self: Any, list_id: str, actor: Any) -> Any:
        if list_id in places[0]:
            raise ArithmeticError
        return rescan(self, list_id, actor)

    monkeypatch.setattr(type(desk), "rescan", failing)
    Rescanner(desk, met.append).walk()
    assert [type(error) for error in met] == [ArithmeticError]
    assert numbers(client, places[1]) == [2, 1]
