"""The pages of an official document as HTML, before they are laid out; every text of an evaluation is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.chain_map import chain_map
from procurement_plugin.adapters.document_words import Words
from procurement_plugin.domain.justification import by_criterion, factors, remarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from procurement_plugin.application.official_documents import OfficialDocument
    from procurement_plugin.application.production_ports import ComparisonPaper
    from procurement_plugin.domain.justification import CitedText, Justification

STYLE = "justification.css"
# Drawn once, for documents and pages.
DRAWINGS = "drawings"


class DocumentPages:
    """Fills the templates of the documents.

    Args:
        templates: the folder with the templates, their style and the catalogues.
        method: the folder with the words of each criterion.
        outlines: the table of land for maps.
        attributions: lines that are printed beside each data set.
    """

    def __init__(self, templates: Path, method: Path, outlines: Path, attributions: Mapping[str, list[str]]) -> None:
        self._templates = templates
        self._method = method
        self._outlines = outlines
        self._attributions = attributions

    def style(self) -> str:
        """The style sheet."""
        return (self._templates / STYLE).read_text(encoding="utf-8")

    def html(self, model: OfficialDocument, language: str) -> str:
        """The page that is laid out."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  used for documents only

        environment = Environment(
            loader=FileSystemLoader([self._templates, self._templates.parent / DRAWINGS]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        words = Words(self._templates / "locale", self._method, language)
        environment.filters.update(words.filters())
        said = model.justification
        quoted = tuple(_quoted(said))
        others = [text.title for text in said.texts if text not in quoted]
        return environment.get_template(f"{model.kind}.html.j2").render(
            model=model,
            record=model.record,
            said=said,
            words=model.words,
            language=language,
            attributions=self._attributions,
            parts_by_criterion=by_criterion(said),
            remarks=remarks(said),
            factor_tables=list(_factor_tables(said, words, language)),
            map=chain_map(model.record, self._outlines),
            texts=quoted,
            titles=list(dict.fromkeys(words.cited(title) for title in others)),
            **words.functions(),
        )

    def comparison(self, paper: ComparisonPaper, language: str) -> tuple[str, str]:
        """The page of a comparison of production, and its style sheet."""
        from procurement_plugin.adapters.comparison_pages import (  # noqa: PLC0415  used for comparisons only
            comparison_page,
            comparison_style,
        )

        templates = self._templates.parent
        style = self.style() + comparison_style(templates)
        return comparison_page(paper, templates, self._method, self._attributions, language), style


def _quoted(said: Justification) -> Iterator[CitedText]:
    """The texts that are quoted in full: of hard law, of limits that are broken, of findings, of method."""
    record = said.document
    needed = [entry.limit for entry in said.limits if not entry.kept or entry.limit["kind"] == "hardLaw"]
    wanted = {
        (text["title"], text["quote"])
        for holder in (*needed, *record["findings"])
        for text in holder.get("references", ())
    }
    return (text for text in said.texts if (text.title, text.quote) in wanted)


def _factor_tables(said: Justification, words: Words, language: str) -> Iterator[Mapping[str, Any]]:
    """For each kind of step that names factors, those that were used."""
    steps: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for entry in said.bids:
        for scored in entry.scores:
            for group in scored.groups:
                steps.setdefault((scored.score["criterion"], group.code), []).extend(group.steps)
    for (criterion, code), found in steps.items():
        shape = words.shape_of(criterion, code)
        columns = [column for column in shape.get("columns", ()) if "factor" in column]
        names = [column["key"] for column in columns]
        used = [column for column in columns if any(column["key"] in step.get("operands", {}) for step in found)]
        if used:
            met = factors(found, names)
            _, rows = words.table_of(used, [factor.step for factor in met])
            counts = [factor.times for factor in met]
            yield {"caption": shape["caption"][language], "columns": used, "rows": rows, "counts": counts}
