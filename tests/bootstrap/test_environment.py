"""The environment is read as a whole: all that is wrong at once, slips of the pen told, secrets from files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from running import run

from procurement_plugin.bootstrap.environment import SettingsError, strangers
from procurement_plugin.bootstrap.settings import Settings, settings_from
from procurement_plugin.bootstrap.variables import BY_NAME, SECRETS, VARIABLES

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "examples" / "deployment" / "README.md").read_text("utf-8")
PARTS = "PROCUREMENT_{name.upper()}_DIR"


def test_code_table_and_page_name_the_same_variables() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "procurement_plugin").rglob("*.py"))
    source = source.replace(PARTS, " ".join(f"PROCUREMENT_{name}_DIR" for name in ("CONFIG", "SCHEMAS", "TEMPLATES")))
    named = {name for name in re.findall(r"PROCUREMENT_[A-Z][A-Z0-9_]*[A-Z0-9]\b", source) if name != "PROCUREMENT"}
    files = {f"{name}_FILE" for name in SECRETS}
    assert named - files == set(BY_NAME)
    told = dict(re.findall(r"^\| `(PROCUREMENT_\w+)` \| (.+?) \|", PAGE, re.MULTILINE))
    assert told == {variable.name: variable.default for variable in VARIABLES}
    assert all(f"`{name}`" in PAGE for name in files)


def test_the_table_tells_the_defaults_of_the_code() -> None:
    found = settings_from({})
    assert found == Settings()
    server = found.server
    told = {
        "DATABASE_URL": found.database_url,
        "BIDS_AT_ONCE": found.bids_at_once,
        "ANSWER_HOURS": int(found.keep_answers.total_seconds() // 3600),
        "WORKERS": server.workers,
        "THREADS": server.threads,
        "MAX_REQUESTS": server.max_requests,
        "STUCK_SECONDS": server.stuck,
        "GRACE_SECONDS": server.grace,
        "KEEPALIVE_SECONDS": server.keepalive,
        "RECEIVE_SECONDS": server.receive,
        "LOG_LEVEL": server.log_level,
        "PROXIES": found.access.proxies,
    }
    for name, value in told.items():
        assert BY_NAME[f"PROCUREMENT_{name}"].default == str(value)


WRONG = {
    "WORKERS": "none",
    "THREADS": "0",
    "BIDS_AT_ONCE": "-1",
    "LOG": "xml",
    "LOG_LEVEL": "loud",
    "CLOCK_AT": "noon",
    "WEBHOOK_LOOPBACK": "perhaps",
    "PROXIES": "many",
    "RATE_LIMIT": "often",
    "METRICS_TOKEN": "short",
    "OPERATIONS_ADDRESS": "9000",
}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        settings_from({f"PROCUREMENT_{name}": value for name, value in WRONG.items()})
    lines = str(caught.value).splitlines()
    for name in WRONG:
        assert sum(f"PROCUREMENT_{name} " in line for line in lines) >= 1, name
    assert "short" not in str(caught.value)


@pytest.mark.parametrize("address", ["0.0.0.0:9000", "[::]:9000", "host.example:9000"])
def test_a_door_that_others_can_reach_wants_a_token(address: str) -> None:
    given = {"PROCUREMENT_OPERATIONS_ADDRESS": address}
    with pytest.raises(SettingsError, match="PROCUREMENT_METRICS_TOKEN"):
        settings_from(given)
    assert settings_from({**given, "PROCUREMENT_METRICS_TOKEN": "t" * 16}).server.operations is not None
    assert settings_from({"PROCUREMENT_OPERATIONS_ADDRESS": "[::1]:9000"}).server.operations == ("::1", 9000)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("PROCUREMENT_RATE_LIMT", "PROCUREMENT_RATE_LIMIT"),
        ("PROCUREMENT_DATABASE_URI", "PROCUREMENT_DATABASE_URL"),
        ("PROCUREMENT_SIGNING_KEY", "PROCUREMENT_SIGNING_KEYS"),
        ("PROCUREMENT_DATABASE_URL_FILES", "PROCUREMENT_DATABASE_URL_FILE"),
        ("PROCUREMENT_KILLS", ""),
        ("PROCUREMENT_QQQQ", ""),
    ],
)
def test_a_slip_of_the_pen_is_told(name: str, meant: str) -> None:
    assert strangers({name: "1"}) == {name: meant}


def test_what_kubernetes_sets_for_a_service_of_this_name_is_no_slip() -> None:
    names = ("SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT", "PORT_8000_TCP", "PORT_8000_TCP_ADDR")
    assert strangers({f"PROCUREMENT_{name}": "tcp://192.0.2.1:8000" for name in names}) == {}


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql+psycopg://u:p@host/db\n")
    given = {"PROCUREMENT_DATABASE_URL_FILE": str(file)}
    assert settings_from(given).database_url == "postgresql+psycopg://u:p@host/db"
    for wrong in ({**given, "PROCUREMENT_DATABASE_URL": "sqlite://"}, {"PROCUREMENT_QUEUE_URL_FILE": str(tmp_path)}):
        with pytest.raises(SettingsError, match="_FILE"):
            settings_from(wrong)


def test_settings_are_shown_without_secrets(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite3"
    result = run("config", "show", environment={"PROCUREMENT_DATABASE_URL": url, "PROCUREMENT_METRICS_TOKEN": "t" * 20})
    assert result.returncode == 0, result.stderr
    assert url in result.stdout
    assert "t" * 20 not in result.stdout
    given = {
        "PROCUREMENT_DATABASE_URL": "postgresql+psycopg://somebody:hidden@db/x?password=hidden",
        "PROCUREMENT_WORKERS": "many",
        "PROCUREMENT_WORKER": "1",
    }
    result = run("config", "show", environment=given)
    assert result.returncode == 2
    assert "hidden" not in result.stdout + result.stderr
    assert "postgresql+psycopg://db/x" in result.stdout
    assert "did you mean PROCUREMENT_WORKERS?" in result.stdout
    assert "PROCUREMENT_WORKERS must be a whole number" in result.stderr


def test_the_start_is_refused_with_every_reason(tmp_path: Path) -> None:
    given = {
        "PROCUREMENT_DATABASE_URL": "mysql://somebody:hidden@db/x",
        "PROCUREMENT_PLATFORM_KEYS": str(tmp_path / "missing.json"),
        "PROCUREMENT_TEMPLATES_DIR": str(tmp_path / "missing"),
        "PROCUREMENT_RATE_LIMT": "1/minute",
        "PROCUREMENT_QUEUE_URL": "amqp://queue",
    }
    for command in (("serve", "--check", "--host", "192.0.2.1"), ("worker",)):
        result = run(*command, environment=given)
        assert result.returncode == 2
        for name in (
            "DATABASE_URL must",
            "PLATFORM_KEYS names no file",
            "TEMPLATES_DIR names no folder",
            "QUEUE_URL must",
        ):
            assert f"PROCUREMENT_{name}" in result.stderr
        assert "Did you mean PROCUREMENT_RATE_LIMIT?" in result.stderr
        assert "hidden" not in result.stderr
        assert "Traceback" not in result.stderr
    result = run("serve", "--check", "--host", "192.0.2.1", environment={"PROCUREMENT_WORKERS": "many"})
    assert "access control is not configured" in result.stderr
    assert "PROCUREMENT_WORKERS" in result.stderr


def test_a_database_that_does_not_answer_is_told_without_its_address(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://somebody:hidden@/x?host={tmp_path}"
    result = run("serve", "--check", environment={"PROCUREMENT_DATABASE_URL": url})
    assert result.returncode == 2
    assert "The database does not answer. See PROCUREMENT_DATABASE_URL." in result.stderr
    assert "hidden" not in result.stdout + result.stderr


def test_a_check_says_that_the_service_can_start(database_url: str) -> None:
    result = run("serve", "--check", environment={"PROCUREMENT_DATABASE_URL": database_url})
    assert result.returncode == 0, result.stderr
    assert "The service can start." in result.stdout
