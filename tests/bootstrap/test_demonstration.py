"""A demonstration: on this machine only, beside no real access, with every role as a button, and a banner everywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from freezegun import freeze_time

from procurement_plugin.adapters.claims import new_keys
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.cli import cli
from procurement_plugin.bootstrap.demonstration import (
    REAL_ACCESS,
    NoDemonstrationError,
    check_environment,
    demonstrated,
)
from procurement_plugin.bootstrap.demonstration import demonstrate as command
from procurement_plugin.domain.document_language import LANGUAGES
from procurement_plugin.web.pages.session import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from procurement_plugin.bootstrap.settings import Settings

HERE = {"Sec-Fetch-Site": "same-origin"}
BANNERS = {
    "en": "never an award",
    "nl": "nooit een gunning",
    "fr": "jamais une attribution",
    "de": "nie ein Zuschlag",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The site of a demonstration, its story played."""
    folder: Path = tmp_path_factory.mktemp("demonstration")
    return demonstrated(folder, 8123)


def test_each_role_begins_a_session_on_its_page_and_every_page_bears_the_banner(settings: Settings) -> None:
    app = wiring.create_app(settings)
    start = app.test_client().get("/pages/demonstration").get_data(as_text=True)
    codes = re.findall(r'name="role" value="([a-z-]+)"', start)
    assert {"committee", "bidder-a", "bidder-b", "registrar", "watcher"} <= set(codes)
    assert settings.demonstration is not None
    for role in settings.demonstration.roles:
        assert role.page in PAGES
        client = app.test_client()
        begun = client.post("/pages/demonstration", data={"role": role.code}, headers=HERE)
        assert begun.status_code == 303
        page = client.get(begun.headers["Location"], follow_redirects=True)
        assert page.status_code == 200, role.code
        assert BANNERS["en"] in page.get_data(as_text=True)
    assert app.test_client().post("/pages/demonstration", data={"role": "x"}, headers=HERE).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_banner_speaks_the_readers_language(settings: Settings, language: str) -> None:
    client = wiring.create_app(settings).test_client()
    page = client.get("/pages/demonstration", headers={"Accept-Language": language}).get_data(as_text=True)
    assert BANNERS[language] in page
    assert page.count('name="role"') >= 4


def test_only_this_machine_is_answered(settings: Settings) -> None:
    client = wiring.create_app(settings).test_client()
    for refused in (
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"Host": "demonstration.example.org"}},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
    ):
        assert client.get("/pages/demonstration", **refused).status_code == 403  # type: ignore[arg-type]
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/pages/demonstration", data={"role": "committee"}, headers=elsewhere).status_code == 403


def test_the_states_of_the_story_are_there_and_none_is_an_award(settings: Settings) -> None:
    app = wiring.create_app(settings)
    client = app.test_client()
    client.post("/pages/demonstration", data={"role": "committee"}, headers=HERE)
    profiles = re.findall(
        r"/pages/committee/profiles/[0-9a-f-]{36}", client.get("/pages/committee").get_data(as_text=True)
    )
    pages = [client.get(path, follow_redirects=True).get_data(as_text=True) for path in profiles]
    assert len(pages) == 3
    states = sorted(re.findall(r'stage-now stage-(\w+)"', page) for page in pages)
    assert states == [[], ["confirmed"], ["standstill"]]
    assert all("Never an award" in page for page in pages)
    assert sum("something changed after this evaluation" in page for page in pages) == 1


@pytest.mark.parametrize("name", REAL_ACCESS)
def test_it_does_not_run_beside_real_access(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoDemonstrationError, match=name):
        check_environment({name: "x"})
    check_environment({})
    cli.add_command(command)
    monkeypatch.setenv(name, "x")
    found = CliRunner().invoke(cli, ["demonstrate"])
    assert isinstance(found.exception, NoDemonstrationError)


def test_no_other_service_offers_it(settings: Settings, tmp_path: Path) -> None:
    plain = wiring.create_app(replace(settings, demonstration=None))
    assert plain.test_client().get("/pages/demonstration").status_code in (401, 404)
    public = replace(settings.access, public_url="https://scoring.example.org")
    new_keys(tmp_path / "platform")
    keys = tmp_path / "platform" / "public.json"
    for real in (
        replace(settings, access=public),
        replace(settings, clock_at=None),
        replace(settings, access=replace(settings.access, proxies=1)),
        replace(settings, platform_keys=keys),
    ):
        with pytest.raises(NoDemonstrationError):
            wiring.create_app(real)


@freeze_time("2030-01-01")
def test_sessions_go_by_the_true_clock(settings: Settings) -> None:
    client = wiring.create_app(settings).test_client()
    assert client.post("/pages/demonstration", data={"role": "bidder-a"}, headers=HERE).status_code == 303
    assert "Your tender was not selected" in client.get("/pages/breakdown").get_data(as_text=True)
