"""Words and numbers of a document in the reader's language."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from babel import dates, numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

LOCALES = {"en": "en_GB", "nl": "nl_BE"}


class Words:
    """Texts of the document and of each criterion, and the filters that format figures."""

    def __init__(self, texts: Path, method: Path, language: str) -> None:
        self.language = language
        self._locale = LOCALES[language]
        self._texts = _loaded(texts)
        self._criteria = {
            loaded["criterion"]: loaded for loaded in map(_loaded, sorted(method.glob("*/criterion.yaml")))
        }

    def filters(self) -> dict[str, Callable[..., str]]:
        """Filters of the template."""
        return {"number": self.number, "moment": self.moment, "printable": printable, "figure": self.figure}

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Functions of the template."""
        return {
            "t": self.text,
            "title_of": self.title_of,
            "explanation_of": self.explanation_of,
            "step_of": self.step_of,
            "sentence": self.sentence,
            "wording_of": self.wording_of,
            "reason_of": self.reason_of,
            "said_already": self.said_already,
            "unit": self.unit,
            "position": position,
            "filled": filled,
        }

    def text(self, code: str, **figures: Any) -> str:
        """A fixed text of the document, its figures put in."""
        wording: str = self._texts[code][self.language]
        return wording.format(**figures) if figures else wording

    def number(self, value: str) -> str:
        """A decimal with all its digits, grouped as the reader is used to."""
        decimal = Decimal(value)
        places = max(0, -int(decimal.as_tuple().exponent))
        pattern = "#,##0" + (f".{'0' * places}" if places else "")
        return numbers.format_decimal(decimal, format=pattern, locale=self._locale, decimal_quantization=False)

    def figure(self, value: Any) -> str:
        """A number formatted, a truth as a word, anything else as printable text."""
        if isinstance(value, bool):
            return self.text("yes" if value else "no")
        if isinstance(value, list):
            nested = any(isinstance(part, list) for part in value)
            return ("; " if nested else " / ").join(map(self.figure, value))
        try:
            return self.number(value)
        except (InvalidOperation, TypeError):
            return printable(str(value))

    def moment(self, value: str, *, time: bool = True) -> str:
        """A day, and the time with its offset."""
        at = datetime.fromisoformat(value)
        day = dates.format_date(at, "long", locale=self._locale)
        return f"{day}, {at:%H:%M} ({at:%z})" if time else day

    def title_of(self, criterion: str, measure: str = "") -> str:
        """Name of a criterion, with its measure when it has several; one that is not ours keeps its own name."""
        known = self._criteria.get(criterion)
        if known is None:
            own = self._texts.get(f"criterion.{criterion}")
            return own[self.language] if own else printable(f"{criterion} {measure}".strip())
        title: str = known["title"][self.language]
        named = known["measures"].get(measure)
        return f"{title}: {named[self.language]}" if named and len(known["measures"]) > 1 else title

    def explanation_of(self, criterion: str) -> str:
        """One plain sentence about a criterion; empty for one that is not ours."""
        known = self._criteria.get(criterion)
        return known["explanation"][self.language] if known else ""

    def step_of(self, criterion: str, code: str) -> Mapping[str, Any]:
        """How a step of a criterion is printed: a sentence, or columns of a table."""
        step: Mapping[str, Any] = self._criteria[criterion]["steps"][code]
        return step

    def wording_of(self, shape: Mapping[str, Any], step: Mapping[str, Any]) -> Mapping[str, str]:
        """The sentence for a step: of its variant when it has that variant's operand, of nothing when it gives 0."""
        operands = step.get("operands", {})
        variant = next((name for name in shape.get("variants", {}) if name in operands), None)
        if operands.get("reason"):
            wording: Mapping[str, str] = shape["nothing"]
        else:
            wording = shape["variants"][variant] if variant else shape["sentence"]
        return wording

    def sentence(self, wording: Mapping[str, str], step: Mapping[str, Any]) -> str:
        """A step in words, its operands and result put in."""
        figures = {name: self.figure(value) for name, value in step.get("operands", {}).items()}
        result = self.figure(step["result"]) if "result" in step else ""
        return wording[self.language].format_map(figures | {"result": result, "unit": self.unit(step.get("unit", ""))})

    def said_already(self, criterion: str, code: str) -> bool:
        """Whether a finding says what a step of the criterion has said in the reader's language."""
        return code.rpartition(".")[2] in self._criteria.get(criterion, {}).get("reasons", {})

    def unit(self, unit: str) -> str:
        """A unit of measure in the reader's language."""
        own = self._texts.get(f"unit.{unit}")
        return own[self.language] if own else unit

    def reason_of(self, criterion: str, step: Mapping[str, Any]) -> str:
        """Why a step gives nothing, when it says so."""
        reason = step.get("operands", {}).get("reason")
        return self._criteria[criterion]["reasons"][reason][self.language] if reason else ""


def filled(columns: Sequence[Mapping[str, str]], steps: Sequence[Mapping[str, Any]]) -> list[Mapping[str, str]]:
    """The columns in which at least one step has a value."""
    found = {"result"}.union(*(step.get("operands", {}) for step in steps))
    return [column for column in columns if column["key"] in found]


def position(at: str, first: str, last: str) -> float:
    """Where a measure is drawn on its scale, 0 to 100; a drawing, so a float will do."""
    low, high = Decimal(first), Decimal(last)
    share = (Decimal(at) - low) / (high - low)
    return float(min(Decimal(1), max(Decimal(0), share)) * 100)


def printable(text: str) -> str:
    """The text; what no font has is replaced on the whole page at once (``adapters/glyphs.py``)."""
    return text


@lru_cache(maxsize=32)
def _loaded(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  text only
    return loaded
