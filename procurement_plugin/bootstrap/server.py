"""Runs the service under gunicorn."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from dataclasses import replace
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import click
from gunicorn.app.base import BaseApplication

from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.adapters.webhook_sender import WebhookSender
from procurement_plugin.bootstrap.access_wiring import access_of
from procurement_plugin.bootstrap.knowledge import prepare_process, reference
from procurement_plugin.bootstrap.wiring import create_app, documents_of, queue_of, service_of, storage_of
from procurement_plugin.bootstrap.worker import Worker

if TYPE_CHECKING:
    from flask import Flask

    from procurement_plugin.bootstrap.settings import Settings

THREADS = 4


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with the options of the command line."""

    def __init__(self, settings: Settings, options: dict[str, Any], *, embedded: bool) -> None:
        self._settings = settings
        self._options = options | {"worker_exit": self._stop}
        self._embedded = embedded
        self._worker: Worker | None = None
        super().__init__()

    def load_config(self) -> None:
        """The options, as gunicorn asks for them."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application; made in each worker, since a database connection must not cross a fork."""
        app = create_app(self._settings)
        prepare_process()
        if self._embedded:
            self._worker = worker_of(self._settings)
            self._worker.start()
        return app

    def _stop(self, server: Any, worker: Any) -> None:
        """As one of gunicorn's processes ends: end the task at hand, or give it back."""
        del server, worker
        if self._worker is not None:
            self._worker.stop()


def check_seal(settings: Settings) -> None:
    """See that the seal's key can be opened, when one is set; better now than with the first document."""
    if settings.seal is not None:
        settings.seal.check()


def worker_of(settings: Settings) -> Worker:
    """A worker on the store and the queue of the settings."""
    storage, sender = storage_of(settings), WebhookSender(loopback=settings.webhook_loopback)
    wired, documents = service_of(storage, settings), documents_of(settings)
    return Worker(wired, storage, queue_of(settings), sender, MachineClock(), documents)


def run_worker(settings: Settings, grace: int) -> None:
    """Work until SIGTERM or SIGINT, then end the task at hand or give it back."""
    storage_of(settings).upgrade()
    check_seal(settings)
    prepare_process()
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    worker = worker_of(settings)
    worker.start()
    click.echo("Working; stop with Ctrl-C.")
    stopped.wait()
    worker.stop(grace)


def run(settings: Settings, host: str, port: int, workers: int, *, embedded: bool) -> None:
    """Prepare the database, then serve until stopped."""
    storage = storage_of(settings)
    storage.upgrade()
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    access_of(storage, settings, MachineClock())  # keys that cannot be read are said at once
    check_seal(settings)
    only = "to callers with a token" if settings.serves_others else "on this machine only"
    click.echo(f"Serving http://{address}/scoring/v1 {only}; stop with Ctrl-C.")
    options = {"bind": address, "workers": workers, "threads": THREADS, "worker_class": "gthread", "accesslog": None}
    reference()
    folder, parent = mkdtemp(prefix="procurement-"), os.getpid()
    access = replace(settings.access, rate_file=f"{folder}/rates.sqlite3")
    options |= {"control_socket_disable": True}
    try:
        Server(replace(settings, access=access), options, embedded=embedded).run()
    finally:
        if os.getpid() == parent:  # a worker that ends comes by here too, and the others still count together
            shutil.rmtree(folder, ignore_errors=True)
