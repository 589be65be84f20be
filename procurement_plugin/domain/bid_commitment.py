"""Salted commitments: they fix what every bid said, and tell nothing about it until its salt is shown.

A plain hash of a bid could be guessed by trying likely figures. A salt comes from one secret of the evaluation, and
showing the salt of one bid opens that bid alone.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST_SECRET = 32


def salt_of(secret: bytes, evaluation_id: str, bid_id: str) -> str:
    """The salt of one bid, 64 hexadecimal digits.

    Args:
        secret: at least 32 random bytes, kept by the contracting authority.

    Raises:
        ValueError: the secret is too short to hide anything.
    """
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"a secret has at least {SHORTEST_SECRET} bytes")
    return hmac.new(secret, json.dumps([evaluation_id, bid_id]).encode(), hashlib.sha256).hexdigest()


def commitment(salt: str, bid: Mapping[str, Any]) -> str:
    """SHA-256 of the salt and the bid as evaluated, as JSON with sorted names and no spaces."""
    text = json.dumps(bid, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def commitments_of(document: Mapping[str, Any], secret: bytes) -> dict[str, str]:
    """The commitment of every scored bid, by its identifier."""
    return {bid["id"]: commitment(salt_of(secret, document["id"], bid["id"]), bid) for bid in document["bids"]}
