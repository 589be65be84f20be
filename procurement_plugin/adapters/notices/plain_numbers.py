"""Numbers as other systems write them: plain digits only, so that no exponent or odd digit blows up later."""

from __future__ import annotations

import re
from decimal import Decimal

LONGEST = 40
# Digits of other scripts, underscores, NaN and exponents are what Decimal would take, and a notice never means.
PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
SMALL_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")


def plain_number(text: str) -> Decimal | None:
    """The number a text is, or None."""
    if len(text) > LONGEST or not (PLAIN.fullmatch(text) or SMALL_EXPONENT.fullmatch(text)):
        return None
    return Decimal(f"{Decimal(text):f}")
