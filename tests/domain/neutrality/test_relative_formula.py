"""The dummy-bid probe tells absolute, additive, factor and interdependent formulas apart."""

from collections.abc import Sequence
from decimal import Decimal as D
from fractions import Fraction as F
from typing import Any

import pytest

from procurement_plugin.domain.neutrality import relative_formula
from procurement_plugin.domain.neutrality.dependence import Dependence, Formula, leave_one_out, probe

BIDS = [D(80), D(90), D(120)]


def absolute(amounts: Sequence[D]) -> list[F]:
    return [1 - F(amount) / 200 for amount in amounts]


def below_the_mean(amounts: Sequence[D]) -> list[F]:
    mean = F(sum(amounts)) / len(amounts)
    return [(mean - F(amount)) / 100 for amount in amounts]


def lowest_over_own(amounts: Sequence[D]) -> list[F]:
    return [F(min(amounts)) / F(amount) for amount in amounts]


def lowest_to_highest(amounts: Sequence[D]) -> list[F]:
    return [F(max(amounts) - amount) / F(max(amounts) - min(amounts)) for amount in amounts]


def nearest_to_the_mean(amounts: Sequence[D]) -> list[F]:
    mean = F(sum(amounts)) / len(amounts)
    return [-abs(F(amount) - mean) for amount in amounts]


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        (absolute, Dependence.ABSOLUTE),
        (below_the_mean, Dependence.ADDITIVE),
        (lowest_over_own, Dependence.FACTOR),
        (lowest_to_highest, Dependence.INTERDEPENDENT),
        (nearest_to_the_mean, Dependence.INTERDEPENDENT),
    ],
)
def test_the_probe_names_the_dependence(formula: Formula, found: Dependence) -> None:
    assert probe(formula, BIDS) is found


def test_a_factor_that_gives_points_to_who_had_none_is_no_factor() -> None:
    def bonus(amounts: Sequence[D]) -> list[F]:
        more = len(amounts) - len(BIDS)
        return [F(index * (1 + more) + (more if not index else 0)) for index in range(len(amounts))]

    assert probe(bonus, BIDS) is Dependence.INTERDEPENDENT


def test_leaving_a_bid_out_can_turn_the_order_of_two_others_around_the_mean() -> None:
    # Mean 96.67: 90 is nearest, then 80, then 120. Without 80 the mean is 105 and 90 and 120 are level.
    rows = leave_one_out(nearest_to_the_mean, BIDS)
    assert [row.order for row in rows] == [(D(90), D(120)), (D(80), D(120)), (D(80), D(90))]
    assert [row.same_order for row in rows] == [True, True, False]


def test_leaving_a_bid_out_never_turns_an_absolute_order() -> None:
    assert all(row.same_order for row in leave_one_out(absolute, BIDS))


@pytest.mark.parametrize(
    ("price", "answers", "label", "findings"),
    [
        ((("50", "1"), ("100", "0")), {}, "absolute", 0),
        (None, {}, "interdependent", 1),
        (None, {"dependsOnOtherBids": "true"}, "interdependent", 1),
        (None, {"dependsOnOtherBids": "false"}, "declaredIndependent", 0),
    ],
)
def test_a_price_without_anchors_is_interdependent_unless_declared_otherwise(
    ask: Any, price: Any, answers: dict[str, str], label: str, findings: int
) -> None:
    report = relative_formula.run(ask(price=price, answers=answers))
    assert [row["dependence"] for row in report.rows] == [label]
    assert [str(finding.severity) for finding in report.findings] == ["warn"] * findings
    assert report.status == ("notComputable" if findings else "computed")
