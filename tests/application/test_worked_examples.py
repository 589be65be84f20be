"""Published worked examples of freight emissions, and identities of the data sets, reproduced digit for digit."""

from datetime import date
from decimal import Decimal as D

import pytest

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.chain_checks import activity_faults
from procurement_plugin.domain.transport_chain import (
    DistanceBasis,
    EmissionIntensity,
    PrimaryData,
    ResolvedElement,
    TransportChainElement,
)

ONE = D(1)
DAY = date(2026, 12, 1)


def element(kilometres: str, well_to_wheel: str, tank_to_wheel: str = "0") -> ResolvedElement:
    """A road element of shortest feasible distance with a given intensity, kg CO2e per tonne-km."""
    well, tank, basis = D(well_to_wheel), D(tank_to_wheel), DistanceBasis.SHORTEST_FEASIBLE
    row = EmissionIntensity("x", "road", "x", tank, well - tank, well, basis, "declared", "", DAY, None)
    carried = TransportChainElement("road", "x", D(kilometres), basis, "", None, None)
    made = ResolvedElement(carried, D(0), row, ONE, ONE, D(0), False, "B", None, None, None)
    return made.over(D(kilometres))


# iLEAP Technical Specifications (SINE Foundation, Smart Freight Centre), specs/index.bs at 4e8eb383, MIT licence.
@pytest.mark.parametrize(
    ("kilograms", "legs", "emitted"),
    [("87", [("423", "0.1")], "3.6801"), ("87", [("423", "0.1"), ("321", "0.17")], "8.42769")],
)
def test_the_elements_of_the_ileap_specification(kilograms: str, legs: list[tuple[str, str]], emitted: str) -> None:
    assert sum(D(kilograms) / 1000 * element(*leg).per_tonne for leg in legs) == D(emitted)


# Searoutes, documentation of road transport: 10 t over 896.661 km, 1 300 158 g, of which 1 165 659 g from the tank.
def test_the_published_answer_of_a_freight_service() -> None:
    leg = element("896.661", "0.145", "0.13")
    assert round(10 * leg.per_tonne * 1000) == 1_300_158
    assert round(10 * leg.tank_to_wheel * 1000) == 1_165_659
    assert round(10 * (leg.per_tonne - leg.tank_to_wheel) * 1000) == 134_499


def declared(activity: str) -> PrimaryData:
    own = PrimaryData("TOC", "primary", D("0.1"), D(0), "kgCO2e/tkm", "SFD", "AR5", "ambient", "", None, None, None)
    return own._replace(activity=D(activity))


def test_the_rule_of_transport_activity() -> None:
    """iLEAP: 230 kg over 700 km are 161 tonne-kilometres."""
    assert not list(activity_faults(declared("161"), D("0.23"), D(700), D("16.1"), D("0.001")))


def test_the_wrong_activity_that_the_specification_prints_is_found() -> None:
    """Its second answer says 3.6801 for an element of 36.801 tonne-kilometres."""
    (fault,) = activity_faults(declared("3.6801"), D("0.087"), D(423), D("3.6801"), D("0.001"))
    assert fault[0] == "chain.activityDiffers"


@pytest.mark.parametrize("name", sorted(knowledge.reference().intensities))
def test_well_to_wheel_is_the_sum_of_its_parts_in_every_row(name: str) -> None:
    for row in knowledge.reference().intensities[name].rows():
        assert row.tank_to_wheel + row.well_to_tank == row.well_to_wheel, row.id
        assert min(row.tank_to_wheel, row.well_to_tank) >= 0, row.id


@pytest.mark.parametrize("class_", ["articOver33t", "averageHgv", "rigidOver17t", "averageArticRefrigerated"])
def test_a_fuller_lorry_emits_less_per_tonne_kilometre(class_: str) -> None:
    table = knowledge.reference().intensities["open-eu-2026"]
    half, full = (table.find("road", f"{class_}{load}", DAY).well_to_wheel for load in ("HalfLaden", "FullyLaden"))
    assert full < table.find("road", class_, DAY).well_to_wheel < half
    # Per kilometre a full lorry burns more than a half-full one: twice the load, less than half the saving.
    assert full > half / 2


def test_larger_container_ships_emit_less_and_the_average_lies_between() -> None:
    table = knowledge.reference().intensities["open-eu-2026"]
    sizes = ["UpTo5kt", "5To10kt", "10To20kt", "20To40kt", "40To60kt", "60To80kt", "80To110kt", "Over110kt"]
    found = [table.find("sea", f"containerShipCargo{size}", DAY).well_to_wheel for size in sizes]
    assert found == sorted(found, reverse=True)
    assert found[-1] < table.find("sea", "containerShip", DAY).well_to_wheel < found[0]


def test_the_second_set_says_2_4_times_as_much_for_a_container_ship_and_the_same_for_a_lorry() -> None:
    sets = knowledge.reference().intensities
    first, second = (
        sets[name].find("sea", "containerShip", DAY).well_to_wheel for name in ("open-eu-2026", "desnz-2026")
    )
    assert round(second / first, 1) == D("2.4")
    lorries = {sets[name].find("road", "articOver33t", DAY).well_to_wheel for name in ("open-eu-2026", "desnz-2026")}
    assert lorries == {D("0.09634")}


# The examples of GeographicLib's documentation (Karney), and the first line of its test set; metres.
@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (("40.6", "-73.8"), ("51.6", "-0.5"), 5551759.400),
        (("-41.32", "174.81"), ("40.96", "-5.50"), 19959679.267),
        (("36.530042355041", "0"), ("-48.164270779097768864", "5.762344694676510456"), 9398502.0434687),
    ],
)
def test_geodesics_agree_with_published_ones_to_the_millimetre(
    one: tuple[str, str], other: tuple[str, str], metres: float
) -> None:
    from procurement_plugin.adapters.geodesics import Geodesics, tenths  # noqa: PLC0415

    found = Geodesics().metres(*map(float, one), *map(float, other))
    assert abs(found - metres) < 0.001
    assert int(tenths(found)) == int(metres / 100 + 0.5)
