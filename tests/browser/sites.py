"""A running site for a real browser: access configured, a platform that launches pages, and a strict look at each page.

Tests are skipped, with the reason, where there is no Chromium.
"""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from procurement_plugin.adapters.signing_keys import new_key, write_keys
from procurement_plugin.application.launch_pages import LaunchRequest
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.access_settings import AccessSettings
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.domain.actor import SCOPES, Actor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from procurement_plugin.web.service import Service

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
)
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OFFICER = ("scoring:read", "scoring:profiles", "scoring:evaluate")
APPROVER = (*OFFICER, "scoring:approve")
READER = ("scoring:read",)
# Two at once where neither can hide the other: narrow and dark, 200 per cent and forced colours.
SCREENS: dict[str, dict[str, Any]] = {
    "plain": {},
    "phone, dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
    "large, forced": {
        "viewport": {"width": 640, "height": 480},
        "device_scale_factor": 2,
        "forced_colors": "active",
    },
}
NO_SCRIPT: dict[str, dict[str, Any]] = {"no-script": {"java_script_enabled": False}}
# With and without scripts, in two languages.
JOURNEYS = [
    pytest.param(True, "en", id="scripts-en"),
    pytest.param(False, "nl", id="no-scripts-nl"),
    pytest.param(True, "nl", id="scripts-nl", marks=pytest.mark.further),
    pytest.param(False, "en", id="no-scripts-en", marks=pytest.mark.further),
]
FURTHER = frozenset({"plain", "large, forced", "de-large-forced"})
PLATFORM = Actor("site", "platform", "Platform of the tests", frozenset(SCOPES))


def tried(looks: Mapping[str, Any]) -> list[Any]:
    """The names of looks, for a test to be tried in; some of them in whole runs only."""
    return [pytest.param(name, marks=pytest.mark.further) if name in FURTHER else name for name in looks]


@dataclass
class Site:
    """A site in a thread of the tests; ``wired`` is what stands behind it, for preparing what pages show."""

    url: str
    wired: Service

    def launch(
        self,
        page: str,
        about: Mapping[str, str] | None = None,
        *,
        scopes: Sequence[str] = OFFICER,
        person: tuple[str, str] = ("anna", "Anna Peeters"),
        language: str = "en",
    ) -> str:
        """The address of a fresh launch, as the platform of the tenant ``site`` gets it."""
        asked = LaunchRequest(page, *person, True, frozenset(scopes), language, about or {})
        secret, _ = self.wired.access.launches.issue(asked, PLATFORM)
        return f"{self.url}/pages/launch/{secret}"


@dataclass
class Visit:
    """Somebody's browser with one page open; whatever leaves the site or breaks on a page is noted."""

    page: Page
    url: str
    elsewhere: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def enter(self, launch: str) -> None:
        """Open a launch and press its button."""
        self.page.goto(launch)
        self.page.click("main button")

    def look(self, *, but: Sequence[str] = ()) -> None:
        """Nothing left the site, nothing broke, and axe finds nothing (WCAG 2.2 AA); ``but`` names rules to leave out."""
        self.page.wait_for_load_state()
        assert not self.elsewhere
        assert not self.broken
        found = Axe().run(self.page, options={"runOnly": LEVELS})
        wrong = [
            (row["id"], [node["html"][:200] for node in row["nodes"][:3]])
            for row in found.response["violations"]
            if row["id"] not in but
        ]
        assert not wrong, wrong

    def fits(self) -> bool:
        """Whether nothing has to be scrolled sideways but tables and code that scroll in their own box."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide <= 1


@contextmanager
def running(folder: Path, database_url: str, at: datetime | None = None) -> Iterator[Site]:
    """A site on a prepared database; its clock may stand still ``at`` a moment, so that another one goes on later."""
    keys = folder / "signing.json"
    if not keys.exists():
        write_keys(keys, [new_key()])
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    app = wiring.create_app(Settings(database_url, None, at, AccessSettings(signing_keys=keys, public_url=url)))
    server.app = app
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(url, app.extensions["procurement"])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a file; its loop ends with it, since others of the process have loops of their own."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def visiting(browser: Browser, site: Site, **options: Any) -> Iterator[Visit]:
    """A fresh browser on a site; ``options`` are those of a browser context, for example ``java_script_enabled``."""
    context = browser.new_context(base_url=site.url, **options)
    visit = Visit(context.new_page(), site.url)
    visit.page.on(
        "request",
        lambda request: None if request.url.startswith((site.url, "data:")) else visit.elsewhere.append(request.url),
    )
    visit.page.on("console", lambda said: visit.broken.append(said.text) if said.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.broken.append(str(error)))
    try:
        yield visit
    finally:
        context.close()
