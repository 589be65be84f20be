"""The page of the production comparison in a real browser: by hand, from a file, on a phone, without scripts, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.officer_steps import expected
from browser.sites import NO_SCRIPT, READER, SCREENS, chromium, running, tried, visiting
from conftest import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture
CASE = EXAMPLES / "production_comparison" / "risk_switched_on" / "case.json"
LOOKS = SCREENS | NO_SCRIPT
READ = {"en": "Read the file", "nl": "Bestand lezen"}


def fill(page: Page, place: str, value: str, source: str = "Offer") -> None:
    page.locator(f"[id='{place}.value']").fill(value)
    page.locator(f"[id='{place}.source']").fill(source)


@pytest.mark.parametrize("look", tried(LOOKS))
def test_a_case_from_a_file_is_compared_and_handed_out(
    look: str, storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site, **LOOKS[look]) as visit:
        page, scripts = visit.page, look != "no-script"
        language = "en" if look == "plain" else "nl"
        visit.enter(site.launch("comparison", scopes=READER, language=language))
        assert page.url == f"{site.url}/pages/comparison"
        if scripts:
            visit.look()
            assert visit.fits()
        page.set_input_files("[id='_file']", CASE)
        page.get_by_role("button", name=READ[language]).click()
        told = page.inner_text("main")
        assert ("5.12" if language == "en" else "5,12") in told
        assert page.locator("svg[role=img] title").count() >= 3
        if scripts:
            visit.look()
            assert visit.fits()
            for details in page.locator(".result details").all():
                details.evaluate("element => { element.open = true }")
            visit.look()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="JSON").click()
        assert waiting.value.suggested_filename == "production-comparison-case.json"
        assert not visit.elsewhere


def test_two_locations_by_keyboard_and_by_hand_with_an_error_on_the_way(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site) as visit:
        page = visit.page
        visit.enter(site.launch("comparison", scopes=READER))
        page.locator("#title").focus()
        page.keyboard.type("Brackets")
        page.keyboard.press("Tab")
        page.keyboard.type("bracket")
        page.keyboard.press("Enter")  # compares
        page.locator("#problems").wait_for()
        expected(visit, 400)
        assert page.locator("#problems a").count() >= 3
        visit.look()
        assert page.locator("#title").input_value() == "Brackets"
        page.locator("#problems a").first.click()
        fill(page, "figures.annualQuantity", "1000")
        for number, (name, price) in enumerate((("Here", "10,50"), ("There", "8"))):
            page.locator(f"[id='locations[{number}].name']").fill(name)
            fill(page, f"locations[{number}].figures.unitPrice", price)
        fill(page, "locations[1].figures.surfaceFreightCost", "1.25")
        page.get_by_role("button", name="Compare", exact=True).last.click()
        told = page.inner_text(".result")
        assert "9.25" in told
        assert "Both totals are equal when a unit costs 9.25 EUR at Here: 15.63 % above the price at There." in told
        visit.look()
        page.get_by_role("button", name="Add a location").click()
        assert page.locator("[id='locations[2].name']").count() == 1
        assert page.locator("[id='locations[0].figures.unitPrice.value']").input_value() == "10.5"  # in English


def test_a_session_of_another_page_does_not_open_it(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site) as visit:
        visit.enter(site.launch("scanner", scopes=READER))
        answer = visit.page.goto("/pages/comparison")
        assert answer is not None
        assert answer.status == 403
