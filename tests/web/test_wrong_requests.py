"""Wrong requests: each gets a 4xx that names the place; nothing is stored; never a 500."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from procurement_plugin.adapters.tables import audit_event, evaluation

URL = "/scoring/v1/evaluations"
Change = Callable[[dict[str, Any]], None]


def put(path: str, value: Any) -> Change:
    """A change that puts a value at a path such as ``bids[0].items[0].massKg``."""
    keys: list[str | int] = []
    for part in path.replace("]", "").split("."):
        name, *numbers = part.split("[")
        keys += [name, *map(int, numbers)]

    def change(body: dict[str, Any]) -> None:
        target: Any = body
        for key in keys[:-1]:
            target = target[key]
        target[keys[-1]] = value

    return change


def drop(path: str) -> Change:
    """A change that takes away what stands at a path."""
    parent, _, name = path.rpartition(".")

    def change(body: dict[str, Any]) -> None:
        holder: dict[str, Any] = {}
        put(f"{parent}.__x__" if parent else "__x__", None)(body)
        target: Any = body
        for part in parent.replace("]", "").split(".") if parent else []:
            first, *numbers = part.split("[")
            target = target[first]
            for number in numbers:
                target = target[int(number)]
        target.pop("__x__")
        holder = target
        del holder[name]

    return change


CASES: list[tuple[str, Change, str]] = [
    ("a number where text is asked", put("bids[0].items[0].productionSites[0].share", 100), "bids[0].items[0].productionSites[0].share"),
    ("a list where an object is asked", put("procedure", []), "procedure"),
    ("an object where a list is asked", put("bids", {}), "bids"),
    ("null where a value is asked", put("lot.title", None), "lot.title"),
    ("shares of 99.99", put("bids[0].items[0].productionSites[0].share", "99.99"), "bids[0].items[0].productionSites"),
    ("delivery shares of 99.99", put("lot.deliveryPoints[0].share", "99.99"), "lot.deliveryPoints"),
    ("a share above 100", put("bids[0].items[0].productionSites[0].share", "100.01"), "bids[0].items[0].productionSites[0].share"),
    ("an unknown field at the top", put("colour", "blue"), "colour"),
    ("an unknown field deep down", put("bids[0].items[0].productionSites[0].country", "BE"), "bids[0].items[0].productionSites[0].country"),
    ("a misspelt field", put("weightProfile.criteria[0].wieght", "5"), "weightProfile.criteria[0].wieght"),
    ("a negative mass", put("lot.items[0].massKg", "-16000.000"), "lot.items[0].massKg"),
    ("a mass of zero", put("lot.items[0].massKg", "0.000"), "lot.items[0].massKg"),
    ("a decimal comma", put("lot.items[0].massKg", "16000,5"), "lot.items[0].massKg"),
    ("an exponent", put("lot.items[0].massKg", "1e400"), "lot.items[0].massKg"),
    ("not a number", put("lot.items[0].massKg", "NaN"), "lot.items[0].massKg"),
    ("full-width digits", put("lot.items[0].massKg", "１２"), "lot.items[0].massKg"),
    ("too many decimals", put("lot.items[0].massKg", "1.0001"), "lot.items[0].massKg"),
    ("a newline after a number", put("lot.items[0].massKg", "12\n"), "lot.items[0].massKg"),
    ("true for a number", put("lot.items[0].massKg", True), "lot.items[0].massKg"),
    ("text for a truth value", put("procedure.gpaCovered", "true"), "procedure.gpaCovered"),
    ("weights of 100.01", put("weightProfile.criteria[0].weight", "10.01"), "weightProfile.criteria"),
    ("a weight above 100", put("weightProfile.criteria[0].weight", "100.01"), "weightProfile.criteria[0].weight"),
    ("a weight without anchors", drop("weightProfile.criteria[0].scale"), "weightProfile.criteria[0].scale"),
    ("one criterion twice, once by its default measure", put("weightProfile.criteria[1]", {"criterion": "proximity", "weight": "20.00", "missingPolicy": "zero", "scale": [{"at": "1", "value": "1"}, {"at": "2", "value": "0"}]}), "weightProfile.criteria"),
    ("an unknown measure", put("weightProfile.criteria[0].measure", "fame"), "weightProfile.criteria[0].measure"),
    ("our criterion computed elsewhere", put("weightProfile.criteria[1].source", "platform"), "weightProfile.criteria[1].source"),
    ("an unknown missing policy", put("weightProfile.criteria[0].missingPolicy", "guess"), "weightProfile.criteria[0].missingPolicy"),
    ("no missing policy", drop("weightProfile.criteria[0].missingPolicy"), "weightProfile.criteria[0].missingPolicy"),
    ("a latitude beyond the pole", put("lot.deliveryPoints[0].location.latitude", "103.7174"), "lot.deliveryPoints[0].location.latitude"),
    ("coordinates swapped", put("lot.deliveryPoints[0].location", {"latitude": "3.71667", "longitude": "51.05000"}), "lot.deliveryPoints[0].location"),
    ("a date without offset", put("procedure.noticeDispatchedAt", "2026-12-01T09:00:00"), "procedure.noticeDispatchedAt"),
    ("a day that does not exist", put("procedure.noticeDispatchedAt", "2026-02-30T09:00:00+01:00"), "procedure.noticeDispatchedAt"),
    ("a deadline before the notice", put("procedure.tenderDeadlineAt", "2026-11-01T09:00:00+01:00"), "procedure.tenderDeadlineAt"),
    ("two bids of one name", put("bids[1].id", "B-1"), "bids"),
    ("an item the lot does not have", put("bids[0].items[0].itemId", "I9"), "bids[0].items[0].itemId"),
    ("evidence that is not there", put("bids[0].items[0].productionSites[0].evidence", ["E1", "E9"]), "bids[0].items[0].productionSites[0].evidence[1]"),
    ("a chain to an unknown delivery point", put("bids[0].items[0].productionSites[0].chains", [{"deliveryPoint": "D9", "elements": [{"mode": "road", "vehicleClass": "averageHgv"}]}]), "bids[0].items[0].productionSites[0].chains[0].deliveryPoint"),
    ("an unknown mode", put("bids[0].items[0].productionSites[0].chains", [{"deliveryPoint": "D1", "elements": [{"mode": "camel", "vehicleClass": "averageHgv"}]}]), "bids[0].items[0].productionSites[0].chains[0].elements[0].mode"),
    ("a chain without elements", put("bids[0].items[0].productionSites[0].chains", [{"deliveryPoint": "D1", "elements": []}]), "bids[0].items[0].productionSites[0].chains[0].elements"),
    ("points above the weight", put("bids[0].otherCriteria.quality.points", "15.01"), "bids[0].otherCriteria.quality.points"),
    ("points for a criterion that is not there", put("bids[0].otherCriteria.charm", {"points": "1"}), "bids[0].otherCriteria.charm"),
    ("inputs for a criterion that is not there", put("bids[0].criterionInputs.charm", {}), "bids[0].criterionInputs.charm"),
    ("no bids", put("bids", []), "bids"),
    ("a hash that is none", put("bids[0].evidence[0].sha256", "abc"), "bids[0].evidence[0].sha256"),
    ("a control character", put("bids[0].bidder.name", "bell\x07"), "bids[0].bidder.name"),
    ("a lone surrogate", put("bids[0].bidder.name", "half \ud800"), "bids[0].bidder.name"),
    ("a name that never ends", put("bids[0].bidder.name", "x" * 301), "bids[0].bidder.name"),
    ("settings of another criterion", put("weightProfile.criteria[0].settings", {"supplySecurity": {"demandPerDay": "1", "leadTimeTargetDays": "1", "leadTimeMaximumDays": "2"}}), "weightProfile.criteria[0].settings.supplySecurity"),
]  # fmt: skip


def stored_rows(app: Flask) -> int:
    engine = app.extensions["procurement"].evaluations._engine
    with engine.connect() as connection:
        counts = [connection.scalar(sa.select(sa.func.count()).select_from(t)) for t in (evaluation, audit_event)]
    return sum(counts)


def refused(app: Flask, client: FlaskClient, raw: bytes | str, status: int = 400) -> dict[str, Any]:
    response = client.post(URL, data=raw, content_type="application/json")
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.content_type == "application/problem+json"
    assert stored_rows(app) == 0
    body: dict[str, Any] = response.get_json()
    return body


@pytest.mark.parametrize(("change", "place"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_wrong_request_is_refused_and_the_place_is_named(
    app: Flask, client: FlaskClient, lot: dict[str, Any], change: Change, place: str
) -> None:
    change(lot)
    problem = refused(app, client, json.dumps(lot))
    assert place in [issue.get("name") for issue in problem["issues"]]
    assert all(issue["in"] == "body" and issue["detail"] for issue in problem["issues"])


def test_all_problems_are_answered_at_once(app: Flask, client: FlaskClient, lot: dict[str, Any]) -> None:
    put("lot.items[0].massKg", "-1")(lot)
    put("bids[1].bidder.name", "")(lot)
    put("colour", "blue")(lot)
    names = {issue["name"] for issue in refused(app, client, json.dumps(lot))["issues"]}
    assert names == {"lot.items[0].massKg", "bids[1].bidder.name", "colour"}


def test_a_limit_is_answered_with_minimum_maximum_and_value(
    app: Flask, client: FlaskClient, lot: dict[str, Any]
) -> None:
    put("weightProfile.criteria[0].weight", "10.01")(lot)
    issue = refused(app, client, json.dumps(lot))["issues"][0]
    assert (issue["minimum"], issue["maximum"], issue["value"]) == ("100", "100", "100.01")
    assert issue["type"] == "urn:problem-type:belgif-ext:input-validation:outOfRange"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too long"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 50_000, "nested too deeply"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[]", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b"null", "must be a JSON object"),
    ],
)
def test_unreadable_bytes_are_refused_with_words(app: Flask, client: FlaskClient, raw: bytes, words: str) -> None:
    assert words in json.dumps(refused(app, client, raw))


def test_ten_megabytes_are_refused_as_too_large(app: Flask, client: FlaskClient) -> None:
    problem = refused(app, client, b'{"a": "' + b"x" * 10_000_000 + b'"}', 413)
    assert "larger" in problem["detail"]


def test_another_media_type_is_refused(client: FlaskClient) -> None:
    assert client.post(URL, data="a=b", content_type="application/x-www-form-urlencoded").status_code == 415


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7*7 }}", "{% raw %}", "%s%n", "'; DROP TABLE x"])
def test_html_and_template_text_in_every_string_is_only_text(
    client: FlaskClient, lot: dict[str, Any], text: str
) -> None:
    places = list(_text_places(lot))
    assert len(places) > 60
    for place in places:
        body = copy.deepcopy(lot)
        put(place, text)(body)
        response = client.post(URL, json=body)
        assert response.status_code in (201, 400), (place, response.status_code)
        if response.status_code == 201 and not place.startswith("bids"):
            assert json.dumps(text, ensure_ascii=False)[1:-1] in response.get_data(as_text=True), place


def _text_places(value: Any, path: str = "") -> Any:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _text_places(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _text_places(part, f"{path}[{number}]")
    elif isinstance(value, str):
        yield path


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ({"mode": "road", "vehicleClass": "oxcart", "distanceKm": "150.0"}, "articOver33t"),
        ({"mode": "inlandWaterway", "vehicleClass": "barge", "distanceKm": "150.0"}, "it has motorVessel1000To1499t"),
    ],
)
def test_an_unknown_class_is_refused_with_those_that_exist(
    app: Flask, client: FlaskClient, lot: dict[str, Any], element: dict[str, str], words: str
) -> None:
    put("bids[0].items[0].productionSites[0].chains", [{"deliveryPoint": "D1", "elements": [element]}])(lot)
    issue = refused(app, client, json.dumps(lot))["issues"][0]
    assert issue["name"] == "bids[0].items[0].productionSites[0].chains[0].elements[0].vehicleClass"
    assert words in issue["detail"]


def test_an_expired_factor_is_refused_at_its_element(
    app: Flask, client: FlaskClient, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = app.extensions["procurement"].reference.intensities["open-eu-2026"]
    old = table.find("road", "articOver33t", date(2026, 12, 1))
    monkeypatch.setitem(table._by_class, ("road", "articOver33t"), [replace(old, valid_to=date(2026, 11, 30))])
    element = {"mode": "road", "vehicleClass": "articOver33t", "distanceKm": "150.0"}
    put("bids[0].items[0].productionSites[0].chains", [{"deliveryPoint": "D1", "elements": [element]}])(lot)
    issue = refused(app, client, json.dumps(lot))["issues"][0]
    assert issue["name"].endswith("elements[0].vehicleClass")
    assert "2026-11-30" in issue["detail"]


def test_a_notice_before_the_method_was_in_force_is_refused_at_its_date(
    app: Flask, client: FlaskClient, lot: dict[str, Any]
) -> None:
    put("procedure.noticeDispatchedAt", "2026-10-31T23:59:59+01:00")(lot)
    issue = refused(app, client, json.dumps(lot))["issues"][0]
    assert issue["name"] == "procedure.noticeDispatchedAt"
    assert "2026-11-01" in issue["detail"]


def test_a_field_that_is_called_value_is_named(client: FlaskClient, lot: dict[str, Any]) -> None:
    lot["procedure"]["estimatedValue"] = {"value": "much", "currency": "EUR"}
    lot["bids"][0].setdefault("otherCriteria", {})["price"] = {"amount": "12,5"}
    names = [row["name"] for row in client.post("/scoring/v1/evaluations", json=lot).get_json()["issues"]]
    assert names == ["procedure.estimatedValue.value", "bids[0].otherCriteria.price.amount"]
