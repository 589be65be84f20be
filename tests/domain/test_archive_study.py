"""Counts of a study: parts add up in any grouping, quantiles and orders as worked out by hand."""

import copy
import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.archive_study import Comparison, Study
from procurement_plugin.domain.studied_lot import (
    CHANGED,
    DRAWN,
    SAME,
    STATED,
    WITHOUT,
    Compared,
    LotOutcome,
    Remark,
    Result,
    compare,
    hundredths,
)


def result(totals: dict[str, str]) -> Result:
    """A result with ranks by total, equal totals sharing one."""
    points = {bid: Fraction(total) for bid, total in totals.items()}
    ranks = {bid: 1 + sum(other > own for other in points.values()) for bid, own in points.items()}
    return Result(frozenset(bid for bid, rank in ranks.items() if rank == 1), points, ranks)


totals = st.dictionaries(st.sampled_from("ABCDE"), st.decimals(0, 100, places=4).map(str), min_size=1, max_size=5)


@st.composite
def outcomes(draw: st.DrawFn) -> LotOutcome:
    first = draw(totals)
    study = result(first)
    other = result({bid: draw(st.decimals(0, 100, places=4).map(str)) for bid in first})
    remarks = tuple(
        Remark(under, code, draw(st.sampled_from(("one", "two"))))
        for under, code in draw(st.lists(st.sampled_from([("study", "a"), ("stated", "b"), ("note", "c")]), max_size=3))
    )
    scored = draw(st.booleans())
    return LotOutcome(
        sector=draw(st.sampled_from(("33", "39"))),
        member_state=draw(st.sampled_from(("", "BE", "NL"))),
        bids=len(first),
        study=study if scored else None,
        stated=other,
        compared={name: compare(study, other) for name in (STATED, WITHOUT) if scored and draw(st.booleans())},
        remarks=remarks,
        blocked=tuple(Remark("guardrail", code, "") for code in draw(st.sampled_from(((), ("x",), ("x", "y"))))),
        awarded=draw(st.sampled_from(("", *first))),
    )


def counted(lots: list[tuple[int, LotOutcome]]) -> Study:
    study = Study()
    for line, lot in lots:
        study.count(line, lot)
        if line % 3 == 0:
            study.refuse(line + 1000, [Remark("reading", "input.schemaViolation", f"line {line}")])
    return study


def added(*parts: Study) -> Study:
    whole = copy.deepcopy(parts[0])
    for part in parts[1:]:
        whole.add(part)
    return whole


@given(st.lists(outcomes(), max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_parts_add_up_to_the_same_whole_in_any_grouping_and_order(lots: list[LotOutcome], one: int, two: int) -> None:
    numbered = list(enumerate(lots, 1))
    low, high = sorted((one, two))
    a, b, c = counted(numbered[:low]), counted(numbered[low:high]), counted(numbered[high:])
    whole = counted(numbered)
    assert added(added(a, b), c) == whole
    assert added(a, added(b, c)) == whole
    assert added(c, a, b) == whole
    assert added(Study(), whole) == added(whole, Study()) == whole


@given(st.lists(outcomes(), min_size=1, max_size=8))
def test_every_lot_is_counted_once_in_its_sector_its_state_and_the_whole(lots: list[LotOutcome]) -> None:
    study = counted(list(enumerate(lots, 1)))
    assert study.all.lots == len(lots)
    for kind in ("sectors", "memberStates"):
        assert sum(group.lots for _, group in study.by(kind)) == len(lots)
        for which in (STATED, WITHOUT):
            added_up = Comparison()
            for _, group in study.by(kind):
                added_up.add(group.compared[which])
            assert added_up == study.all.compared[which]


@given(
    st.lists(st.lists(st.integers(-3000, 3000), min_size=1, max_size=5), min_size=1, max_size=20), st.integers(1, 100)
)
def test_a_quantile_is_the_nearest_rank_of_all_changes(changes: list[list[int]], per_cent: int) -> None:
    found = Comparison()
    for lot in changes:
        found.count(Compared(SAME, tuple(lot), 0, 0, 0))
    every = sorted(change for lot in changes for change in lot)
    wanted = every[math.ceil(Fraction(per_cent * len(every), 100)) - 1]
    assert found.quantiles((per_cent,)) == (Decimal(wanted).scaleb(-2),)


@given(st.lists(st.fractions(-50, 50), min_size=1, max_size=30), st.integers(1, 100))
def test_nothing_is_lost_by_rounding_before_the_quantile(changes: list[Fraction], per_cent: int) -> None:
    found = Comparison()
    found.count(Compared(SAME, tuple(map(hundredths, changes)), 0, 0, 0))
    exact = sorted(changes)[math.ceil(Fraction(per_cent * len(changes), 100)) - 1]
    assert found.quantiles((per_cent,)) == (Decimal(hundredths(exact)).scaleb(-2),)


@pytest.mark.parametrize(
    ("study", "other", "winner", "orders"),
    [
        ({"A": "60", "B": "50", "C": "40"}, {"A": "60", "B": "50", "C": "40"}, SAME, (3, 3, 0)),
        ({"A": "60", "B": "50", "C": "40"}, {"A": "40", "B": "50", "C": "60"}, CHANGED, (3, 0, 3)),
        ({"A": "60", "B": "50", "C": "40"}, {"A": "55", "B": "56", "C": "40"}, CHANGED, (3, 2, 1)),
        ({"A": "60", "B": "60", "C": "40"}, {"A": "60", "B": "50", "C": "40"}, DRAWN, (3, 2, 0)),
        ({"A": "60", "B": "50"}, {"A": "50", "B": "50"}, DRAWN, (1, 0, 0)),
        ({"A": "60"}, {"A": "10"}, SAME, (0, 0, 0)),
    ],
)
def test_winners_and_orders_by_hand(
    study: dict[str, str], other: dict[str, str], winner: str, orders: tuple[int, int, int]
) -> None:
    found = compare(result(study), result(other))
    assert (found.winner, (found.pairs, found.agreeing, found.turned)) == (winner, orders)


def test_shares_and_correlation_by_hand() -> None:
    found = Comparison()
    for winner, pairs, agreeing, turned in ((SAME, 3, 3, 0), (CHANGED, 3, 1, 2), (DRAWN, 1, 0, 0)):
        found.count(Compared(winner, (5, -5), pairs, agreeing, turned))
    assert found.share_changed() == Decimal("33.33")
    assert found.correlation() == Decimal("0.2857")  # (4 - 2) / 7
    assert found.quantiles((50,)) == (Decimal("-0.05"),)
    empty = Comparison()
    assert (empty.share_changed(), empty.quantiles((50,)), empty.correlation()) == (None, (), None)


@pytest.mark.parametrize(("points", "whole"), [("0.005", 1), ("-0.005", -1), ("0.0049", 0), ("12.345", 1235)])
def test_changes_are_rounded_half_away_from_zero(points: str, whole: int) -> None:
    assert hundredths(Fraction(points)) == whole


def test_the_first_line_of_a_remark_is_kept_whatever_comes_first() -> None:
    lot = LotOutcome("33", "BE", 1, None, None, {}, (Remark("study", "a", "x"), Remark("study", "a", "y")), (), "")
    late, early = counted([(8, lot)]), counted([(2, lot)])
    for whole in (added(late, early), added(early, late)):
        assert whole.remarks[("study", "a")] == (2, 2, "x")
