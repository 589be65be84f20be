"""Pages look as they did when a person looked at them."""

import pytest
from PIL import Image, ImageChops, ImageDraw

from tests.pixels.shots import FOLDER, MOST, SHOTS, Shot, difference, taken, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "pictures can be compared")


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.file.stem)
def test_a_page_looks_as_before(shot: Shot) -> None:
    with Image.open(shot.file) as kept:
        share = difference(taken(shot), kept)
    assert share < MOST, f"{shot.file.name}: {share:.2%} of the page differs; look at it, then tests.pixels.refresh"


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.file.stem)
def test_a_line_lower_or_a_bar_gone_is_noticed(shot: Shot) -> None:
    """The tolerance lets nothing pass that a person would see."""
    with Image.open(shot.file) as kept:
        picture = kept.convert("L")
    assert difference(picture, picture) == 0
    assert difference(picture, ImageChops.offset(picture, 0, 7)) > MOST
    without = picture.copy()
    ImageDraw.Draw(without).rectangle((40, 180, 290, 230), fill=255)
    assert difference(picture, without) > MOST


def test_there_is_a_picture_for_each_shot_and_they_stay_small() -> None:
    files = set(FOLDER.glob("*.png"))
    assert files == {shot.file for shot in SHOTS}
    assert sum(file.stat().st_size for file in files) < 120_000
