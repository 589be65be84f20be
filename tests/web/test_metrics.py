"""Metrics: what happened is counted, labels are from fixed lists, and nobody else may look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from prometheus_client.parser import text_string_to_metric_families
from web.platforms import ELSEWHERE, Platform, far, near, service, settings_of

from procurement_plugin.application.issue_document import DOCUMENT
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.server_settings import ServerSettings
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.bootstrap.watch_wiring import operators_app

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

__all__ = ["far", "near", "service"]  # fixtures
TOKEN = "a-token-of-the-operator"  # noqa: S105  of this test alone


def figures(client: FlaskClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every figure, by its name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.get_data(as_text=True))
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def grown(client: FlaskClient, before: dict[Any, float], name: str, **labels: str) -> float:
    key = (f"procurement_{name}", tuple(sorted(labels.items())))
    return figures(client)[key] - before.get(key, 0)


def test_what_happens_is_counted(client: FlaskClient, lot: dict[str, Any]) -> None:
    before = figures(client)
    client.post("/scoring/v1/evaluations", json=lot)
    client.post("/scoring/v1/evaluations", json={})
    client.get("/scoring/v1/nothing/somebody-secret")
    client.open("/scoring/v1/evaluations", method="INVENTED")
    operation = {"operation": "evaluations.create_evaluation"}
    assert grown(client, before, "evaluations_total", kind="trial", by="request") == 1
    assert grown(client, before, "bids_scored_total", kind="trial") == len(lot["bids"])
    assert grown(client, before, "http_request_duration_seconds_count", **operation, status="2xx") == 1
    assert grown(client, before, "http_request_duration_seconds_count", **operation, status="4xx") == 1
    assert grown(client, before, "http_request_duration_seconds_count", operation="unmatched", status="4xx") == 2


def test_findings_that_stop_a_request_are_counted(client: FlaskClient, requests_by_name: dict[str, Any]) -> None:
    before = figures(client)
    above = requests_by_name["02_weight_at_guardrail/request-above.json"]
    answer = client.post("/scoring/v1/evaluations", json=above)
    assert answer.status_code == 409
    counted = {key: value - before.get(key, 0) for key, value in figures(client).items()}
    blocked = sum(value for (name, _), value in counted.items() if name == "procurement_blocking_findings_total")
    assert blocked == len(answer.get_json()["findings"])


def test_a_repeated_request_is_no_second_evaluation(client: FlaskClient, lot: dict[str, Any]) -> None:
    before = figures(client)
    for _ in range(3):
        client.post("/scoring/v1/evaluations", json=lot, headers={"Idempotency-Key": "once"})
    assert grown(client, before, "evaluations_total", kind="trial", by="request") == 1


def test_a_document_is_counted(client: FlaskClient, app: Flask, score: Any, lot: dict[str, Any]) -> None:
    made = score(lot)
    asked = {"type": "justification", "language": "en"}
    assert client.post(f"/scoring/v1/evaluations/{made['id']}/documents", json=asked).status_code == 202
    before = figures(client)
    wired = app.extensions["procurement"]
    job = wired.work.jobs.take("test", (DOCUMENT,))
    assert job is not None
    wired.desk.make(job)
    wired.desk.close()
    assert grown(client, before, "pdf_duration_seconds_count") == 1


def test_labels_hold_no_tenant_no_procedure_and_no_bid(near: Platform, service: Flask, lot: dict[str, Any]) -> None:
    near.call("post", "evaluations", json=lot)
    text = service.extensions["watch"].written().decode()
    for hidden in (
        near.tenant,
        near.id,
        lot["procedure"]["id"],
        lot["bids"][0]["id"],
        lot["bids"][0]["bidder"]["name"],
    ):
        assert f'"{hidden}' not in text
    known = {"evaluations.create_evaluation", "access_tokens.issue_token"}
    operations = set(re.findall(r'operation="([^"]+)"', text))
    assert known <= operations
    assert all(re.fullmatch(r"[a-z_.]+", operation) for operation in operations)


def test_nobody_looks_without_the_operators_token(storage: Storage, database_url: str, tmp_path: Path) -> None:
    """Not even from this machine: a proxy on it may hand on a call from anywhere without saying so."""
    del storage
    access = settings_of(tmp_path, database_url).access
    for token in ("", TOKEN):
        settings = Settings(database_url, access=access, server=ServerSettings(metrics_token=token))
        client = wiring.create_app(settings).test_client()
        for sent in (
            {},
            {"Authorization": "Bearer "},
            {"Authorization": f"Bearer {TOKEN}x"},
            {"Authorization": f"Basic {TOKEN}"},
        ):
            for address in ("127.0.0.1", ELSEWHERE):
                answer = client.get("/metrics", headers=sent, environ_base={"REMOTE_ADDR": address})
                assert answer.status_code == 401
                assert answer.headers["WWW-Authenticate"] == "Bearer"
        right = {"Authorization": f"bearer {TOKEN}"}
        answer = client.get("/metrics", headers=right, environ_base={"REMOTE_ADDR": ELSEWHERE})
        assert answer.status_code == (200 if token else 401)


def test_without_access_only_this_machine_looks(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": ELSEWHERE}).status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403


@pytest.mark.parametrize("is_local", [True, False])
def test_the_operators_door_shows_health_and_metrics_alone(app: Flask, is_local: bool) -> None:
    door = operators_app(app.extensions["watch"], is_local=is_local).test_client()
    assert door.get("/metrics").status_code == (200 if is_local else 401)
    assert door.get("/health/ready").status_code == 200
    assert door.get("/health").get_json()["details"]["database"] == {"status": "UP"}
    assert door.get("/scoring/v1/weightProfiles").status_code == 404


def test_the_page_lists_every_metric(client: FlaskClient) -> None:
    page = (ROOT / "examples" / "deployment" / "README.md").read_text("utf-8")
    families = text_string_to_metric_families(client.get("/metrics").get_data(as_text=True))
    found = {family.name for family in families}
    listed = set(re.findall(r"^\| `(procurement_\w+)` \|", page, re.MULTILINE))
    assert {name.removesuffix("_total").removesuffix("_info") for name in listed} == {
        n.removesuffix("_info") for n in found
    }
