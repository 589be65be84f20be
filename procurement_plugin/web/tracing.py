"""W3C trace context: a call that belongs to a trace goes on in it, another begins one."""

from __future__ import annotations

import re
import secrets
import uuid
from typing import NamedTuple

# Version ff is forbidden; a later version may add fields behind these, separated by a dash.
TRACEPARENT = re.compile(
    r"(?P<version>(?!ff)[0-9a-f]{2})-(?P<trace>(?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-(?P<flags>[0-9a-f]{2})"
    r"(?P<more>-.*)?\Z"
)
REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}\Z")


class Trace(NamedTuple):
    """Where a request stands in a trace; ``span_id`` is its own part of it."""

    trace_id: str
    span_id: str
    flags: str

    @property
    def parent(self) -> str:
        """As the header ``traceparent`` writes it."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"

    @property
    def identifier(self) -> str:
        """The trace as a UUID, as belgif writes it in ``BelGov-Trace-Id``."""
        return str(uuid.UUID(self.trace_id))


def trace_of(header: str) -> Trace:
    """The trace that a header ``traceparent`` names; a fresh one when it names none that can be read."""
    found = TRACEPARENT.match(header.strip())
    if found is None or (found["version"] == "00" and found["more"]):
        return Trace(secrets.token_hex(16), secrets.token_hex(8), "00")
    return Trace(found["trace"], secrets.token_hex(8), "01" if int(found["flags"], 16) & 1 else "00")


def request_id_of(header: str) -> str:
    """A caller's own name of a request, when it is one; else nothing."""
    return header if REQUEST_ID.match(header) else ""
