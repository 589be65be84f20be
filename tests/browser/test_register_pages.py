"""The register in a real browser: search, map, one site, matches, import, cases; on a phone, in the dark, without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser.sites import NO_SCRIPT, OFFICER, PLATFORM, READER, SCREENS, chromium, running, tried, visiting
from conftest import EXAMPLES

from procurement_plugin.application.site_register.import_sites import read_table
from procurement_plugin.web.schemas.register_reading import row_reader

if TYPE_CHECKING:
    from pathlib import Path

    from browser.sites import Site, Visit
    from playwright.sync_api import Browser

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture
LOOKS = SCREENS | NO_SCRIPT
TABLE = EXAMPLES / "production_sites" / "sites.csv"
TOLD = {"source": {"title": "Visits"}, "confidence": "medium", "reason": "Tried"}


def filled(site: Site) -> None:
    """The sites of the example."""
    wired = site.wired
    read = row_reader(TOLD, tuple(wired.reference.tables["countries"]), wired.clock.now().date())
    imports = wired.register.imports
    imports.store(imports.plan(read_table(TABLE.read_text("utf-8")), read, PLATFORM), PLATFORM)


def look(visit: Visit, *, scripts: bool) -> None:
    if scripts:
        visit.look()
        assert visit.fits()
    assert not visit.elsewhere


@pytest.mark.parametrize("how", tried(LOOKS))
def test_an_officer_searches_adds_and_decides(
    how: str, storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    scripts = how != "no-script"
    with running(tmp_path, database_url) as site, visiting(chromium, site, **LOOKS[how]) as visit:
        filled(site)
        page = visit.page
        visit.enter(site.launch("register", scopes=OFFICER))
        assert page.url == f"{site.url}/pages/register"
        look(visit, scripts=scripts)
        page.get_by_role("link", name="Closer", exact=True).click()
        page.wait_for_url("**bbox=**")
        page.get_by_role("link", name="Everything").click()
        page.wait_for_url("**/register")
        page.get_by_label("Words").fill("linde")
        page.get_by_role("button", name="Search").click()
        assert "2 sites" in page.inner_text("#found")
        page.get_by_role("link", name="Meubelfabriek Linde NV (invented)").last.click()
        assert "Nijverheidsstraat 12" in page.inner_text("main")
        look(visit, scripts=scripts)
        page.get_by_role("link", name="Change", exact=True).click()
        look(visit, scripts=scripts)
        page.get_by_label("Country code").fill("XX")
        page.get_by_label("Why it is recorded").fill("Looked at again.")
        page.get_by_role("button", name="Record").click()
        assert "XX is not the code of a country" in page.inner_text("#problems")
        visit.broken = [said for said in visit.broken if "400" not in said]  # the browser notes the status itself
        look(visit, scripts=scripts)
        page.get_by_label("Country code").fill("BE")
        page.get_by_role("button", name="Record").click()
        assert "Looked at again." in page.inner_text("main")
        page.get_by_role("link", name="Possible duplicates").last.click()
        look(visit, scripts=scripts)
        page.get_by_label("Why", exact=True).fill("Visited: one plant.")
        page.get_by_role("button", name="One site").click()
        assert "all were decided about" in page.inner_text("main")
        page.get_by_role("link", name="Reshoring cases").click()
        look(visit, scripts=scripts)
        page.get_by_role("link", name="Enter a case").click()
        look(visit, scripts=scripts)


@pytest.mark.parametrize("locale", ["nl-BE", "fr-BE", "de-DE"])
def test_the_longer_words_of_other_languages_fit_a_phone(
    locale: str, storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with (
        running(tmp_path, database_url) as site,
        visiting(chromium, site, viewport={"width": 320, "height": 640}, locale=locale) as visit,
    ):
        filled(site)
        visit.enter(site.launch("register", scopes=OFFICER, language=locale[:2]))
        assert visit.page.locator("html").get_attribute("lang") == locale[:2]
        assert visit.fits()


def test_a_table_is_looked_at_and_recorded_by_keyboard_in_german(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site) as visit:
        page = visit.page
        visit.enter(site.launch("register", scopes=OFFICER, language="de"))
        assert "Das Register ist leer" in page.inner_text("main")
        page.get_by_role("link", name="Importieren").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/import")
        page.set_input_files("#file", str(TABLE))
        page.get_by_label("Quelle", exact=True).focus()
        page.keyboard.type("Besuche")
        page.get_by_label("Wie sicher").select_option("medium")
        page.get_by_label("Warum sie festgehalten werden").focus()
        page.keyboard.type("Ausprobiert")
        page.get_by_role("button", name="Ansehen").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#preview")
        visit.look()
        page.get_by_role("button", name="Festhalten").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".alert-success")
        assert "8 neu, 0 geändert" in page.inner_text("main")
        visit.look()
        page.get_by_role("link", name="Standorte").first.click()
        assert "8 Standorte" in page.inner_text("#found")
        circle = page.get_by_role("link", name="Nordlys Møbler AS (invented)").first
        circle.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/sites/*")
        assert "Ålesund" in page.inner_text("main")
        visit.look()


def test_a_reader_sees_no_way_to_write_and_no_capacity(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site) as visit:
        filled(site)
        page = visit.page
        visit.enter(site.launch("register", scopes=READER, language="fr"))
        page.get_by_role("link", name="Zagerij Eik BV (invented)").last.click()
        told = page.inner_text("main")
        assert "Kanaalkade 3" in told
        assert "Capacité" not in told
        assert page.get_by_role("link", name="Modifier").count() == 0
        visit.look()
        page.goto("/pages/register/import")
        assert "scoring:profiles" in page.inner_text("main")
