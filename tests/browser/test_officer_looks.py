"""The officer's pages on a phone, enlarged, in the dark, in forced colours; by keyboard alone; live, and merged."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from browser.officer_steps import EMISSIONS, MOMENT, PRICE, PROXIMITY, checked, expected, kept_draft, put, save
from browser.sites import SCREENS, chromium, running, tried, visiting
from web.officer_forms import REASON, drafted

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture
LOOKS = {name: look for name, look in SCREENS.items() if look}


@pytest.fixture
def draft(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """A draft whose profile passes a caution value and meets warnings; the test's own copy."""
    return copy.deepcopy(drafted(requests_by_name["02_weight_at_guardrail/request-above.json"]))


@pytest.mark.parametrize("look", tried(LOOKS))
def test_every_screen_can_be_read_on_every_device(
    look: str, storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, draft: dict[str, Any]
) -> None:
    del storage
    with running(tmp_path, database_url, MOMENT) as site, visiting(chromium, site, **LOOKS[look]) as visit:
        profile_id = kept_draft(site, draft)
        visit.enter(site.launch("weightProfile", language="nl"))
        for address in ("", "/new", *(f"/{profile_id}/{name}" for name in ("design", "publish", "history"))):
            visit.page.goto(f"/pages/profiles{address}")
            visit.look()
            assert visit.fits(), address


def test_by_keyboard_alone_a_weight_is_changed_checked_and_saved(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, requests_by_name: dict[str, Any]
) -> None:
    del storage
    with running(tmp_path, database_url, MOMENT) as site, visiting(chromium, site) as visit:
        page = visit.page
        profile_id = kept_draft(site, drafted(requests_by_name["proximity/request.json"]))
        visit.enter(site.launch("weightProfile"))
        page.goto(f"/pages/profiles/{profile_id}/design")
        wanted = [f"{PROXIMITY}.weight", "slider", f"{EMISSIONS}.weight", "save"]
        for _ in range(200):
            page.keyboard.press("Tab")
            name, value, kind = page.evaluate(
                "() => [document.activeElement.name, document.activeElement.value, document.activeElement.className]"
            )
            if name == wanted[0] and name != f"{EMISSIONS}.weight":
                wanted.pop(0)
            elif wanted[0] == "slider" and "slider" in kind:
                page.keyboard.press("ArrowLeft")
                wanted.pop(0)
            elif name == wanted[0]:
                page.keyboard.press("Control+a")
                page.keyboard.type("61")
                wanted.pop(0)
            elif wanted[0] == "save" and value == "save":
                box = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
                assert box != "none"
                break
        assert wanted == ["save"]
        page.keyboard.press("Enter")
        page.wait_for_url("**/design?saved=1")
        stored = site.wired.profiles.get("site", profile_id)
        assert stored is not None
        assert [row["weight"] for row in stored.body["weightProfile"]["criteria"]] == ["9", "61", "30"]


def test_the_live_check_follows_and_what_is_being_typed_stays(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, draft: dict[str, Any]
) -> None:
    del storage
    with running(tmp_path, database_url, MOMENT) as site, visiting(chromium, site) as visit:
        page = visit.page
        page.on("dialog", lambda dialog: dialog.accept())
        profile_id = kept_draft(site, draft)
        visit.enter(site.launch("weightProfile"))
        page.goto(f"/pages/profiles/{profile_id}/design")
        put(visit, f"{EMISSIONS}.weight", "19")
        checked(visit, "19")
        assert "not 100" in page.inner_text("#check-state")
        put(visit, "weightProfile.criteria[3].weight", "40.99")
        checked(visit, "40.99")
        area = page.locator(".reason textarea").first
        area.fill(REASON)
        put(visit, f"{PROXIMITY}.need", "Classrooms open on a fixed day.")
        area.focus()
        with page.expect_response("**/check"):
            page.keyboard.press("End")
        page.locator("#meaning:not([aria-busy])").wait_for()
        assert page.locator(".reason textarea").first.input_value() == REASON
        assert page.evaluate("() => document.activeElement.tagName") == "TEXTAREA"
        visit.look()


def test_rows_come_and_go_in_their_place(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, draft: dict[str, Any]
) -> None:
    del storage
    with running(tmp_path, database_url, MOMENT) as site, visiting(chromium, site) as visit:
        page = visit.page
        page.on("dialog", lambda dialog: dialog.accept())
        profile_id = kept_draft(site, draft)
        visit.enter(site.launch("weightProfile"))
        page.goto(f"/pages/profiles/{profile_id}/design")
        page.locator(f'button[value="add:{EMISSIONS}.scale"]').click()
        fresh = page.locator(f'[name="{EMISSIONS}.scale[2].at"]')
        fresh.wait_for()
        assert fresh.evaluate("field => field === document.activeElement")
        assert page.evaluate("() => window.scrollY") > 0
        page.locator(f'button[value="remove:{EMISSIONS}.scale[2]"]').click()
        fresh.wait_for(state="detached")
        page.select_option("#_criterion", "proximity.chainDistance")
        page.locator("button[value=criterion]").click()
        page.locator('[name="weightProfile.criteria[5].weight"]').wait_for()
        assert page.url.endswith("/design")
        page.evaluate("() => window.scrollTo(0, 0)")
        visit.look()


def test_who_saves_second_chooses_field_by_field(
    storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, draft: dict[str, Any]
) -> None:
    del storage
    with running(tmp_path, database_url, MOMENT) as site, visiting(chromium, site) as mine:
        profile_id = kept_draft(site, draft)
        address = f"/pages/profiles/{profile_id}/design"
        mine.enter(site.launch("weightProfile"))
        mine.page.on("dialog", lambda dialog: dialog.accept())
        mine.page.goto(address)
        with visiting(chromium, site, java_script_enabled=False) as other:
            other.enter(site.launch("weightProfile", person=("boris", "Boris Claes")))
            other.page.goto(address)
            put(other, f"{PRICE}.need", "Their need")
            save(other)
        put(mine, f"{PROXIMITY}.need", "My need")
        save(mine)
        expected(mine, 412)
        assert "Boris Claes" in mine.page.inner_text("main")
        mine.look()
        mine.page.locator(".actions button[value=merge]").click()
        mine.page.wait_for_url("**/design?saved=1")
        stored = site.wired.profiles.get("site", profile_id)
        assert stored is not None
        needs = [row.get("need") for row in stored.body["weightProfile"]["criteria"]]
        assert (needs[0], needs[2]) == ("My need", "Their need")
        assert stored.body["authors"] == ["anna", "boris"]


@pytest.mark.parametrize("scripts", [True, False])
def test_the_language_buttons_keep_what_was_typed_and_enter_does_not_press_them(
    scripts: bool, storage: Storage, database_url: str, tmp_path: Path, chromium: Browser, draft: dict[str, Any]
) -> None:
    del storage
    with (
        running(tmp_path, database_url, MOMENT) as site,
        visiting(chromium, site, java_script_enabled=scripts) as visit,
    ):
        page = visit.page
        profile_id = kept_draft(site, draft)
        visit.enter(site.launch("weightProfile", language="nl"))
        page.goto(f"/pages/profiles/{profile_id}/design")
        weight = f"{EMISSIONS}.weight"
        put(visit, weight, "18,75")
        page.locator(f'[name="{weight}"]').press("Enter")
        page.locator(".weights td", has_text="18,75").first.wait_for()
        assert page.locator("html").get_attribute("lang") == "nl"
        for language, shown in (("fr", "18,75"), ("en", "18.75")):
            page.locator(f".languages button[value={language}]").click()
            page.locator(f'html[lang="{language}"]').wait_for()
            assert page.input_value(f'[name="{weight}"]') == shown
        stored = site.wired.profiles.get("site", profile_id)
        assert stored is not None
        assert stored.revision == 1
