"""Every rule about a declared chain: what refuses it, what is remarked, and what its figures are."""

import copy
from collections.abc import Callable
from decimal import Decimal as D
from typing import Any

import pytest

from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.chain_checks import MESSAGES
from procurement_plugin.domain.evaluation import CriterionScore
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.schemas.reading import read_evaluation

HERE = {"latitude": "50.93106", "longitude": "5.33781"}  # Hasselt, the site
GENT = {"latitude": "51.05000", "longitude": "3.71667"}  # the delivery point
TERMINAL = {"latitude": "51.26000", "longitude": "4.36000"}
PARIS = {"latitude": "48.85660", "longitude": "2.35220"}
NEW_YORK = {"latitude": "40.71280", "longitude": "-74.00600"}
ROAD = {"mode": "road", "vehicleClass": "articOver33t"}
SHIP = {"mode": "sea", "vehicleClass": "containerShip"}
RAIL = {"mode": "rail", "vehicleClass": "freightTrain"}
OWN = {
    "operationCategoryId": "TOC-1",
    "co2eIntensityWTW": "0.09",
    "co2eIntensityTTW": "0.07",
    "co2eIntensityUnit": "kgCO2e/tkm",
    "globalWarmingPotentials": "AR5",
}
Score = Callable[..., CriterionScore]


def owned(**changes: Any) -> dict[str, Any]:
    return {**ROAD, "distanceKm": "143.2", "evidence": ["E1"], "primaryData": {**OWN, **changes}}


@pytest.fixture
def score(requests_by_name: dict[str, Any]) -> Score:
    """The emissions of one bid with these elements from Hasselt to Ghent, 16 t."""

    def asked(*elements: dict[str, Any], site: Any = HERE, evidence: str = "verified", **more: Any) -> CriterionScore:
        request = copy.deepcopy(requests_by_name["transport_emissions/request-chains.json"])
        request["bids"] = request["bids"][:1]
        bid = request["bids"][0]
        chain = {"deliveryPoint": "D1", "elements": list(elements), **more.pop("chain", {})}
        place = {"id": "S1", "share": "100.00", "chains": [chain], "evidence": ["E1"]}
        bid["items"][0]["productionSites"][0] = place
        if site is not None:
            place["location"] = site
        if not elements:
            del place["chains"]
        bid["evidence"][0]["status"] = evidence
        request["lot"]["items"][0] |= more.pop("item", {})
        request["weightProfile"] |= more.pop("profile", {})
        settings = request["weightProfile"]["criteria"][0]["settings"]["transportEmissions"]
        settings |= more.pop("settings", {})
        read = read_evaluation(request, knowledge.schemas(), knowledge.reference())
        return evaluate_lot(read, knowledge.reference()).evaluation.bids[0].criteria[0]

    return asked


def codes(found: CriterionScore) -> set[str]:
    return {finding.code for finding in found.findings if finding.code.partition(".")[0] in ("chain", "site")}


SEA_FROM_NEW_YORK = {**SHIP, "from": {"unlocode": "USNYC"}, "to": {"unlocode": "BEANR"}}
REFUSED: list[tuple[str, tuple[dict[str, Any], ...], dict[str, Any]]] = [
    ("chain.actualDistance", ({**ROAD, "distanceKm": "150.0", "distanceBasis": "actual"},), {}),
    ("chain.zeroLength", ({**ROAD, "distanceKm": "0"},), {}),
    ("chain.shorterThanGeodesic", ({**ROAD, "distanceKm": "100.0"},), {}),
    ("chain.distanceMissing", (ROAD,), {"site": None}),
    ("chain.distanceMissing", ({"mode": "inlandWaterway", "vehicleClass": "motorVessel1000To1499t"},), {}),
    ("chain.roadNotCovered", ({**ROAD, "to": {"town": "Dublin", "country": "IE"}},), {}),
    ("chain.terminalsMissing", ({**RAIL, "distanceKm": "140.0"}, ROAD), {}),
    ("chain.farFromPort", ({**SHIP, "distanceKm": "900.0", "from": HERE, "to": PARIS},), {}),
    ("chain.shorterThanSeaRoute", ({**SEA_FROM_NEW_YORK, "distanceKm": "5800.0"},), {"site": NEW_YORK}),
    ("chain.seaNotCovered", ({**SHIP, "from": {"unlocode": "BEANR"}, "to": {"unlocode": "BEANR"}},), {}),
    ("chain.noLandConnection", ({**ROAD, "distanceKm": "7500.0"},), {"site": NEW_YORK}),
    ("chain.gapNotClosed", ({**ROAD, "distanceKm": "150.0", "from": NEW_YORK},), {}),
    ("chain.lengthDiffers", ({**ROAD, "distanceKm": "143.2"},), {"chain": {"totalDistanceKm": "150.0"}}),
    ("chain.temperatureNotCovered", ({**ROAD, "distanceKm": "143.2"},), {"item": {"temperature": "refrigerated"}}),
    ("chain.tankAboveWell", (owned(co2eIntensityTTW="0.0901"),), {}),
    ("chain.otherWarmingPotentials", (owned(globalWarmingPotentials="AR6"),), {}),
    ("chain.unitOfIntensity", (owned(co2eIntensityUnit="kgCO2e/t"),), {}),
    ("chain.containersMissing", (owned(co2eIntensityUnit="kgCO2e/TEUkm"),), {}),
    ("chain.primaryWithoutEvidence", ({**owned(), "evidence": []},), {}),
    ("chain.activityDiffers", (owned(transportActivity="2300"),), {}),
    ("chain.emissionsDiffer", (owned(co2eWTW="200"),), {}),
    ("chain.hubWithLength", ({"mode": "hub", "distanceKm": "3.0", "evidence": ["E1"], "primaryData": {**OWN, "co2eIntensityUnit": "kgCO2e/t"}}, ROAD), {}),
    ("chain.basisNotCovered", ({"mode": "air", "vehicleClass": "airShortHaul", "distanceKm": "200.0"},), {}),
    ("chain.placeNotFound", ({**ROAD, "to": {"town": "Xyzzy", "country": "BE"}},), {}),
    ("site.placeNotFound", ({**ROAD, "distanceKm": "143.2"},), {"site": {"town": "Hasseld", "country": "BE"}}),
    ("site.evidenceUnusable", ({**ROAD, "distanceKm": "143.2"},), {"evidence": "refused"}),
    ("chain.evidenceUnusable", (owned(),), {"evidence": "refused"}),
    ("site.locationMissing", (), {"site": None}),
    ("chain.defaultNotCovered", (), {"site": {"latitude": "57.6348", "longitude": "18.2948"}}),
]  # fmt: skip
REMARKED: list[tuple[str, tuple[dict[str, Any], ...], dict[str, Any]]] = [
    ("chain.longDetour", ({**ROAD, "distanceKm": "300.0"},), {}),
    ("chain.longDetour", ({**RAIL, "distanceKm": "400.0", "from": HERE, "to": GENT},), {}),
    ("chain.gapClosed", ({**ROAD, "distanceKm": "120.0", "to": TERMINAL},), {}),
    ("chain.gapClosed", ({**ROAD, "distanceKm": "70.0", "from": TERMINAL},), {}),
    ("chain.unusualIntensity", (owned(co2eIntensityWTW="0.02", co2eIntensityTTW="0.01"),), {}),
    ("chain.unusualIntensity", (owned(co2eIntensityWTW="0.4"),), {}),
    ("chain.fuelWithoutEvidence", ({**ROAD, "vehicleClass": "articOver33tHvo100", "distanceKm": "143.2"},), {}),
    ("chain.unusualContainerMass", (owned(co2eIntensityUnit="kgCO2e/TEUkm", teuPerTonne="1"),), {}),
    ("chain.unlistedBridge", ({**ROAD, "distanceKm": "95.0", "to": {"latitude": "30.626", "longitude": "122.065"}}, {**SHIP, "from": {"latitude": "30.626", "longitude": "122.065"}, "to": {"unlocode": "BEGNE"}}), {"site": {"latitude": "31.22", "longitude": "121.46"}}),
    ("site.placedByTable", (), {"site": {"town": "Hasselt", "country": "BE"}}),
    ("site.countryDoubt", (), {"site": {**HERE, "country": "PL"}}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "elements", "more"), REFUSED)
def test_what_cannot_be_is_refused(
    score: Score, code: str, elements: tuple[dict[str, Any], ...], more: dict[str, Any]
) -> None:
    found = score(*elements, **more)
    assert code in codes(found)
    assert found.measurement.measure is None
    assert found.points is None


@pytest.mark.parametrize(("code", "elements", "more"), REMARKED)
def test_what_may_be_is_measured_with_a_remark(
    score: Score, code: str, elements: tuple[dict[str, Any], ...], more: dict[str, Any]
) -> None:
    found = score(*elements, **more)
    assert codes(found) >= {code}
    assert found.measurement.measure is not None


def test_every_rule_is_tried() -> None:
    elsewhere = {"item.notOffered", "chain.intensityNotCovered"}  # tried at the service; refused there as a whole
    assert {code for code, *_ in (*REFUSED, *REMARKED)} | elsewhere == set(MESSAGES)


def test_a_clean_chain_has_nothing_said_about_it(score: Score) -> None:
    assert codes(score({**ROAD, "distanceKm": "143.2"})) == set()


@pytest.mark.parametrize("distance", ["143,2", "NaN", "-5", "1e3", "Infinity"])
def test_a_distance_that_is_no_plain_number_is_refused_at_its_place(score: Score, distance: str) -> None:
    with pytest.raises(UnreadableInputError) as refused:
        score({**ROAD, "distanceKm": distance})
    assert refused.value.findings[0].where.endswith("elements[0].distanceKm")


def test_the_decimal_comma_that_the_published_specification_contains_is_refused(score: Score) -> None:
    """The iLEAP specification's own example has "8,42769"."""
    with pytest.raises(UnreadableInputError) as refused:
        score(owned(co2eWTW="8,42769"))
    assert refused.value.findings[0].where.endswith("primaryData.co2eWTW")


def test_a_mass_of_nothing_is_refused(score: Score) -> None:
    with pytest.raises(UnreadableInputError, match="published form"):
        score({**ROAD, "distanceKm": "143.2"}, item={"massKg": "0"})


@pytest.mark.parametrize(
    "place",
    [{}, {"latitude": "51"}, {**GENT, "unlocode": "BEGNE"}, {"town": "Gent"}, {"unlocode": "BEGNE", "country": "BE"}],
)
def test_a_place_given_in_no_way_or_in_two_is_refused_in_words(score: Score, place: dict[str, str]) -> None:
    with pytest.raises(UnreadableInputError) as refused:
        score({**ROAD, "distanceKm": "143.2", "to": place})
    assert "Give latitude and longitude" in refused.value.findings[0].message
    assert refused.value.findings[0].where.endswith("elements[0].to")


@pytest.mark.parametrize(("tolerated", "found"), [("2291.2", set()), ("2293.5", {"chain.activityDiffers"})])
def test_activity_may_differ_by_a_thousandth(score: Score, tolerated: str, found: set[str]) -> None:
    """16 t over 143.2 km are 2 291.2 tkm."""
    assert codes(score(owned(transportActivity=tolerated))) == found


@pytest.mark.parametrize(
    ("data_type", "evidence", "grade"),
    [("primary", "verified", "A"), ("primary", "claimed", "B"), ("modelled", "verified", "C")],
)
def test_a_carriers_own_figure_has_the_quality_of_its_evidence(
    score: Score, data_type: str, evidence: str, grade: str
) -> None:
    found = score(owned(dataType=data_type), evidence=evidence)
    assert found.measurement.quality == grade
    # 143.2 km x 0.09, per tonne: the figure is for the shortest feasible distance, nothing is added.
    assert found.measurement.measure == D("12.888")


@pytest.mark.parametrize(
    ("policy", "evidence", "counts"),
    [
        ("accepted", "claimed", True),
        ("verifiedOnly", "claimed", False),
        ("verifiedOnly", "verified", True),
        ("notAccepted", "verified", False),
    ],
)
def test_the_profile_says_whether_a_carriers_own_figure_counts(
    score: Score, policy: str, evidence: str, counts: bool
) -> None:
    found = score(owned(), evidence=evidence, settings={"primaryData": policy})
    assert (found.measurement.measure is not None) is counts
    assert counts or "transportEmissions.primaryDataNotAccepted" in {finding.code for finding in found.findings}


def test_an_intensity_per_container_counts_by_the_containers_a_tonne_takes(score: Score) -> None:
    """0.9 kg per TEU-km at 10 t a TEU is 0.09 kg per tonne-km."""
    by_container = score(
        owned(co2eIntensityUnit="kgCO2e/TEUkm", co2eIntensityWTW="0.9", co2eIntensityTTW="0.7", teuPerTonne="0.1")
    )
    assert by_container.measurement.measure == score(owned()).measurement.measure


def test_an_intensity_per_actual_kilometre_is_adjusted_once(score: Score) -> None:
    found = score(owned(distanceBasis="actual"))
    assert found.measurement.measure == D("13.532")  # 143.2 x 0.09 x 1.05 = 13.5324


def test_a_hub_adds_its_own_figure_per_tonne_and_no_length(score: Score) -> None:
    hub = {
        "mode": "hub",
        "evidence": ["E1"],
        "primaryData": {**OWN, "co2eIntensityWTW": "1.9", "co2eIntensityTTW": "0.7", "co2eIntensityUnit": "kgCO2e/t"},
    }
    without, with_hub = score({**ROAD, "distanceKm": "143.2"}), score(hub, {**ROAD, "distanceKm": "143.2"})
    assert with_hub.measurement.measure is not None
    assert without.measurement.measure is not None
    assert with_hub.measurement.measure - without.measurement.measure == D("1.9")


def test_refrigerated_goods_get_a_refrigerated_lorry_by_default(score: Score) -> None:
    found = score(item={"temperature": "refrigerated"})
    assert found.measurement.measure == D("16.766")  # 143.25 x 0.11147 x 1.05 = 16.7664...


def test_refrigerated_goods_by_rail_are_raised_by_the_published_factor(score: Score) -> None:
    rail = {**RAIL, "distanceKm": "143.0", "from": HERE, "to": GENT}
    cooled = score(rail, item={"temperature": "refrigerated"})
    assert cooled.measurement.measure == D("5.244")  # 143 x 0.03274 x 1.12 = 5.2436384


def test_a_gap_is_closed_by_a_road_of_the_published_method(score: Score) -> None:
    """From the terminal to Ghent 50.6 km straight: 63.25 km by articulated lorry are added."""
    whole = score({**ROAD, "distanceKm": "120.0", "to": TERMINAL})
    added = [step for step in whole.measurement.explain() if step.code == "element"][-1]
    operands = dict(added.operands)["element"].operands()
    assert dict(operands)["assumed"] is True
    assert dict(operands)["qualityGrade"] == "E"
    assert whole.measurement.quality == "E"


def test_a_gap_below_five_kilometres_is_none(score: Score) -> None:
    near = {"latitude": "51.02000", "longitude": "3.75000"}  # 4.1 km from the delivery point
    found = score({**ROAD, "distanceKm": "143.2", "to": near})
    assert "chain.gapClosed" not in codes(found)
    assert len([step for step in found.measurement.explain() if step.code == "element"]) == 1


def test_sea_air_and_rail_distances_are_worked_out(score: Score) -> None:
    def lengths(*elements: dict[str, Any], **more: Any) -> list[str]:
        steps = score(*elements, **more).measurement.explain()
        return [f"{dict(step.operands)['element'].kilometres:f}" for step in steps if step.code == "element"]

    ship = {**SHIP, "from": {"unlocode": "CNSHA"}, "to": {"unlocode": "BEGNE"}}
    port = {"unlocode": "CNSHA"}
    assert lengths(ship, site=port) == ["19543"]
    assert lengths(ship, site=port, profile={"seaScenario": "cape"}) == ["25663"]
    plane = {"mode": "air", "vehicleClass": "airLongHaul", "from": {"iata": "ICN"}, "to": {"iata": "BRU"}}
    assert lengths(plane, site={"iata": "ICN"})[0] == "8700.7"
    assert lengths({**RAIL, "from": HERE, "to": GENT}) == ["143.250"]


def test_the_interval_says_how_far_the_figure_may_be_off_and_changes_no_point(score: Score) -> None:
    """One element of quality D: 40 per cent both ways, combined in the logarithm."""
    found = score({**ROAD, "distanceKm": "143.2"})
    step = found.measurement.explain()[-1]
    assert step.code == "interval"
    assert dict(step.operands) == {"low": D("8.691"), "high": D("20.280")}  # 14.4856824 x 0.6 and x 1.4


def test_different_intensities_err_independently(score: Score) -> None:
    """Two equal halves of one class keep the whole interval; halves of two classes come closer together."""
    half = {**ROAD, "distanceKm": "71.6"}
    one = dict(score(half, half).measurement.explain()[-1].operands)
    two = dict(score(half, {**half, "vehicleClass": "averageArtic"}).measurement.explain()[-1].operands)
    assert one == {"low": D("8.691"), "high": D("20.280")}
    assert one["low"] < two["low"] < two["high"] < one["high"] + D("0.2")
