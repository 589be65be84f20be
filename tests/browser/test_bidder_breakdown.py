"""A bidder from the launch to the debriefing: own points with every step, nothing of others, on any screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from browser.sites import NO_SCRIPT, READER, SCREENS, chromium, running, tried, visiting
from browser.stories import OFFICER, OPENED, claimed, decided, evaluate, publish, work

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture
EXAMPLE = "transport_emissions/request.json"
LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "en": ("en", {}),
    "nl-no-script": ("nl", NO_SCRIPT["no-script"]),
    "fr-phone-dark": ("fr", SCREENS["phone, dark"]),
    "de-large-forced": ("de", SCREENS["large, forced"]),
}
NOT_YET = {
    "en": "before the award decision was sent",
    "nl": "voordat het gunningsbesluit is verzonden",
    "fr": "avant l’envoi de la décision d’attribution",
    "de": "bevor die Vergabeentscheidung abgesandt wurde",
}
SELECTED = {"en": "Selected tender", "nl": "Gekozen inschrijving", "fr": "Offre retenue", "de": "Ausgewähltes Angebot"}


@pytest.mark.parametrize("look", tried(LOOKS))
def test_from_launch_to_pdf(
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
        evaluation = evaluate(site, lot, version)
        about = {"evaluationId": evaluation.id, "bidId": "B-1"}
        visit.enter(site.launch("breakdown", about, scopes=READER, language=language))
        page = visit.page
        assert NOT_YET[language] in page.inner_text("main")
        assert "Joiners" not in page.inner_text("main")
        visit.broken.clear()  # Chromium notes the 409 itself
        decided(site, evaluation)
        site.wired.desk.order(evaluation, asked(language), OFFICER)
        assert work(site)
        page.reload()
        text = page.inner_text("main")
        assert SELECTED[language] in text
        assert "Joiners of the Hills" in text
        assert evaluation.id not in page.content().replace(" ", "")
        assert page.locator("table").filter(has_text="231").count() == 1
        assert page.locator(".map path").count() >= 2
        if "java_script_enabled" not in options:
            visit.look()
            assert visit.fits()
        with page.expect_download() as found:
            page.locator("a[href*='/breakdown/debriefings/1']").click()
        path = tmp_path / "debriefing.pdf"
        found.value.save_as(path)
        assert path.read_bytes().startswith(b"%PDF-1.7")
        assert not visit.elsewhere


def asked(language: str) -> dict[str, Any]:
    """The debriefing of the bid that was not selected, in whatever needs words."""
    return {"type": "debrief", "bidId": "B-1", "language": language, "words": {"advantages": {"quality": "Its plan."}}}


def test_another_bidders_identifiers_lead_nowhere(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, requests_by_name: dict[str, Any]
) -> None:
    """Addresses hold no identifiers, so that there is nothing to change; those of other pages are closed."""
    del storage
    lot = claimed(requests_by_name[EXAMPLE])
    version = publish(database_url, lot)
    with running(tmp_path, database_url, OPENED) as site, visiting(chromium, site) as visit:
        evaluation = evaluate(site, lot, version)
        decided(site, evaluation)
        site.wired.desk.order(evaluation, asked("en") | {"bidId": "B-2", "words": {}}, OFFICER)
        assert work(site)
        stored = site.wired.desk.of("site", evaluation.id)[0]
        visit.enter(site.launch("breakdown", {"evaluationId": evaluation.id, "bidId": "B-1"}, scopes=READER))
        page = visit.page
        shown = page.content()
        assert "B-2" not in shown
        for closed, status in [
            ("/pages/breakdown/debriefings/1", 404),
            (f"/pages/committee/evaluations/{evaluation.id}", 403),
            (f"/pages/committee/evaluations/{evaluation.id}/tender?bid=B-1", 403),
            (f"/pages/committee/evaluations/{evaluation.id}/documents/{stored.id}", 403),
            (f"/pages/breakdown?bidId=B-2&evaluationId={evaluation.id}", 200),
        ]:
            response = page.goto(closed)
            assert response is not None
            assert response.status == status, closed
            assert "Hills" not in re.sub(r"Joiners of the Hills \(invented\)", "", page.content())
        back = re.compile(r'name="back" value="[^"]*"')
        assert back.sub("", page.content()) == back.sub("", shown)


def test_the_keyboard_reaches_everything_in_its_order(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, requests_by_name: dict[str, Any]
) -> None:
    del storage
    lot = claimed(requests_by_name[EXAMPLE])
    version = publish(database_url, lot)
    with running(tmp_path, database_url, OPENED) as site, visiting(chromium, site) as visit:
        evaluation = evaluate(site, lot, version)
        decided(site, evaluation)
        about = {"evaluationId": evaluation.id, "bidId": "B-1"}
        page = visit.page
        page.goto(site.launch("breakdown", about, scopes=READER))
        page.locator("main button").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/breakdown")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
        reached = []
        for _ in range(14):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 20)"))
        assert "What is withheld" in reached
        assert any("End session" in one for one in reached)
