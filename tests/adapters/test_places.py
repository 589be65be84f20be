"""Places by name or code: found with what they stand for, or refused with the remedy."""

from decimal import Decimal as D

import pytest

from procurement_plugin.adapters.places import TablesOfPlaces
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import Coordinates


@pytest.fixture(scope="module")
def places() -> TablesOfPlaces:
    return TablesOfPlaces(data_directory("config") / "reference_data")


def test_a_port_an_airport_and_a_town_say_what_they_are(places: TablesOfPlaces) -> None:
    assert places.port("BEANR").basis == "port"
    assert places.airport("BRU") == Coordinates(D("50.90139"), D("4.48444"), "airport")
    assert places.town("Hasselt", "BE").basis == "town"


@pytest.mark.parametrize(
    ("name", "country", "same"),
    [
        ("Liège", "BE", "Liege"),
        ("SÃO PAULO", "BR", "Sao Paulo"),
        ("Køge", "DK", "Koge"),
        ("Antwerpen", "BE", "Antwerp"),
        ("Anvers", "BE", "Antwerp"),
        ("München", "DE", "Munich"),
        ("København", "DK", "Copenhagen"),
        ("Lisboa", "PT", "Lisbon"),
        ("Ulaanbaatar", "MN", "Ulan Bator"),
    ],
)
def test_a_town_is_found_however_its_letters_are_written(
    places: TablesOfPlaces, name: str, country: str, same: str
) -> None:
    assert places.town(name, country) == places.town(same, country)


def test_every_other_name_leads_to_a_town_and_is_no_town_of_its_own(places: TablesOfPlaces) -> None:
    for (country, other), name in places._other_names.items():
        assert name in places._towns[country], (country, name)
        assert other not in places._towns[country], (country, other)


def test_towns_of_one_name_in_two_countries_are_told_apart(places: TablesOfPlaces) -> None:
    assert places.town("Paris", "FR").latitude != places.town("Paris", "US").latitude


def test_namibia_is_a_country_and_not_a_gap_in_the_table(places: TablesOfPlaces) -> None:
    assert places.town("Windhoek", "NA").latitude < 0


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (("town", "Hasseld", "BE"), "did you mean Hasselt"),
        (("town", "Xyzzy", "BE"), "give the coordinates"),
        (("town", "Hasselt", "XX"), "two letters"),
        (("town", "Springfield", "US"), "towns of US are called Springfield"),
        (("port", "BEXXX"), "no port with the UN/LOCODE BEXXX"),
        (("airport", "ZZZ"), "no airport with the IATA code ZZZ"),
    ],
)
def test_what_is_not_found_is_refused_with_the_remedy(places: TablesOfPlaces, ask: tuple[str, ...], words: str) -> None:
    with pytest.raises(OutOfCoverageError, match=words):
        getattr(places, ask[0])(*ask[1:])


@pytest.mark.parametrize(
    ("latitude", "longitude", "country", "doubted"),
    [
        ("50.93", "5.34", "BE", False),  # Hasselt
        ("50.93", "5.34", "NL", False),  # near the border
        ("50.93", "5.34", "PL", True),
        ("48.8566", "2.3522", "BE", True),  # Paris
        ("-34.6", "-58.4", "AR", False),
        ("5.34", "50.93", "BE", False),  # in the sea, no town near: nothing to say
    ],
)
def test_coordinates_are_compared_with_the_stated_country(
    places: TablesOfPlaces, latitude: str, longitude: str, country: str, doubted: bool
) -> None:
    assert bool(places.country_doubt(Coordinates(D(latitude), D(longitude)), country)) is doubted
