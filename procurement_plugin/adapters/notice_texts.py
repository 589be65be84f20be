"""Writes the statements of a notice in a language, from the words in ``config/notice_texts``."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters import strict_yaml
from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from procurement_plugin.application.notice_text import Statement

LANGUAGES = ("en", "nl", "fr", "de")
WIDTH = 100
FALLBACK = "measures.other"


class NoticeWordsError(ProcurementError):
    """The words of a language cannot be read."""


@cache
def words_of(folder: Path, language: str) -> Mapping[str, str]:
    """The sentences of a language by their dotted key.

    Raises:
        NoticeWordsError: the file is not there, or is not as it should be.
    """
    path = folder / f"{language}.yaml"
    content, problems = strict_yaml.parse(path.read_bytes()) if path.is_file() else (None, ("missing",))
    if problems or not isinstance(content, dict):
        raise NoticeWordsError(f"The notice texts of {language} cannot be read: {path}")
    flat: dict[str, str] = {}
    for key, value in content.items():
        flat |= {f"{key}.{inner}": text for inner, text in value.items()} if isinstance(value, dict) else {key: value}
    return flat


def written(statements: Iterable[Statement], folder: Path, language: str) -> str:
    """The notice as plain text, wrapped, byte for byte the same for the same version and language."""
    words = words_of(folder, language)
    lines: list[str] = []
    for statement in statements:
        if statement.gap:
            lines.append("")
        sentence = words[statement.key if statement.key in words else FALLBACK]
        filled = {name: _said(name, value, words, language) for name, value in statement.values.items()}
        lines += textwrap.wrap(
            sentence.format(**filled), WIDTH, subsequent_indent="  " if sentence.startswith("  ") else "",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    return "\n".join(lines) + "\n"


def _said(name: str, value: Any, words: Mapping[str, str], language: str) -> str:
    """A value as this language writes it."""
    if name in NAMED:
        return NAMED[name](value, words)
    if name == "weights":
        return "; ".join(f"{item} {_figure(weight, language)}" for item, weight in value)
    if name == "parts":
        return "; ".join(
            f"{words.get(f'parts_names.{part}', part)} {_figure(weight, language)}" for part, weight in value
        )
    if isinstance(value, Decimal):
        return _figure(value, language)
    return "; ".join(value) if isinstance(value, list) else str(value)


def _figure(value: Decimal, language: str) -> str:
    # Without zeros at the end: 300,000 would be three hundred to one reader and three hundred thousand to another.
    text = f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return text if language == "en" else text.replace(".", ",")


def _unit(value: tuple[str, str | None], words: Mapping[str, str]) -> str:
    unit, days = value
    return words[f"days.{days}"] if days else words[f"units.{unit}"]


def _rules(value: list[str], words: Mapping[str, str]) -> str:
    return ", ".join(words.get(f"tie_names.{rule}") or words.get(f"names.{rule}", rule) for rule in value)


# Values that are names of things; each is written by the words of the language.
NAMED: Mapping[str, Callable[[Any, Mapping[str, str]], str]] = {
    "name": lambda value, words: words.get(f"names.{value}", value),
    "unit": _unit,
    "functional_unit": lambda value, words: words[f"functional_units.{value}"],
    "rules": _rules,
}
