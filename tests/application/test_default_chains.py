"""The default chain from sites all over the world to Belgium: plausible leg by leg, and the same whoever asks."""

import json
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_plugin.application.element_distances import road_rules
from procurement_plugin.application.evaluate_lot import figures_on
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import Coordinates, DefaultWay, WayCosts

# An articulated lorry and a container ship of open-eu-2026, per tonne-km of shortest feasible distance.
COSTS = WayCosts(D("0.101157"), D("0.00936905"))
REFERENCE = knowledge.reference()
DATA = data_directory("config") / "reference_data"
RULES = road_rules(figures_on(date(2026, 12, 1), REFERENCE.parameters))

# Site, country, delivery in Belgium, the modes in order, and a span of kg CO2e per tonne that a person found plausible.
CASES = [
    ("Hasselt", "BE", "Gent", "road", 10, 20),
    ("Lille", "FR", "Gent", "road", 5, 12),
    ("Rotterdam", "NL", "Antwerp", "road", 7, 14),
    ("Köln", "DE", "Brussels", "road", 20, 28),
    ("London", "GB", "Gent", "road", 25, 40),
    ("Lyon", "FR", "Namur", "road", 60, 75),
    ("Milan", "IT", "Brussels", "road", 75, 105),
    ("Rome", "IT", "Antwerp", "road", 140, 160),
    ("Barcelona", "ES", "Brussels", "road", 125, 140),
    ("Lisbon", "PT", "Gent", "road", 200, 225),
    ("Copenhagen", "DK", "Gent", "road", 90, 110),
    ("Stockholm", "SE", "Antwerp", "road", 155, 175),
    ("Oslo", "NO", "Antwerp", "road", 125, 145),
    ("Warsaw", "PL", "Brussels", "road", 140, 155),
    ("Budapest", "HU", "Liège", "road", 130, 145),
    ("Athens", "GR", "Brussels", "road", 255, 275),
    ("Sofia", "BG", "Gent", "road", 210, 230),
    ("Kyiv", "UA", "Brussels", "road", 225, 240),
    ("Istanbul", "TR", "Gent", "road", 270, 290),
    ("Tallinn", "EE", "Antwerp", "road", 195, 210),
    ("Dublin", "IE", "Gent", "road sea road", 9, 16),
    ("Cork", "IE", "Brussels", "road sea road", 10, 30),
    ("Helsinki", "FI", "Antwerp", "road sea road", 18, 26),
    ("Reykjavík", "IS", "Gent", "road sea road", 18, 30),
    ("Palermo", "IT", "Antwerp", "road sea road", 35, 50),
    ("Valletta", "MT", "Gent", "road sea road", 38, 50),
    ("Limassol", "CY", "Antwerp", "road sea road", 50, 65),
    ("Casablanca", "MA", "Gent", "road sea road", 20, 32),
    ("Algiers", "DZ", "Gent", "road sea road", 25, 45),
    ("Cairo", "EG", "Antwerp", "road sea road", 55, 90),
    ("Lagos", "NG", "Antwerp", "road sea road", 65, 90),
    ("Abidjan", "CI", "Antwerp", "road sea road", 60, 85),
    ("Nairobi", "KE", "Gent", "road sea road", 150, 200),
    ("Johannesburg", "ZA", "Antwerp", "road sea road", 150, 210),
    ("Kinshasa", "CD", "Antwerp", "road sea road", 90, 170),
    ("Addis Ababa", "ET", "Antwerp", "road sea road", 140, 210),
    ("Tel Aviv", "IL", "Antwerp", "road sea road", 50, 75),
    ("Dubai", "AE", "Antwerp", "road sea road", 100, 125),
    ("Karachi", "PK", "Antwerp", "road sea road", 100, 125),
    ("Mumbai", "IN", "Antwerp", "road sea road", 105, 125),
    ("New Delhi", "IN", "Antwerp", "road sea road", 200, 260),
    ("Dhaka", "BD", "Antwerp", "road sea road", 135, 190),
    ("Almaty", "KZ", "Gent", "road sea road", 350, 460),
    ("Shanghai", "CN", "Gent", "road sea road", 175, 200),
    ("Chongqing", "CN", "Antwerp", "road sea road", 270, 380),
    ("Tokyo", "JP", "Antwerp", "road sea road", 190, 210),
    ("Singapore", "SG", "Antwerp", "road sea road", 140, 155),
    ("Jakarta", "ID", "Antwerp", "road sea road", 145, 170),
    ("Sydney", "AU", "Antwerp", "road sea road", 195, 215),
    ("Auckland", "NZ", "Antwerp", "road sea road", 190, 230),
    ("New York City", "US", "Gent", "road sea road", 55, 70),
    ("Chicago", "US", "Antwerp", "road sea road", 60, 210),
    ("Denver", "US", "Antwerp", "road sea road", 230, 330),
    ("Los Angeles", "US", "Antwerp", "road sea road", 130, 160),
    ("Toronto", "CA", "Gent", "road sea road", 60, 150),
    ("Mexico City", "MX", "Antwerp", "road sea road", 110, 160),
    ("Medellín", "CO", "Antwerp", "road sea road", 100, 160),
    ("Lima", "PE", "Antwerp", "road sea road", 100, 120),
    ("Santiago", "CL", "Antwerp", "road sea road", 130, 155),
    ("São Paulo", "BR", "Antwerp", "road sea road", 95, 120),
    ("Buenos Aires", "AR", "Antwerp", "road sea road", 108, 130),
    ("La Paz", "BO", "Antwerp", "road sea road", 150, 220),
]


def way(origin: Coordinates, destination: Coordinates, scenario: str = "suez") -> DefaultWay:
    return REFERENCE.distances.default_ways([origin], destination, RULES, COSTS, scenario, "circuity", 5)[0]


def emitted(found: DefaultWay) -> D:
    sea = COSTS.sea or D(0)
    return sum((leg.distance.kilometres * (sea if leg.mode == "sea" else COSTS.road) for leg in found.legs), D(0))


@pytest.mark.parametrize(("site", "country", "delivery", "modes", "least", "most"), CASES)
def test_a_site_anywhere_has_a_plausible_chain_to_belgium(
    site: str, country: str, delivery: str, modes: str, least: int, most: int
) -> None:
    origin, destination = REFERENCE.places.town(site, country), REFERENCE.places.town(delivery, "BE")
    found = way(origin, destination)
    assert " ".join(leg.mode for leg in found.legs) == modes, found
    assert least <= emitted(found) <= most, (emitted(found), found)
    here = origin
    for leg in found.legs:
        assert leg.origin == here
        straight = REFERENCE.distances.geodesic_km(leg.origin, leg.destination)
        assert leg.distance.kilometres >= straight * D("0.98"), leg
        if leg.mode == "road":
            assert REFERENCE.distances.joined(leg.origin, leg.destination, RULES.coast_km)
            assert leg.distance.kilometres <= RULES.maximum_km
        here = leg.destination
    assert here == destination


def test_the_table_reaches_every_continent_and_the_islands() -> None:
    assert len(CASES) >= 60
    assert {"IE", "CY", "MT", "IS", "NZ"} <= {country for _, country, *_ in CASES}


@pytest.mark.parametrize(("site", "country"), [("Nairobi", "KE"), ("Johannesburg", "ZA"), ("São Paulo", "BR")])
def test_the_port_with_the_fewest_emissions_is_taken_of_the_five_nearest_that_a_road_reaches(
    site: str, country: str
) -> None:
    """By plain search over every gateway of the table, one at a time."""
    origin = REFERENCE.places.town(site, country)
    found = way(origin, REFERENCE.places.town("Gent", "BE"))
    ports = DATA.joinpath("sea_distances", "ports.csv").read_text().splitlines()[1:]
    gateways = [row.split(",")[0] for row in ports if row.split(",")[4] == "yes"]
    distances = REFERENCE.distances
    nearest = sorted(gateways, key=lambda code: distances.geodesic_km(origin, REFERENCE.places.port(code)))
    reached: dict[str, D] = {}
    for code in nearest[:15]:
        place = REFERENCE.places.port(code)
        try:
            road = distances.road_km(origin, place, RULES, "circuity").kilometres
        except OutOfCoverageError:
            continue
        sea = distances.sea_km(place, found.legs[2].origin, "suez", D(30)).kilometres
        reached[code] = road * COSTS.road + sea * (COSTS.sea or D(0))
        if len(reached) == 5:
            break
    assert dict(found.legs[1].distance.operands)["seaFrom"] == min(reached, key=reached.__getitem__)


def test_round_the_cape_a_chain_from_asia_is_longer_and_one_from_america_is_not() -> None:
    gent = REFERENCE.places.town("Gent", "BE")
    shanghai, new_york = REFERENCE.places.town("Shanghai", "CN"), REFERENCE.places.town("New York City", "US")
    assert emitted(way(shanghai, gent, "cape")) > emitted(way(shanghai, gent)) * D("1.2")
    assert emitted(way(new_york, gent, "cape")) == emitted(way(new_york, gent))


def test_one_at_a_time_or_all_at_once_is_the_same() -> None:
    gent = REFERENCE.places.town("Gent", "BE")
    origins = [REFERENCE.places.town(site, country) for site, country, *_ in CASES]
    together = REFERENCE.distances.default_ways(origins, gent, RULES, COSTS, "suez", "circuity", 5)
    assert together == [way(origin, gent) for origin in origins]
    assert together == REFERENCE.distances.default_ways(origins[::-1], gent, RULES, COSTS, "suez", "circuity", 5)[::-1]


PLACES = st.builds(
    Coordinates,
    st.decimals(-55, 70, places=2, allow_nan=False),
    st.decimals(-179, 179, places=2, allow_nan=False),
)


@settings(max_examples=60, deadline=None)
@given(PLACES)
def test_any_place_on_earth_gets_legs_no_shorter_than_the_straight_line_or_a_reason(origin: Coordinates) -> None:
    found = way(origin, Coordinates(D("51.05"), D("3.72")))
    assert bool(found.legs) != bool(found.refusal)
    for leg in found.legs:
        straight = REFERENCE.distances.geodesic_km(leg.origin, leg.destination)
        assert leg.distance.kilometres >= straight * D("0.98")


def test_without_a_ship_in_the_data_set_only_roads_are_left() -> None:
    gent = REFERENCE.places.town("Gent", "BE")
    costs = COSTS._replace(sea=None)
    origins = [REFERENCE.places.town("Hasselt", "BE"), REFERENCE.places.town("Shanghai", "CN")]
    near, far = REFERENCE.distances.default_ways(origins, gent, RULES, costs, "suez", "circuity", 5)
    assert [leg.mode for leg in near.legs] == ["road"]
    assert far.refusal


def test_the_graph_of_roads_serves_long_ways_in_europe_and_only_those() -> None:
    gent = REFERENCE.places.town("Gent", "BE")
    methods = {}
    for site, country in (("Warsaw", "PL"), ("Lyon", "FR"), ("Hasselt", "BE"), ("Shanghai", "CN")):
        origin = REFERENCE.places.town(site, country)
        found = REFERENCE.distances.default_ways([origin], gent, RULES, COSTS, "suez", "roadGraph", 5)[0]
        methods[site] = [leg.distance.method for leg in found.legs]
        for leg in found.legs:
            assert leg.distance.kilometres >= REFERENCE.distances.geodesic_km(leg.origin, leg.destination) * D("0.98")
    assert methods == {
        "Warsaw": ["roadGraph"],
        "Lyon": ["roadGraph"],
        "Hasselt": ["circuity"],
        "Shanghai": ["circuity", "seaTable", "circuity"],
    }


def emissions(request: dict[str, Any], location: dict[str, str]) -> str:
    from procurement_plugin.application.evaluate_lot import evaluate_lot  # noqa: PLC0415
    from procurement_plugin.web.schemas.reading import read_evaluation  # noqa: PLC0415

    body = json.loads(json.dumps(request))
    body["bids"] = body["bids"][:1]
    body["bids"][0]["items"][0]["productionSites"][0]["location"] = location
    found = evaluate_lot(read_evaluation(body, knowledge.schemas(), REFERENCE), REFERENCE)
    return str(found.evaluation.bids[0].criteria[0].measurement.measure)


def test_a_country_beside_the_coordinates_changes_no_figure(requests_by_name: dict[str, Any]) -> None:
    request = requests_by_name["transport_emissions/request-chains.json"]
    place = {"latitude": "50.93106", "longitude": "5.33781"}
    figures = {
        emissions(request, {**place, **({"country": country} if country else {})}) for country in ("", "BE", "CN")
    }
    assert figures == {"14.491"}


def test_nearer_never_emits_more_along_one_road(requests_by_name: dict[str, Any]) -> None:
    """Fixed class and method: places further and further east of Ghent."""
    request = requests_by_name["transport_emissions/request-chains.json"]
    found = [D(emissions(request, {"latitude": "50.90", "longitude": f"{3.8 + step / 2:.2f}"})) for step in range(20)]
    assert found == sorted(found)
