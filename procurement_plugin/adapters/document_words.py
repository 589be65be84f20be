"""Words of a document in its language: fixed texts, criteria, codes, stored sentences, titles of law."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from procurement_plugin.adapters.document_catalogue import SOURCE, Catalogue, Worded
from procurement_plugin.adapters.document_figures import MOMENT, Figures
from procurement_plugin.adapters.document_labels import LABELS, marked
from procurement_plugin.adapters.document_names import DocumentNames
from procurement_plugin.adapters.pdf_words import position, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from procurement_plugin.domain.justification import CriterionPart, ScoreJustification, StepGroup

# How titles of law are put together; the longest first.
CITED = (
    marked("Treaty on the Functioning of the European Union"),
    marked("Delegated Regulation (EU)"),
    marked("Implementing Regulation (EU)"),
    marked("Court of Justice of the European Union"),
    marked("Court of Justice"),
    marked("first subpara, first sentence"),
    marked("second subpara"),
    marked("third subpara"),
    marked("fourth subpara"),
    marked("first subpara"),
    marked("first para"),
    marked("second para"),
    marked("first sentence"),
    marked("second sentence"),
    marked("operative part"),
    marked("and Others"),
    marked("Regulation (EU)"),
    marked("Regulation (EEC, Euratom) No"),
    marked("Directive"),
    marked("Recital"),
    marked("headnote"),
    marked("(secondary)"),
    marked("Entry into force"),
    marked("Publication and adoption"),
    marked("Application date"),
    marked("Proposal date"),
    marked("summary"),
    marked("and"),
    marked("Art."),
    marked("para."),
)
# Remarks of ours in a title, in English sentences: more than three words in brackets, or "as reported".
_REMARK = re.compile(r" \((?:[^()\s]+ ){3,}[^()]*\)|(?:, as reported)? \(as reported\)")
# Operands that a bidder writes: a name of digits alone stays as it was given.
TEXTS = frozenset({"chain", "clause", "distanceSource", "seaFrom", "seaTo"})
_CODE = re.compile(r"\b[a-z]+\w*[A-Z]\w*(?:\.\w+)?\b|\bproximity(?:\.\w+)\b")
_HINTS = {
    "nl": ("de", "het", "een", "van", "der", "niet", "worden", "aanbestedende"),
    "fr": ("le", "la", "les", "des", "une", "est", "marché", "dans"),
    "de": ("der", "die", "das", "und", "ist", "nicht", "auftraggeber", "dem"),
    "es": ("el", "los", "las", "que", "del", "contrato", "una"),
    "it": ("il", "di", "che", "della", "gli", "dei", "nel"),
    "en": ("the", "of", "and", "shall", "to", "be", "in"),
}


class Words:
    """Texts of the documents and of each criterion, and the filters that format figures."""

    def __init__(self, catalogues: Path, method: Path, language: str, catalogue: Catalogue | None = None) -> None:
        self.language = language
        self._catalogue = catalogue or Catalogue(catalogues, language)
        self._figures = Figures(language)
        self._names = DocumentNames(catalogues, language)
        self._criteria = {row["criterion"]: row for row in map(_loaded, sorted(method.glob("*/criterion.yaml")))}

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters of the templates."""
        found = self._figures
        return {"number": found.number, "figure": self.figure, "moment": found.moment, "day": found.day, "p": printable}

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Functions of the templates."""
        own = (self.label, self.unit, self.title_of, self.explanation_of, self.better_of, self.shape_of, self.short_of)
        more = (
            self.sentence,
            self.recorded,
            self.cited,
            self.table_of,
            self.result_of,
            self.measure_of,
            self.sentences_from,
        )
        return {
            "t": self.text,
            "position": position,
            "vehicle_class": self._names.vehicle_class,
            "data_set_name": self._names.data_set,
            "hyphenated": self._names.hyphenated,
            "quote_language": quote_language,
            **{function.__name__: function for function in (*own, *more)},
        }

    def text(self, identifier: str, **figures: Any) -> str:
        """A fixed text of the documents, its figures put in."""
        return self._catalogue.text(identifier, **figures)

    def label(self, code: str) -> str:
        """The words for a code; the code itself, printable, when it is not ours."""
        known = LABELS.get(code)
        return self.text(known) if known else printable(code.partition(".")[2])

    def unit(self, unit: str) -> str:
        """A unit of measure in the reader's language."""
        return self.label(f"unit.{unit}") if f"unit.{unit}" in LABELS else printable(unit)

    def figure(self, value: Any) -> str:
        """A number formatted, a truth as a word, a list in one line, anything else as printable text."""
        if isinstance(value, bool):
            return self.text("yes") if value else self.text("no")
        if isinstance(value, list):
            nested = any(isinstance(part, list) for part in value)
            return ("; " if nested else " / ").join(map(self.figure, value))
        return self._figures.figure(value)

    def title_of(self, criterion: str, measure: str = "") -> str:
        """Name of a criterion, with its measure when it has several; one that is not ours keeps its own name."""
        known = self._criteria.get(criterion)
        if known is None:
            code = f"criterion.{criterion}"
            return self.label(code) if code in LABELS else printable(f"{criterion} {measure}".strip())
        title: str = known["title"][self.language]
        named = known["measures"].get(measure)
        return f"{title}: {named[self.language]}" if named and len(known["measures"]) > 1 else title

    def measure_of(self, criterion: str, measure: str = "") -> str:
        """What a criterion measures, in words; empty for one that is not ours."""
        known = self._criteria.get(criterion)
        if known is None:
            return ""
        named = known["measures"].get(measure) or next(iter(known["measures"].values()))
        words: str = named[self.language]
        return words

    def explanation_of(self, criterion: str) -> str:
        """One plain sentence about a criterion; empty for one that is not ours."""
        known = self._criteria.get(criterion)
        return known["explanation"][self.language] if known else ""

    def better_of(self, criterion: str, measure: str = "") -> str:
        """What is better about a tender that has more points."""
        known = self._criteria.get(criterion, {}).get("better", {})
        named = known.get(measure) or next(iter(known.values()), None)
        if named:
            words: str = named[self.language]
            return words
        code = f"better.{criterion}"
        return self.label(code if code in LABELS else "better")

    def shape_of(self, criterion: str, code: str) -> Mapping[str, Any]:
        """How a step of a criterion is printed: a sentence, or columns of a table; empty when it is not ours."""
        step: Mapping[str, Any] = self._criteria.get(criterion, {}).get("steps", {}).get(code, {})
        return step

    def short_of(self, criterion: str, code: str) -> str:
        """The head of the column with a step's result."""
        short = self.shape_of(criterion, code).get("short")
        return short[self.language] if short else printable(code)

    def sentence(self, criterion: str, step: Mapping[str, Any]) -> str:
        """A step in words, its operands and result put in; with the reason when it gives nothing."""
        shape = self.shape_of(criterion, step["step"])
        operands = step.get("operands", {})
        if "sentence" not in shape:
            return ""
        variant = next((name for name in shape.get("variants", {}) if name in operands), None)
        reason = operands.get("reason")
        wording = shape["nothing"] if reason else shape["variants"][variant] if variant else shape["sentence"]
        figures = {name: (self._written if name in TEXTS else self.figure)(value) for name, value in operands.items()}
        result = self.figure(step["result"]) if "result" in step else ""
        # What a bid left out, such as the clause of a guarantee, is nothing.
        filled = defaultdict(str, figures | {"result": result, "unit": self.unit(step.get("unit", ""))})
        said: str = wording[self.language].format_map(filled).strip()
        reasons = self._criteria[criterion]["reasons"]
        return f"{said} {reasons[reason][self.language]}" if reason in reasons else said

    def sentences_from(self, criterion: str, groups: Sequence[StepGroup], tables: bool = False) -> list[str]:  # noqa: FBT001, FBT002  a template's call
        """The sentences of groups up to the next one that prints as a table, or past such groups with ``tables``."""
        told: list[str] = []
        for group in groups:
            if not tables and "columns" in self.shape_of(criterion, group.code):
                break
            told += filter(None, (self.sentence(criterion, step) for step in group.steps))
        return told

    def table_of(
        self, columns: Sequence[Mapping[str, str]], steps: Sequence[Mapping[str, Any]]
    ) -> tuple[list[Mapping[str, str]], list[list[str]]]:
        """The columns in which a step has a value, and the rows, figures of a column with equally many decimals."""
        used = [column for column in columns if any(_value(column, step) is not None for step in steps)]
        shown = [self._column(column, [_value(column, step) for step in steps]) for column in used]
        return used, [list(row) for row in zip(*shown, strict=True)]

    def _column(self, column: Mapping[str, str], values: Sequence[Any]) -> list[str]:
        if column["key"] == "mode":
            return [self.label(f"mode.{value}") for value in values]
        if column["key"] == "vehicleClass":
            return ["–" if value is None else printable(self._names.vehicle_class(str(value))) for value in values]
        if "number" not in column:
            return ["–" if value is None else self._written(value) for value in values]
        places = max(len(str(value).partition(".")[2]) for value in values)
        return ["–" if value is None else self.figure(_with_places(str(value), places)) for value in values]

    def _written(self, value: Any) -> str:
        """What stands in a column of texts: a name stays as it was given, also one of digits alone."""
        return printable(value) if isinstance(value, str) else self.figure(value)

    def result_of(self, part: CriterionPart, scored: ScoreJustification, code: str) -> str:
        """The result of a step, with as many decimals as the same step has with any other bid."""
        found = [
            [step["result"] for group in row.groups if group.code == code for step in group.steps if "result" in step]
            for row in (*(row for _, row in part.rows), scored)
        ]
        places = max(len(result.partition(".")[2]) for results in found for result in results)
        return self.figure(_with_places(found[-1][0], places)) if found[-1] else "–"

    def recorded(self, stored: str) -> Worded:
        """A stored English sentence in the reader's language, or itself, with the language it is in."""
        found = self._catalogue.sentence(stored, self._inside)
        if self.language == SOURCE:
            named = _CODE.sub(self._named, found.text)
            found = found._replace(text=MOMENT.sub(lambda moment: self._figures.moment(moment[0]), named))
        return Worded(printable(found.text), found.language)

    def cited(self, title: str) -> str:
        """The title of a text of law, its parts in the reader's language; remarks in brackets stay in the record."""
        if self.language != SOURCE:
            remark = self.text("see the remark in the attached record")
            title = _REMARK.sub(f" ({remark})", title)
        for part in CITED:
            title = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", self.text(part), title)
        return printable(title.replace("/EU", self.text("/EU")))

    def _named(self, code: re.Match[str]) -> str:
        """The name of a criterion or class in an English sentence; anything else that is written alike stays."""
        ours = code[0].partition(".")[0] in self._criteria or self._names.knows_class(code[0])
        return self._inside(code[0]) if ours or self._short_of_any(code[0]) else code[0]

    def _short_of_any(self, code: str) -> str:
        """The short name of a step of any criterion; empty when no criterion has such a step."""
        found = (row["steps"].get(code, {}).get("short") for row in self._criteria.values())
        return next((str(short[self.language]) for short in found if short), "")

    def _inside(self, value: str) -> str:
        """A figure or a name inside a stored sentence."""
        named, _, measure = value.partition(".")
        if named in self._criteria or f"criterion.{named}" in LABELS:
            return self.title_of(named, measure)
        short = self._short_of_any(value)
        if short:
            return short
        if self._names.knows_class(value):
            return self._names.vehicle_class(value)
        parts = value.split(" + ")
        if len(parts) > 1:
            return " + ".join(map(self._inside, parts))
        if MOMENT.fullmatch(value):
            return self._figures.moment(value)
        # A sentence inside a sentence; each is shorter than the one around it.
        known = self._catalogue.sentence(value, self._inside)
        return known.text if known.language == self.language else self._figures.figure(value)


def _value(column: Mapping[str, str], step: Mapping[str, Any]) -> Any:
    """What a step has in a column of its table; None when it has nothing."""
    return step.get("result") if column["key"] == "result" else step.get("operands", {}).get(column["key"])


def _with_places(value: str, places: int) -> str:
    """The same number with that many decimals, zeros added."""
    whole, _, decimals = value.partition(".")
    return f"{whole}.{decimals:0<{places}}" if places and value.replace(".", "").lstrip("-").isdigit() else value


def quote_language(quote: str) -> str:
    """The language of a quoted text, for screen readers: the one most of whose small words it has."""
    words = re.findall(r"\w+", quote.lower())
    counts = {language: sum(words.count(hint) for hint in hints) for language, hints in _HINTS.items()}
    return max(("en", *counts), key=lambda language: counts[language])


@lru_cache(maxsize=32)
def _loaded(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  text only
    return loaded
