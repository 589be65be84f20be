"""The officer's journey in a real browser: from an empty draft to a published version, with and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser.officer_steps import (
    EMISSIONS,
    MOMENT,
    PRICE,
    PROXIMITY,
    checked,
    expected,
    fill_procedure,
    give_reasons,
    kept_draft,
    put,
    save,
    to_criteria,
)
from browser.sites import APPROVER, JOURNEYS, READER, Visit, chromium, running, visiting
from web.officer_forms import REASON, drafted

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture
WORDS = {
    "en": {"Saved.": "Saved.", "frozen": "frozen", "correct": "Please correct", "history": "draft made"},
    "nl": {"Saved.": "Bewaard.", "frozen": "vastgelegd", "correct": "Verbeter dit", "history": "ontwerp gemaakt"},
}


def look(visit: Visit, *, scripts: bool) -> None:
    """Axe needs scripts; that nothing left the site can be told without."""
    if scripts:
        visit.look()
    assert not visit.elsewhere
    assert visit.fits() if scripts else True


@pytest.mark.parametrize(("scripts", "language"), JOURNEYS)
def test_from_an_empty_draft_to_a_published_version(
    scripts: bool, language: str, storage: Storage, database_url: str, tmp_path: Path, chromium: Browser
) -> None:
    said = WORDS[language]
    with (
        running(tmp_path, database_url, MOMENT) as site,
        visiting(chromium, site, java_script_enabled=scripts) as visit,
    ):
        page = visit.page
        page.on("dialog", lambda dialog: dialog.accept())
        visit.enter(site.launch("weightProfile", language=language))
        look(visit, scripts=scripts)
        page.locator("main a.btn-primary").click()
        look(visit, scripts=scripts)
        to_criteria(visit)
        expected(visit, 400)
        assert said["correct"] in page.inner_text("main")
        fill_procedure(visit)
        to_criteria(visit)
        look(visit, scripts=scripts)
        for place in (PROXIMITY, EMISSIONS):
            put(visit, f"{place}.need", "Classrooms open on a fixed day.")
        put(visit, f"{EMISSIONS}.weight", "17")
        put(visit, f"{PRICE}.weight", "63")
        checked(visit, "17", "63", scripts=scripts)
        assert give_reasons(visit) >= 1
        look(visit, scripts=scripts)
        save(visit)
        page.wait_for_url("**/design?saved=1")
        assert said["Saved."] in page.inner_text("main")
        profile_id = page.url.split("/")[-2]
        page.goto(f"/pages/profiles/{profile_id}/publish")
        look(visit, scripts=scripts)
        page.locator(".actions button[value=publish]").click()
        page.wait_for_url(f"**/profiles/{profile_id}/versions/1")
        assert said["frozen"] in page.inner_text("main")
        look(visit, scripts=scripts)
        version = site.wired.publisher.version("site", profile_id, 1).body
        assert version["fingerprint"] in page.inner_text("main")
        assert {answer["reason"] for answer in version["answers"]} == {REASON}
        page.goto(f"/pages/profiles/{profile_id}/history")
        assert said["history"] in page.inner_text("main")
        look(visit, scripts=scripts)
    assert storage.audit.verify("site") == []


def test_a_new_version_says_why_and_the_history_compares(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, requests_by_name: dict[str, Any]
) -> None:
    del storage
    draft = drafted(requests_by_name["supply_security/request.json"])
    with running(tmp_path, database_url, MOMENT) as site, visiting(chromium, site) as visit:
        page = visit.page
        page.on("dialog", lambda dialog: dialog.accept())
        profile_id = kept_draft(site, draft)
        visit.enter(site.launch("weightProfile", {"weightProfileId": profile_id}))
        assert page.url.endswith(f"/profiles/{profile_id}/design")
        page.goto(f"/pages/profiles/{profile_id}/publish")
        page.locator(".actions button[value=publish]").click()
        page.goto(f"/pages/profiles/{profile_id}/design")
        assert page.url.endswith("/versions/1")
        page.locator(f'a[href$="{profile_id}/design?again=1"]').click()
        put(visit, "weightProfile.criteria[0].weight", "9")
        put(visit, "weightProfile.criteria[1].weight", "61")
        save(visit)
        expected(visit, 409)
        assert page.input_value('[name="weightProfile.criteria[0].weight"]') == "9"
        visit.look()
        put(visit, "reason", "The stock that is needed was counted again.")
        save(visit)
        page.goto(f"/pages/profiles/{profile_id}/publish")
        page.locator(".actions button[value=publish]").click()
        with page.expect_download() as download:
            page.locator("form[action*=eforms] button").click()
        assert b"AwardingCriterion" in download.value.path().read_bytes()
        page.goto(f"/pages/profiles/{profile_id}/history")
        weights = page.locator("table").nth(1).inner_text()
        assert "10 %\t9 %\tchanged" in weights
        assert "30 %\t30 %\tsame" in weights
        visit.look()


def test_a_block_is_set_aside_by_another_person_on_the_same_page(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, requests_by_name: dict[str, Any]
) -> None:
    del storage
    draft = drafted(requests_by_name["02_weight_at_guardrail/request-above.json"])
    with running(tmp_path, database_url, MOMENT) as site:
        profile_id = kept_draft(site, draft)
        about = {"weightProfileId": profile_id}
        address = f"/pages/profiles/{profile_id}/publish"
        with visiting(chromium, site) as visit:
            visit.enter(site.launch("weightProfile", about, scopes=APPROVER))
            visit.page.goto(address)
            assert "You wrote this draft" in visit.page.inner_text("main")
            assert give_reasons(visit) >= 1
            visit.page.locator(".actions button[value=reasons]").click()
            assert visit.page.locator(".actions button").count() == 0
            visit.look()
        with visiting(chromium, site) as visit:
            visit.enter(site.launch("weightProfile", about, scopes=APPROVER, person=("lena", "Lena Maes")))
            visit.page.goto(address)
            visit.look()
            visit.page.locator(".actions button[value=publish]").click()
            expected(visit, 409)
            assert "Nothing was published" in visit.page.inner_text("main")
            assert give_reasons(visit) >= 1
            visit.page.locator(".actions button[value=publish]").click()
            assert visit.page.url.endswith("/versions/1")
        version = site.wired.publisher.version("site", profile_id, 1).body
        assert {row["approver"]["name"] for row in version["overrides"]} == {"Lena Maes"}


def test_a_reader_looks_and_cannot_save(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, requests_by_name: dict[str, Any]
) -> None:
    del storage
    draft = drafted(requests_by_name["proximity/request.json"])
    with running(tmp_path, database_url, MOMENT) as site, visiting(chromium, site) as visit:
        profile_id = kept_draft(site, draft)
        other = kept_draft(site, draft)
        visit.enter(site.launch("weightProfile", {"weightProfileId": profile_id}, scopes=READER))
        assert visit.page.locator("button[value=save]").count() == 0
        visit.look()
        put(visit, f"{PROXIMITY}.weight", "11")
        put(visit, f"{EMISSIONS}.weight", "59")
        visit.page.evaluate(
            "() => { const b = document.createElement('button'); b.name = '_do'; b.value = 'save';"
            "document.getElementById('draft').append(b); b.click(); }"
        )
        visit.page.wait_for_load_state()
        expected(visit, 403)
        assert "What you typed is still here" in visit.page.inner_text("main")
        assert visit.page.input_value('[name="weightProfile.criteria[0].weight"]') == "11"
        visit.page.goto(f"/pages/profiles/{other}/design")
        assert "opened for another page" in visit.page.inner_text("main")
        for address in ("/pages/profiles", "/pages/profiles/new"):
            visit.page.goto(address)
            assert visit.page.url.endswith(f"/{profile_id}/design")
