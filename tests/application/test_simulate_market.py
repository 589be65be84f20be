"""The simulated market is the award's own calculation, blind to borders, and orders the criteria as expected."""

import copy
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement_plugin.adapters.towns import load_towns
from procurement_plugin.application.evaluate_lot import LotRequest, evaluate_lot
from procurement_plugin.application.simulate_market import MarketMemory, simulate_market
from procurement_plugin.application.transport_time import TransportTime
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.neutrality import border_symmetry, internal_market_effect
from procurement_plugin.domain.neutrality.computed_test import Asked
from procurement_plugin.domain.neutrality.market import SimulatedMarket, Town
from procurement_plugin.domain.procedure import BidItem, OtherPoints, ProductionSite
from procurement_plugin.domain.transport_chain import Coordinates
from procurement_plugin.web.schemas.reading import read_evaluation

GAZETTEER = load_towns(data_directory("config") / "reference_data" / "towns").towns
# Of each Member State the largest towns, so that the tests are quick; one of them uses all.
LARGEST = tuple(
    town
    for state in sorted({town.member_state for town in GAZETTEER})
    for town in sorted((t for t in GAZETTEER if t.member_state == state), key=lambda t: -t.population)[:4]
)
TYPES = {
    "rawDistance": {
        "criterion": "proximity",
        "measure": "chainDistance",
        "weight": "30",
        "scale": [{"at": "0", "value": "1"}, {"at": "1000", "value": "0"}],
    },
    "leadTime": {
        "criterion": "proximity",
        "measure": "deliveryLeadTime",
        "weight": "10",
        "scale": [{"at": "4", "value": "1"}, {"at": "72", "value": "0"}],
        "settings": {"proximity": {"unit": "h"}},
    },
    "emissions": {
        "criterion": "transportEmissions",
        "weight": "15",
        "scale": [{"at": "0", "value": "1"}, {"at": "200", "value": "0"}],
    },
}
Ask = Callable[..., LotRequest]


@pytest.fixture
def ghent(requests_by_name: dict[str, Any]) -> Ask:
    """A request for delivery in Ghent whose first criterion is the one asked for."""

    def asked(kind: str, **procedure: Any) -> LotRequest:
        request = copy.deepcopy(requests_by_name["proximity/request.json"])
        criteria = request["weightProfile"]["criteria"]
        criteria[0] = {**TYPES[kind], "missingPolicy": "clarify", "need": "n", "link": "l", "evidence": ["e"]}
        criteria[1]["weight"] = str(70 - int(criteria[0]["weight"]))
        request["procedure"] |= procedure
        return read_evaluation(request, knowledge.schemas(), knowledge.reference())

    return asked


def simulated(request: LotRequest, towns: tuple[Town, ...] = LARGEST, memory: Any = None) -> SimulatedMarket:
    return simulate_market(request.procedure, request.lot, request.profile, knowledge.reference(), towns, memory)


def effect_of(request: LotRequest, towns: tuple[Town, ...]) -> F:
    market = simulated(request, towns)
    (criterion,) = market.criteria
    found = internal_market_effect.effect(market, [F(request.profile.criteria[criterion.index].weight)]).covered
    assert found is not None
    return found


def test_raw_distance_favours_the_buyers_state_most(ghent: Ask) -> None:
    effects = {kind: effect_of(ghent(kind), GAZETTEER) for kind in TYPES}
    assert effects["rawDistance"] > 10 > effects["emissions"] > 5 > effects["leadTime"] > 0
    # Also for each per cent of weight, so that it is not the weight of 30 alone.
    shares = {kind: found / int(str(TYPES[kind]["weight"])) for kind, found in effects.items()}
    assert max(shares, key=shares.__getitem__) == "rawDistance"


def test_a_warning_for_emissions_is_a_block_for_raw_distance_and_none_for_a_lead_time(ghent: Ask) -> None:
    found = {}
    for kind in TYPES:
        request = ghent(kind)
        reference = knowledge.reference()
        asked = Asked(
            simulated(request, GAZETTEER), request.profile, request.procedure, request.lot, reference.parameters, None
        )
        found[kind] = [str(finding.severity) for finding in internal_market_effect.run(asked).findings]
    assert found == {"rawDistance": ["warn", "block", "warn"], "emissions": ["warn"], "leadTime": []}


@pytest.mark.parametrize("kind", ["rawDistance", "emissions"])
def test_the_measure_of_a_town_is_the_measure_of_a_bid_from_there(ghent: Ask, kind: str) -> None:
    request = ghent(kind)
    (criterion,) = simulated(request).criteria
    lille = next(place for place, town in enumerate(LARGEST) if town.name == "Paris")
    site = ProductionSite("S", LARGEST[lille].location, D(100), (), ())
    price = {"price": OtherPoints(D(200000), None), "quality": OtherPoints(None, D(5))}
    bid = request.bids[0]._replace(items=(BidItem("I1", None, (site,)),), other_criteria=price)
    cleared = replace(request, bids=(bid,), profile=unblocked(request))
    score = evaluate_lot(cleared, knowledge.reference()).evaluation.bids[0].criteria[0]
    assert criterion.measures[lille] == score.measurement.measure
    assert score.placed is not None
    assert criterion.values[lille] == F(score.placed.numerator) / F(score.placed.denominator)


def unblocked(request: LotRequest) -> Any:
    """The profile with a weight that no limit blocks; the measure does not depend on it."""
    first, price, quality = request.profile.criteria
    moved = replace(price, weight=price.weight + first.weight - 5)
    return replace(request.profile, criteria=(replace(first, weight=D(5)), moved, quality))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.permutations([town.member_state for town in LARGEST]), kind=st.sampled_from(sorted(TYPES)))
def test_permuting_countries_changes_no_measure_and_no_value(ghent: Ask, states: list[str], kind: str) -> None:
    request = ghent(kind)
    moved = tuple(town._replace(member_state=state) for town, state in zip(LARGEST, states, strict=True))
    before, after = simulated(request), simulated(request, moved)
    assert before.criteria[0].measures == after.criteria[0].measures
    assert before.criteria[0].values == after.criteria[0].values
    asked = Asked(after, request.profile, request.procedure, request.lot, knowledge.reference().parameters, None)
    assert border_symmetry.run(asked).findings == ()


def test_the_buyers_own_country_changes_no_value(ghent: Ask) -> None:
    one, other = (simulated(ghent("emissions", jurisdiction=country)) for country in ("BE", "FR"))
    assert one.criteria[0].values == other.criteria[0].values
    assert (one.buyer_state, other.buyer_state) == ("BE", "FR")


@pytest.mark.parametrize(
    ("jurisdiction", "state", "source"),
    [("BE-VLG", "BE", "jurisdiction"), ("EL", "GR", "jurisdiction"), ("EU", "BE", "nearestTown")],
)
def test_the_buyers_state_comes_from_the_jurisdiction_or_the_nearest_town(
    ghent: Ask, jurisdiction: str, state: str, source: str
) -> None:
    request = ghent("emissions")
    market = simulated(replace(request, procedure=replace(request.procedure, jurisdiction=jurisdiction)))
    assert (market.buyer_state, market.buyer_state_from) == (state, source)


def test_towns_without_a_chain_have_no_value_and_say_why(ghent: Ask) -> None:
    visby = Town("Visby", "SE", "Gotland", 24330, Coordinates(D("57.6348"), D("18.2948")))
    market = simulated(ghent("rawDistance"), (*LARGEST, visby))
    (criterion,) = market.criteria
    assert criterion.values[-1] is None
    assert criterion.refused == {"chain.defaultNotCovered": 24330}
    assert all(value is not None for value in criterion.values[:-1])


def test_islands_come_by_ship(ghent: Ask) -> None:
    market = simulated(ghent("rawDistance"))
    (criterion,) = market.criteria
    dublin = next(place for place, town in enumerate(LARGEST) if town.name == "Dublin")
    assert criterion.measures[dublin] == D("1147.1")  # 2.375 km of road, 1 142 km of sea, 2.75 km of road


def test_supply_security_is_left_out_as_blind_to_origin(requests_by_name: dict[str, Any]) -> None:
    request = read_evaluation(
        copy.deepcopy(requests_by_name["supply_security/request.json"]), knowledge.schemas(), knowledge.reference()
    )
    market = simulated(request)
    assert ("supplySecurity", "originBlind") in [(one.key.split(".")[0], one.reason) for one in market.left_out]


def test_values_by_distance_are_those_of_that_many_kilometres(ghent: Ask) -> None:
    (criterion,) = simulated(ghent("rawDistance")).criteria
    assert criterion.by_distance == {km: max(F(0), 1 - F(km, 1000)) for km in (0, 50, 150, 300, 600, 1200)}


class Counting:
    """The reference's distances, counting from how many places a default chain is asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self._own = knowledge.reference().distances

    def default_ways(self, origins: Any, *rest: Any) -> Any:
        self.asked += len(origins)
        return self._own.default_ways(origins, *rest)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)


def test_moving_a_weight_or_an_anchor_asks_for_no_chain_again(ghent: Ask) -> None:
    counting: Any = Counting()
    reference = replace(knowledge.reference(), distances=counting)
    memory = MarketMemory()

    def run(request: LotRequest) -> SimulatedMarket:
        return simulate_market(request.procedure, request.lot, request.profile, reference, LARGEST, memory)

    request = ghent("emissions")
    first = run(request)
    asked = counting.asked
    assert asked == len(LARGEST)
    again = run(replace(request, profile=unblocked(request)))
    assert counting.asked == asked
    assert again.criteria[0].values == first.criteria[0].values
    run(ghent("rawDistance"))
    assert counting.asked == 2 * asked


def test_a_memory_tells_settings_and_measures_apart(ghent: Ask) -> None:
    memory = MarketMemory()
    hours, distance = ghent("leadTime"), ghent("rawDistance")
    first, *others = hours.profile.criteria
    days = replace(hours, profile=replace(hours.profile, criteria=(replace(first, settings={}), *others)))
    asked = {"h": hours, "d": days, "km": distance}
    found = {unit: simulated(request, memory=memory).criteria[0] for unit, request in asked.items()}
    assert {unit: criterion.unit for unit, criterion in found.items()} == {unit: unit for unit in asked}
    assert len({criterion.measures for criterion in found.values()}) == 3


def test_a_memory_keeps_the_youngest() -> None:
    memory = MarketMemory(size=2)
    column: Any = object()
    for key in ("a", "b"):
        memory.put(key, column)
    assert memory.get("a") is column
    memory.put("c", column)
    assert [memory.get(key) is column for key in ("a", "b", "c")] == [True, False, True]


# 65 km/h, 9 h of driving a day, 11 h of rest, 4 h of loading and unloading.
@pytest.mark.parametrize(
    ("kilometres", "unit", "time"),
    [
        (0, "h", "4.0"),
        (65, "h", "5.0"),
        (585, "h", "13.0"),  # exactly nine hours: no rest at the end of the way
        (586, "h", "24.0"),
        (1170, "h", "33.0"),
        (1171, "h", "44.0"),
        (585, "d", "0.5"),
        (1171, "d", "1.8"),
    ],
)
def test_transport_time_is_loading_driving_and_rests(ghent: Ask, kilometres: int, unit: str, time: str) -> None:
    figures = knowledge.reference().parameters
    request = ghent("leadTime")
    made = TransportTime(lambda name: figures.figure(name, request.procedure.day))
    assert made.of(chains_of(request, kilometres), unit) == D(time)


def test_the_longest_chain_counts(ghent: Ask) -> None:
    figures = knowledge.reference().parameters
    request = ghent("leadTime")
    made = TransportTime(lambda name: figures.figure(name, request.procedure.day))
    assert made.of((*chains_of(request, 65), *chains_of(request, 585)), "h") == 13


def chains_of(request: LotRequest, kilometres: int) -> Any:
    from procurement_plugin.application.evaluate_lot import figures_on  # noqa: PLC0415
    from procurement_plugin.application.gather_chains import ChainGatherer  # noqa: PLC0415

    reference = knowledge.reference()
    figure = figures_on(request.procedure.day, reference.parameters)
    ports = (reference.distances, reference.intensities["open-eu-2026"])
    gatherer = ChainGatherer(
        request.lot, request.profile, (request.procedure.day, request.procedure.closing_day), figure, ports
    )
    site = ProductionSite("S", Coordinates(D(51), D(4)), D(100), (), ())
    (chain,) = gatherer.gather(request.bids[0]._replace(items=(BidItem("I1", None, (site,)),)), "").chains
    (element,) = chain.elements
    return (chain._replace(elements=(element.over(D(kilometres)),)),)
