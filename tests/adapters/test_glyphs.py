"""A name in another script is printed, or transliterated beside a note; what no font may print is shown by its code."""

from __future__ import annotations

import subprocess

import pytest

from procurement_plugin.adapters import glyphs
from procurement_plugin.adapters.glyphs import can_print, visible


@pytest.fixture
def no_other_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the document's own fonts were the only ones."""
    glyphs.can_print.cache_clear()
    monkeypatch.setattr(glyphs, "_elsewhere", lambda _: False)
    yield
    glyphs.can_print.cache_clear()


def test_what_the_fonts_have_stays_as_it_is() -> None:
    text = "Ærø CO₂ ≤ → ‑ Київ Ελληνικά София e\u0301 soft\u00adhyphen 1\u202f000 شركة"
    assert visible(text, "nl") == text


@pytest.mark.usefixtures("no_other_font")
@pytest.mark.parametrize(
    ("language", "note"),
    [("nl", "getranslitereerd"), ("fr", "translittéré"), ("de", "transliteriert"), ("en", "transliterated")],
)
def test_another_script_is_transliterated_beside_a_note(language: str, note: str) -> None:
    assert visible("A 中国 公司 B", language) == f"A ZhongGuo GongSi [{note}] B"


@pytest.mark.usefixtures("no_other_font")
def test_what_cannot_be_transliterated_is_shown_by_its_code() -> None:
    assert visible("x\u0007y", "en") == "x[U+0007]y"
    assert visible("a\u202eb", "en") == "a[U+202E]b", "it would turn the figures beside it round"
    assert visible("\ue000 \U0001f600", "en") == "[U+E000] [U+1F600]"


@pytest.mark.usefixtures("no_other_font")
def test_a_transliteration_brings_no_markup() -> None:
    """Fullwidth signs fold to markup; they are shown by their codes instead."""
    assert "<" not in visible("\uff1cscript\uff1e \uff06", "en").replace("<", "", 0)
    assert visible("\uff1c", "en") in ("[U+FF1C]", "\uff1c")


def test_a_font_installed_beside_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def listed(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        asked.append(command[1])
        return subprocess.CompletedProcess(command, 0, b"/usr/share/fonts/a.ttf: \n")

    glyphs.can_print.cache_clear()
    monkeypatch.setattr(subprocess, "run", listed)
    assert can_print("中")
    assert asked == [":charset=4e2d:outline=true:color=false"]
    glyphs.can_print.cache_clear()


def test_without_fontconfig_nothing_is_taken_for_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError("fc-list")

    glyphs.can_print.cache_clear()
    monkeypatch.setattr(subprocess, "run", missing)
    assert not can_print("中")
    glyphs.can_print.cache_clear()
