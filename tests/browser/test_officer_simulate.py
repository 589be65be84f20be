"""An officer simulates: bids of every source, other weights, the market; with and without scripts, in two languages."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from browser.published import evaluated, moment_of, published
from browser.sites import JOURNEYS, OFFICER, READER, SCREENS, chromium, running, tried, visiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser.sites import Site, Visit
    from playwright.sync_api import Browser, Page

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture
WEIGHT = "weightProfile.criteria[{}].weight"
WORDS = {
    "en": {"go": "Work out the simulation", "market": "Work out the picture", "again": "Look again"},
    "nl": {"go": "De simulatie uitrekenen", "market": "Het beeld van de interne markt", "again": "Opnieuw kijken"},
}
LOOKS = SCREENS
EVENT = "simulation"


@pytest.fixture
def example(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """Four bids, of which the second leads the third by half a point; documents as they are handed in."""
    found = copy.deepcopy(requests_by_name["01_first_evaluation/request.json"])
    for bid in found["bids"]:
        for document in bid.get("evidence", ()):
            document.update(status="claimed", sha256="a" * 64)
            document.pop("verifier", None)
            document.pop("verifiedOn", None)
    return found


@pytest.fixture
def site(storage: Storage, database_url: str, tmp_path: Path, example: dict[str, Any]) -> Iterator[tuple[Site, str]]:
    del storage
    name = published(tmp_path, database_url, example)
    with running(tmp_path, database_url) as made:
        yield made, name


@pytest.fixture
def bids(tmp_path: Path, example: dict[str, Any]) -> str:
    path = tmp_path / "bids.json"
    path.write_text(json.dumps(example))
    return str(path)


def entered(visit: Visit, site: tuple[Site, str], language: str = "en", **more: Any) -> Page:
    visit.enter(site[0].launch("weightProfile", {"weightProfileId": site[1]}, language=language, **more))
    visit.page.goto(f"/pages/profiles/{site[1]}/simulate")
    return visit.page


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).last.click()
    page.wait_for_load_state()


def order(page: Page) -> list[str]:
    """The bids of the ranking's table, the first first."""
    rows = page.locator("#result table").first.locator("tbody th").all_inner_texts()
    return [row.split()[0] for row in rows]


@pytest.mark.parametrize(("scripts", "language"), JOURNEYS)
def test_bids_of_a_file_and_other_weights(
    language: str, scripts: bool, site: tuple[Site, str], bids: str, chromium: Browser, storage: Storage
) -> None:
    said = WORDS[language]
    with visiting(chromium, site[0], java_script_enabled=scripts) as visit:
        page = entered(visit, site, language, scopes=OFFICER)
        page.set_input_files("#_file", bids)
        press(page, said["go"])
        assert order(page) == ["B-2", "B-3", "B-4", "B-1"]
        assert ("0.43" if language == "en" else "0,43") in page.locator(".flip").inner_text()
        assert page.locator("#result svg").count() == 2
        # What the page says would flip the winner does; the bids are carried along without the file.
        page.fill(f"[id='{WEIGHT.format(3)}']", "49.5")
        page.fill(f"[id='{WEIGHT.format(2)}']", "10.5")
        press(page, said["go"])
        assert order(page)[:2] == ["B-3", "B-2"]
        if scripts:
            visit.look()
        page.goto(f"/pages/profiles/{site[1]}/simulate")
        assert page.locator(f"[id='{WEIGHT.format(3)}']").input_value() == "50"  # nothing of it was saved
        assert not visit.elsewhere
    events = [event["event"] for event in storage.audit.events("site")]
    assert sum("simulat" in event.lower() for event in events) == 2


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_picture_of_the_internal_market_is_waited_for(
    scripts: bool, site: tuple[Site, str], chromium: Browser
) -> None:
    with visiting(chromium, site[0], java_script_enabled=scripts) as visit:
        page = entered(visit, site, scopes=OFFICER)
        press(page, WORDS["en"]["market"])
        for _ in range(60):
            if scripts or page.locator("svg").count():
                break
            assert "being worked out" in page.inner_text("main")
            page.wait_for_timeout(500)
            press(page, WORDS["en"]["again"])
        page.locator("svg circle").first.wait_for(timeout=60_000)
        assert page.locator("svg circle").count() > 300
        page.locator("details summary").last.click()
        assert page.locator("tbody tr").count() == 27
        assert "Belgium" in page.inner_text("main")
        if scripts:
            visit.look()


def test_a_stored_evaluation_under_other_weights(
    database_url: str, tmp_path: Path, site: tuple[Site, str], example: dict[str, Any], chromium: Browser
) -> None:
    opened = moment_of(example, "tenderDeadlineAt") + timedelta(hours=1)
    with running(tmp_path, database_url, at=opened) as later:
        evaluated(later, site[1], example)
    with visiting(chromium, site[0]) as visit:
        page = entered(visit, site, scopes=OFFICER)
        page.get_by_role("link", name="From a stored evaluation").click()
        press(page, WORDS["en"]["go"])
        assert order(page) == ["B-2", "B-3", "B-4", "B-1"]
        assert page.locator("#result table").first.locator("tbody td").last.inner_text() == "48.5186"
        page.fill(f"[id='{WEIGHT.format(3)}']", "40")
        page.fill(f"[id='{WEIGHT.format(1)}']", "25")
        press(page, WORDS["en"]["go"])
        assert order(page)[0] == "B-3"
        visit.look()


def test_typed_bids(site: tuple[Site, str], chromium: Browser) -> None:
    with visiting(chromium, site[0]) as visit:
        page = entered(visit, site, scopes=OFFICER)
        page.get_by_role("link", name="Typed in").click()
        visit.look()
        for number, town in enumerate(("Odesa, UA", "Kraków, PL")):
            bid = f"bids[{number}]"
            page.fill(f"[id='{bid}.items[0].productionSites[0].location']", town)
            page.fill(f"[id='{bid}.criterionInputs.proximity.deliveryLeadTime.value']", "14")
            page.fill(f"[id='{bid}.otherCriteria.price.amount']", "600000")
            page.fill(f"[id='{bid}.otherCriteria.quality.points']", "12")
        press(page, WORDS["en"]["go"])
        assert order(page) == ["B-1", "B-2"]  # nearer, all else equal
        visit.look()


@pytest.mark.parametrize("look", tried(LOOKS))
def test_the_page_suits_every_screen(look: str, site: tuple[Site, str], bids: str, chromium: Browser) -> None:
    with visiting(chromium, site[0], **LOOKS[look]) as visit:
        page = entered(visit, site, scopes=OFFICER)
        visit.look()
        page.set_input_files("#_file", bids)
        press(page, WORDS["en"]["go"])
        visit.look()
        assert visit.fits()


def test_wrong_files_and_weights_are_told(site: tuple[Site, str], bids: str, tmp_path: Path, chromium: Browser) -> None:
    with visiting(chromium, site[0]) as visit:
        page = entered(visit, site, "nl", scopes=OFFICER)
        for content, words in (
            ("", "Kies een bestand"),
            ("{", "Dit is geen JSON"),
            ("[]", "Er zitten geen inschrijvingen in"),
            ('{"bids": [{}]}', "Dit is verplicht en ontbreekt."),
        ):
            (tmp_path / "wrong.json").write_text(content)
            page.set_input_files("#_file", str(tmp_path / "wrong.json"))
            press(page, WORDS["nl"]["go"])
            assert words in page.locator("#problems").inner_text()
        page.set_input_files("#_file", bids)
        page.fill(f"[id='{WEIGHT.format(0)}']", "7")
        press(page, WORDS["nl"]["go"])
        assert "samen precies 100" in page.locator("#problems").inner_text()
        assert page.locator(f"[id='{WEIGHT.format(0)}']").input_value() == "7"
        visit.broken.clear()  # the browser notes each status 400 itself
        visit.look()


def test_who_may_only_read_sees_the_market_and_simulates_nothing(
    site: tuple[Site, str], bids: str, chromium: Browser
) -> None:
    with visiting(chromium, site[0]) as visit:
        page = entered(visit, site, scopes=READER)
        page.set_input_files("#_file", bids)
        press(page, WORDS["en"]["go"])
        assert "permission" in page.inner_text("main")
