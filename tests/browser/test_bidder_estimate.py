"""A bidder estimates the own score: with and without scripts, in two languages, on a phone, in the dark, with errors."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from browser.published import kept, published
from browser.sites import JOURNEYS, READER, SCREENS, chromium, running, tried, visiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser.sites import Site, Visit
    from playwright.sync_api import Browser, Page

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture
SITE = "bid.items[0].productionSites[0]"
SUPPLY = "bid.criterionInputs.supplySecurity"
LEAD_TIME = "bid.criterionInputs.proximity.deliveryLeadTime"
WORDS = {
    "en": {"go": "Work out my score", "add": "Add a place of production", "title": "Your estimate"},
    "nl": {"go": "Mijn score uitrekenen", "add": "Een productieplaats toevoegen", "title": "Uw raming"},
}
LOOKS = SCREENS


@pytest.fixture
def request_of_example(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(requests_by_name["01_first_evaluation/request.json"])


@pytest.fixture
def site(
    storage: Storage, database_url: str, tmp_path: Path, request_of_example: dict[str, Any]
) -> Iterator[tuple[Site, str]]:
    del storage
    name = published(tmp_path, database_url, request_of_example)
    with running(tmp_path, database_url) as made:
        yield made, name


def entered(visit: Visit, site: tuple[Site, str], language: str = "en") -> Page:
    visit.enter(site[0].launch("estimate", {"weightProfileId": site[1]}, scopes=READER, language=language))
    return visit.page


def fill(page: Page, fields: dict[str, str]) -> None:
    for place, value in fields.items():
        field = page.locator(f"[id='{place}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("scripts", "language"), JOURNEYS)
def test_from_the_launch_to_points_and_what_would_improve_them(
    language: str, scripts: bool, site: tuple[Site, str], chromium: Browser, storage: Storage
) -> None:
    said = WORDS[language]
    before = len(list(storage.audit.events("site")))
    with visiting(chromium, site[0], java_script_enabled=scripts) as visit:
        page = entered(visit, site, language)
        assert page.url == f"{site[0].url}/pages/estimate"  # no identifier in it
        if scripts:
            visit.look()
        fill(page, {f"{SITE}.location": "Kraków, PL", f"{LEAD_TIME}.value": "14", f"{LEAD_TIME}.evidence": "true"})
        page.locator(f"button[name=_add][value='{SUPPLY}.sites']").click()
        page.locator(f"[id='{SUPPLY}.sites[0].owner']").wait_for()
        assert page.locator(f"[id='{SITE}.location']").input_value() == "Kraków, PL"  # nothing typed is lost
        place = f"{SUPPLY}.sites[0]"
        fill(page, {f"{place}.owner": "Ours", f"{place}.location": "50.06, 19.94", f"{place}.evidence": "true"})
        fill(page, {f"{place}.capacityPerDay": "2", f"{place}.timeToRecoverDays": "30"})
        press(page, said["go"])
        assert page.locator("#result-title").inner_text() == said["title"]
        assert page.locator("#result .total").inner_text().startswith("10.8" if language == "en" else "10,8")
        gains = page.locator(".what-ifs .gain").all_inner_texts()
        assert len(gains) >= 4
        assert gains[0].startswith("+")
        assert page.locator("#result svg").count() >= 4  # three scales and a map
        assert page.locator(f"[id='{place}.owner']").input_value() == "Ours"
        if scripts:
            visit.look()
        assert not visit.elsewhere
    # The launch, its use and nothing else: neither a row nor an event of the estimate.
    events = [event["event"] for event in storage.audit.events("site")][before:]
    assert all(event.startswith(("page", "launch", "session")) for event in events), events


@pytest.mark.parametrize("look", tried(LOOKS))
def test_form_and_result_suit_every_screen(look: str, site: tuple[Site, str], chromium: Browser) -> None:
    with visiting(chromium, site[0], **LOOKS[look]) as visit:
        page = entered(visit, site)
        fill(page, {f"{SITE}.location": "Kraków, PL", f"{LEAD_TIME}.value": "14"})
        page.locator(f"[id='{SITE}.chains[0]'] > summary").click()
        page.locator(f"button[name=_add][value='{SITE}.chains[0].elements']").click()
        page.locator(f"[id='{SITE}.chains[0].elements[0].vehicleClass']").wait_for()
        visit.look()
        assert visit.fits()
        fill(page, {f"{SITE}.chains[0].elements[0].vehicleClass": "articOver33t"})
        press(page, WORDS["en"]["go"])
        for details in page.locator("#result details").all():
            details.evaluate("details => details.open = true")
        visit.look()
        assert visit.fits()


def test_every_problem_is_told_at_its_field_and_nothing_is_lost(site: tuple[Site, str], chromium: Browser) -> None:
    with visiting(chromium, site[0]) as visit:
        page = entered(visit, site, "nl")
        fill(page, {f"{SITE}.location": "somewhere", f"{LEAD_TIME}.value": "soon"})
        visit.broken.clear()
        press(page, WORDS["nl"]["go"])
        places = [link.get_attribute("href") for link in page.locator("#problems a").all()]
        assert places == [f"#{SITE}.location", f"#{LEAD_TIME}.value"]
        for place in places:
            assert page.locator(f"[id='{(place or '')[1:]}']").get_attribute("aria-invalid") == "true"
        assert page.locator(f"[id='{SITE}.location']").input_value() == "somewhere"
        assert "Schrijf een gemeente" in page.locator("#problems").inner_text()
        assert "Schrijf een getal" in page.locator("#problems").inner_text()
        visit.broken.clear()  # the browser notes the status 400 itself
        visit.look()
        page.locator(f"[id='{SITE}.location']").fill("Atlantis, BE")
        page.locator(f"[id='{LEAD_TIME}.value']").fill("14")
        press(page, WORDS["nl"]["go"])
        assert "Atlantis" in page.locator(".gaps").inner_text()  # found nowhere: a gap, no error


def test_the_main_path_needs_a_keyboard_only(site: tuple[Site, str], chromium: Browser) -> None:
    with visiting(chromium, site[0]) as visit:
        page = entered(visit, site)
        page.locator(f"[id='{SITE}.location']").focus()
        page.keyboard.type("Kraków, PL")
        page.keyboard.press("Enter")
        page.locator("#result").wait_for()
        assert page.locator("#result .total").is_visible()
        add = page.locator("button[name=_add][value='bid.items[0].productionSites']")
        add.focus()
        page.keyboard.press("Enter")
        second = page.locator("[id='bid.items[0].productionSites[1].location']")
        second.wait_for()
        assert second.evaluate("field => field === document.activeElement")


def test_nothing_published_and_nobody_else_s_profile(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, request_of_example: dict[str, Any]
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site) as visit:
        name = kept(site, request_of_example)
        visit.enter(site.launch("estimate", {"weightProfileId": name}, scopes=READER))
        assert "Nothing is published" in visit.page.inner_text("main")
        # The session is bound to its page.
        assert visit.page.goto(f"/pages/profiles/{name}/simulate").status == 403  # type: ignore[union-attr]
