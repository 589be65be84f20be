"""Catalogues of the documents (gettext): fixed texts, and sentences that stand in stored evaluations.

Evaluations keep their findings in English, with the figures put in. A catalogue entry with placeholders recognises
such a sentence and gives it back in another language with the same figures; what no entry recognises stays English
and is marked as such.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from babel import Locale
from babel.messages import pofile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

FIXED, RECORDED = "documents", "findings"
SOURCE = "en"
# Places of sentences that hold the code of a country.
COUNTRIES = frozenset({"state", "country"})
_COUNTRY = re.compile(r"[A-Z]{2}")
_PLACE = re.compile(r"\{(\w+)\}")
_PREFIXED = re.compile(r"([\w., ]{1,60}): (.+)", re.DOTALL)
_DETAILED = re.compile(r"(.+[.;]) \(([^()]*(?:\([^()]*\))?[^()]*)\)", re.DOTALL)


class Worded(NamedTuple):
    """A sentence, and the language it is in."""

    text: str
    language: str


class Pattern(NamedTuple):
    """An English sentence with places for figures."""

    matcher: re.Pattern[str]
    identifier: str


class Catalogue:
    """The texts of one language.

    Args:
        folder: holds ``<language>/LC_MESSAGES/documents.po`` and ``findings.po``; English needs none.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self.language = language
        self._fixed: Mapping[str, str] = (
            {} if language == SOURCE else loaded(folder / language / "LC_MESSAGES" / f"{FIXED}.po")
        )
        self._recorded: Mapping[str, str] = (
            {} if language == SOURCE else loaded(folder / language / "LC_MESSAGES" / f"{RECORDED}.po")
        )
        self._patterns = patterns(tuple(sorted(self._recorded)))

    def with_recorded(self, more: Mapping[str, str]) -> None:
        """Know further sentences of the code."""
        self._recorded = {**self._recorded, **more}
        self._patterns = patterns(tuple(sorted(self._recorded)))

    def text(self, identifier: str, **figures: str) -> str:
        """A fixed text with its figures put in.

        Raises:
            KeyError: the catalogue lacks it.
        """
        worded = identifier if self.language == SOURCE else self._fixed[identifier]
        return worded.format(**figures) if figures else worded

    def sentence(self, stored: str, figure: Callable[[str], str]) -> Worded:
        """A stored English sentence in the language of the catalogue; in English when it is not known.

        Args:
            figure: words a figure or a name found inside.
        """
        if self.language == SOURCE:
            return Worded(stored, SOURCE)
        found = self._translated(" ".join(stored.split()), figure)
        return Worded(found, self.language) if found else Worded(stored, SOURCE)

    def holds(self, stored: str) -> bool:
        """Whether the catalogue knows this very sentence of the code, not only one with places that it fits into."""
        return " ".join(stored.split()) in self._recorded

    def _translated(self, stored: str, figure: Callable[[str], str]) -> str:
        return self._whole(stored, figure) or self._in_parts(stored, figure)

    def _whole(self, stored: str, figure: Callable[[str], str]) -> str:
        if stored in self._recorded:
            return self._recorded[stored]
        for pattern in self._patterns:
            match = pattern.matcher.fullmatch(stored)
            if match is not None:
                put_in = {
                    name: self._country(name, value) or figure(value) for name, value in match.groupdict().items()
                }
                return self._recorded[pattern.identifier].format(**put_in)
        return ""

    def _country(self, place: str, value: str) -> str:
        """The name of a country where a sentence has a place for one; anything else that looks like a code stays."""
        if place not in COUNTRIES or not _COUNTRY.fullmatch(value):
            return ""
        return str(Locale.parse(self.language).territories.get(value, ""))

    def _in_parts(self, stored: str, figure: Callable[[str], str]) -> str:
        """What stands before a colon is a name; what stands behind in brackets is a detail, left out if not known."""
        detailed = _DETAILED.fullmatch(stored)
        if detailed is not None:
            first = self._translated(detailed[1], figure)
            second = self._whole(detailed[2], figure)
            return f"{first} ({second})" if first and second else first
        prefixed = _PREFIXED.fullmatch(stored)
        if prefixed is not None:
            rest = self._translated(prefixed[2], figure)
            return f"{self._whole(prefixed[1], figure) or figure(prefixed[1])}: {rest}" if rest else ""
        return ""


@lru_cache(maxsize=16)
def loaded(path: Path) -> Mapping[str, str]:
    """The entries of a catalogue; one that is fuzzy or empty does not count."""
    with path.open("rb") as lines:
        catalogue = pofile.read_po(lines)
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string and not entry.fuzzy}


@lru_cache(maxsize=16)
def patterns(identifiers: tuple[str, ...]) -> tuple[Pattern, ...]:
    """The entries with places for figures as patterns, those with most words first."""
    placed = [identifier for identifier in identifiers if _PLACE.search(identifier)]
    ordered = sorted(placed, key=lambda identifier: -len(_PLACE.sub("", identifier)))
    return tuple(Pattern(re.compile("".join(_parts(identifier)), re.DOTALL), identifier) for identifier in ordered)


def _parts(identifier: str) -> Iterator[str]:
    seen: set[str] = set()
    end = 0
    for place in _PLACE.finditer(identifier):
        yield re.escape(identifier[end : place.start()])
        yield f"(?P={place[1]})" if place[1] in seen else f"(?P<{place[1]}>.+?)"
        seen.add(place[1])
        end = place.end()
    yield re.escape(identifier[end:])
