"""The committee's pages on every screen, by keyboard, and when something stops somebody: nothing typed is lost."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from browser.sites import APPROVER, READER, SCREENS, chromium, running, tried, visiting
from browser.stories import COMMITTEE, OPENED, claimed, evaluate, file_of, publish

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture
EXAMPLE = "supply_security/request.json"
PARTS = ("", "/tenders", "/tender?bid=B-1", "/evidence?do=ask&bid=B-1", "/documents?type=art84Annex", "/standstill")
LOOKS = {name: look for name, look in SCREENS.items() if look}


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """Two tenders under supply security, whose documents nobody has checked."""
    return claimed(requests_by_name[EXAMPLE])


@pytest.mark.parametrize("look", tried(LOOKS))
def test_every_page_fits_and_is_readable(
    look: str, storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, lot: dict[str, Any]
) -> None:
    del storage
    version = publish(database_url, lot)
    with running(tmp_path, database_url, OPENED) as site, visiting(chromium, site, **LOOKS[look]) as visit:
        evaluation = evaluate(site, lot, version)
        visit.enter(site.launch("evaluation", {}, scopes=COMMITTEE, language="de"))
        visit.look()
        assert visit.fits()
        for part in PARTS:
            visit.page.goto(f"/pages/committee/evaluations/{evaluation.id}{part}")
            visit.look()
            assert visit.fits(), part
            english = visit.page.locator("main [lang=en]:not(blockquote)").all_inner_texts()
            assert not english, (part, english)


def test_what_is_typed_survives_every_refusal(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, lot: dict[str, Any]
) -> None:
    del storage
    version = publish(database_url, lot)
    with running(tmp_path, database_url, OPENED) as site, visiting(chromium, site) as visit:
        page, about = visit.page, {"weightProfileId": version["profileId"]}
        visit.enter(site.launch("evaluation", about, scopes=COMMITTEE))
        page.get_by_role("link", name="Bring in the tenders").click()
        page.get_by_role("button", name="Read and check the tenders").click()
        assert "Choose a file" in page.inner_text("#refusal")
        wrong = copy.deepcopy(lot)
        wrong["bids"][0]["items"][0]["productionSites"][0]["share"] = "1e3"
        page.set_input_files("#_file", file_of(tmp_path, wrong))
        page.get_by_role("button", name="Read and check the tenders").click()
        assert "share" in page.inner_text("#problems-0")
        page.fill("[id='why[1]']", "It was handed in too late.")
        page.get_by_role("button", name="Evaluate officially").click()
        assert page.input_value("[id='why[1]']") == "It was handed in too late."
        assert page.locator(".tender .invalid").count() == 2  # all problems at once, each at its tender
        page.get_by_text("The tenders as text").click()
        page.fill("#_bids", page.input_value("#_bids")[:-20])
        page.get_by_role("button", name="Read and check the tenders").click()
        assert "not JSON" in page.inner_text("#refusal")
        page.fill("#_bids", json.dumps(lot["bids"]))
        page.get_by_role("button", name="Read and check the tenders").click()
        assert page.input_value("[id='why[1]']") == "It was handed in too late."
        assert page.locator(".tender >> nth=1").locator(".invalid").count() == 1  # a reason, but neither kind
        page.select_option("[id='kind[1]']", "excluded")
        page.get_by_role("button", name="Evaluate officially").click()
        assert "It was handed in too late." in page.inner_text("main")
        visit.broken.clear()
        visit.look()


def test_a_tender_copied_wrongly_needs_a_second_person(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, lot: dict[str, Any]
) -> None:
    del storage
    version = publish(database_url, lot)
    changed = copy.deepcopy(lot)
    changed["bids"][0]["bidder"]["name"] = "Another name (invented)"
    changed["bids"][1]["criterionInputs"]["supplySecurity"] = {}
    with running(tmp_path, database_url, OPENED) as site:
        first = evaluate(site, lot, version)
        for scopes, corrects in ((COMMITTEE, False), (APPROVER, True)):
            with visiting(chromium, site) as visit:
                page = visit.page
                visit.enter(site.launch("evaluation", {"evaluationId": first.id}, scopes=scopes))
                page.goto(f"/pages/committee/evaluations/{first.id}/again")
                page.set_input_files("#_file", file_of(tmp_path, changed))
                page.get_by_role("button", name="Read and check the tenders").click()
                page.fill("#reason", "Two tenders were copied wrongly by us.")
                page.get_by_role("button", name="Evaluate again").click()
                assert "not the ones that were opened" in page.inner_text("#refusal")
                assert "a second person who may approve" in page.inner_text("main")
                field = page.locator("[id='correction[1]']")
                assert field.count() == (1 if corrects else 0)
                if corrects:
                    field.fill("The facts of another bid were copied here.")
                    other = page.locator("[id='correction[0]']")
                    if other.count():
                        other.fill("The name of another bidder was copied here.")
                    page.get_by_role("button", name="Evaluate again").click()
                    assert "Corrected by Anna Peeters" in page.inner_text("main")


def test_who_may_only_read_is_told_so_and_sees_no_button(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, lot: dict[str, Any]
) -> None:
    del storage
    version = publish(database_url, lot)
    with running(tmp_path, database_url, OPENED) as site, visiting(chromium, site) as visit:
        evaluation = evaluate(site, lot, version)
        page = visit.page
        visit.enter(site.launch("evaluation", {"evaluationId": evaluation.id}, scopes=READER))
        assert page.get_by_role("button", name="Confirm the evaluation").is_disabled()
        assert "You may read" in page.inner_text("main")
        token = page.locator("form[data-once] input[name=csrf_token]").input_value()
        place = f"/pages/committee/evaluations/{evaluation.id}/steps"
        sent = page.request.post(place, form={"csrf_token": token, "step": "confirm"}, headers={"Origin": site.url})
        assert sent.status == 403
        assert "Your session does not allow this" in sent.text()
        for part in PARTS:
            page.goto(f"/pages/committee/evaluations/{evaluation.id}{part}")
            assert page.locator("main button:not([disabled])").filter(has_text="Record").count() == 0


def test_another_tenants_or_matters_evaluation_is_closed(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, lot: dict[str, Any]
) -> None:
    del storage
    version = publish(database_url, lot)
    other = {**lot, "procedure": {**lot["procedure"], "id": "ANOTHER-PROCEDURE"}}
    elsewhere = publish(database_url, other)
    with running(tmp_path, database_url, OPENED) as site, visiting(chromium, site) as visit:
        evaluation = evaluate(site, lot, version)
        about = {"weightProfileId": elsewhere["profileId"]}
        visit.enter(site.launch("evaluation", about, scopes=COMMITTEE))
        for part in PARTS:
            found = visit.page.goto(f"/pages/committee/evaluations/{evaluation.id}{part}")
            assert found is not None
            assert found.status == 403
        wrong = "00000000-0000-4000-8000-ffffffffffff"
        visit.enter(site.launch("evaluation", {}, scopes=COMMITTEE))
        for part in PARTS:
            found = visit.page.goto(f"/pages/committee/evaluations/{wrong}{part}")
            assert found is not None
            assert found.status == 404
            assert "no evaluation" in visit.page.inner_text("main")
        found = visit.page.goto(f"/pages/committee/evaluations/{evaluation.id}/tender?bid=%3Cb%3E")
        assert found is not None
        assert found.status == 404


def test_a_step_by_keyboard_alone(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, lot: dict[str, Any]
) -> None:
    del storage
    version = publish(database_url, lot)
    with running(tmp_path, database_url, OPENED) as site, visiting(chromium, site) as visit:
        evaluation = evaluate(site, lot, version)
        page = visit.page
        visit.enter(site.launch("evaluation", {"evaluationId": evaluation.id}, scopes=COMMITTEE))
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "reason":
                break
        page.keyboard.type("The documents are checked before the contract is signed.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator(".stage-confirmed.stage-done").wait_for()
        visit.look()
