"""Small pictures of pages, to notice that a page looks different; ``python -m tests.pixels.refresh`` makes them anew."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageFilter

from procurement_plugin.adapters.glyphs import FONTS
from tests.laid_out import pdf, text

FOLDER = Path(__file__).parent / "references"
FONTS_FILE = FOLDER / "fonts.json"
EXAMPLE = "01_first_evaluation"
RESOLUTION = 40
SHADES = 16
# A point differs when its grey, blurred against the edges of letters, is this far off (of 255) ...
FAR = 26
# ... and a page when this share of its points does.
MOST = 0.004


class Shot(NamedTuple):
    """A page of a document: the first, or the one on which some words stand."""

    kind: str
    language: str
    words: str = ""

    name: str = "first"

    @property
    def file(self) -> Path:
        """Where its picture is kept."""
        return FOLDER / f"{self.kind}-{self.language}-{self.name}.png"


SHOTS = (
    Shot("justification", "nl"),
    Shot("justification", "nl", "Punten per inschrijving", "chart"),
    Shot("justification", "nl", "Natural Earth", "map"),
    Shot("debrief", "fr"),
    Shot("debrief", "fr", "Natural Earth", "map"),
    Shot("art84Annex", "de"),
    Shot("art84Annex", "de", "Punkte je Angebot", "chart"),
)


def taken(shot: Shot) -> Image.Image:
    """The page as it looks now, in few greys."""
    pages = text(EXAMPLE, shot.kind, shot.language).split("\f")
    page = next(number for number, lines in enumerate(pages, 1) if shot.words in lines)
    command = ["pdftoppm", "-r", str(RESOLUTION), "-gray", "-f", str(page), "-l", str(page), "-png", "-"]
    made = subprocess.run(command, input=pdf(EXAMPLE, shot.kind, shot.language), capture_output=True, check=True).stdout
    return Image.open(io.BytesIO(made)).convert("L")


def as_kept(picture: Image.Image) -> bytes:
    """A picture as a small PNG with a palette."""
    written = io.BytesIO()
    picture.quantize(SHADES).save(written, "PNG", optimize=True)
    return written.getvalue()


def difference(first: Image.Image, second: Image.Image) -> float:
    """The share of points that differ; 1 when the pages have other sizes."""
    if first.size != second.size:
        return 1.0
    pair = [picture.convert("L").filter(ImageFilter.BoxBlur(1)).tobytes() for picture in (first, second)]
    return sum(abs(one - other) > FAR for one, other in zip(*pair, strict=True)) / len(pair[0])


def fonts() -> dict[str, str]:
    """The fonts of this machine, by their files' hashes."""
    return {
        Path(font).name: hashlib.sha256(Path(font).read_bytes()).hexdigest() for font in FONTS if Path(font).exists()
    }


def why_not() -> str:
    """Why pictures cannot be compared here; empty when they can."""
    if shutil.which("pdftoppm") is None:
        return "pdftoppm (poppler-utils) is not installed"
    if fonts() != json.loads(FONTS_FILE.read_text()):
        return "the fonts of this machine are not those of the pictures; make them anew with tests.pixels.refresh"
    return ""
