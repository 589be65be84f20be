"""No document ends with a page of a few lines; what is no more than two further attempts are made."""

from types import SimpleNamespace
from typing import Any

import pytest

from procurement_plugin.adapters.page_fit import CLOSER, LAST_SECTION, fitted
from tests.laid_out import text


def document(pages: int, share: float) -> Any:
    """As WeasyPrint lays it out, as far as the fit looks."""
    body = SimpleNamespace(element_tag="html", height=share * 100)
    margin = SimpleNamespace(element_tag="@bottom-left", height=10)
    return SimpleNamespace(
        pages=[SimpleNamespace(_page_box=SimpleNamespace(children=[body, margin], height=100))] * pages
    )


@pytest.mark.parametrize(
    ("first", "closer", "tried", "taken"),
    [
        (document(9, 0.05), document(8, 0.9), ["", CLOSER], 8),
        (document(9, 0.05), document(9, 0.01), ["", CLOSER, LAST_SECTION], 9),
        (document(9, 0.5), document(8, 0.9), [""], 9),
        (document(1, 0.05), document(1, 0.05), [""], 1),
    ],
)
def test_a_nearly_empty_last_page_is_saved_where_that_can_be(
    first: Any, closer: Any, tried: list[str], taken: int
) -> None:
    asked: list[str] = []

    def laid_out(style: str) -> Any:
        asked.append(style)
        return closer if style else first

    assert len(fitted(laid_out).pages) == taken
    assert asked == tried


@pytest.mark.parametrize(
    ("name", "kind", "language"),
    [
        ("01_first_evaluation", "justification", "nl"),
        ("03_bid_not_scorable", "justification", "en"),
        (4, "justification", "fr"),
        (4, "debrief", "nl"),
        ("01_first_evaluation", "art84Annex", "en"),
    ],
)
def test_the_last_page_holds_more_than_a_few_lines(name: str | int, kind: str, language: str) -> None:
    last = text(name, kind, language).split("\f")[-2]
    assert sum(bool(line.strip()) for line in last.splitlines()) >= 10
