"""Which materials and product groups a text speaks of, in any of the languages; and what it may have meant."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from procurement_plugin.domain.raw_materials.figures import Material, ProductGroup

# A part of a longer word is looked for from this length on: bus stands in many words that have nothing to do with it.
PART = 4
# Short words mean other things in other languages: pain and brot; or is gold in French.
SHORT, OR = 4, 2
MOST_SUGGESTIONS = 8
Named = TypeVar("Named", "Material", "ProductGroup")
ENDINGS = ("en", "es", "er", "s", "e", "n", "x")


def plain(text: str) -> str:
    """Lower-case words without accents or signs, a blank between two."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c))))


def within(words: str, text: str) -> bool:
    """Whether the words stand in the text, whole and in order; both plain."""
    return bool(words) and f" {words} " in f" {text} "


def known_as(material: Material) -> Iterator[str]:
    """Every plain name of a material."""
    yield from filter(None, map(plain, (material.id, material.name, *material.names.values(), *material.words)))


def materials_in(text: str, materials: Iterable[Material]) -> list[Material]:
    """The materials that a plain text names."""
    return _longest((name, material) for material in materials for name in known_as(material) if _names(name, text, OR))


def only_names(text: str, materials: Iterable[Material]) -> bool:
    """Whether a plain text is nothing but names of materials."""
    rest = f" {text} "
    for name in sorted({name for material in materials for name in known_as(material)}, key=len, reverse=True):
        rest = rest.replace(f" {name} ", " ")
    return not rest.strip()


def groups_in(text: str, groups: Iterable[ProductGroup]) -> list[ProductGroup]:
    """The product groups of which a known word stands in a plain text."""
    return _longest((word, group) for group in groups for word in _words(group) if _names(word, text, SHORT))


def _names(words: str, text: str, short: int) -> bool:
    """Whether the words stand in the text; short ones mean other things in other languages and have to be all of it."""
    return words == text or (len(words) > short and within(words, text))


def _longest(held: Iterable[tuple[str, Named]]) -> list[Named]:
    """What was named, without names that stand within a longer one: a battery bus is no battery."""
    rows = list(held)
    kept = [row for words, row in rows if not any(words != other and within(words, other) for other, _ in rows)]
    return list({row.id: row for row in kept}.values())


def suggestions(text: str, groups: Iterable[ProductGroup]) -> list[ProductGroup]:
    """Product groups that may have been meant: a word of theirs is a part of the text, or the text of theirs."""
    asked = [stem(word) for word in text.split() if len(word) > OR]
    counted = ((sum(_near(word, group) for word in asked), group) for group in groups)
    ranked = sorted(((near, group) for near, group in counted if near), key=lambda row: (-row[0], row[1].id))
    return [group for _, group in ranked[:MOST_SUGGESTIONS]]


def stem(word: str) -> str:
    """A plain word without the ending of a plural, roughly; never shorter than what may be a part of a word."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= PART:
            return word[: -len(ending)]
    return word


def _near(asked: str, group: ProductGroup) -> bool:
    own = {stem(word) for phrase in _words(group) for word in phrase.split()}
    if asked in own:
        return True
    return len(asked) >= PART and any(asked in word or (len(word) > PART and word in asked) for word in own)


def _words(group: ProductGroup) -> Iterator[str]:
    yield from map(plain, (*group.words, *group.names.values()))
