"""Runs the service under gunicorn."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import click
from gunicorn.app.base import BaseApplication

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.bootstrap.access_wiring import SystemClock, access_of
from procurement_plugin.bootstrap.wiring import create_app, prepare_process, reference

if TYPE_CHECKING:
    from flask import Flask

    from procurement_plugin.bootstrap.settings import Settings

THREADS = 4


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with the options of the command line."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """The options, as gunicorn asks for them."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application; made in each worker, since a database connection must not cross a fork."""
        app = create_app(self._settings)
        prepare_process()
        return app


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Prepare the database, then serve until stopped."""
    Storage(settings.database_url).upgrade()
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    access_of(Storage(settings.database_url), settings, SystemClock())  # keys that cannot be read are said at once
    only = "to callers with a token" if settings.serves_others else "on this machine only"
    click.echo(f"Serving http://{address}/scoring/v1 {only}; stop with Ctrl-C.")
    options = {"bind": address, "workers": workers, "threads": THREADS, "worker_class": "gthread", "accesslog": None}
    reference()
    folder, parent = mkdtemp(prefix="procurement-"), os.getpid()
    access = replace(settings.access, rate_file=f"{folder}/rates.sqlite3")
    try:
        Server(replace(settings, access=access), options | {"control_socket_disable": True}).run()
    finally:
        if os.getpid() == parent:  # a worker that ends comes by here too, and the others still count together
            shutil.rmtree(folder, ignore_errors=True)
