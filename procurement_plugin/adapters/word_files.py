"""Reads the words of territory, one file a language, below ``config/legal/eu/territorial_words``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.adapters.strict_yaml import Sheet
from procurement_plugin.domain.territorial_words import LanguageWords

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "territorial_words"
KEYS = ("alone", "beside", "things")


def load_words(folder: Path) -> tuple[dict[str, LanguageWords], list[tuple[str, str, str, str]]]:
    """The words by language, and every problem as code, file, place and message."""
    words: dict[str, LanguageWords] = {}
    problems: list[tuple[str, str, str, str]] = []
    for path in sorted(folder.glob("*.yaml")):
        sheet = Sheet()
        content = sheet.keys(sheet.parse(path.read_bytes()), "", KEYS, ("notes",))
        words[path.stem] = LanguageWords(*(_phrases(sheet, content, key) for key in KEYS))
        problems.extend((code, path.name, place, message) for code, place, message in sheet.problems)
    return words, problems


def _phrases(sheet: Sheet, content: dict[str, object], key: str) -> tuple[str, ...]:
    listed = content.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(phrase, str) and phrase.strip("* ") for phrase in listed):
        sheet.refuse("words", key, f"“{key}” must be a list of words or phrases.")
        return ()
    if len(set(listed)) < len(listed):
        sheet.refuse("words", key, f"“{key}” holds a phrase twice; please take one out.")
    return tuple(listed)
