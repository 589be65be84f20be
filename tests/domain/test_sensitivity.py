"""How firmly the winner stands: against hand-made cases, and against trying the weights."""

from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.sensitivity import Values, stable_weight, transfers

TWO = Values(("price", "emissions"), (F(60), F(40)), {"A": (F(1), F(1, 2)), "B": (F(1, 2), F(1))})


def test_a_case_by_hand() -> None:
    """A has 80, B has 70 points; they draw level at 50 : 50."""
    assert TWO.total("A") == 80
    assert TWO.total("B") == 70
    assert stable_weight(TWO, "A", 0) == ("price", 60, 50, 100, "B", "")
    assert stable_weight(TWO, "A", 1) == ("emissions", 40, 0, 50, "", "B")
    assert [tuple(found) for found in transfers(TWO, "A")] == [("price", "emissions", 10, "B")]


def test_a_winner_in_everything_can_not_be_overtaken() -> None:
    values = Values(("price", "emissions"), (F(60), F(40)), {"A": (F(1), F(1)), "B": (F(1, 2), F(1, 3))})
    assert stable_weight(values, "A", 0)[2:] == (0, 100, "", "")
    assert not list(transfers(values, "A"))


def test_equal_bids_are_level_at_once() -> None:
    values = Values(("price", "emissions"), (F(60), F(40)), {"A": (F(1, 2), F(1, 2)), "B": (F(1), F(-1, 4) + F(0))})
    assert values.total("A") == values.total("B")
    assert stable_weight(values, "A", 0).high == 60


def test_one_criterion_has_nothing_to_move() -> None:
    values = Values(("price",), (F(100),), {"A": (F(1),), "B": (F(1, 2),)})
    assert stable_weight(values, "A", 0)[2:] == (0, 100, "", "")
    assert not list(transfers(values, "A"))


SHARES = st.fractions(0, 1, max_denominator=20)


@st.composite
def lots(draw: st.DrawFn) -> Values:
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=2, max_size=2, unique=True)))
    weights = (F(cuts[0]), F(cuts[1] - cuts[0]), F(100 - cuts[1]))
    bids = {name: tuple(draw(SHARES) for _ in weights) for name in "ABC"[: draw(st.integers(2, 3))]}
    return Values(("x", "y", "z"), weights, bids)


def winner_of(values: Values) -> str:
    return max(values.by_bid, key=lambda bid: (values.total(bid), bid))


def reweighted(values: Values, place: int, weight: F) -> Values:
    rest = (100 - weight) / (100 - values.weights[place])
    weights = tuple(weight if at == place else w * rest for at, w in enumerate(values.weights))
    assert sum(weights) == 100
    return values._replace(weights=weights)


def leads(values: Values, winner: str) -> bool:
    return all(values.total(winner) >= values.total(bid) for bid in values.by_bid)


@given(lots(), st.integers(0, 2))
def test_inside_the_interval_the_winner_leads_and_just_outside_it_does_not(values: Values, place: int) -> None:
    winner = winner_of(values)
    found = stable_weight(values, winner, place)
    assert found.low <= values.weights[place] <= found.high
    step = F(1, 10**9)
    for weight in (found.low, (found.low + found.high) / 2, found.high):
        assert leads(reweighted(values, place, weight), winner)
    if found.below:
        assert not leads(reweighted(values, place, found.low - step), winner)
    if found.above:
        assert not leads(reweighted(values, place, found.high + step), winner)
    assert found.below or found.low == 0
    assert found.above or found.high == 100


@given(lots())
def test_a_transfer_brings_the_other_bid_level_and_a_smaller_one_does_not(values: Values) -> None:
    winner = winner_of(values)
    for found in transfers(values, winner):
        source, target = values.keys.index(found.source), values.keys.index(found.target)

        def moved(amount: F, pair: tuple[int, int] = (source, target)) -> Values:
            weights = list(values.weights)
            weights[pair[0]] -= amount
            weights[pair[1]] += amount
            return values._replace(weights=tuple(weights))

        level = moved(found.amount)
        assert level.total(winner) == level.total(found.overtaking)
        assert leads(moved(found.amount * F(999, 1000)), winner)


@given(lots())
def test_where_no_transfer_is_named_none_helps(values: Values) -> None:
    winner = winner_of(values)
    named = {(found.source, found.target) for found in transfers(values, winner)}
    for source in range(3):
        for target in range(3):
            if source != target and (values.keys[source], values.keys[target]) not in named:
                weights = list(values.weights)
                weights[target] += weights[source]
                weights[source] = F(0)
                assert leads(values._replace(weights=tuple(weights)), winner)
