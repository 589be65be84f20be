"""A service whose machine clock is set by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.adapters.webhook_sender import WebhookSender
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.bootstrap.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask


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


@pytest.fixture
def url(database_url: str) -> str:
    """A fresh database."""
    return database_url


@pytest.fixture
def storage(url: str, machine: SetClock) -> Iterator[Storage]:
    """A prepared database under the set clock."""
    made = Storage(url, machine)
    yield made
    made.close()


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    """Settings of a test: webhooks may lead to this machine."""
    kept = (tmp_path / "documents").as_uri()
    queue = f"sqlite:///{tmp_path}/queue.sqlite3"
    return Settings(url, queue_url=queue, webhook_loopback=True, documents_url=kept)


@pytest.fixture
def app(storage: Storage, settings: Settings) -> Flask:
    """The whole application on that store."""
    return wiring.create_app(settings, storage)


@pytest.fixture
def worker(app: Flask, storage: Storage, settings: Settings, machine: SetClock) -> Worker:
    """A worker that works when it is told to."""
    wired = app.extensions["procurement"]
    return Worker(wired, storage, wiring.queue_of(settings), WebhookSender(loopback=True), machine)
