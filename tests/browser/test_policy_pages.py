"""Monitoring and screening in a real browser: main paths by keyboard, errors, without scripts, on a phone, languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.sites import NO_SCRIPT, READER, SCREENS, chromium, running, tried, visiting

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture
LOOKS = SCREENS | NO_SCRIPT


@pytest.mark.parametrize("look", tried(LOOKS))
def test_a_watch_list_is_kept_scanned_again_and_read(
    look: str, storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site, **LOOKS[look]) as visit:
        page, scripts = visit.page, look != "no-script"
        visit.enter(site.launch("monitoring", language="nl"))
        assert page.url == f"{site.url}/pages/monitoring"
        page.get_by_role("link", name="Nieuwe volglijst").click()
        page.get_by_label("Naam van de lijst").fill("Batterijen")
        page.get_by_label("Product of grondstof").first.fill("batterijen")
        page.locator("[name='thresholds[0].limit']").fill("veel")
        page.get_by_role("button", name="Bewaren").click()
        assert page.get_by_role("alert").is_visible()
        assert page.locator("[name='thresholds[0].limit']").input_value() == "veel"
        if scripts:
            visit.broken.clear()  # a browser notes a 400 as an error of its own
            visit.look()
            assert visit.fits()
        page.locator("[name='thresholds[0].limit']").fill("")
        page.locator("[name='since']").fill("2022")
        page.get_by_role("button", name="Bewaren").click()
        page.get_by_role("button", name="Opnieuw scannen").click()
        assert page.get_by_role("heading", name="Wat een drempel overschreed").is_visible()
        assert page.get_by_role("heading", name="Lithium").is_visible()
        if scripts:
            visit.look()
            assert visit.fits()
        page.get_by_role("button", name="FR Français").click()
        assert page.get_by_role("heading", name="Ce qui a franchi un seuil").is_visible()
        page.get_by_role("link", name="Supprimer").click()
        page.get_by_role("button", name="Supprimer").click()
        assert "Aucune liste de suivi" in page.inner_text("main")
        assert not visit.elsewhere


@pytest.mark.parametrize("look", tried(LOOKS))
def test_a_project_is_screened_and_the_answers_come_back(
    look: str, storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site, **LOOKS[look]) as visit:
        page, scripts = visit.page, look != "no-script"
        visit.enter(site.launch("screening", scopes=READER, language="de"))
        assert page.url == f"{site.url}/pages/screening"
        assert page.locator("[name='_by']").input_value() == "Anna Peeters"
        if scripts:
            visit.look()
            assert visit.fits()
        page.get_by_role("button", name="Zeigen, was erfüllt").click()
        assert page.get_by_role("alert").is_visible()
        visit.broken.clear()
        page.locator("[name='project.title']").fill("Anoden")
        page.locator("[name='goods[0].name']").fill("Graphit")
        page.locator("[name='goods[0].hs']").fill("2504.90")
        page.locator("#q-stateAid\\.beforeWork").get_by_label("nein", exact=True).check()
        page.get_by_role("button", name="Zeigen, was erfüllt").click()
        assert page.locator("#q-stateAid\\.beforeWork .state").inner_text().lower() == "widersprochen"
        assert page.locator("#q-strategicGoods\\.listed .state").inner_text().lower() == "erfüllt"
        if scripts:
            visit.look()
            assert visit.fits()
        page.get_by_role("button", name="Zurück zum Formular").click()
        assert page.locator("#q-stateAid\\.beforeWork").get_by_label("nein", exact=True).is_checked()
        assert page.locator("[name='goods[0].hs']").input_value() == "2504.90"
        assert not visit.elsewhere


def test_the_main_paths_work_by_keyboard_alone(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site) as visit:
        page = visit.page
        visit.enter(site.launch("monitoring"))
        page.get_by_role("link", name="New watch list").focus()
        page.keyboard.press("Enter")
        page.locator("#name").focus()
        page.keyboard.type("Cobalt")
        page.keyboard.press("Tab")
        page.keyboard.type("cobalt")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Scan again").focus()
        page.keyboard.press("Enter")
        assert "Nothing crossed a threshold" in page.inner_text("main")
        assert not visit.broken


def test_who_may_only_read_sees_reports_and_no_buttons(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site) as visit:
        page = visit.page
        visit.enter(site.launch("monitoring", scopes=READER))
        assert page.get_by_role("link", name="New watch list").count() == 0
        page.goto("/pages/monitoring/new")
        assert "scoring:evaluate" in page.inner_text("main")
        page.goto("/pages/screening")
        assert "opened for another page" in page.inner_text("main")
