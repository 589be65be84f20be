"""Requests and answers held in memory, so that no thread waits for a slow client: bytes in, bytes out."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

from procurement_plugin.web.strict_json import LARGEST_BODY

if TYPE_CHECKING:
    import socket

LARGEST_HEAD = 64 * 1024
# Chunks may be as small as a byte, and each has a line of its own.
LARGEST_CHUNKED = 2 * LARGEST_BODY
# Lines behind the last chunk; nothing here reads them.
LARGEST_TRAILERS = 8 * 1024
PIECE = 64 * 1024
HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([^\r\n]*)", re.IGNORECASE)
CODING = re.compile(rb"\r\ntransfer-encoding:[ \t]*([^\r\n]*)", re.IGNORECASE)
# HTTP/1.0 knows no such promise, so nobody who speaks it is told to go on.
NEWER = re.compile(rb"[^\r\n]* HTTP/1\.[1-9]\r\n")
EXPECT = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)
SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;|$|\r)")
SIZE_LINE = 1024
GATHERING, WHOLE = "gathering", "whole"
BROKEN, BODY_TOO_LARGE, HEAD_TOO_LARGE = 400, 413, 431


class Incoming:
    """One request as it comes in.

    Attributes:
        state: gathering; whole, also where the head alone shows that it will be refused; or a status to refuse it with.
        expects: the client waits for 100 Continue before it sends the body.
        framed: it is known where the request ends, so that another may follow on the connection.
    """

    def __init__(self) -> None:
        self.data = bytearray()
        self.state: str | int = GATHERING
        self.expects = False
        self._end = -1  # where the request ends, once known
        self._chunk = -1  # where the next chunk begins, if the body comes in chunks

    def add(self, more: bytes) -> None:
        """Take more bytes, and see whether that is all."""
        self.data += more
        if self._end < 0 and self._chunk < 0:
            self._read_head(max(0, len(self.data) - len(more) - len(HEAD_END)))
        if self._chunk >= 0 and self.state == GATHERING:
            self._walk()
        if 0 <= self._end <= len(self.data):
            self.state = WHOLE

    @property
    def framed(self) -> bool:
        """Whether it is known where the request ends."""
        return self._end >= 0

    def split(self) -> tuple[bytes, bytes]:
        """The request, and what came after it."""
        end = len(self.data) if self._end < 0 else min(self._end, len(self.data))
        return bytes(self.data[:end]), bytes(self.data[end:])

    def _read_head(self, begin: int) -> None:
        found = self.data.find(HEAD_END, begin)
        if found < 0:
            if len(self.data) > LARGEST_HEAD:
                self.state = HEAD_TOO_LARGE
            return
        head, body = bytes(self.data[: found + 2]), found + len(HEAD_END)
        lengths, fields = LENGTH.findall(head), CODING.findall(head)
        codings = b",".join(fields).strip(b" \t").lower()
        if EXPECT.search(head):
            self.expects = NEWER.match(head) is not None
            head = EXPECT.sub(b"", head)
            self.data[: found + 2] = head
            body = len(head) + 2
        length = lengths[0].strip() if lengths else b"0"
        if codings == b"chunked" and not lengths:
            self._chunk = body
        elif fields or len(lengths) > 1 or not length.isdigit() or int(length[:20]) > LARGEST_BODY:
            self.state = WHOLE  # the server reads the head and refuses it
        else:
            self._end = body + int(length)

    def _walk(self) -> None:
        """Step over the chunks that are there."""
        while self._end < 0 and self._chunk <= len(self.data):
            line_end = self.data.find(b"\r\n", self._chunk, self._chunk + SIZE_LINE)
            if line_end < 0:
                if len(self.data) - self._chunk >= SIZE_LINE:
                    self.state = BROKEN
                break
            stated = SIZE.match(self.data, self._chunk, line_end)
            if stated is None:
                self.state = BROKEN
                return
            size = int(stated[1], 16)
            if size:
                self._chunk = line_end + 2 + size + 2
                continue
            # Behind the last chunk come trailers or none, and an empty line; few, for they are read each time.
            found = self.data.find(HEAD_END, line_end, line_end + LARGEST_TRAILERS)
            if found < 0:
                if len(self.data) - line_end >= LARGEST_TRAILERS:
                    self.state = HEAD_TOO_LARGE
                break
            self._end = found + len(HEAD_END)
        if self._end < 0 and max(len(self.data), self._chunk) > LARGEST_CHUNKED:
            self.state = BODY_TOO_LARGE


class HeldSocket:
    """A socket whose reader finds a whole request, and whose writer never waits.

    Attributes:
        real: the socket, always without blocking.
        held: the request that is read from here.
        waiting: what the client did not take yet.
        broken: the client is gone.
    """

    def __init__(self, real: socket.socket) -> None:
        real.settimeout(0)
        self.real = real
        self.held = memoryview(b"")
        self.waiting = bytearray()
        self.broken = False

    def fileno(self) -> int:
        """The number of the real socket."""
        return self.real.fileno()

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001  the socket's own form
        """Nothing: it never blocks."""

    def settimeout(self, seconds: float | None) -> None:
        """Nothing: it never waits."""

    def gettimeout(self) -> float:
        """It never waits."""
        return 0.0

    def recv(self, size: int) -> bytes:
        """More of the request; behind its end there is nothing to wait for.

        Raises:
            ConnectionResetError: the request ended here.
        """
        if not self.held:
            raise ConnectionResetError(errno.ECONNRESET, "the request ended here")
        piece, self.held = self.held[:size], self.held[size:]
        return bytes(piece)

    def sendall(self, data: bytes) -> None:
        """Send what goes at once, and keep the rest.

        Raises:
            OSError: the client is gone.
        """
        if self.broken:
            raise BrokenPipeError(errno.EPIPE, "the client is gone")
        sent = 0
        if not self.waiting:
            try:
                sent = self.real.send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self.broken = True
                raise
        self.waiting += data[sent:]

    def flush(self) -> bool:
        """Send more of what waits; True when nothing does any more."""
        while self.waiting:
            try:
                del self.waiting[: self.real.send(self.waiting[:PIECE])]
            except BlockingIOError:
                return False
            except OSError:
                self.broken = True
                self.waiting.clear()
        return True

    def shutdown(self, how: int) -> None:
        """End one way or both."""
        self.real.shutdown(how)

    def close(self) -> None:
        """Close it."""
        self.real.close()
