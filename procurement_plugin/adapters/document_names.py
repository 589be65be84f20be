"""Words for the names of our own data sets and classes of vehicles; a customer's own names stay as they are."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Wordings = Mapping[str, Mapping[str, str]]

FILE = "names.yaml"
SOFT_HYPHEN = "\u00ad"


class DocumentNames:
    """Words in one language.

    Args:
        folder: holds ``names.yaml``.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._known = _loaded(folder / FILE)
        self._language = language

    def vehicle_class(self, code: str) -> str:
        """The words for a class: its base, then its qualifiers; the code itself when a part of it is not ours."""
        bases = [base for base in self._known["bases"] if code.startswith(base)]
        for base in sorted(bases, key=len, reverse=True):
            qualifiers = self._qualifiers(code.removeprefix(base))
            if qualifiers is not None:
                return ", ".join((self._known["bases"][base][self._language], *qualifiers))
        return code

    def knows_class(self, code: str) -> bool:
        """Whether a class has words."""
        return self.vehicle_class(code) != code

    def data_set(self, identifier: str) -> str:
        """The words for a set of emission intensities; its identifier when it is not ours."""
        known = self._known["data_sets"].get(identifier)
        return known[self._language] if known else identifier

    def hyphenated(self, text: str) -> str:
        """A text for a narrow column, its long words with the places where they may break."""
        for word, parts in self._known["hyphenated"].items():
            if self._language in parts:
                text = text.replace(word, SOFT_HYPHEN.join(parts[self._language]))
        return text

    def _qualifiers(self, rest: str) -> tuple[str, ...] | None:
        """The words for what stands behind a base; None when part of it is unknown."""
        if not rest:
            return ()
        for name, words in self._known["qualifiers"].items():
            if rest.startswith(name):
                further = self._qualifiers(rest.removeprefix(name))
                if further is not None:
                    return (words[self._language], *further)
        return None


@lru_cache(maxsize=4)
def _loaded(path: Path) -> Mapping[str, Wordings]:
    loaded: Mapping[str, Wordings] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  text only
    return loaded
