"""A committee from the tenders' file to sealed documents, in a real browser: with and without scripts, nl and en."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from browser.sites import chromium, running, visiting
from browser.stories import COMMITTEE, OPENED, claimed, file_of, publish, work

if TYPE_CHECKING:
    from pathlib import Path

    from browser.sites import Site, Visit
    from playwright.sync_api import Browser

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture
EXAMPLE = "transport_emissions/request.json"
LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "en": ("en", {}),
    "nl-no-script": ("nl", {"java_script_enabled": False}),
}
WORDS = {
    "en": {
        "bring": "Bring in the tenders",
        "check": "Read and check the tenders",
        "evaluate": "Evaluate officially",
        "decide": "Decide B-2 E2",
        "record": "Record the decision",
        "needs": "This needs a reason in words",
        "changed": "something changed after this evaluation",
        "again": "Evaluate again",
        "confirm": "Confirm the evaluation",
        "send": "Record that the award decision was sent",
        "running": "running",
        "first": "3 February 2027",
        "order": "Order the document",
        "ready": "The document is ready.",
        "waits": "waits for its turn",
        "download": "Download",
        "look": "Look again",
    },
    "nl": {
        "bring": "De inschrijvingen inbrengen",
        "check": "De inschrijvingen lezen en controleren",
        "evaluate": "Officieel beoordelen",
        "decide": "Beslissen B-2 E2",
        "record": "De beslissing vastleggen",
        "needs": "Hiervoor is een reden in woorden nodig",
        "changed": "er is iets veranderd na deze beoordeling",
        "again": "Opnieuw beoordelen",
        "confirm": "De beoordeling bevestigen",
        "send": "Vastleggen dat het gunningsbesluit is verzonden",
        "running": "loopt",
        "first": "3 februari 2027",
        "order": "Het document bestellen",
        "ready": "Het document is klaar.",
        "waits": "wacht op zijn beurt",
        "download": "Downloaden",
        "look": "Opnieuw kijken",
    },
}
REFUSED = "The statement was signed by nobody of the production site."


class Journey:
    """A visit with the words of its language."""

    def __init__(self, visit: Visit, site: Site, language: str, *, scripts: bool) -> None:
        self.page, self.visit, self.site, self.words, self.scripts = visit.page, visit, site, WORDS[language], scripts

    def look(self) -> None:
        """As a strict reader sees it; the look itself needs scripts."""
        if self.scripts:
            self.visit.look()
            assert self.visit.fits()

    def button(self, name: str) -> None:
        self.page.get_by_role("button", name=self.words[name], exact=True).click()

    def link(self, name: str) -> None:
        self.page.get_by_role("link", name=self.words[name], exact=True).first.click()

    def go(self, part: str) -> None:
        """To a part of the evaluation by the navigation."""
        self.page.locator(f"nav a[href$='{part}']").click()

    def evaluation(self) -> str:
        """The identifier in the address."""
        found = re.search(r"evaluations/([0-9a-f-]{36})", self.page.url)
        assert found is not None, self.page.url
        return found[1]


@pytest.mark.parametrize("look", LOOKS)
def test_from_tenders_to_documents(
    look: str,
    storage: Storage,
    database_url: str,
    tmp_path: Path,
    chromium: Browser,
    requests_by_name: dict[str, Any],
) -> None:
    del storage
    language, options = LOOKS[look]
    lot = claimed(requests_by_name[EXAMPLE])
    version = publish(database_url, lot)
    with running(tmp_path, database_url, OPENED) as site, visiting(chromium, site, **options) as visit:
        journey = Journey(visit, site, language, scripts="java_script_enabled" not in options)
        about = {"weightProfileId": version["profileId"]}
        visit.enter(site.launch("evaluation", about, scopes=COMMITTEE, language=language))
        opened(journey, tmp_path, lot)
        refused_and_again(journey, tmp_path, lot)
        to_the_decision(journey)
        documents(journey, tmp_path)


def opened(journey: Journey, folder: Path, lot: dict[str, Any]) -> None:
    """The file is read, looked at and evaluated; points and steps are there."""
    page = journey.page
    journey.look()
    journey.link("bring")
    page.set_input_files("#_file", file_of(folder, lot))
    journey.button("check")
    assert page.locator(".tender").count() == 2
    journey.look()
    journey.button("evaluate")
    assert page.locator(".stage-done").count() == 2
    journey.look()
    journey.go("tenders")
    assert page.locator("figure.drawing").count() >= 4
    journey.look()
    page.locator("table.ranking a").first.click()
    assert "14.6127" in page.inner_text("main") or "14,6127" in page.inner_text("main")
    assert page.locator(".map path").count() >= 2
    journey.look()
    page.go_back()


def refused_and_again(journey: Journey, folder: Path, lot: dict[str, Any]) -> None:
    """A refusal needs a reason; then the lot is evaluated again, and both evaluations are kept."""
    page, first = journey.page, journey.evaluation()
    journey.go("evidence")
    journey.look()
    journey.link("decide")
    page.select_option("#status", "refused")
    page.fill("#reason", "too short")
    journey.button("record")
    assert journey.words["needs"] in page.inner_text("#refusal")
    assert page.input_value("#status") == "refused"
    assert page.input_value("#reason") == "too short"
    if journey.scripts:
        journey.visit.broken.clear()  # Chromium notes the 409 itself
        journey.look()
    page.fill("#reason", REFUSED)
    journey.button("record")
    assert REFUSED in page.inner_text("main")
    journey.go(first)
    assert journey.words["changed"] in page.inner_text("main")
    journey.link("again")
    page.set_input_files("#_file", file_of(folder, lot))
    journey.button("check")
    page.fill("#reason", "A document of B-2 was refused after the opening.")
    journey.button("again")
    assert journey.evaluation() != first
    assert page.locator("tbody tr").count() == 2
    journey.look()


def to_the_decision(journey: Journey) -> None:
    """Documents of the first in rank are checked, a person confirms, the decision is sent, the calendar runs."""
    page = journey.page
    page.fill("#reason", "The documents are checked before the contract is signed.")
    journey.button("confirm")
    assert page.locator(".stage-confirmed.stage-done").count() == 1
    journey.go("standstill")
    assert "2027" in page.inner_text(".calendar caption >> nth=0")
    journey.look()
    journey.go(journey.evaluation())
    journey.button("send")
    assert journey.words["running"] in page.inner_text(".stage-standstill")
    journey.look()
    journey.go("standstill")
    assert journey.words["first"] in page.inner_text("main")
    assert page.locator(".day-first").count() == 1


def documents(journey: Journey, folder: Path) -> None:
    """A document is ordered, watched, downloaded; its SHA-256 stands beside it."""
    page = journey.page
    journey.go("documents")
    page.locator("a[href*='type=justification']").click()
    page.select_option("#language", "nl")
    journey.button("order")
    assert journey.words["waits"] in page.inner_text("main")
    journey.look()
    assert work(journey.site)
    if not journey.scripts:
        journey.link("look")
    page.get_by_text(journey.words["ready"]).wait_for()
    with page.expect_download() as found:
        page.get_by_role("link", name=re.compile(journey.words["download"])).first.click()
    path = folder / "justification.pdf"
    found.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF-1.7")
    assert re.search(r"[0-9a-f]{64}", page.inner_text("table"))
    journey.look()
