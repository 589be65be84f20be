"""Runs the service under gunicorn, on this machine only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from gunicorn.app.base import BaseApplication

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.bootstrap.settings import settings_from
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


def run(host: str, port: int, workers: int) -> None:
    """Prepare the database, then serve until stopped."""
    settings = settings_from()
    Storage(settings.database_url).upgrade()
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    click.echo(f"Serving http://{address}/scoring/v1 on this machine only; stop with Ctrl-C.")
    options = {"bind": address, "workers": workers, "threads": THREADS, "worker_class": "gthread", "accesslog": None}
    reference()
    Server(settings, options | {"control_socket_disable": True}).run()
