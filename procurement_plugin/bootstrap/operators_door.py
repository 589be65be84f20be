"""The operator's door: a second port for health and metrics, answered by threads that no request can take.

One socket is listened at before any process is made, and every process takes calls from it. What a process has not
taken yet therefore waits for another one when it ends, and what it has taken is answered before.
"""

from __future__ import annotations

import socket
import threading
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from procurement_plugin.bootstrap.environment import SettingsError
from procurement_plugin.bootstrap.watch_wiring import operators_app
from procurement_plugin.web.access import is_loopback

if TYPE_CHECKING:
    from procurement_plugin.web.watch import Watch

SLOWEST_SECONDS = 5
WAITING_CALLS = 128


class Handler(WSGIRequestHandler):
    """Answers without a log of its own, and hangs up on who is slow."""

    timeout = SLOWEST_SECONDS

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        """Say nothing: it is asked every few seconds."""


class Door(ThreadingMixIn, WSGIServer):
    """Answers calls from a socket that other processes may share, each in a thread of its own."""

    daemon_threads = True

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(listener.getsockname()[:2], Handler, bind_and_activate=False)
        self.socket.close()  # the base class made one of its own
        self.socket = listener
        # Asking for the name of this machine, as the base class does, may take long.
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()
        self._calls, self._changed = 0, threading.Condition()

    def begin(self) -> None:
        """Answer from now on."""
        threading.Thread(target=self.serve_forever, name="operators-door", daemon=True).start()

    def close(self, seconds: float = SLOWEST_SECONDS) -> None:
        """Take no more calls, and answer those that were taken, for so many seconds at most."""
        self.shutdown()
        self.server_close()
        with self._changed:
            self._changed.wait_for(lambda: not self._calls, seconds)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin to answer a call; the base class hangs up when there is no thread for it."""
        self._count(1)
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._count(-1)
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a call."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._count(-1)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no event."""

    def _count(self, more: int) -> None:
        with self._changed:
            self._calls += more
            self._changed.notify_all()


def listening(address: tuple[str, int] | None) -> socket.socket | None:
    """A socket that listens at the address; none when there is no address. Calls wait until a door is opened.

    Raises:
        SettingsError: somebody else listens there, or it is no address of this machine.
    """
    if address is None:
        return None
    listener = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # also soon after another service ended
        listener.bind(address)
        listener.listen(WAITING_CALLS)
    except OSError as error:
        listener.close()
        reason = error.strerror or type(error).__name__
        raise SettingsError(f"PROCUREMENT_OPERATIONS_ADDRESS cannot be listened at: {reason}.") from error
    listener.settimeout(0)  # a call that wakes several processes is taken by one, and the others go on
    return listener


def try_door(address: tuple[str, int] | None) -> None:
    """Whether the door can be opened.

    Raises:
        SettingsError: somebody else listens there, or it is no address of this machine.
    """
    listener = listening(address)
    if listener is not None:
        listener.close()


def open_door(listener: socket.socket | None, found: Watch) -> Door | None:
    """Answer what calls at the socket from now on; none when there is no socket."""
    if listener is None:
        return None
    door = Door(listener)
    door.set_app(operators_app(found, is_local=is_loopback(str(door.server_address[0]))))
    door.begin()
    return door
