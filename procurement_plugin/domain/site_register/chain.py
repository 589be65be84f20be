"""The version of a register: a number, and a hash over its changes and the version before."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

START = "0" * 64


class RegisterVersion(NamedTuple):
    """A version of a tenant's register; number 0 is the empty one."""

    number: int
    hash: str
    recorded_at: str = ""


NO_VERSION = RegisterVersion(0, START)


class LinkedChange(NamedTuple):
    """A change as the hash of its version holds it."""

    number: int
    kind: str
    subject_id: str
    content_hash: str


def version_hash(before: str, number: int, recorded_at: str, changes: Sequence[LinkedChange]) -> str:
    """SHA-256 over the hash before, the number, the moment and the changes in order."""
    told = [before, number, recorded_at, [list(change) for change in changes]]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def content_hash(salt: str, body: bytes) -> str:
    """The hash under which a content stands in the chain; the salt keeps it from confirming a guess."""
    return hashlib.sha256(salt.encode() + body).hexdigest()
