"""A comparison of production as HTML, before it is laid out; every text of it is escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from procurement_plugin.adapters.comparison_words import ComparisonWords
from procurement_plugin.adapters.page_words import page_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from procurement_plugin.application.production_ports import ComparisonPaper

# What a comparison says stands with its page, and is said on paper in the same words.
FOLDER, PAGES = "comparison", "pages"
STYLE = "comparison.css"
WORDS = "production_comparison/words.yaml"


def comparison_page(
    paper: ComparisonPaper, templates: Path, method: Path, attributions: Mapping[str, list[str]], language: str
) -> str:
    """The page that is laid out.

    Args:
        templates: the folder of all templates.
        method: the folder with the words of the method.
        attributions: lines that are printed beside each data set.
    """
    environment = Environment(
        loader=FileSystemLoader([templates / FOLDER, templates / PAGES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = page_words(templates / "pages" / "locale", templates / "justification" / "locale", method, language)
    environment.filters.update(words.filters())
    functions = {**words.functions(), **ComparisonWords(method / WORDS, language).functions()}
    return environment.get_template("comparison.html.j2").render(
        found=paper.document, language=language, attributions=attributions, **functions
    )


def comparison_style(templates: Path) -> str:
    """The style behind that of all documents."""
    return (templates / FOLDER / STYLE).read_text(encoding="utf-8")
