"""The committee's pages without a browser: trials, wrong addresses, files of other shapes, a button pressed twice."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from browser.stories import OFFICER, OPENED, claimed, publish
from conftest import ROOT

from procurement_plugin.application.launch_pages import LaunchRequest
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.domain.actor import SCOPES, Actor
from procurement_plugin.domain.findings import NotFoundError
from procurement_plugin.web.access import LOCAL
from procurement_plugin.web.pages.committee.refusals import EXPLAINED
from procurement_plugin.web.problem_types import PROBLEM_TYPES
from procurement_plugin.web.scoring import read, scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    return claimed(requests_by_name["supply_security/request.json"])


@pytest.fixture
def site(storage: Storage, database_url: str, lot: dict[str, Any]) -> tuple[FlaskClient, dict[str, Any], Flask]:
    """A caller on this machine, a version of its tenant, and the application."""
    del storage
    version = publish(database_url, lot, LOCAL)
    app = wiring.create_app(Settings(database_url, None, OPENED))
    return app.test_client(), version, app


Site = tuple["FlaskClient", dict[str, Any], "Flask"]


def tenders(version: dict[str, Any]) -> str:
    return f"/pages/committee/profiles/{version['profileId']}/versions/{version['version']}/tenders"


def evaluated(site: Site, lot: dict[str, Any]) -> str:
    """The identifier of an official evaluation."""
    _, version, app = site
    wired = app.extensions["procurement"]
    body = {"weightProfileVersion": version, "bids": lot["bids"]}
    return scored(wired, read(wired, body, LOCAL), LOCAL, "00000000-0000-4000-8000-000000000001").id


def test_a_trial_shows_its_points_and_has_no_life(
    site: Site, score: Callable[[dict[str, Any]], dict[str, Any]], lot: dict[str, Any]
) -> None:
    client, _, _ = site
    trial = score(lot)["id"]
    page = client.get(f"/pages/committee/evaluations/{trial}", follow_redirects=True).get_data(as_text=True)
    assert "Trial evaluation: never an award" in page
    for part in ("evidence", "standstill", "again"):
        refused = client.get(f"/pages/committee/evaluations/{trial}/{part}")
        assert refused.status_code == 404
        assert "trial evaluation" in refused.get_data(as_text=True)


def test_the_start_lists_what_is_published_page_by_page(site: Site) -> None:
    client, version, _ = site
    assert f"/pages/committee/profiles/{version['profileId']}" in client.get("/pages/committee").get_data(as_text=True)
    assert client.get("/pages/committee?after=<b>").status_code == 400
    for wrong in ("/9", "/0", "/99999999999999999999"):
        number = client.get(f"/pages/committee/profiles/{version['profileId']}/versions{wrong}")
        assert number.status_code == 404, wrong


@pytest.mark.parametrize("day", ["2027-02-30", "yesterday", "0001-01-01", "9999-12-31", "٢٠٢٧-٠٢-٠١", "2027-02-01x"])
def test_a_day_that_is_none_is_refused_in_words(site: Site, lot: dict[str, Any], day: str) -> None:
    client, _, _ = site
    place = f"/pages/committee/evaluations/{evaluated(site, lot)}/standstill"
    found = client.get(place, query_string={"sent": day})
    assert found.status_code == 400
    assert "Write a day as year, month and day" in found.get_data(as_text=True)
    assert client.get(place, query_string={"sent": "2027-02-01", "medium": "other"}).status_code == 200


def test_a_release_is_read_and_what_it_lacks_is_listed(site: Site) -> None:
    client, version, _ = site
    release = (ROOT / "examples/imports/release-ocds.json").read_bytes()
    sent = {"_act": "read", "_file": (io.BytesIO(release), "release.json")}
    page = client.post(tenders(version), data=sent, headers=HERE)
    text = page.get_data(as_text=True)
    assert page.status_code == 400
    assert "Not in the notice" in text or "several lots" in text


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"\xff\xfe", b"<a/>", b"[]", b"{}", b"[7]", b'[{"id": "B-1"}, "x"]', b'{"bids": 7}', b"[" * 5000],
)
def test_no_file_breaks_the_page(site: Site, content: bytes) -> None:
    client, version, _ = site
    for act in ("read", "evaluate"):
        sent = {"_act": act, "_file": (io.BytesIO(content), "bids.json"), "why[0]": "Too late.", "kind[9]": "x"}
        page = client.post(tenders(version), data=sent, headers=HERE)
        assert page.status_code == 400, content
        assert "Too late." in page.get_data(as_text=True)


def test_a_question_that_is_sent_twice_is_asked_once(site: Site, lot: dict[str, Any]) -> None:
    client, _, app = site
    place = f"/pages/committee/evaluations/{evaluated(site, lot)}"
    asked = {"bidId": "B-1", "question": "Who signed\nthis?", "answerBy": "2027-03-01", "document": ["E1", "E2"]}
    for _ in range(2):
        assert client.post(f"{place}/clarifications", data=asked, headers=HERE).status_code == 303
    wired = app.extensions["procurement"]
    stored = wired.evaluations.get("local", place.rpartition("/")[2])
    rows = wired.evidence.file(stored)["clarifications"]
    assert [(row["question"], row["evidence"]) for row in rows] == [("Who signed this?", ["E1", "E2"])]
    wrong = client.post(f"{place}/clarifications", data={**asked, "answerBy": "2020-01-01"}, headers=HERE)
    assert wrong.status_code == 409
    assert "Who signed" in wrong.get_data(as_text=True)
    assert re.search(r'value="E2" checked', wrong.get_data(as_text=True))


def test_an_answer_with_a_document_is_recorded_and_leads_to_another_evaluation(site: Site, lot: dict[str, Any]) -> None:
    client, _, _ = site
    place = f"/pages/committee/evaluations/{evaluated(site, lot)}"
    asked = {"bidId": "B-1", "question": "Who signed this?", "answerBy": "2027-03-01"}
    client.post(f"{place}/clarifications", data=asked, headers=HERE)
    page = client.get(f"{place}/evidence?do=answer&number=2").get_data(as_text=True)
    assert 'name="evidence[1].sha256"' in page
    answer = {"text": "The director.", "evidence[0].id": "E9", "evidence[0].sha256": "zz"}
    refused = client.post(f"{place}/clarifications/2/answers", data=answer, headers=HERE)
    assert refused.status_code == 400
    assert 'value="zz"' in refused.get_data(as_text=True)
    answer |= {"evidence[0].sha256": "a" * 64, "evidence[0].type": "statement"}
    assert client.post(f"{place}/clarifications/2/answers", data=answer, headers=HERE).status_code == 303
    text = client.get(place).get_data(as_text=True)
    assert "handed in documents in answer to a clarification: E9" in text


def test_this_machine_names_no_person_and_is_told_so(site: Site, lot: dict[str, Any]) -> None:
    client, _, _ = site
    place = f"/pages/committee/evaluations/{evaluated(site, lot)}"
    assert "This session names no person" in client.get(place).get_data(as_text=True)
    refused = client.post(f"{place}/steps", data={"step": "confirm", "reason": "Seen."}, headers=HERE)
    assert refused.status_code == 409
    assert "under your own name" in refused.get_data(as_text=True)
    assert ">Seen.</textarea>" in refused.get_data(as_text=True)
    for step in ("", "evaluate", "<b>", "close"):
        assert client.post(f"{place}/steps", data={"step": step}, headers=HERE).status_code in (400, 409)


def test_a_task_of_another_evaluation_is_not_shown(site: Site, lot: dict[str, Any]) -> None:
    client, _, app = site
    place = f"/pages/committee/evaluations/{evaluated(site, lot)}/documents"
    ordered = client.post(place, data={"type": "justification", "language": "nl"}, headers=HERE)
    task = ordered.headers["Location"].rpartition("=")[2]
    assert "waits for its turn" in client.get(f"{place}/tasks/{task}").get_data(as_text=True)
    other = "/pages/committee/evaluations/00000000-0000-4000-8000-000000000009/documents"
    assert client.get(f"{other}/tasks/{task}").status_code == 404
    assert client.get(f"{place}/tasks/00000000-0000-4000-8000-000000000009").status_code == 404
    assert client.get(f"{place}/00000000-0000-4000-8000-000000000009").status_code == 404
    assert app.extensions["procurement"].work.jobs.get("local", task) is not None


def test_an_excluded_bid_can_be_launched_and_a_strange_one_cannot(site: Site, lot: dict[str, Any]) -> None:
    _, version, app = site
    wired = app.extensions["procurement"]
    out = [{"bidId": "B-1", "kind": "excluded", "reason": "It was handed in too late."}]
    body = {"weightProfileVersion": version, "bids": lot["bids"], "exclusions": out}
    stored = scored(wired, read(wired, body, LOCAL), LOCAL, "00000000-0000-4000-8000-000000000002")
    platform = Actor("local", "platform", "Platform", frozenset(SCOPES))
    for bid, known in (("B-1", True), ("B-2", True), ("B-9", False)):
        about = {"evaluationId": stored.id, "bidId": bid}
        asked = LaunchRequest("breakdown", "b", "B", False, frozenset({"scoring:read"}), "en", about)
        if known:
            assert wired.access.launches.issue(asked, platform)
        else:
            with pytest.raises(NotFoundError):
                wired.access.launches.issue(asked, platform)


def test_what_stops_a_committee_is_explained() -> None:
    """Every conflict that these acts can meet has plain words of its own."""
    acts = {"createEvaluation", "createStep", "createEvidenceDecision", "createClarification"}
    acts |= {"createClarificationAnswer", "createDocument"}
    met = {kind.name for kind in PROBLEM_TYPES if kind.status == 409 and acts & set(kind.operations)}
    # What concerns a draft, the operator or a deleted file is told in its own words.
    others = {"blockedByFindings", "versionChanged", "otherMethod", "evaluationDeleted", "unknownDocument"}
    assert met - set(EXPLAINED) - others == set()
    assert json.dumps(EXPLAINED)
    assert OFFICER.person
