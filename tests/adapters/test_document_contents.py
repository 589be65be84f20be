"""The documents as PDF: recomputed from their text alone, unmoved by what bidders write, short, the same again."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from procurement_plugin.adapters.chain_map import HEIGHT, WIDTH, chain_map
from procurement_plugin.adapters.document_figures import Figures
from procurement_plugin.application.official_documents import (
    ARTICLE_84,
    DEBRIEF,
    JUSTIFICATION,
    document_for,
)
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.document_language import LANGUAGES
from procurement_plugin.domain.redaction import Reader
from tests.documents import NAMES, evaluation, of_size
from tests.laid_out import pages, pdf, renderer, text, three, told

OUTLINES = data_directory("config") / "reference_data" / "landmass" / "landmass.csv.gz"
MOST_PAGES = 12
LARGE = 45
# One calculation: weight × (value + (measure − at) × (value − value) ÷ (at − at)).
NUMBER = r"(−?\d{1,3}(?:[ \u00a0.,]\d{3}(?!\d))*(?:[.,]\d+)?(?!\d))"
FRACTION = re.compile(
    rf"{NUMBER} × \({NUMBER} \+ \({NUMBER} − {NUMBER}\) × \({NUMBER} − {NUMBER}\) ÷ \({NUMBER} − {NUMBER}\)\)"
    rf"(?: =)? {NUMBER}"
)


def plain(figure: str, language: str) -> Decimal:
    """A printed number as a pocket calculator takes it."""
    figure = figure.replace("\u00a0", "").replace(" ", "").replace("−", "-")
    if language == "en":
        return Decimal(figure.replace(",", ""))
    return Decimal(figure.replace(".", "").replace(",", "."))


def recomputed(match: re.Match[str], language: str) -> tuple[Decimal, Decimal]:
    """The points of a printed calculation, and those printed behind it."""
    weight, first, measure, low, last, again, high, low_again, points = (
        plain(part, language) for part in match.groups()
    )
    assert (first, low) == (again, low_again)
    return weight * (first + (measure - low) * (last - first) / (high - low)), points


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pocket_calculator_finds_every_point_and_total_in_the_text(language: str) -> None:
    document = of_size(4)
    printed_text = flowing(text(4, JUSTIFICATION, language, layout=False))
    found = [recomputed(match, language) for match in FRACTION.finditer(printed_text)]
    measured = sum("segment" in score for bid in document["bids"] for score in bid["criteria"])
    assert len(found) == measured == 16
    for computed, printed in found:
        assert computed.quantize(Decimal("0.0001"), ROUND_HALF_UP) == printed
    rows = ranking_rows(text(4, JUSTIFICATION, language), language, 5)
    assert len(rows) == 4
    for *points, total in rows:
        assert sum(points) == total


def flowing(lines: str) -> str:
    """The text in one line; no-break spaces stay, for they hold numbers together."""
    return re.sub(r"[ \n\f\t]+", " ", lines)


def ranking_rows(lines: str, language: str, criteria: int) -> list[list[Decimal]]:
    """The points and totals of the ranking, each of four decimals."""
    figure = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{4}(?!\d)")
    rows = [figure.findall(line) for line in lines.splitlines()]
    return [[plain(part, language) for part in row] for row in rows if len(row) == criteria + 1]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_large_lot_is_recomputed_from_its_formulas_and_its_table(language: str) -> None:
    document = of_size(LARGE)
    lines = text(LARGE, JUSTIFICATION, language, "B-40")
    totals = {row[-1]: row for row in ranking_rows(lines, language, 5)}
    assert len(totals) == LARGE
    assert all(sum(row[:-1]) == row[-1] for row in totals.values())
    formula = re.compile(
        rf"{NUMBER} × \({NUMBER} \+ \(x − {NUMBER}\) × \({NUMBER} − {NUMBER}\) ÷ \({NUMBER} − {NUMBER}\)\)"
    )
    formulas = [[plain(part, language) for part in match.groups()] for match in formula.finditer(flowing(lines))]
    assert len(formulas) == 4
    for bid in document["bids"]:
        line = next(row for row in lines.splitlines() if measure_row(row, bid, language))
        for place, (weight, first, low, last, _, high, _) in enumerate(formulas):
            printed = figure_of(bid["criteria"][place]["measure"]["value"], language)
            assert printed in line.split()
            value = first + (plain(printed, language) - low) * (last - first) / (high - low)
            points = (weight * value).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            assert points == Decimal(bid["criteria"][place]["points"])


def figure_of(value: str, language: str) -> str:
    return Figures(language).number(value)


def measure_row(line: str, bid: dict[str, Any], language: str) -> bool:
    return line.split()[:1] == [bid["id"]] and figure_of(bid["criteria"][3]["measure"]["value"], language) in line


def test_a_debriefing_is_recomputed_too() -> None:
    lines = " ".join(text(4, DEBRIEF, "nl", layout=False).split())
    found = [recomputed(match, "nl") for match in FRACTION.finditer(lines)]
    assert len(found) == 4
    assert all(computed.quantize(Decimal("0.0001"), ROUND_HALF_UP) == printed for computed, printed in found)


@pytest.mark.parametrize("kind", [JUSTIFICATION, DEBRIEF, ARTICLE_84])
def test_a_large_lot_takes_few_pages(kind: str) -> None:
    assert pages(LARGE, kind, "de", "B-40") <= MOST_PAGES


TITLES = {
    "en": "Ranking and points",
    "nl": "Rangschikking en punten",
    "fr": "Classement et points",
    "de": "Rangfolge und Punkte",
}


@pytest.mark.parametrize(("count", "language"), [(1, "en"), (4, "nl"), (LARGE, "de"), (4, "fr")])
def test_the_summary_fills_one_page_and_no_more(count: int, language: str) -> None:
    # The same words as in the tests above, so that each document is laid out once.
    second = text(count, JUSTIFICATION, language, "B-40" if count == LARGE else "B-1").split("\f")[1]
    title = TITLES[language]
    assert title in second.split("\n\n")[1] or title in second[:400]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert renderer().render(told(of_size(4), DEBRIEF), "nl") == pdf(4, DEBRIEF, "nl")


def test_documents_differ_by_kind_reader_and_language() -> None:
    document = evaluation()
    made = {renderer().html(model, "nl") for model in three(document)}
    made.add(renderer().html(document_for(document, DEBRIEF, Reader("B-3")), "nl"))
    made.add(renderer().html(document_for(document), "de"))
    assert len(made) == 5


def test_names_in_other_scripts_and_long_words_are_shown() -> None:
    lines = text(LARGE, JUSTIFICATION, "de", "B-40", layout=False)
    joined = "".join(lines.split())
    assert "ΑθηναϊκήΒιομηχανία" in joined
    assert "Реабілітаційне" in joined
    assert "".join(NAMES[4].split())[:40] in joined
    assert "\ufffd" not in lines


def test_missing_facts_stay_open_and_are_said() -> None:
    lines = text("03_bid_not_scorable", JUSTIFICATION, "en", layout=False)
    assert "not scored: facts are missing" in " ".join(lines.split())
    assert "open" in lines


def test_the_map_lies_in_its_frame_and_shows_every_mode() -> None:
    drawn = chain_map(evaluation(), OUTLINES)
    assert drawn is not None
    assert drawn.modes == ("sea", "road") or set(drawn.modes) == {"sea", "road"}
    points = [(float(x), float(y)) for leg in drawn.legs for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", leg.path)]
    assert all(-1 <= x <= WIDTH + 1 and -1 <= y <= HEIGHT + 1 for x, y in points)
    assert all(0 <= float(x) <= WIDTH for x in re.findall(r"[ML](-?[\d.]+)", drawn.land))
    assert drawn.bar_km in (500, 1000, 2000)


def test_no_map_without_places() -> None:
    document = evaluation()
    for bid in document["bids"]:
        for score in bid["criteria"]:
            score.pop("steps", None)
    assert chain_map(document, OUTLINES) is None


def test_every_drawing_has_its_words() -> None:
    page = renderer().html(three(evaluation())[1], "nl")
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert drawings
    assert all(re.search(r"<title>[^<]{12,}</title>", drawing) for drawing in drawings)
