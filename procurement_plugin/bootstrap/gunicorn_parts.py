"""What the service changes in gunicorn: whose log it writes to, and how long it waits for a request to arrive."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    import socket

# A worker's sign of life needs no disk.
MEMORY = "/dev/shm"  # noqa: S108  memory that Linux offers to every process


class ServiceLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's messages, written where all others are."""

    def setup(self, cfg: Any) -> None:
        """Hand on what gunicorn says, instead of writing it beside."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class PatientSocket:
    """A client's socket that waits until a moment, and then takes the client for gone.

    Gunicorn's threads wait without end for the rest of a request; a few clients that send a byte now and then would
    take all of them.
    """

    def __init__(self, inner: socket.socket, until: float, sending: float) -> None:
        self._inner = inner
        self._until = until
        self._sending = sending

    def recv(self, size: int) -> bytes:
        """The next bytes; none when the time is over, as if the client had hung up."""
        left = self._until - time.monotonic()
        if left <= 0:
            return b""
        self._inner.settimeout(left)
        try:
            return self._inner.recv(size)
        except TimeoutError:
            return b""
        finally:
            self._inner.settimeout(self._sending)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Threads that wait for a request as a whole no longer than the setting says."""

    receive_seconds = 30

    def enqueue_req(self, conn: Any) -> None:
        """Hand a connection to a thread."""
        if not hasattr(conn, "waits"):  # a connection comes by again for each of its requests
            conn.waits = True
            self._limit(conn)
        super().enqueue_req(conn)

    def _limit(self, conn: Any) -> None:
        begin = conn.init

        def init() -> None:
            begin()
            sock = conn.sock
            sock.settimeout(self.receive_seconds)
            unreader = getattr(conn.parser, "unreader", None)
            if unreader is not None:
                unreader.sock = PatientSocket(sock, time.monotonic() + self.receive_seconds, self.receive_seconds)

        conn.init = init
