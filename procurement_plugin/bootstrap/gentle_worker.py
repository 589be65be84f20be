"""What is no HTTP never reaches the application; the server refuses it in the form of every other error."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from gunicorn.workers.gthread import ThreadWorker

from procurement_plugin.web.problems import PROBLEM_JSON, problem_document

if TYPE_CHECKING:
    import socket

STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ([^\r]*)")
DETAILS = {
    400: "This is not a request that HTTP knows; look at its method, address, version and headers.",
    414: "The address is longer than 4094 bytes; put long things into the body.",
    417: "Leave the header Expect out.",
    431: "There are too many headers, or one is longer than 8 kB; send fewer or shorter ones.",
}


class GentleWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's worker with threads, whose own refusals are problem+json and repeat nothing of the request."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Let gunicorn decide and log, then answer in our form."""
        caught = _Caught()
        super().handle_error(req, caught, addr, exc)
        found = STATUS.match(caught.data)
        if found is None:
            return
        try:
            client.sendall(refusal(int(found[1]), found[2]))
        except OSError:
            self.log.debug("The caller went away before it was answered.")


class _Caught:
    """Stands in for the caller while gunicorn writes its own page."""

    data = b""

    def gettimeout(self) -> float:
        return 0.0

    def sendall(self, data: bytes) -> None:
        self.data += data


def refusal(status: int, reason: bytes) -> bytes:
    """A whole answer: status line, headers, problem."""
    body = json.dumps(problem_document(status, name=_name(reason), detail=DETAILS.get(status, ""))).encode()
    head = (f"Connection: close\r\nContent-Type: {PROBLEM_JSON}\r\nContent-Length: {len(body)}\r\n"
            "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n\r\n")  # fmt: skip
    return b"HTTP/1.1 %d %s\r\n%s%s" % (status, reason, head.encode(), body)


def _name(reason: bytes) -> str:
    first, *rest = reason.decode("ascii", "replace").replace("URI", "Uri").split()
    return first.lower() + "".join(word.title() for word in rest)
