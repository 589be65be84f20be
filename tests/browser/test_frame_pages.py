"""The frame of all pages in a real browser: launch, languages, the scanner; on a phone, in the dark, without scripts."""

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
def test_a_launch_leads_to_its_page_and_the_reader_chooses_the_language(
    look: str, storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    del storage
    with running(tmp_path, database_url) as site, visiting(chromium, site, **LOOKS[look]) as visit:
        page = visit.page
        scripts = look != "no-script"
        page.goto(site.launch("scanner", scopes=READER, language="nl"))
        assert page.locator("html").get_attribute("lang") == "nl"
        if scripts:
            visit.look()
        page.click("main button")
        assert page.url == f"{site.url}/pages/scanner"
        page.get_by_role("button", name="DE Deutsch").click()
        assert page.locator("html").get_attribute("lang") == "de"
        assert page.get_by_role("button", name="Sitzung beenden").is_visible()
        page.goto("/pages/scanner?product=heat+pumps")
        if scripts:
            visit.look()
            assert visit.fits()
        page.get_by_role("button", name="Sitzung beenden").click()
        assert "Sitzung ist beendet" in page.inner_text("main")
        assert not visit.elsewhere
