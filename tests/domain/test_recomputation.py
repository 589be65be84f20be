"""Working an evaluation out again from its record: every example comes out, and every changed figure is found."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from conftest import EXAMPLES
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.recomputation import UnreadableRecordError, _shown, half_up, number, recompute, value_on
from procurement_plugin.domain.scale import Breakpoint, Outside, Scale

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = sorted(
    str(path.relative_to(EXAMPLES))
    for path in EXAMPLES.glob("*/evaluation*.json")
    if "bids" in json.loads(path.read_text())
)


def loaded(name: str = "01_first_evaluation/evaluation.json") -> dict[str, Any]:
    body: dict[str, Any] = json.loads((EXAMPLES / name).read_text())
    return body


@pytest.mark.parametrize("name", NAMES)
def test_every_example_comes_out_again(name: str) -> None:
    body = loaded(name)
    found = recompute(body)
    assert found.faults == ()
    scores = [score for bid in body["bids"] for score in bid["criteria"]]
    assert found.counts["points"] + found.counts["given"] == len(scores)
    assert found.counts["totals"] == found.counts["ranks"] == len(body["bids"])


def figures(body: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every figure that follows from others: points, measures, values, totals, results of steps."""
    for bid in body["bids"]:
        yield bid, "total"
        for score in bid["criteria"]:
            if "points" in score and score["criterion"] != "quality":
                yield score, "points"
            if "measure" in score:
                yield score, "value"
            if score.get("steps"):  # a price is given, and a cent more may give the same points
                yield score["measure"], "value"
            for step in score.get("steps", []):
                if step["step"] in ("element", "sum", "perUnit", "weightedMean", "guaranteed"):
                    yield step, "result"


def test_every_changed_figure_is_found() -> None:
    body = loaded()
    count = len(list(figures(body)))
    assert count > 100
    for index in range(count):
        changed = copy.deepcopy(body)
        holder, name = list(figures(changed))[index]
        places = len(holder[name].partition(".")[2])
        holder[name] = f"{Decimal(holder[name]) + Decimal(1).scaleb(-places):f}"
        assert recompute(changed).faults, (index, name, holder[name])


def test_a_changed_operand_is_found() -> None:
    for name in ("massKg", "distanceKm", "intensity", "adjustment"):
        body = loaded()
        step = next(s for s in body["bids"][1]["criteria"][1]["steps"] if s["step"] == "element")
        step["operands"][name] = f"{Decimal(step['operands'][name]) * 2:f}"
        assert any("element" in fault.where for fault in recompute(body).faults), name


def test_exchanged_ranks_are_found() -> None:
    body = loaded()
    first, second = body["ranking"][:2]
    first["bidId"], second["bidId"] = second["bidId"], first["bidId"]
    assert {fault.where for fault in recompute(body).faults} == {"bid B-2: rank", "bid B-3: rank"}


def test_platform_points_beyond_the_weight_are_found() -> None:
    body = loaded()
    score = body["bids"][0]["criteria"][4]
    assert score["criterion"] == "quality"
    body["bids"][0]["total"] = f"{Decimal(body['bids'][0]['total']) - Decimal(score['points']) + 21:f}"
    score["points"] = "21.0000"
    assert any("quality" in fault.where for fault in recompute(body).faults)


@pytest.mark.parametrize("text", ["1e9", "1/3", "NaN", "inf", "", " 1", "1.", "١", "9" * 61, 1.5, None, True])
def test_only_plain_decimals_are_read(text: Any) -> None:
    with pytest.raises(UnreadableRecordError):
        number(text)


@pytest.mark.parametrize("body", [{}, {"bids": []}, {"weightProfile": 1}, {**loaded(), "bids": [{}]}])
def test_what_is_no_evaluation_is_said_to_be_none(body: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRecordError):
        recompute(body)


DECIMALS = st.decimals(min_value=-1000, max_value=1000, places=3)


@given(
    ats=st.lists(DECIMALS, min_size=2, max_size=6, unique=True),
    values=st.lists(st.decimals(min_value=0, max_value=1, places=2), min_size=6, max_size=6),
    measure=DECIMALS,
    outside=st.sampled_from(list(Outside)),
)
def test_the_two_ways_agree(ats: list[Decimal], values: list[Decimal], measure: Decimal, outside: Outside) -> None:
    """The scoring and this module were written apart; on any scale they give the same points."""
    pairs = list(zip(sorted(ats), sorted(values), strict=False))
    placed = Scale(tuple(Breakpoint(*pair) for pair in pairs), outside).place(measure)
    anchors = [{"at": f"{at:f}", "value": f"{value:f}"} for at, value in pairs]
    value = value_on(anchors, Fraction(measure), str(outside))
    if placed is None:
        assert value is None
    else:
        assert value is not None
        assert half_up(Fraction(17) * value, 4) == Fraction(placed.points(Decimal(17), 4))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**9), max_value=10**9))
def test_two_figures_that_differ_are_told_apart_in_the_report(stated: Decimal) -> None:
    other = Fraction(stated) + Fraction(1, 10**9)
    assert Fraction(_shown(Fraction(stated))) == Fraction(stated)
    assert _shown(other) != _shown(Fraction(stated))


def test_what_never_ends_is_cut_and_what_is_missing_is_said() -> None:
    assert _shown(Fraction(1, 3)) == "0.33333333333333333333"
    assert (_shown(Fraction(-5, 100)), _shown(Fraction(1_234_568)), _shown(None)) == ("-0.05", "1234568", "none")
