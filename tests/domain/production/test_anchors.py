"""Published figures reproduced, every formula by hand, and every factor of the published list in ours.

The list is that of the TCO Estimator of the Reshoring Initiative as read in ASSEMBLY 93652 and 93781 and on
stispfa.org; claims of what home production may cost more are advocacy and serve as checks of sign and size only.
"""

from __future__ import annotations

from fractions import Fraction as F
from typing import TYPE_CHECKING

import pytest
from domain.production.cases import EVERYTHING, case, given, location

from procurement_plugin.domain.production.comparison import compare
from procurement_plugin.domain.production.registry import cost_factors
from procurement_plugin.domain.production.units import rounded

if TYPE_CHECKING:
    from procurement_plugin.domain.production.case import Case, Location

HOME = location("HOME", unitPrice=("100", "EUR/unit"))


def result(case: Case, name: str = "X"):  # noqa: ANN201
    return next(row for row in compare(case).locations if row.cost.location.id == name)


def unit_cost(place: Location, **more) -> F:  # noqa: ANN003
    return result(case(HOME, place, **more)).total.value


def test_a_landed_cost_of_12_15_as_published() -> None:
    """wtagroup.com, "Looking beyond freight rates": 1 000 units at 10.00, a label of 0.15, 2 000 for all freight and duty."""
    place = location(
        "X",
        unitPrice=("10.00", "EUR/unit"),
        otherCost=("0.15", "EUR/unit"),
        feePerShipment=("2000", "EUR"),
        unitsPerShipment=("1000", "units"),
    )
    assert rounded(unit_cost(place), 2) == "12.15"


def test_a_landed_cost_of_0_7825_as_published() -> None:
    """bakerlcs.com: 0.50 + 2000/10000 + 5 % of 0.50 + 575/10000 in USD; the page's own sum slips a digit."""
    place = location(
        "X",
        unitPrice=("0.50", "EUR/unit"),
        dutyRate=("5", "percent"),
        feePerShipment=("2000", "EUR"),
        unitsPerShipment=("10000", "units"),
        handlingCost=("57.5", "EUR/1000 units"),
    )
    assert unit_cost(place) == F("0.7825")


def test_present_values_of_two_suppliers_as_published() -> None:
    """A published exercise (8.1 %, one year, 600 pieces): 80 each, or 45 each and 20 000 at the start."""
    figures = {"annualQuantity": ("600", "units/year"), "discountRate": ("8.1", "percent/year")}
    first = location("A", unitPrice=("80", "EUR/unit"))
    second = location("B", unitPrice=("45", "EUR/unit"), setupCost=("20000", "EUR"))
    found = compare(case(first, second, figures=figures, years=1))
    told = [rounded(row.present_value.value, 2) for row in found.locations]
    assert told == ["44403.33", "44976.87"]
    assert rounded(found.differences[0].present_value, 2) == "573.54"


@pytest.mark.parametrize(("factor", "stock"), [("1.65", "198"), ("4.13", "495.6")])
def test_safety_stock_as_published(factor: str, stock: str) -> None:
    """mfgcalcs.com: 40 a day, 9 days: 198 pieces at 1.65 standard deviations, 496 at 4.13."""
    place = location(
        "X",
        unitPrice=("365", "EUR/unit"),
        serviceFactor=(factor, "1"),
        leadTime=("9", "d"),
        demandDeviation=("40", "units/d"),
        leadTimeDeviation=("0", "d"),
    )
    found = result(case(HOME, place, figures={"capitalRate": ("10", "percent/year")}))
    assert found.mean["safetyStock"] * 10000 / (F(365) / 10) == F(stock)


def test_the_published_price_gap_of_30_per_cent_becomes_a_gap_of_10_per_cent() -> None:
    """ASSEMBLY 93781: 70 abroad against 100 at home is 30 per cent in price, and 10 per cent once all else is counted.

    The article does not say what makes up the 20; any costs of that sum have to give the published gap.
    """
    abroad = location(
        "X",
        unitPrice=("70", "EUR/unit"),
        surfaceFreightCost=("8", "EUR/unit"),
        packagingCost=("2", "EUR/unit"),
        handlingCost=("10", "EUR/unit"),
    )
    difference = compare(case(HOME, abroad)).differences[0]
    assert difference.price_share == F(-30, 100)
    assert difference.total_share == F(-10, 100)
    # Home may cost 90 for equal totals: 28.57 per cent above 70, inside the 20 to 35 that reshorenow.org claims.
    assert difference.break_even.price == 90
    assert F(20, 100) < difference.break_even.above == F(2, 7) < F(35, 100)


# Each by hand; price 100, 10 000 units a year over 5 years, capital at 10 per cent.
BY_HAND = {
    "price": ({}, "100"),
    "packaging": ({"packagingCost": ("1.5", "EUR/unit")}, "1.5"),
    "inlandFreight": ({"inlandFreightCost": ("40", "EUR/100 units")}, "0.4"),
    "surfaceFreight": ({"surfaceFreightCost": ("3", "EUR/unit")}, "3"),
    "airFreight": ({"airFreightCost": ("7", "EUR/unit")}, "7"),
    "insurance": ({"insuranceRate": ("0.5", "percent")}, "0.5"),
    # 4 % of 100 + 1.5 + 3 + 0.5
    "duty": (
        {
            "dutyRate": ("4", "percent"),
            "packagingCost": ("1.5", "EUR/unit"),
            "surfaceFreightCost": ("3", "EUR/unit"),
            "insuranceRate": ("0.5", "percent"),
        },
        "4.2",
    ),
    # (12 - 2) kg at 80 a tonne
    "carbonBorder": (
        {
            "embeddedEmissions": ("12", "kg CO2e/unit"),
            "freeAllowance": ("2", "kg CO2e/unit"),
            "certificatePrice": ("80", "EUR/t CO2e"),
        },
        "0.8",
    ),
    "percentFees": ({"feeRate": ("1.25", "percent")}, "1.25"),
    "flatFees": ({"feePerShipment": ("450", "EUR"), "unitsPerShipment": ("900", "units")}, "0.5"),
    "transitCarrying": ({"transitDays": ("36.5", "d")}, "1"),
    "cycleStock": ({"averageStock": ("500", "units")}, "0.5"),
    # 2 sqrt(16 x 9 + (10000/365)^2 x 0) = 24 units; 24 x 100 x 0.1 / 10000
    "safetyStock": (
        {
            "serviceFactor": ("2", "1"),
            "leadTime": ("16", "d"),
            "demandDeviation": ("3", "units/d"),
            "leadTimeDeviation": ("0", "d"),
        },
        "0.024",
    ),
    "handling": ({"handlingCost": ("0.2", "EUR/unit")}, "0.2"),
    "prototype": ({"prototypeCost": ("5000", "EUR")}, "0.1"),
    "setup": ({"setupCost": ("20", "1000 EUR")}, "0.4"),
    "startUpTravel": ({"startUpTravelCost": ("2500", "EUR")}, "0.05"),
    "auditTravel": ({"auditsPerYear": ("2", "1/year"), "costPerAudit": ("3000", "EUR")}, "0.6"),
    "obsolescence": ({"obsoleteShare": ("2", "percent")}, "2"),
    "scrap": ({"scrapShare": ("5", "permille")}, "0.5"),
    "otherCosts": ({"otherCost": ("0.07", "EUR/unit")}, "0.07"),
    "rework": ({"defectShare": ("3", "percent"), "costPerDefect": ("25", "EUR/unit")}, "0.75"),
    "liability": ({"liabilityRate": ("1", "percent")}, "1"),
    "lostOrders": ({"lostOrderShare": ("4", "percent"), "marginPerUnit": ("30", "EUR/unit")}, "1.2"),
    # 5 % a year x (120 - 47) days / 365 x 30
    "disruption": (
        {
            "disruptionProbability": ("5", "percent/year"),
            "recoveryDays": ("120", "d"),
            "survivalDays": ("47", "d"),
            "marginPerUnit": ("30", "EUR/unit"),
        },
        "0.3",
    ),
    "instability": ({"eventProbability": ("2", "percent/year"), "eventImpact": ("100000", "EUR")}, "0.2"),
    "mismatch": ({"mismatchRate": ("6", "percent")}, "6"),
    "innovation": ({"innovationRate": ("1.5", "percent")}, "1.5"),
    # 2.5 kg, 80 kg CO2e a tonne; 100 a tonne of CO2e
    "transportEmissions": ({}, "0.2"),
    "shadowPrice": ({}, "0.02"),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_every_factor_by_hand(name: str) -> None:
    figures, expected = BY_HAND[name]
    place = location("X", unitPrice=("100", "EUR/unit"), **figures)._replace(emissions=given("80", "kg CO2e/t"))
    more = {
        "capitalRate": ("10", "percent/year"),
        "unitMass": ("2.5", "kg/unit"),
        "carbonPrice": ("100", "EUR/t CO2e"),
    }
    found = result(case(HOME, place, figures=more, on=EVERYTHING | {"mismatch"}))
    assert found.mean[name] == F(expected)


def test_no_factor_is_without_its_calculation_by_hand() -> None:
    assert set(BY_HAND) == set(cost_factors())


# The published list, and where it stands with us; forecasts move the price, the climate stands apart.
PUBLISHED = {
    "FOB/EXW price": "price",
    "Packaging": "packaging",
    "Duty": "duty",
    "Fees, % of price": "percentFees",
    "Fees, flat": "flatFees",
    "Routine surface freight": "surfaceFreight",
    "Routine air freight": "airFreight",
    "Freight insurance": "insurance",
    "In-transit carrying cost if paid before shipment": "transitCarrying",
    "On-site inventory carrying cost": "cycleStock",
    "Prototype cost": "prototype",
    "End-of-life / obsolete inventory": "obsolescence",
    "Travel: start-up": "startUpTravel",
    "Travel: audit/maintain": "auditTravel",
    "Pick/place into local inventory": "handling",
    "Rework / quality": "rework",
    "Product liability, IP loss": "liability",
    "Opportunity cost: lost orders from slow response": "lostOrders",
    "Economic instability, natural disaster, political unrest": "instability",
    "Impact on innovation of separating manufacturing and engineering": "innovation",
    "Wage inflation and currency, 5 years": "price",
    "Mismatch cost of long lead time (Cost Differential Frontier)": "mismatch",
    "Transport emissions": "shadowPrice",
    "CBAM": "carbonBorder",
}
OURS = {"inlandFreight", "safetyStock", "setup", "scrap", "otherCosts", "disruption", "transportEmissions"}


def test_every_factor_of_the_published_list_is_one_of_ours() -> None:
    assert set(PUBLISHED.values()) | OURS == set(cost_factors())


def test_wages_and_currencies_move_the_price_from_the_second_year_on_when_switched_on() -> None:
    """P (1 + w)^y x fx_y: 100 USD at 0.9, 10 per cent a year, the dollar at 1.0 from the second year on."""
    from datetime import date  # noqa: PLC0415

    from procurement_plugin.domain.production.case import Currency  # noqa: PLC0415

    dollar = Currency("USD", given("0.9", "EUR/USD"), date(2026, 12, 1), (given("1", "EUR/USD"),))
    place = location("X", unitPrice=("100", "USD/unit"), wageInflation=("10", "percent/year"))
    for on, years in (
        ({"wageInflation", "currencyPath"}, ["90", "110", "121"]),
        ({"wageInflation"}, ["90", "99", "108.9"]),
        ({"currencyPath"}, ["90", "100", "100"]),
        (set(), ["90", "90", "90"]),
    ):
        found = result(case(HOME, place, currencies=(dollar,), on=on, years=3))
        assert [amounts["price"] for amounts in found.years] == [F(year) for year in years]


def test_what_is_replaced_missing_or_off_is_told_and_does_not_count() -> None:
    place = location(
        "X",
        unitPrice=("100", "EUR/unit"),
        obsoleteShare=("2", "percent"),
        lostOrderShare=("4", "percent"),
        marginPerUnit=("30", "EUR/unit"),
        mismatchRate=("6", "percent"),
        transitDays=("30", "d"),
        innovationRate=("1", "percent"),
    )
    told = {row.factor: row for row in result(case(HOME, place, on={"mismatch", "lostOrders"})).cost.not_counted}
    assert (told["obsolescence"].reason, told["obsolescence"].names) == ("replaced", ("mismatch",))
    assert told["lostOrders"].reason == "replaced"
    assert (told["transitCarrying"].reason, told["transitCarrying"].names) == ("incomplete", ("capitalRate",))
    assert told["innovation"].reason == "switchedOff"
    assert told["packaging"].reason == "notEntered"
    assert unit_cost(place, on={"mismatch"}) == 106
    assert unit_cost(place) == 102


def test_factors_that_may_count_twice_or_count_at_one_place_only_are_named() -> None:
    place = location(
        "X",
        unitPrice=("100", "EUR/unit"),
        scrapShare=("1", "percent"),
        defectShare=("1", "percent"),
        costPerDefect=("1", "EUR/unit"),
    )
    found = compare(case(HOME, place, on={"rework"}))
    assert found.overlapping == (("rework", "scrap"),)
    assert found.unlike == ("scrap", "rework")


def test_a_price_of_nothing_may_not_be_enough() -> None:
    dear = location("A", unitPrice=("10", "EUR/unit"), otherCost=("90", "EUR/unit"))
    found = compare(case(dear, location("X", unitPrice=("50", "EUR/unit")))).differences[0]
    assert found.break_even == (None, None)
