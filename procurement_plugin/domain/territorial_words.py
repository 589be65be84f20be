"""Words of a territory in the text of a criterion or clause: a hit is not unlawful, it asks for an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# How many words may stand between an adjective of territory and the thing it qualifies.
NEAR = 2


@dataclass(frozen=True)
class LanguageWords:
    """The words of one language: phrases that count alone, and adjectives that count near a thing."""

    alone: tuple[str, ...]
    beside: tuple[str, ...]
    things: tuple[str, ...]

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """The searches, compiled once; ``*`` at the end of a word stands for any ending."""
        found = [re.compile(rf"(?<!\w){_pattern(phrase)}(?!\w)", re.IGNORECASE) for phrase in self.alone]
        if self.beside and self.things:
            adjective, thing = (rf"(?:{'|'.join(map(_pattern, words))})" for words in (self.beside, self.things))
            between = rf"(?:\W+\w+){{0,{NEAR}}}\W+"
            for first, second in ((adjective, thing), (thing, adjective)):
                found.append(re.compile(rf"(?<!\w){first}{between}{second}(?!\w)", re.IGNORECASE))
        return tuple(found)


def _pattern(phrase: str) -> str:
    return r"[\s-]+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())


def territorial_words(texts: Iterable[str], words: Mapping[str, LanguageWords]) -> tuple[str, ...]:
    """What in these texts names a territory, as written, each once, in the order of the text."""
    found: dict[str, None] = {}
    for text in texts:
        hits = [hit for language in words.values() for pattern in language.patterns for hit in pattern.finditer(text)]
        found.update(dict.fromkeys(hit.group() for hit in sorted(hits, key=lambda hit: hit.start())))
    return tuple(found)
