"""Writes the statements of a notice in a language, from the words in ``config/notice_texts``."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters import strict_yaml
from procurement_plugin.application.notice_criteria import WrittenCriterion
from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from procurement_plugin.application.notice_criteria import NoticeCriterion
    from procurement_plugin.application.notice_text import Statement

LANGUAGES = ("en", "nl", "fr", "de")
WIDTH = 100
FALLBACK = "measures.other"
# One file for notices and clauses, beside the sentences of the notices: materials by id, each in every language.
NOTICE_FOLDER, MATERIALS = "notice_texts", "materials.yaml"
# Of the field for a description in eForms, BT-540; the shortest of the formats we write.
LONGEST_DESCRIPTION = 6000
REASONS = ("need", "link")


class NoticeWordsError(ProcurementError):
    """The words of a language cannot be read."""


@cache
def words_of(folder: Path, language: str) -> Mapping[str, str]:
    """The sentences of a language by their dotted key.

    Raises:
        NoticeWordsError: the file is not there, or is not as it should be.
    """
    flat: dict[str, str] = {}
    for key, value in _content(folder / f"{language}.yaml").items():
        flat |= {f"{key}.{inner}": text for inner, text in value.items()} if isinstance(value, dict) else {key: value}
    return flat


@cache
def material_names(config: Path, language: str) -> Mapping[str, str]:
    """The names of critical raw materials in a language by their id.

    Raises:
        NoticeWordsError: the file is not there, or is not as it should be.
    """
    names = _content(config / NOTICE_FOLDER / MATERIALS)
    return {material: row[language] for material, row in names.items() if language in row}


def _content(path: Path) -> dict[str, Any]:
    content, problems = strict_yaml.parse(path.read_bytes()) if path.is_file() else (None, ("missing",))
    if problems or not isinstance(content, dict):
        raise NoticeWordsError(f"The words of notices and clauses cannot be read: {path}")
    return content


def written(statements: Iterable[Statement], folder: Path, language: str) -> str:
    """The notice as plain text, wrapped, byte for byte the same for the same version and language."""
    names = material_names(folder.parent, language)
    words = {**words_of(folder, language), **{f"materials.{name}": said for name, said in names.items()}}
    lines: list[str] = []
    for statement in statements:
        if statement.gap:
            lines.append("")
        sentence = _sentence(statement, words, language)
        lines += textwrap.wrap(
            sentence, WIDTH, subsequent_indent="  " if sentence.startswith("  ") else "",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    return "\n".join(lines) + "\n"


def written_criteria(criteria: Iterable[NoticeCriterion], folder: Path, language: str) -> tuple[WrittenCriterion, ...]:
    """The criteria with name and description in a language, for the fields of a structured notice."""
    words = words_of(folder, language)
    return tuple(
        WrittenCriterion(
            kind=criterion.kind,
            name=criterion.title or words.get(f"names.{criterion.key}", criterion.key),
            description=_description(criterion, words, language),
            key=criterion.key,
            weight=criterion.weight,
            scale=criterion.scale,
            fixed_price=criterion.fixed_price,
        )
        for criterion in criteria
    )


def _description(criterion: NoticeCriterion, words: Mapping[str, str], language: str) -> str:
    """The paragraphs on a criterion, as many as fit; when some do not, the last sentence says where they stand."""
    paragraphs = list(_paragraphs(criterion, words, language))
    if sum(len(text) + 1 for _, text in paragraphs) <= LONGEST_DESCRIPTION:
        return "\n".join(text for _, text in paragraphs)
    room = LONGEST_DESCRIPTION - len(words["continued"])
    kept = []
    # The reasons come last: without them a bidder still knows how the criterion is measured and scored.
    for number, (_key, text) in sorted(enumerate(paragraphs), key=lambda row: (row[1][0] in REASONS, row[0])):
        if len(text) + 1 <= room:
            room -= len(text) + 1
            kept.append((number, text))
    return "\n".join([*(text for _, text in sorted(kept)), words["continued"]])


def _paragraphs(criterion: NoticeCriterion, words: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    """Each statement with its key; the anchors of a scale together on one line."""
    if criterion.own_words:
        yield "own", criterion.own_words
    for key, group in groupby(criterion.statements, key=lambda statement: statement.key):
        written_out = [_sentence(statement, words, language).strip() for statement in group]
        yield (key, "; ".join(written_out) + ".") if key == "anchor" else (key, "\n".join(written_out))


def _sentence(statement: Statement, words: Mapping[str, str], language: str) -> str:
    sentence = words[statement.key if statement.key in words else FALLBACK]
    return sentence.format(**{name: _said(name, value, words, language) for name, value in statement.values.items()})


def _said(name: str, value: Any, words: Mapping[str, str], language: str) -> str:
    """A value as this language writes it."""
    if name in NAMED:
        return NAMED[name](value, words)
    if name in LISTED:
        value = [_inside(one, LISTED[name], words, language) for one in value]
    elif name in WEIGHTED:
        value = [f"{words.get(WEIGHTED[name] + one, one)} {_figure(weight, language)}" for one, weight in value]
    if isinstance(value, Decimal):
        return _figure(value, language)
    between = ", " if name == "rules" else BETWEEN.get(language, "; ")
    return between.join(value) if isinstance(value, list) else str(value)


def _inside(key: str, places: Iterable[str], words: Mapping[str, str], language: str) -> str:
    """A name within a sentence: small, but for the nouns of German; a key without a name stands as it is."""
    named = next((words[place + key] for place in places if place + key in words), None)
    if named is None:
        return key
    return named if language == "de" else named[:1].lower() + named[1:]


def _figure(value: Decimal, language: str) -> str:
    # Without zeros at the end: 300,000 would be three hundred to one reader and three hundred thousand to another.
    text = f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return text if language == "en" else text.replace(".", ",")


def _unit(value: tuple[str, str | None], words: Mapping[str, str]) -> str:
    unit, days = value
    return words[f"days.{days}"] if days else words[f"units.{unit}"]


# Values that are names of things; each is written by the words of the language.
NAMED: Mapping[str, Callable[[Any, Mapping[str, str]], str]] = {
    "name": lambda value, words: words.get(f"names.{value}", value),
    "unit": _unit,
    "functional_unit": lambda value, words: words[f"functional_units.{value}"],
}
# Lists of keys, and where their names stand.
LISTED = {"materials": ("materials.",), "promises": ("names.",), "rules": ("tie_names.", "names.")}
# Keys with weights; items keep the names that the lot gives them.
WEIGHTED = {"weights": "own.", "parts": "parts_names."}
# In French a sign of two parts stands after a space that does not break.
BETWEEN = {"fr": "\u202f; "}
