"""Gunicorn's threaded worker, made patient: a thread gets a request when all of it is there.

The loop of the worker gathers requests and hands out answers for every connection at once. A client that sends or
reads byte by byte, or nothing at all, therefore costs some memory, for a bounded time, and never a thread.
"""

from __future__ import annotations

import errno
import json
import selectors
import socket
import time
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn

from procurement_plugin.bootstrap.gentle_worker import GentleWorker
from procurement_plugin.bootstrap.whole_requests import BROKEN, PIECE, WHOLE, HeldSocket, Incoming
from procurement_plugin.web.problems import PROBLEM_JSON, problem_document

if TYPE_CHECKING:
    from concurrent.futures import Future

# So long may an answer stand still while the client takes nothing of it.
ANSWER_SECONDS = 30.0
STOP_SECONDS = 5.0
LINGER_SECONDS = 2.0
LONGEST_ANSWER_SECONDS = 600.0
# Bytes of requests that a process holds at once, before it asks clients to come again.
MOST_HELD = 128 * 1024 * 1024
# Bytes of answers that clients have not taken; beyond that, who has waited longest is dropped.
MOST_WAITING = 128 * 1024 * 1024
TIMEOUT, UNAVAILABLE = 408, 503
PASSING_ERRORS = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)
TEXTS = {
    TIMEOUT: "The request did not come in whole in time; nothing was stored.",
    BROKEN: "The chunks of the request's body cannot be told apart.",
    UNAVAILABLE: "This service is busy with other requests; please send this one again.",
}


class PatientWorker(GentleWorker):
    """Reads and writes in the loop; threads only compute."""

    receive_seconds = 60

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._outgoing: dict[Any, float] = {}  # connections whose answer waits: until when at most
        self._lingering: dict[Any, float] = {}  # connections that end, until the client has seen it
        self._held = 0

    def accept(self, listener: Any) -> None:
        """Take a new connection; without a whole request it costs no thread."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(0.05)  # until others have ended
            elif error.errno not in PASSING_ERRORS:
                raise
            return
        self.nr_conns += 1
        conn = TConn(self.cfg, HeldSocket(client), address, listener.getsockname())
        conn.size = 0
        self._gather(conn)

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """The next request on a kept connection begins."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._gather(conn)

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:
        """The answer is made: hand it out, then wait for the next request or end."""
        self._held -= conn.size
        conn.size = 0
        again = not conn.last and not fs.cancelled() and fs.exception() is None and bool(fs.result())
        self._hand_out(conn, again=again)

    def murder_pending(self) -> None:
        """End what took too long: requests, answers, and connections that were to be closed."""
        now = time.monotonic()
        for conn in [conn for conn in self.pending_conns if self._over(conn, now)]:
            if conn.incoming.data:
                self._refuse(conn, TIMEOUT)
            else:
                self._forget(conn)
                self._end(conn)
        for waiting in (self._outgoing, self._lingering):
            for conn in [conn for conn, until in waiting.items() if until <= now or conn.ends_at <= now]:
                self._drop(conn, waiting)

    def _over(self, conn: Any, now: float) -> bool:
        if not self.alive:
            # Who has sent nothing yet may have a request on its way.
            soon = STOP_SECONDS if conn.incoming.data else STOP_KEEPALIVE_LINGER
            conn.timeout = min(conn.timeout, now + soon)
        return bool(conn.timeout <= now)

    def _gather(self, conn: Any, already: bytes = b"") -> None:
        conn.incoming = Incoming()
        conn.timeout = time.monotonic() + self.receive_seconds
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))
        if already:
            self._took(conn, already)

    def _receive(self, conn: Any, _: Any) -> None:
        try:
            data = conn.sock.real.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._took(conn, data)
        else:  # gone before all of it was sent: there is nobody to answer
            self._forget(conn)
            self._end(conn)

    def _took(self, conn: Any, data: bytes) -> None:
        incoming = conn.incoming
        incoming.add(data)
        conn.size += len(data)
        self._held += len(data)
        if incoming.state == WHOLE:
            self._forget(conn, held=True)
            request, conn.leftover = incoming.split()
            conn.last = not incoming.framed  # what follows cannot be told from it
            conn.sock.held, conn.incoming, conn.data_ready = memoryview(request), None, True
            self.enqueue_req(conn)
        elif isinstance(incoming.state, int):
            self._refuse(conn, incoming.state)
        elif self._held > MOST_HELD:
            self._refuse(conn, UNAVAILABLE)
        elif incoming.expects:
            incoming.expects = False
            conn.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _forget(self, conn: Any, *, held: bool = False) -> None:
        """It is not gathered any more."""
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        if not held:
            self._held -= conn.size
            conn.size = 0

    def _refuse(self, conn: Any, status: int) -> None:
        self._forget(conn)
        body = json.dumps(problem_document(status, detail=TEXTS.get(status, ""))).encode()
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {PROBLEM_JSON}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n"
        )
        head += "Retry-After: 5\r\n\r\n" if status == UNAVAILABLE else "\r\n"
        try:
            conn.sock.sendall(head.encode() + body)
        except OSError:
            self._end(conn)
        else:
            self._hand_out(conn, again=False)

    def _hand_out(self, conn: Any, *, again: bool) -> None:
        conn.ends_at = time.monotonic() + LONGEST_ANSWER_SECONDS
        if conn.sock.flush():
            self._answered(conn, again=again)
            return
        self._outgoing[conn] = time.monotonic() + ANSWER_SECONDS
        self.poller.register(conn.sock, selectors.EVENT_WRITE, partial(self._hand_on, conn, again))
        held = sum(len(other.sock.waiting) for other in self._outgoing)
        for other in list(self._outgoing)[:-1]:
            if held <= MOST_WAITING:
                break
            held -= len(other.sock.waiting)
            self._drop(other, self._outgoing)

    def _drop(self, conn: Any, waiting: dict[Any, float]) -> None:
        """Wait no more for a client that takes its answer, or is to see its end."""
        self.poller.unregister(conn.sock)
        del waiting[conn]
        self._end(conn)

    def _hand_on(self, conn: Any, again: bool, _: Any) -> None:  # noqa: FBT001  a callback
        """The client took some of its answer."""
        self._outgoing[conn] = time.monotonic() + ANSWER_SECONDS
        if conn.sock.flush():
            self.poller.unregister(conn.sock)
            del self._outgoing[conn]
            self._answered(conn, again=again)

    def _answered(self, conn: Any, *, again: bool) -> None:
        if conn.sock.broken:
            self._end(conn)
        elif not again:
            self._linger(conn)
        elif conn.leftover:
            self._gather(conn, conn.leftover)
        else:
            conn.set_timeout()
            if not self.alive:
                conn.timeout = min(conn.timeout, time.monotonic() + STOP_KEEPALIVE_LINGER)
            self.keepalived_conns.append(conn)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn))

    def _linger(self, conn: Any) -> None:
        """Say that this was all, and read what the client still sends, else it might lose the answer (RFC 9112)."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._end(conn)
            return
        self._lingering[conn] = time.monotonic() + LINGER_SECONDS
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._drain, conn))

    def _drain(self, conn: Any, _: Any) -> None:
        try:
            more = conn.sock.real.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if not more:
            self.poller.unregister(conn.sock)
            del self._lingering[conn]
            self._end(conn)

    def _end(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()
