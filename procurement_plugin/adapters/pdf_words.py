"""Places in a drawing, and which characters the fonts of a document have."""

from __future__ import annotations

from decimal import Decimal


def position(at: str, first: str, last: str) -> float:
    """Where a measure is drawn on its scale, 0 to 100; a drawing, so a float will do."""
    low, high = Decimal(first), Decimal(last)
    share = (Decimal(at) - low) / (high - low)
    return float(min(Decimal(1), max(Decimal(0), share)) * 100)


def printable(text: str) -> str:
    """The text; what no font has is replaced on the whole page at once (``adapters/glyphs.py``)."""
    return text
