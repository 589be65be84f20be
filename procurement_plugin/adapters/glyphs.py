"""Which characters the installed fonts can print, and what stands for those they cannot: never a box.

A name in another script is printed when an installed font has it, else transliterated, with a note beside it.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from functools import lru_cache
from pathlib import Path

from anyascii import anyascii

# The fonts of the document; where Debian keeps them.
FONTS = (
    "/usr/share/fonts/opentype/inter/Inter-Regular.otf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)
NOTES = {"en": "transliterated", "nl": "getranslitereerd", "fr": "translittéré", "de": "transliteriert"}
# Shape letters and mark where a word may break; they print nothing themselves.
SHAPING = "\u00ad\u200b\u200c\u200d\u2060"
LINE = "\t\n\r"
# Assigned to nobody, for private use, half a pair, or a command: no font can be trusted with them (PDF/A-3, 6.2.11.8).
UNPRINTABLE = ("Cc", "Cf", "Cn", "Co", "Cs")
# Pictures, which fonts of colours would draw.
PICTURES = range(0x1F000, 0x20000)


def visible(page: str, language: str) -> str:
    """A page whose every character has a glyph; the others are replaced, with a note in the reader's language."""
    lacking = "".join(re.escape(character) for character in sorted(set(page)) if not can_print(character))
    if not lacking:
        return page
    note = NOTES.get(language, NOTES["en"])
    return re.sub(rf"[{lacking}]+(?: [{lacking}]+)*", lambda run: _stand_in(run[0], note), page)


def _stand_in(run: str, note: str) -> str:
    if all(character == " " or _is_letter(character) for character in run):
        latin = anyascii(run).strip()
        if latin and latin.isascii() and latin.isprintable() and not set(latin) & set("<>&\"'"):
            return f"{latin} [{note}]"
    return "".join(" " if character == " " else f"[U+{ord(character):04X}]" for character in run)


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


@lru_cache(maxsize=8192)
def can_print(character: str) -> bool:
    """Whether an installed font has the character."""
    if character in LINE or character in SHAPING or character == " ":
        return True
    if unicodedata.category(character) in UNPRINTABLE or ord(character) in PICTURES:
        return False
    return ord(character) in _own_characters() or _elsewhere(character)


@lru_cache(maxsize=1)
def _own_characters() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415  comes with WeasyPrint, used for documents only

    found: set[int] = set()
    for font in FONTS:
        if Path(font).exists():
            with TTFont(font, lazy=True) as opened:
                found.update(opened.getBestCmap())
    return frozenset(found)


def _elsewhere(character: str) -> bool:
    """Whether another installed font of outlines has it; fontconfig knows, and lays out with that font."""
    asked = [
        "fc-list",
        f":charset={ord(character):x}:outline=true:color=false",
        "file",
    ]  # in the path, as Debian installs it with Pango
    try:
        answer = subprocess.run(asked, capture_output=True, check=True, timeout=20)  # noqa: S603  a fixed command of the system
    except (OSError, subprocess.SubprocessError):
        return False
    return bool(answer.stdout.strip())
