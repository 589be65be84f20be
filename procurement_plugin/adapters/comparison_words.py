"""Words of the production comparison in one language: layers, factors, figures, units, formulas."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from procurement_plugin.adapters.document_figures import Figures
from procurement_plugin.domain.production.units import CURRENCY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_NAME = re.compile(r"\b[a-z][A-Za-z]+\b")
_MONEY = re.compile(r"\b[A-Z]{3}\b(?! CO2e)")
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# Words of a formula that are no names.
_FUNCTIONS = frozenset({"max"})


class ComparisonWords:
    """The words in a language; what nobody has worded keeps its code."""

    def __init__(self, file: Path, language: str) -> None:
        self._words = _loaded(file)
        self._language = language
        self._number = Figures(language).number

    def functions(self) -> dict[str, Callable[..., str]]:
        """Functions of the templates."""
        own = (self.factor, self.figure, self.help_of, self.word, self.unit_words, self.formula, self.calculated)
        return {function.__name__: function for function in own}

    def word(self, code: str) -> str:
        """A label."""
        return self._in(self._words["labels"].get(code), code)

    def factor(self, name: str) -> str:
        """Title of a factor, or of a forecast that can be switched on."""
        known = self._words["factors"].get(name)
        return self._in(known, "") or self.figure(name)

    def figure(self, name: str) -> str:
        """Title of a figure."""
        known: Mapping[str, Any] = self._words["figures"].get(name, {})
        return self._in(known.get("title"), "") or self.word(name)

    def help_of(self, name: str) -> str:
        """What a figure is, in a sentence."""
        known: Mapping[str, Any] = self._words["figures"].get(name, {})
        return self._in(known.get("help"), "")

    def unit_words(self, unit: str) -> str:
        """A unit in words."""
        if unit in self._words["units"]:
            return self._in(self._words["units"][unit], unit)
        found = _MONEY.search(unit)
        pattern = _MONEY.sub(CURRENCY, unit, count=1)
        worded = self._in(self._words["units"].get(pattern), unit)
        return worded.replace(CURRENCY, found[0]) if found else worded

    def formula(self, text: str) -> str:
        """A formula with the titles of its figures and factors."""
        return _NAME.sub(lambda found: found[0] if found[0] in _FUNCTIONS else self._named(found[0]), text)

    def calculated(self, text: str) -> str:
        """A calculation, each figure as its reader is used to."""
        return _FIGURE.sub(lambda found: self._number(found[0]), text)

    def _named(self, name: str) -> str:
        known = name in self._words["factors"]
        return self.factor(name) if known else self.figure(name)

    def _in(self, worded: Mapping[str, str] | None, otherwise: str) -> str:
        return worded[self._language] if worded else otherwise


@lru_cache(maxsize=2)
def _loaded(file: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  text only
    return loaded
