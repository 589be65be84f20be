"""Distances: right where they are covered, refused where they are not."""

import threading
from decimal import Decimal as D

import pytest

from procurement_plugin.adapters.distances import OfflineDistances
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import Coordinates, RoadRules

PLACES = {
    "Ghent": ("51.0543", "3.7174"),
    "Brussels": ("50.8503", "4.3517"),
    "London": ("51.5074", "-0.1278"),
    "Marrakech": ("31.6295", "-7.9811"),
    "Cairo": ("30.0444", "31.2357"),
    "Jerusalem": ("31.7683", "35.2137"),
    "Algeciras": ("36.1408", "-5.4562"),
    "Tangier": ("35.7595", "-5.8340"),
    "Helsingør": ("56.0308", "12.5921"),
    "Helsingborg": ("56.0465", "12.7000"),
    "Newcastle": ("54.9783", "-1.6178"),
    "Canterbury": ("51.2802", "1.0789"),
    "Lille": ("50.6292", "3.0573"),
    "Malmö": ("55.6050", "13.0038"),
    "Copenhagen": ("55.6761", "12.5683"),
    "Hamburg": ("53.5511", "9.9937"),
    "Palermo": ("38.1157", "13.3615"),
    "Rome": ("41.9028", "12.4964"),
    "Cagliari": ("39.2238", "9.1217"),
    "Dublin": ("53.3498", "-6.2603"),
    "Helsinki": ("60.1699", "24.9384"),
    "Stockholm": ("59.3293", "18.0686"),
    "Shanghai": ("31.2222", "121.4581"),
    "Reykjavik": ("64.1466", "-21.9426"),
    "Kryvyi Rih": ("47.9097", "33.3804"),
    "Dnipro": ("48.4666", "35.0407"),
    "Wrocław": ("51.1029", "17.0301"),
    "Istanbul, Europe": ("41.0151", "28.9795"),
    "Istanbul, Asia": ("40.9900", "29.0300"),
    "Antwerp": ("51.2213", "4.4051"),
    "New York": ("40.7128", "-74.0060"),
    "Ghent, swapped": ("3.7174", "51.0543"),
    "Palma": ("39.5696", "2.6502"),
    "Heraklion": ("35.3387", "25.1442"),
    "Kiruna": ("67.8557", "20.2251"),
    "Rovaniemi": ("66.4990", "25.6887"),
    "Luleå": ("65.5842", "22.1547"),
    "Akureyri": ("65.6826", "-18.0907"),
    "Oslo": ("59.9139", "10.7522"),
    "Norwegian Sea": ("66.5", "3.0"),
    "Kalmar": ("56.6616", "16.3616"),
    "Färjestaden": ("56.6499", "16.4686"),
    "Sønderborg": ("54.9090", "9.7892"),
    "Chalkida": ("38.4635", "23.6028"),
    "Athens": ("37.9838", "23.7275"),
    "Piraeus": ("37.9420", "23.6462"),
    "Den Helder": ("52.9599", "4.7593"),
    "Valletta": ("35.8989", "14.5146"),
    "Baku": ("40.4093", "49.8671"),
    "Aktau": ("43.6500", "51.1600"),
    "Caspian Sea": ("42.0000", "50.8000"),
    "Norwich": ("52.6300", "1.2970"),
    "Aarhus": ("56.1629", "10.2039"),
    "Odense": ("55.4038", "10.4024"),
    "Lund": ("55.7047", "13.1910"),
    "Bari": ("41.1171", "16.8719"),
    "Tirana": ("41.3275", "19.8187"),
    "Patras": ("38.2466", "21.7346"),
    "Gothenburg": ("57.7089", "11.9746"),
    "Genoa": ("44.4056", "8.9463"),
    "Naples": ("40.8518", "14.2681"),
    "Lisbon": ("38.7223", "-9.1393"),
    "Riga": ("56.9496", "24.1052"),
}


RULES = RoadRules(
    circuity=D("1.25"),
    maximum_km=D(3500),
    coast_km=D(10),
    water_km=D(30),
    detour=D("1.3"),
    detour_km=D(30),
    graph_from_km=D(500),
    graph_reach_km=D(100),
)
DATA = data_directory("config") / "reference_data"


def place(name: str) -> Coordinates:
    latitude, longitude = PLACES[name]
    return Coordinates(D(latitude), D(longitude))


@pytest.fixture(scope="module")
def distances() -> OfflineDistances:
    return OfflineDistances(DATA)


def road(distances: OfflineDistances, origin: str, destination: str) -> D:
    return distances.road_km(place(origin), place(destination), RULES).kilometres


def test_the_geodesic_has_the_length_of_the_meridian_quadrant(distances: OfflineDistances) -> None:
    """WGS84: equator to pole along a meridian is 10 001.966 km."""
    assert distances.geodesic_km(Coordinates(D(0), D(5)), Coordinates(D(90), D(5))) == D("10002.0")


def test_one_degree_on_the_equator_is_the_ellipsoids_own(distances: OfflineDistances) -> None:
    """WGS84: 6 378.137 km × π / 180 = 111.319 km."""
    assert distances.geodesic_km(Coordinates(D(0), D(0)), Coordinates(D(0), D(1))) == D("111.3")


def test_the_geodesic_is_symmetric_and_zero_at_home(distances: OfflineDistances) -> None:
    there, back = (distances.geodesic_km(place(a), place(b)) for a, b in (("Ghent", "Rome"), ("Rome", "Ghent")))
    assert there == back
    assert distances.geodesic_km(place("Ghent"), place("Ghent")) == 0


@pytest.mark.parametrize(
    ("origin", "destination"),
    [
        ("Ghent", "Brussels"),
        ("Canterbury", "Lille"),
        ("London", "Ghent"),
        ("Malmö", "Copenhagen"),
        ("Hamburg", "Stockholm"),
        ("Dnipro", "Kryvyi Rih"),
        ("Wrocław", "Kryvyi Rih"),
        ("Istanbul, Europe", "Istanbul, Asia"),
        ("Antwerp", "Rome"),
        ("Kiruna", "Luleå"),
        ("Rovaniemi", "Luleå"),
        ("Kalmar", "Färjestaden"),
        ("Sønderborg", "Hamburg"),
        ("Chalkida", "Athens"),
        ("Patras", "Athens"),
        ("Gothenburg", "Malmö"),
        ("Genoa", "Naples"),
        ("Lisbon", "Ghent"),
        ("Riga", "Ghent"),
        ("Piraeus", "Ghent"),
        ("Den Helder", "Ghent"),
        ("Lund", "Odense"),
        ("Odense", "Hamburg"),
    ],
)
def test_a_road_is_the_geodesic_times_the_circuity(distances: OfflineDistances, origin: str, destination: str) -> None:
    assert road(distances, origin, destination) == distances.geodesic_km(place(origin), place(destination)) * D("1.25")


@pytest.mark.parametrize(
    ("origin", "destination", "words"),
    [
        ("Palermo", "Rome", "no bridge"),
        ("Cagliari", "Rome", "no bridge"),
        ("Dublin", "Ghent", "no bridge"),
        ("Reykjavik", "Ghent", "no bridge"),
        ("Akureyri", "Oslo", "no bridge"),
        ("New York", "Ghent", "no bridge"),
        ("Algeciras", "Tangier", "long detour"),
        ("Marrakech", "Ghent", "long detour"),
        ("Helsingør", "Helsingborg", "long detour"),
        ("Hamburg", "Newcastle", "long detour"),
        ("Palma", "Ghent", "no bridge"),
        ("Heraklion", "Ghent", "no bridge"),
        ("Valletta", "Rome", "no bridge"),
        ("Helsinki", "Stockholm", "long detour"),
        ("Shanghai", "Ghent", "covered"),
        ("Ghent, swapped", "Brussels", "sea"),
        ("Bari", "Tirana", "long detour"),
        ("Baku", "Aktau", "long detour"),
        ("Cairo", "Rome", "long detour"),
        ("Aarhus", "Copenhagen", "long detour"),
        ("Helsinki", "Ghent", "long detour"),
        ("Norwich", "Lille", "long detour"),
        ("Copenhagen", "Hamburg", "long detour"),
    ],
)
def test_where_no_road_is_known_the_answer_is_a_refusal_in_words(
    distances: OfflineDistances, origin: str, destination: str, words: str
) -> None:
    with pytest.raises(OutOfCoverageError, match=words):
        road(distances, origin, destination)


@pytest.mark.parametrize("name", ["Kiruna", "Rovaniemi", "Akureyri", "Ghent"])
def test_the_far_north_is_land_where_it_is_land(distances: OfflineDistances, name: str) -> None:
    assert distances.on_land(place(name), RULES.coast_km)


@pytest.mark.parametrize("name", ["Piraeus", "Den Helder", "New York"])
def test_a_quay_between_two_shores_belongs_to_the_nearer_one(distances: OfflineDistances, name: str) -> None:
    assert distances.on_land(place(name), RULES.coast_km)


def test_the_sea_of_the_far_north_is_sea(distances: OfflineDistances) -> None:
    """Eurasia crosses 180 degrees: an edge back across the map would turn land and sea round at these latitudes."""
    assert not distances.on_land(place("Norwegian Sea"), RULES.coast_km)


def test_the_caspian_is_a_sea_though_land_lies_all_round_it(distances: OfflineDistances) -> None:
    assert not distances.on_land(place("Caspian Sea"), RULES.coast_km)
    assert distances.on_land(place("Baku"), RULES.coast_km)


@pytest.mark.parametrize(("origin", "destination"), [("London", "Ghent"), ("Cairo", "Rome"), ("Odense", "Hamburg")])
def test_the_way_back_is_judged_like_the_way_there(distances: OfflineDistances, origin: str, destination: str) -> None:
    def answer(there: str, back: str) -> str:
        try:
            return str(road(distances, there, back))
        except OutOfCoverageError:
            return "refused"

    assert answer(origin, destination) == answer(destination, origin)


def test_swapped_coordinates_are_seen(distances: OfflineDistances) -> None:
    assert distances.on_land(place("Ghent"), RULES.coast_km)
    assert not distances.on_land(place("Ghent, swapped"), RULES.coast_km)


def test_threads_get_the_same_answers(distances: OfflineDistances) -> None:
    pairs = [(a, b) for a in ("Ghent", "London", "Palermo", "Wrocław") for b in ("Rome", "Brussels", "Dnipro")]

    def asked(source: OfflineDistances) -> list[str]:
        answers = []
        for origin, destination in pairs:
            try:
                answers.append(str(road(source, origin, destination)))
            except OutOfCoverageError as refused:
                answers.append(str(refused))
        return answers

    expected = asked(distances)
    fresh = OfflineDistances(DATA)
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(asked(fresh))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8
