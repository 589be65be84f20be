"""Tenants are kept apart: every operation of the published description is tried with another tenant's token."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from web.held import Held
from web.platforms import APPROVE, ELSEWHERE, SCOPES, Platform, api_key, far, near, registered, settings_of
from web.test_evidence_file import HASH, lot

from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.web.openapi import description
from procurement_plugin.web.operations import OPERATIONS

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.web.operation import Operation

__all__ = ["far", "lot", "near"]  # fixtures
NAMES = [operation.name for operation in OPERATIONS]
# What is removed is tried last.
IN_ORDER = sorted(OPERATIONS, key=lambda operation: operation.method == "delete")
OPEN = {"createAccessToken", "getKeys", "getDescription", "getHealth", "getLiveness", "getReadiness", "getMetrics"}
SYSTEM_ONLY = ("createLaunch",)  # asked for by the platform itself, not by a person
# What a tenant's own resources are called in a path; another operation with another name has to say what to try.
OF_THE_FIRST_TENANT = {
    "evaluationId",
    "bidId",
    "profileId",
    "number",
    "taskId",
    "webhookId",
    "deliveryId",
    "documentId",
    "siteId",
    "linkId",
    "eventId",
    "watchListId",
}


@pytest.fixture
def service(storage: Storage, database_url: str, tmp_path: Path, lot: dict[str, Any]) -> Flask:
    """A service whose procedures are open, with access configured; the clock of access is the true one."""
    del storage
    made = settings_of(tmp_path, database_url)
    opened = datetime.fromisoformat(lot["procedure"]["tenderDeadlineAt"]) + timedelta(hours=1)
    return wiring.create_app(Settings(made.database_url, None, opened, made.access))


@pytest.fixture
def held(near: Platform, lot: dict[str, Any], tmp_path: Path, database_url: str) -> Held:
    """What the first tenant has."""
    return Held(near, lot, tmp_path, database_url)


def call(held: Held, operation: Operation, who: Platform, token: str) -> Any:
    """An operation on what the first tenant has."""
    tagged = operation.method == "put" or operation.name == "publishWeightProfile"
    headers = {"If-Match": '"1"' if operation.name == "changeWatchList" else '"2"'} if tagged else {}
    body = {"json": held.bodies()[operation.name]} if operation.body or operation.documents else {}
    return who.call(operation.method, held.path(operation), token=token, headers=headers, **body)


def test_the_description_has_no_operation_that_is_not_tried_here() -> None:
    served = description(knowledge.schemas(), "t")["paths"]
    assert sorted(NAMES) == sorted(o["operationId"] for path in served.values() for o in path.values())
    for operation in IN_ORDER:
        assert set(re.findall(r"\{(\w+)\}", operation.path)) <= OF_THE_FIRST_TENANT, operation.path


def test_no_operation_gives_another_tenant_anything(held: Held, far: Platform) -> None:
    """404 for what the first tenant has, as for what nobody has; lists are empty; nothing of it is in any answer."""
    token = far.token(person={"subject": "boris", "name": "Boris"})
    secrets = (held.evaluation["id"], held.version["profileId"], held.version["fingerprint"])
    own = (
        "createImport",
        "createWebhook",
        "createComplianceCheck",
        "createSimulation",
        "createWeightProfile",
        "createMaterialScan",
        "createSite",
        "createSiteImport",
        "createReshoringEvent",
        "createWatchList",
    )
    refused = ("createSiteLink", "createMatchReview")  # they name sites of the first tenant: 400, as for none
    for operation in IN_ORDER:
        if operation.name in OPEN:
            continue
        response = call(held, operation, far, far.token() if operation.name in SYSTEM_ONLY else token)
        told = response.get_data(as_text=True)
        named = "{" in operation.path or operation.name in ("createEvaluation", "createEstimate", "createLaunch")
        allowed = (404,) if named else (200, 201) if operation.name in own else (200,)
        allowed = (400,) if operation.name in refused else allowed
        assert response.status_code in allowed, f"{operation.name}: {response.status_code} {told[:300]}"
        if not named:
            assert not any(secret in told for secret in secrets), operation.name
    listed = far.call("get", "weightProfiles", token=token).get_json()["items"]
    assert [row["title"] for row in listed] == [held.lot["procedure"]["title"]]  # its own draft, made above


def test_the_same_operations_work_for_the_tenant_itself(held: Held, storage: Storage) -> None:
    """Else the test above would prove nothing: what is 404 there is there."""
    for operation in IN_ORDER:
        if operation.name in OPEN:
            continue
        token = held.owner.token() if operation.name in SYSTEM_ONLY else held.token
        response = call(held, operation, held.owner, token)
        assert response.status_code in (200, 201, 202, 204, 409, 412), (
            f"{operation.name}: {response.get_data(as_text=True)}"
        )
    assert {tenant for tenant in storage.audit.tenants() if tenant != "-"} == {"near"}


def test_what_another_tenant_tried_left_nothing_with_the_first(held: Held, far: Platform, storage: Storage) -> None:
    before = [event["hash"] for event in storage.audit.events("near")]
    kept = held.ok("get", f"weightProfiles/{held.version['profileId']}").get_data()
    token = far.token()
    for operation in IN_ORDER:
        if operation.name not in OPEN:
            call(held, operation, far, token)
    assert [event["hash"] for event in storage.audit.events("near")] == before
    assert held.ok("get", f"weightProfiles/{held.version['profileId']}").get_data() == kept
    assert storage.audit.verify("near") == []
    assert storage.audit.verify("far") == []


def test_every_operation_asks_for_a_token(held: Held) -> None:
    http = held.owner.http
    for operation in IN_ORDER:
        for headers in (
            {},
            {"Authorization": "Basic eA=="},
            {"Authorization": "Bearer "},
            {"Authorization": "Bearer x.y.z"},
        ):
            response = http.open(
                held.path(operation),
                method=operation.method.upper(),
                headers=headers,
                environ_base={"REMOTE_ADDR": ELSEWHERE},
            )
            if operation.name in OPEN:
                own = (401,) if operation.name == "getMetrics" else (200, 400)  # the operator's token, not a tenant's
                assert response.status_code in own, operation.name
            else:
                assert response.status_code == 401, operation.name
                assert response.headers["WWW-Authenticate"].startswith("Bearer")
                assert re.search("(noAccessToken|invalidAccessToken)$", response.get_json()["type"])


def test_addresses_that_do_not_exist_ask_for_a_token_too(near: Platform) -> None:
    for path in ("/", "/nowhere", "/scoring/v1/nowhere", "/static/x", "/admin"):
        assert near.http.get(path, environ_base={"REMOTE_ADDR": ELSEWHERE}).status_code == 401


def test_every_operation_asks_for_the_permission_that_it_is_described_with(held: Held, storage: Storage) -> None:
    other = registered(Platform("limited-platform", "near", held.owner.http), storage)
    with_all_but = {
        scope: other.token(" ".join(s for s in SCOPES if s != scope)) for scope in SCOPES if scope != APPROVE
    }
    with_no_use = other.token(APPROVE)
    for operation in IN_ORDER:
        if operation.name in OPEN:
            continue
        only_other = call(held, operation, other, with_all_but.get(operation.scope, with_no_use))
        assert (only_other.status_code == 403) == bool(operation.scope), operation.name


def test_a_token_says_its_tenant_and_nothing_in_the_request_can(held: Held, far: Platform) -> None:
    place = f"evaluations/{held.evaluation['id']}"
    token = far.token(tenant="near")
    for more in ({"headers": {"X-Tenant": "near"}}, {"query_string": {"tenant": "near"}}):
        assert far.call("get", place, token=token, **more).status_code == 404


def test_nobody_learns_from_an_error_that_another_tenant_has_something(held: Held, far: Platform) -> None:
    """The answer on what another tenant has, and on what nobody has, differs in its own number alone."""
    token = far.token()
    real, made_up = held.evaluation["id"], "5f0c1a4e-0000-4000-8000-000000000000"
    told = []
    for name in (real, made_up):
        body = far.call("get", f"evaluations/{name}", token=token).get_json()
        told.append({key: value for key, value in body.items() if key != "instance"})
    assert json.dumps(told[0]) == json.dumps(told[1])
    assert HASH not in json.dumps(told)


def test_an_api_key_does_nothing_official_beside_a_client_that_signs(
    service: Flask, storage: Storage, lot: dict[str, Any], tmp_path: Path, database_url: str
) -> None:
    """It sees what its test tenant has, and tries out, but nothing that counts comes of it."""
    owner = registered(Platform("signing-platform", "test-somebody", service.test_client()), storage)
    held = Held(owner, lot, tmp_path, database_url)
    before = len(list(storage.audit.events("test-somebody")))
    key = api_key(storage)
    official = {
        *("createEvaluation", "createStep", "publishWeightProfile"),
        *("createEvidenceDecision", "createClarification", "createClarificationAnswer", "createDocument"),
    }
    for operation in IN_ORDER:
        if operation.name in official:
            response = call(held, operation, owner, key)
            assert (response.status_code, "nothing official" in response.get_data(as_text=True)) == (403, True)
    assert len(list(storage.audit.events("test-somebody"))) == before + 1  # the key itself
    assert owner.call("get", f"evaluations/{held.evaluation['id']}", token=key).status_code == 200
