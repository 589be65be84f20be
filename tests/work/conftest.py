"""A service whose machine clock is set by hand, on SQLite and, where a server is named, on PostgreSQL."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.adapters.webhook_sender import WebhookSender
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.bootstrap.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

# An empty PostgreSQL server on which databases may be made, for example postgresql+psycopg://postgres@127.0.0.1:5432
POSTGRES = os.environ.get("PROCUREMENT_TEST_POSTGRES_URL", "")


class SetClock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """The moment it is set to."""
        return self.moment

    def forward(self, **span: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**span)


@pytest.fixture
def machine() -> SetClock:
    """The clock of leases, retries and retention."""
    return SetClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database; PostgreSQL only where PROCUREMENT_TEST_POSTGRES_URL names a server."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/test.sqlite3"
        return
    if not POSTGRES:
        pytest.skip("PROCUREMENT_TEST_POSTGRES_URL names no server")
    name = f"test_{uuid.uuid4().hex}"
    server = sa.create_engine(f"{POSTGRES}/postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield f"{POSTGRES}/{name}"
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def storage(url: str, machine: SetClock) -> Iterator[Storage]:
    """A prepared database under the set clock."""
    made = Storage(url, machine)
    made.upgrade()
    yield made
    made._engine.dispose()


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    """Settings of a test: webhooks may lead to this machine."""
    return Settings(url, queue_url=f"sqlite:///{tmp_path}/queue.sqlite3", webhook_loopback=True)


@pytest.fixture
def app(storage: Storage, settings: Settings) -> Flask:
    """The whole application on that store."""
    return wiring.create_app(settings, storage)


@pytest.fixture
def worker(app: Flask, storage: Storage, settings: Settings, machine: SetClock) -> Worker:
    """A worker that works when it is told to."""
    wired = app.extensions["procurement"]
    return Worker(wired, storage, wiring.queue_of(settings), WebhookSender(loopback=True), machine)
