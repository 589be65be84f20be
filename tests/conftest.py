"""Few fixtures: an application on a fresh database, a client, and a small lot that is right."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"

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


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """A prepared database."""
    made = Storage(f"sqlite:///{tmp_path}/test.sqlite3")
    made.upgrade()
    return made


@pytest.fixture
def app(storage: Storage, tmp_path: Path) -> Flask:
    """The whole application."""
    del storage
    made = wiring.create_app(Settings(database_url=f"sqlite:///{tmp_path}/test.sqlite3"))
    made.testing = False
    return made


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
