"""Few fixtures: an application on a fresh database, a client, and a small lot that is right."""

import copy
import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from databases import DATABASES, PrivatePostgres, only_of_databases, sqlite_urls
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from procurement_plugin.adapters.render_pool import RenderPool
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.adapters.wake_queue import WakeQueue
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"

# Begun in the background, this process ignores Ctrl-C, and so would every process that a test begins.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
settings.load_profile("project")


@pytest.fixture(scope="session")
def requests_by_name() -> dict[str, Any]:
    """Every request of the examples, by its path below examples/."""
    return {
        str(path.relative_to(EXAMPLES)): json.loads(path.read_text())
        for path in sorted(EXAMPLES.glob("*/request*.json"))
    }


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """A small request that is right; the test's own copy."""
    return copy.deepcopy(requests_by_name["02_weight_at_guardrail/request-at.json"])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which database the tests that store something run on."""
    parser.addoption("--database", choices=DATABASES, default=DATABASES[0], help="database of the tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what has nothing to do with the database that is asked for."""
    only_of_databases(config, items)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL of the tests' own."""
    server = PrivatePostgres()
    try:
        server.prepare()
        yield server
    finally:
        server.remove()


@pytest.fixture
def fresh_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., str]:
    """Makes addresses of new databases: upgraded, or empty with ``prepared=False``."""
    if request.config.getoption("--database") == "postgresql":
        made: Callable[..., str] = request.getfixturevalue("postgres").fresh
        return made
    return sqlite_urls(tmp_path)


@pytest.fixture
def database_url(fresh_database: Callable[..., str]) -> str:
    """The address of a prepared database."""
    return fresh_database()


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    """A prepared database."""
    made = Storage(database_url)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def everything_opened_is_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test opens, by itself or in an application, lets go of its connections and processes at the end.

    What is left behind is found when memory is cleared, and then fails a test that has nothing to do with it.
    """
    made: list[Storage | WakeQueue | RenderPool] = []

    def noting(begin: Callable[..., None]) -> Callable[..., None]:
        def noted(opened: Storage | WakeQueue | RenderPool, *given: Any, **named: Any) -> None:
            begin(opened, *given, **named)
            made.append(opened)

        return noted

    for kind in (Storage, WakeQueue, RenderPool):
        monkeypatch.setattr(kind, "__init__", noting(kind.__init__))  # type: ignore[misc]  # put back at the end
    yield
    for opened in made:
        opened.close()


@pytest.fixture
def app(storage: Storage, database_url: str) -> Iterator[Flask]:
    """The whole application."""
    del storage
    made = wiring.create_app(Settings(database_url=database_url))
    made.testing = False
    yield made
    made.extensions["procurement"].evaluations.close()


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A caller on this machine."""
    with app.test_client() as made:
        yield made


@pytest.fixture
def score(client: FlaskClient) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Scores a request over HTTP and gives the answer; any other status fails."""

    def scored(request: dict[str, Any]) -> dict[str, Any]:
        response = client.post("/scoring/v1/evaluations", json=request)
        assert response.status_code == 201, response.get_data(as_text=True)
        answer: dict[str, Any] = response.get_json()
        return answer

    return scored
