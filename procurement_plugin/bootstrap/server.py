"""Runs the service under gunicorn."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import click
from gunicorn.app.base import BaseApplication

from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.adapters.metrics import FOLDER, use_slot
from procurement_plugin.adapters.webhook_sender import WebhookSender
from procurement_plugin.bootstrap.access_wiring import access_of
from procurement_plugin.bootstrap.gunicorn_parts import MEMORY, ServiceLog
from procurement_plugin.bootstrap.knowledge import prepare_process, reference
from procurement_plugin.bootstrap.operators_door import listening, open_door
from procurement_plugin.bootstrap.patient_worker import PatientWorker
from procurement_plugin.bootstrap.wiring import create_app, documents_of, queue_of, service_of, storage_of
from procurement_plugin.bootstrap.worker import GRACE_SECONDS, Worker

if TYPE_CHECKING:
    import socket

    from flask import Flask

    from procurement_plugin.bootstrap.operators_door import Door
    from procurement_plugin.bootstrap.settings import Settings

# Addresses of this service are short; tokens in headers may be long.
LONGEST_LINE = 4094
MOST_HEADERS = 64
LONGEST_HEADER = 8190
# Processes that were begun together are not replaced together.
JITTER = 10


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with the options of the command line."""

    def __init__(
        self, settings: Settings, options: dict[str, Any], listener: socket.socket | None, *, embedded: bool
    ) -> None:
        self._settings, self._listener = settings, listener
        hooks = {"pre_fork": choose_slot, "post_fork": take_slot, "worker_exit": self._stop}
        self._options = options | hooks
        self._embedded = embedded
        self._worker: Worker | None = None
        self._door: Door | None = None
        super().__init__()

    def load_config(self) -> None:
        """The options, as gunicorn asks for them."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application; made in each worker, since a database connection must not cross a fork."""
        app = create_app(self._settings, prepared=True)
        prepare_process()
        self._door = open_door(self._listener, app.extensions["watch"])
        if self._embedded:
            self._worker = worker_of(self._settings)
            self._worker.start()
        return app

    def _stop(self, server: Any, worker: Any) -> None:
        """As one of gunicorn's processes ends: end the task at hand, or give it back; answer who asks meanwhile."""
        del server, worker
        try:
            if self._worker is not None:
                self._worker.stop(min(GRACE_SECONDS, self._settings.server.grace))
        finally:
            if self._door is not None:
                self._door.close()


def choose_slot(server: Any, worker: Any) -> None:
    """Before a process is made: the lowest number that no living one counts under."""
    taken = {getattr(other, "slot", 0) for other in server.WORKERS.values()}
    worker.slot = next(number for number in range(1, len(taken) + 2) if number not in taken)


def take_slot(server: Any, worker: Any) -> None:
    """In the new process: count under that number."""
    del server
    use_slot(worker.slot)


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
    listener = listening(settings.server.operations)
    storage_of(settings).upgrade()
    check_seal(settings)
    prepare_process()
    # A handler may run in the middle of anything; an Event would then wait for its own lock, a SimpleQueue never does.
    told: SimpleQueue[int] = SimpleQueue()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _: told.put(number))
    worker = worker_of(settings)
    worker.start()
    door = open_door(listener, worker.watch)
    click.echo("Working; stop with Ctrl-C.")
    told.get()
    worker.stop(grace)
    if door is not None:
        door.close()


def run(settings: Settings, host: str, port: int, workers: int, *, embedded: bool, said: str = "") -> None:
    """Prepare the database, then serve until stopped; ``said`` is shown once calls are answered."""
    listener = listening(settings.server.operations)
    storage = storage_of(settings)
    storage.upgrade()
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    access_of(storage, settings, MachineClock())  # keys that cannot be read are said at once
    check_seal(settings)
    only = "to callers with a token" if settings.serves_others else "on this machine only"
    said = said or f"Serving http://{address}/scoring/v1 {only}; stop with Ctrl-C."
    click.echo("Loading law, method and data.")
    storage.close()  # no connection crosses a fork
    reference()
    folder, parent = Path(mkdtemp(prefix="procurement-")), os.getpid()
    (folder / "metrics").mkdir()
    os.environ[FOLDER] = str(folder / "metrics")
    access = replace(settings.access, rate_file=f"{folder}/rates.sqlite3")
    try:
        # From then on calls are answered, or wait a moment.
        options = options_of(settings, address, workers) | {"when_ready": lambda _: click.echo(said)}
        Server(replace(settings, access=access), options, listener, embedded=embedded).run()
    finally:
        if os.getpid() == parent:  # a worker that ends comes by here too, and the others still count together
            shutil.rmtree(folder, ignore_errors=True)


def options_of(settings: Settings, address: str, workers: int) -> dict[str, Any]:
    """Gunicorn's options."""
    server = settings.server
    PatientWorker.receive_seconds = server.receive
    return {
        "bind": address,
        "workers": workers,
        "threads": server.threads,
        "worker_class": PatientWorker,
        "worker_tmp_dir": MEMORY if os.access(MEMORY, os.W_OK) else None,
        "max_requests": server.max_requests,
        "max_requests_jitter": server.max_requests // JITTER,
        "timeout": server.stuck,
        "graceful_timeout": server.grace,
        "keepalive": server.keepalive,
        "limit_request_line": LONGEST_LINE,
        "limit_request_fields": MOST_HEADERS,
        "limit_request_field_size": LONGEST_HEADER,
        # What proxies say is believed in one place, by PROCUREMENT_PROXIES.
        "forwarded_allow_ips": "",
        "secure_scheme_headers": {},
        "forwarder_headers": "",
        "accesslog": None,
        "logger_class": ServiceLog,
        "loglevel": server.log_level,
        "control_socket_disable": True,
        "sendfile": False,
    }
