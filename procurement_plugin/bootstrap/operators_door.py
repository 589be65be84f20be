"""The operator's door: a second port for health and metrics, answered by threads that no request can take."""

from __future__ import annotations

import socket
import threading
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from procurement_plugin.bootstrap.environment import SettingsError
from procurement_plugin.bootstrap.watch_wiring import operators_app
from procurement_plugin.web.access import is_loopback

if TYPE_CHECKING:
    from procurement_plugin.web.watch import Watch

SLOWEST_SECONDS = 5


class Handler(WSGIRequestHandler):
    """Answers without a log of its own, and hangs up on who is slow."""

    timeout = SLOWEST_SECONDS

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        """Say nothing: it is asked every few seconds."""


class Door(ThreadingMixIn, WSGIServer):
    """Several processes listen at one port, and the system hands each call to one of them."""

    daemon_threads = True
    allow_reuse_port = True

    def __init__(self, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), Handler)

    def server_bind(self) -> None:
        """Bind without asking for the name of this machine, which may take long."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no event."""


def try_door(address: tuple[str, int] | None) -> None:
    """Whether the door can be opened.

    Raises:
        SettingsError: somebody else listens there, or it is no address of this machine.
    """
    if address is not None:
        _opened(address).server_close()


def open_door(address: tuple[str, int] | None, found: Watch) -> Door | None:
    """Answer at the address from now on; none when there is no address."""
    if address is None:
        return None
    door = _opened(address)
    door.set_app(operators_app(found, is_local=is_loopback(address[0])))
    threading.Thread(target=door.serve_forever, name="operators-door", daemon=True).start()
    return door


def _opened(address: tuple[str, int]) -> Door:
    try:
        return Door(*address)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingsError(f"PROCUREMENT_OPERATIONS_ADDRESS cannot be listened at: {reason}.") from error
