"""A comparison of production as it is answered; the tests hold every real answer against it."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer import DataSetSchema, FindingSchema
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts, truth


class RangedAmountSchema(f.ClosedSchema):
    """A result, with the least and the most it may be within the ranges that were entered."""

    value = text("The result")
    low = text("The least it may be", required=False)
    high = text("The most it may be", required=False)


class LayersSchema(f.ClosedSchema):
    """Costs in layers, in the currency of the case."""

    hard = text("Hard costs")
    risk = text("Risk, as far as it is switched on")
    strategic = text("Strategic factors, as far as they are switched on")
    total = text("All of them; emissions and shadow price stand apart")


class UnitLayersSchema(LayersSchema):
    """Costs of a unit, on average over the years."""

    low = text("The least the total may be", required=False)
    high = text("The most the total may be", required=False)


class YearLayersSchema(LayersSchema):
    """Costs of a unit in one year."""

    year = mf.Integer(required=True, metadata={"description": "1 is the first"})


class EnteredQuantitySchema(f.ClosedSchema):
    """A figure as it was entered."""

    value = text("The figure")
    low = text("Its low end", required=False)
    high = text("Its high end", required=False)
    unit = text("Its unit")
    source = text("Where it comes from")


class FactorOperandSchema(f.ClosedSchema):
    """A figure or factor in a formula."""

    name = text("Its name in the formula")
    value = text("What the formula calculates with, in the currency of the case")
    inUnit = text("Unit of that", required=False)
    entered = mf.Nested(EnteredQuantitySchema, metadata={"description": "As it was entered"})


class FactorResultSchema(f.ClosedSchema):
    """A factor that counts, per unit."""

    factor = text("Its name")
    layer = text("hard, risk, strategic; emissions and shadow stand apart")
    basis = text("Where the formula comes from: published, own, unread")
    formula = text("The formula")
    calculation = text("The same with the figures of the first year")
    firstYear = text("Its result in the first year")
    result = text("On average over the years")
    years = texts("Year by year, where they differ", required=False)
    operands = listed(FactorOperandSchema, "Its figures", required=False)
    leftOut = texts("What the formula would also take and was not entered or not switched on", required=False)


class NotCountedSchema(f.ClosedSchema):
    """A factor that does not count."""

    factor = text("Its name")
    reason = text("notEntered, incomplete, switchedOff or replaced")
    names = texts("Figures it lacks, or the factor in its place", required=False)


class TransportSchema(f.ClosedSchema):
    """Transport emissions of a location."""

    perUnit = mf.Nested(RangedAmountSchema, metadata={"description": "kg CO2e per unit; needs the mass of a unit"})
    tonneKilometresPerUnit = text("Tonne-kilometres per unit", required=False)
    perTonne = mf.Nested(RangedAmountSchema, required=True, metadata={"description": "kg CO2e per tonne delivered"})
    qualityGrade = text("Weakest data quality, A to E")
    steps = mf.List(mf.Dict(), required=True, metadata={"description": "Elements of the chains, for one tonne"})


class ResilienceSchema(f.ClosedSchema):
    """How a location's supply holds, and how concentrated it is; alike for every country."""

    coverPercent = text("Demand met without what one event takes away at worst, per cent", required=False)
    leftPerDay = text("Units a day that are left then", required=False)
    demandPerDay = text("Units a day that are needed")
    concentrationOfSites = text("Sum of squared shares of the sites, 0 to 1", required=False)
    concentrationOfCountries = text("The same by country", required=False)


class LocationComparedSchema(f.ClosedSchema):
    """One location."""

    id = text("Identifier")
    name = text("Name")
    country = text("Country as sent; no formula reads it", required=False)
    lowest = truth("Whether no other total is lower")
    perUnit = mf.Nested(UnitLayersSchema, required=True)
    perYear = mf.Nested(LayersSchema, required=True, metadata={"description": "Times the units a year"})
    years = listed(YearLayersSchema, "Year by year, per unit")
    presentValue = mf.Nested(RangedAmountSchema, metadata={"description": "Of all that is paid over the years"})
    factors = listed(FactorResultSchema, "Factors that count")
    notCounted = listed(NotCountedSchema, "Factors that do not", required=False)
    emissions = mf.Nested(TransportSchema, metadata={"description": "Apart from every total"})
    shadowPrice = mf.Nested(RangedAmountSchema, metadata={"description": "Apart from every total, per unit"})
    resilience = mf.Nested(ResilienceSchema, metadata={"description": "Where sources are named"})
    findings = listed(FindingSchema, "Remarks about its chains", required=False)


class EqualPriceSchema(f.ClosedSchema):
    """At which price of the reference both totals are equal."""

    price = text("That price")
    abovePercent = text("How far it lies above the price of the other location, per cent")


class TornadoBarSchema(f.ClosedSchema):
    """How far one figure moves the difference of the totals, everything else at its value."""

    kind = text("case, currency or location")
    owner = text("Currency or location", required=False)
    figure = text("Name of the figure")
    year = text("Year of the rate, where it is one of a later year", required=False)
    basis = text("range as entered, or tenPercent down and up")
    low = text("Its low end")
    high = text("Its high end")
    unit = text("Unit as entered")
    atLow = text("The difference at the low end")
    atHigh = text("The difference at the high end")
    swing = text("How far apart they are")
    turns = truth("Whether the cheaper of the two is another one at an end")


class LocationDifferenceSchema(f.ClosedSchema):
    """A location against the reference: other minus reference, per unit."""

    location = text("The other")
    reference = text("The reference")
    price = text("Difference of today's prices")
    pricePercent = text("In per cent of the reference's")
    total = text("Difference of the totals")
    totalPercent = text("In per cent of the reference's")
    presentValue = text("Difference of the present values", required=False)
    certain = truth("Whether the ranges of the totals do not meet")
    breakEven = mf.Nested(EqualPriceSchema, metadata={"description": "Nothing when no price makes them equal"})
    tornado = listed(TornadoBarSchema, "What matters most, at most 20 figures", required=False)


class RateSchema(f.ClosedSchema):
    """A currency with its rates."""

    currency = text("Currency")
    day = text("Day of the rate")
    rate = mf.Nested(EnteredQuantitySchema, required=True)
    path = listed(EnteredQuantitySchema, "Rates of later years", required=False)


class ProductionComparisonSchema(f.ClosedSchema):
    """Where to produce, compared."""

    kind = text("productionComparison")
    use = text("What it may be used for: never an award")
    computedAt = text("When")
    engineVersion = text("Release of the software")
    inputHash = text("SHA-256 of the request")
    parametersFingerprint = text("SHA-256 of law and method")
    dataSets = listed(DataSetSchema, "Emission intensities", required=False)
    day = text("Day on which method and data hold")
    roundingPolicy = anything("How figures are rounded")
    title = text("Title")
    note = text("Note", required=False)
    unit = text("What one unit is")
    currency = text("Currency of the results")
    years = mf.Integer(required=True, metadata={"description": "Years compared"})
    reference = text("Location that the others are held against")
    switchedOn = texts("Soft factors and forecasts that count", required=False)
    figures = anything("Figures that hold for every location")
    currencies = listed(RateSchema, "Other currencies", required=False)
    locations = listed(LocationComparedSchema, "The locations")
    differences = listed(LocationDifferenceSchema, "Each of the others against the reference")
    unlike = texts("Factors that count at some locations only", required=False)
    overlapping = mf.List(
        mf.List(mf.String()), metadata={"description": "Pairs of factors that may count the same thing"}
    )


PRODUCTION_ANSWERS = (ProductionComparisonSchema,)
