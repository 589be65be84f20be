"""Places in a drawing, and which characters the fonts of a document have."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

# Where Debian keeps the fonts of the document; the first that has a character prints it.
FONTS = (
    "/usr/share/fonts/opentype/inter/Inter-Regular.otf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)


def position(at: str, first: str, last: str) -> float:
    """Where a measure is drawn on its scale, 0 to 100; a drawing, so a float will do."""
    low, high = Decimal(first), Decimal(last)
    share = (Decimal(at) - low) / (high - low)
    return float(min(Decimal(1), max(Decimal(0), share)) * 100)


def printable(text: str) -> str:
    """The text, each character that no installed font has replaced by its code in brackets."""
    known = _characters()
    if known is None:
        return text
    return "".join(c if ord(c) in known else f"[U+{ord(c):04X}]" for c in text)


@lru_cache(maxsize=1)
def _characters() -> frozenset[int] | None:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  comes with WeasyPrint, used for documents only

    found: set[int] = set()
    for font in FONTS:
        if Path(font).exists():
            with TTFont(font, lazy=True) as opened:
                found.update(opened.getBestCmap())
    return frozenset(found) if found else None
