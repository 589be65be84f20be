"""Sea distances: within two per cent of published ones in both scenarios, never zero, never through the wrong canal."""

import gzip
import hashlib
from decimal import Decimal as D

import pytest
import yaml

from procurement_plugin.adapters.distances import OfflineDistances
from procurement_plugin.adapters.places import TablesOfPlaces
from procurement_plugin.adapters.sea_distances import NO_WAY, SeaDistances
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.findings import OutOfCoverageError, ProcurementError
from procurement_plugin.domain.transport_chain import Coordinates

DATA = data_directory("config") / "reference_data"
KM_PER_NAUTICAL_MILE = 1.852

# Nautical miles. "distance tables": port distances as published, gathered in a note whose quality is mixed. "canal":
# figures of the Suez Canal Authority as widely quoted (Jeddah and Tokyo read in secondary pages, the rest from memory).
THROUGH_THE_CANALS = [
    ("CNSHA", "NLRTM", 10525, "distance tables"),
    ("CNSHA", "BEANR", 10500, "distance tables"),
    ("SGSIN", "NLRTM", 8288, "distance tables, canal"),
    ("USNYC", "NLRTM", 3348, "distance tables"),
    ("INBOM", "NLRTM", 6371, "distance tables"),
    ("SGSIN", "USLAX", 7721, "distance tables"),
    ("USNYC", "USLAX", 4914, "distance tables, through Panama"),
    ("AUSYD", "NLRTM", 11600, "distance tables, rounded"),
    ("HKHKG", "DEHAM", 10000, "distance tables, rounded"),
    ("SAJED", "ROCND", 1698, "canal, read"),
    ("JPTYO", "NLRTM", 11192, "canal"),
    ("SARTA", "NLRTM", 6436, "canal"),
    ("SARTA", "USNYC", 8281, "canal"),
    ("INBOM", "GBLON", 6317, "11 700 km, read in an encyclopedia"),
]
ROUND_THE_CAPE = [
    ("SGSIN", "NLRTM", 11755, "canal"),
    ("JPTYO", "NLRTM", 14507, "canal; 3 315 more than through Suez, read"),
    ("SARTA", "NLRTM", 11169, "canal"),
    ("SARTA", "USNYC", 11794, "canal"),
    ("SARTA", "ROCND", 12094, "canal"),
    ("INBOM", "GBLON", 10799, "20 000 km, read in an encyclopedia"),
    ("USNYC", "NLRTM", 3348, "untouched by the scenario"),
    ("USNYC", "USLAX", 4914, "untouched by the scenario: still through Panama"),
    ("SGSIN", "USLAX", 7721, "untouched by the scenario"),
    ("SAJED", "ROCND", 1698, "untouched: no other way is left to the Red Sea"),
]


@pytest.fixture(scope="module")
def sea() -> SeaDistances:
    return SeaDistances(DATA / "sea_distances")


@pytest.fixture(scope="module")
def distances() -> OfflineDistances:
    return OfflineDistances(DATA)


@pytest.fixture(scope="module")
def places() -> TablesOfPlaces:
    return TablesOfPlaces(DATA)


def kilometres(sea: SeaDistances, scenario: str, one: str, other: str) -> int:
    codes = [port.unlocode for port in sea.ports]
    return int(sea.between(scenario)[codes.index(one), codes.index(other)])


@pytest.mark.parametrize(
    ("scenario", "one", "other", "published"),
    [("suez", *row[:3]) for row in THROUGH_THE_CANALS] + [("cape", *row[:3]) for row in ROUND_THE_CAPE],
)
def test_a_sea_distance_lies_within_two_per_cent_of_the_published_one(
    sea: SeaDistances, scenario: str, one: str, other: str, published: int
) -> None:
    found = kilometres(sea, scenario, one, other) / KM_PER_NAUTICAL_MILE
    assert abs(found / published - 1) <= 0.02, f"{found:.0f} nautical miles"


def test_shanghai_to_rotterdam_without_suez_goes_round_the_cape_and_not_through_panama(sea: SeaDistances) -> None:
    """Closing the Suez Canal alone would give some 13 466 nautical miles through Panama."""
    assert kilometres(sea, "cape", "CNSHA", "NLRTM") > 13_600 * KM_PER_NAUTICAL_MILE


def test_the_cape_is_never_shorter(sea: SeaDistances) -> None:
    assert (sea.between("cape") >= sea.between("suez")).all()


def test_no_way_has_length_zero_and_the_way_back_is_as_long(sea: SeaDistances) -> None:
    for scenario in ("suez", "cape"):
        table = sea.between(scenario)
        assert (table > 0).all()
        assert (table == table.T).all()
        assert (table.diagonal() == NO_WAY).all()


def test_every_port_reaches_every_other_place(sea: SeaDistances) -> None:
    """Ports without a way to one another are two codes of one place."""
    assert len(sea.ports) == 839
    for one, other in zip(*(sea.between("suez") == NO_WAY).nonzero(), strict=True):
        first, second = sea.ports[one], sea.ports[other]
        assert abs(first.latitude - second.latitude) + abs(first.longitude - second.longitude) < 0.02


def test_no_sea_way_is_shorter_than_the_straight_line(sea: SeaDistances, distances: OfflineDistances) -> None:
    """A whole kilometre may round down by half; nothing else may."""
    geodesics = distances._geodesics
    for number, port in enumerate(sea.ports):
        for other in range(number + 1, len(sea.ports), 37):
            to = sea.ports[other]
            straight = geodesics.metres(port.latitude, port.longitude, to.latitude, to.longitude) / 1000
            assert int(sea.between("suez")[number, other]) >= straight - 0.51, (port.unlocode, to.unlocode)


def test_an_inland_place_has_no_sea_distance(distances: OfflineDistances) -> None:
    """A known defect of route finders: Zürich to Berlin by sea gets a length."""
    zurich, berlin = Coordinates(D("47.3769"), D("8.5417")), Coordinates(D("52.5200"), D("13.4050"))
    with pytest.raises(OutOfCoverageError, match="nearest port"):
        distances.sea_km(zurich, berlin, "suez", D(30))


def test_two_places_at_one_port_have_no_sea_distance(distances: OfflineDistances, places: TablesOfPlaces) -> None:
    """The other known defect: a length of zero, which would emit nothing."""
    with pytest.raises(OutOfCoverageError, match="no way from BEANR to BEANR"):
        distances.sea_km(places.port("BEANR"), places.port("BEANR"), "suez", D(30))


def test_a_place_within_reach_of_a_port_gets_the_ports_distance(
    distances: OfflineDistances, places: TablesOfPlaces
) -> None:
    quay = Coordinates(D("51.28"), D("4.30"))
    found = distances.sea_km(quay, places.port("USNYC"), "suez", D(30))
    assert found.kilometres == distances.sea_km(places.port("BEANR"), places.port("USNYC"), "suez", D(30)).kilometres
    assert dict(found.operands) == {"seaFrom": "BEANR", "seaTo": "USNYC", "seaScenario": "suez"}


def test_the_tables_are_those_on_their_sheets() -> None:
    for folder in ("sea_distances", "places", "road_network"):
        sheet = yaml.load((DATA / folder / "source.yaml").read_text(), Loader=yaml.BaseLoader)  # noqa: S506  text only
        for name, digest in sheet["files"].items():
            assert hashlib.sha256((DATA / folder / name).read_bytes()).hexdigest() == digest, name
        for source in sheet["sources"]:
            assert source["licence"]
            assert source["attribution"]
            assert source["href"].startswith("https://")


def test_figures_read_by_hand_are_in_the_tables(sea: SeaDistances, places: TablesOfPlaces) -> None:
    sheet = yaml.load((DATA / "sea_distances" / "source.yaml").read_text(), Loader=yaml.BaseLoader)  # noqa: S506
    for row in sheet["hand_read_rows"]:
        for scenario in ("suez", "cape"):
            assert kilometres(sea, scenario, row["from"], row["to"]) == int(row[scenario])
    assert places.airport("LGG")[:2] == (D("50.63639"), D("5.44278"))
    assert places.town("Gent", "BE")[:2] == (D("51.05"), D("3.71667"))
    edges = gzip.decompress((DATA / "road_network" / "edges.csv.gz").read_bytes()).decode()
    assert "100030,100177,138.03,source" in edges


def test_a_table_that_does_not_fit_its_ports_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("sea")
    for name in ("ports.csv", "suez.u16.gz", "cape_adds.u16.gz"):
        (folder / name).write_bytes((DATA / "sea_distances" / name).read_bytes())
    ports = (folder / "ports.csv").read_text().splitlines(keepends=True)
    (folder / "ports.csv").write_text("".join(ports[:-1]))
    with pytest.raises(ProcurementError, match="pairs of ports"):
        SeaDistances(folder)
