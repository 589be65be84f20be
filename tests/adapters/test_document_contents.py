"""The documents as PDF: recomputed from their text alone, unmoved by what bidders write, short, the same again."""

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from procurement_plugin.adapters.chain_map import HEIGHT, WIDTH, chain_map
from procurement_plugin.adapters.pdf import PdfRenderer
from procurement_plugin.application.official_documents import (
    ARTICLE_84,
    DEBRIEF,
    Decision,
    OfficerWords,
    OfficialDocument,
    document_for,
)
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.document_language import LANGUAGES
from procurement_plugin.domain.redaction import Reader
from tests.documents import NAMES, SENT, STANDSTILL, evaluation, of_size, pages_of, text_of

OUTLINES = data_directory("config") / "reference_data" / "landmass" / "landmass.csv.gz"
MOST_PAGES = 12
# One calculation: weight × (value + (measure − at) × (value − value) ÷ (at − at)).
NUMBER = r"(−?\d{1,3}(?:[ \u00a0.,]\d{3}(?!\d))*(?:[.,]\d+)?(?!\d))"
FRACTION = re.compile(
    rf"{NUMBER} × \({NUMBER} \+ \({NUMBER} − {NUMBER}\) × \({NUMBER} − {NUMBER}\) ÷ \({NUMBER} − {NUMBER}\)\)"
    rf"(?: =)? {NUMBER}"
)


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    return knowledge.renderer()


def three(document: dict[str, Any], bid: str = "B-1") -> tuple[OfficialDocument, ...]:
    decision = Decision(SENT, STANDSTILL)
    return (
        document_for(document, decision=decision),
        document_for(document, DEBRIEF, Reader(bid), secret=b"s" * 32, decision=decision),
        document_for(document, ARTICLE_84, decision=decision),
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
def test_a_pocket_calculator_finds_every_point_and_total_in_the_text(
    renderer: PdfRenderer, tmp_path: Path, language: str
) -> None:
    document = of_size(4)
    text = flowing(text_of(renderer.render(document_for(document), language), tmp_path, layout=False))
    found = [recomputed(match, language) for match in FRACTION.finditer(text)]
    measured = sum("segment" in score for bid in document["bids"] for score in bid["criteria"])
    assert len(found) == measured == 16
    for computed, printed in found:
        assert computed.quantize(Decimal("0.0001"), ROUND_HALF_UP) == printed
    rows = ranking_rows(text_of((tmp_path / "a.pdf").read_bytes(), tmp_path), language, 5)
    assert len(rows) == 4
    for *points, total in rows:
        assert sum(points) == total


def flowing(text: str) -> str:
    """The text in one line; no-break spaces stay, for they hold numbers together."""
    return re.sub(r"[ \n\f\t]+", " ", text)


def ranking_rows(text: str, language: str, criteria: int) -> list[list[Decimal]]:
    """The points and totals of the ranking, each of four decimals."""
    figure = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{4}(?!\d)")
    rows = [figure.findall(line) for line in text.splitlines()]
    return [[plain(part, language) for part in row] for row in rows if len(row) == criteria + 1]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_large_lot_is_recomputed_from_its_formulas_and_its_table(
    renderer: PdfRenderer, tmp_path: Path, language: str
) -> None:
    document = of_size(40)
    text = text_of(renderer.render(document_for(document), language), tmp_path)
    totals = {row[-1]: row for row in ranking_rows(text, language, 5)}
    assert len(totals) == 40
    assert all(sum(row[:-1]) == row[-1] for row in totals.values())
    formula = re.compile(
        rf"{NUMBER} × \({NUMBER} \+ \(x − {NUMBER}\) × \({NUMBER} − {NUMBER}\) ÷ \({NUMBER} − {NUMBER}\)\)"
    )
    formulas = [[plain(part, language) for part in match.groups()] for match in formula.finditer(flowing(text))]
    assert len(formulas) == 4
    for bid in document["bids"]:
        line = next(row for row in text.splitlines() if measure_row(row, bid, renderer, language))
        for place, (weight, first, low, last, _, high, _) in enumerate(formulas):
            printed = figure_of(bid["criteria"][place]["measure"]["value"], language)
            assert printed in line.split()
            value = first + (plain(printed, language) - low) * (last - first) / (high - low)
            points = (weight * value).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            assert points == Decimal(bid["criteria"][place]["points"])


def figure_of(value: str, language: str) -> str:
    from procurement_plugin.adapters.document_figures import Figures  # noqa: PLC0415

    return Figures(language).number(value)


def measure_row(line: str, bid: dict[str, Any], renderer: PdfRenderer, language: str) -> bool:
    del renderer
    return line.split()[:1] == [bid["id"]] and figure_of(bid["criteria"][3]["measure"]["value"], language) in line


def test_a_debriefing_is_recomputed_too(renderer: PdfRenderer, tmp_path: Path) -> None:
    text = " ".join(text_of(renderer.render(three(of_size(4))[1], "nl"), tmp_path, layout=False).split())
    found = [recomputed(match, "nl") for match in FRACTION.finditer(text)]
    assert len(found) == 4
    assert all(computed.quantize(Decimal("0.0001"), ROUND_HALF_UP) == printed for computed, printed in found)


def test_a_large_lot_takes_few_pages(renderer: PdfRenderer, tmp_path: Path) -> None:
    for model in three(of_size(45), "B-40"):
        assert pages_of(renderer.render(model, "fr"), tmp_path) <= MOST_PAGES


@pytest.mark.parametrize(("count", "language"), [(1, "en"), (4, "nl"), (40, "de"), (4, "fr")])
def test_the_summary_fills_one_page_and_no_more(
    renderer: PdfRenderer, tmp_path: Path, count: int, language: str
) -> None:
    text = text_of(renderer.render(document_for(of_size(count)), language), tmp_path)
    second = text.split("\f")[1]
    title = {
        "en": "Ranking and points",
        "nl": "Rangschikking en punten",
        "fr": "Classement et points",
        "de": "Rangfolge und Punkte",
    }[language]
    assert title in second.split("\n\n")[1] or title in second[:400]


def test_the_same_document_gives_the_same_bytes(renderer: PdfRenderer) -> None:
    model = three(evaluation())[1]
    assert renderer.render(model, "fr") == renderer.render(model, "fr")


def test_documents_differ_by_kind_reader_and_language(renderer: PdfRenderer) -> None:
    document = evaluation()
    made = {renderer.html(model, "nl") for model in three(document)}
    made.add(renderer.html(document_for(document, DEBRIEF, Reader("B-3")), "nl"))
    made.add(renderer.html(document_for(document), "de"))
    assert len(made) == 5


ATTACKS = (
    '<img src="file:///etc/passwd">',
    "<svg><text>drawn</text></svg>",
    "{{ 7*7 }} {% raw %}",
    "</style><style>td{display:none}",
    "<script>alert(1)</script>",
    "&lt;b&gt; %(name)s {name} {0}",
    "a\x07b\u202ec\ue000d",
    '" onload="x" lang="zz',
)


def attacked(value: Any, attack: str, path: tuple[str, ...] = ()) -> Any:
    """Free text of bidders replaced; identifiers, figures and codes stay, for they are not free."""
    free = {"name", "clause", "type", "distanceSource", "chain", "vehicleClass", "seaFrom", "message", "evidence"}
    if isinstance(value, dict):
        return {name: attacked(part, attack, (*path, name)) for name, part in value.items()}
    if isinstance(value, list):
        return [attacked(part, attack, path) for part in value]
    return attack if isinstance(value, str) and path and path[-1] in free else value


def written_by(attack: str) -> tuple[OfficialDocument, ...]:
    """Documents in which everything that bidders and officers write is the attack."""
    document = evaluation()
    document["bids"] = attacked(document["bids"], attack)
    document["ranking"] = attacked(document["ranking"], attack)
    document["procedure"]["title"] = document["lot"]["title"] = attack
    words = OfficerWords(attack, {"price": attack}, attack, {"i": attack})
    return document_for(document, words=words), document_for(document, DEBRIEF, Reader("B-1"), words)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_bidders_write_makes_no_element(renderer: PdfRenderer, attack: str) -> None:
    for model in written_by(attack):
        harmless = renderer.html(document_for(evaluation(), model.kind, model.reader), "en")
        assert skeleton(renderer.html(model, "en")) == skeleton(harmless)


def test_what_bidders_write_is_printed_and_nothing_else_happens(renderer: PdfRenderer, tmp_path: Path) -> None:
    for model in written_by(" ".join(ATTACKS)):
        text = " ".join(text_of(renderer.render(model, "en"), tmp_path, layout=False).split())
        assert "root:" not in text
        for shown in ("file:///etc/passwd", "7*7", "display:none", "alert(1)", "%(name)s", "onload="):
            assert shown in text


def skeleton(page: str) -> set[str]:
    """The kinds of elements of a page."""
    return set(re.findall(r"<([a-z0-9]+)[ >]", page))


def test_names_in_other_scripts_and_long_words_are_shown(renderer: PdfRenderer, tmp_path: Path) -> None:
    text = text_of(renderer.render(document_for(of_size(6)), "de"), tmp_path, layout=False)
    joined = "".join(text.split())
    assert "ΑθηναϊκήΒιομηχανία" in joined
    assert "Реабілітаційне" in joined
    assert "".join(NAMES[4].split())[:40] in joined
    assert "\ufffd" not in text


def test_missing_facts_stay_open_and_are_said(renderer: PdfRenderer, tmp_path: Path) -> None:
    text = text_of(renderer.render(document_for(evaluation("03_bid_not_scorable")), "en"), tmp_path, layout=False)
    assert "not scored: facts are missing" in " ".join(text.split())
    assert "open" in text


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


def test_every_drawing_has_its_words(renderer: PdfRenderer) -> None:
    page = renderer.html(three(evaluation())[1], "nl")
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert drawings
    assert all(re.search(r"<title>[^<]{12,}</title>", drawing) for drawing in drawings)
