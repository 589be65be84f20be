"""A comparison of production, as it is asked for; figures come from the registry of cost factors."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.domain.production.registry import case_figures, location_figures, switches
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.chains import ElementSchema
from procurement_plugin.web.schemas.fields import listed, said
from procurement_plugin.web.schemas.places import LocationSchema

FEWEST_LOCATIONS, MOST_LOCATIONS = 2, 6
MOST_YEARS, MOST_SOURCES = 10, 10
USUAL_YEARS = 5
# Of figures that everything rests on: without them there is nothing to compare.
NEEDED = frozenset({"unitPrice", "annualQuantity"})


class SignedDecimalText(f.PatternField):
    """A decimal written as text, which may lie below zero."""

    def __init__(self, **kwargs: Any) -> None:
        says = 'a number with at most 12 digits before the point and 8 decimals, as text, for example "12.5"'
        super().__init__(r"-?[0-9]{1,12}(?:\.[0-9]{1,8})?", says, longest=22, **kwargs)

    def convert(self, text: str) -> Decimal:
        """The decimal, digit for digit."""
        return Decimal(text)


class QuantitySchema(f.ClosedSchema):
    """A figure with its unit and the source it comes from; low and high where it is uncertain."""

    value = SignedDecimalText(**said("The figure"))
    low = SignedDecimalText(metadata={"description": "The lowest it may be"})
    high = SignedDecimalText(metadata={"description": "The highest it may be"})
    unit = f.PlainText(longest=30, **said("Its unit, for example EUR/unit, percent, d"))
    source = f.PlainText(longest=300, **said("Where it comes from: an offer, a tariff, a table with its date"))


def _figures(name: str, names: Any, text: str) -> type[f.ClosedSchema]:
    made = {figure: mf.Nested(QuantitySchema, required=figure in NEEDED) for figure in names}
    return type(name, (f.ClosedSchema,), {**made, "__doc__": text})


CaseFiguresSchema = _figures("CaseFigures", case_figures(), "Figures that hold for every location.")
LocationFiguresSchema = _figures(
    "LocationFigures", location_figures(), "Figures of one location; what is left out does not count, and that is said."
)


class LocationElementSchema(ElementSchema):  # type: ignore[misc]  # made at run time
    """A transport chain element, as in a bid, without documents."""

    class Meta(f.ClosedSchema.Meta):
        """Unknown names are errors; no documents stand behind a comparison."""

        exclude = ("evidence", "primaryData")


class ComparedSourceSchema(f.ClosedSchema):
    """A production site of a location, with its share of the quantity."""

    id = f.Identifier(**said("Identifier of the site"))
    share = f.DecimalText(percent=True, places=2, **said("Per cent of the quantity; together 100"))
    location = mf.Nested(LocationSchema, metadata={"description": "Where it stands"})
    country = f.PatternField("[A-Z]{2}", 'two letters of ISO 3166-1, for example "BE"', longest=2)
    owner = f.PlainText(longest=200, metadata={"description": "Who owns it; near sites of one owner fail together"})
    capacityPerDay = f.DecimalText(metadata={"description": "Units a day that it can make for this"})
    elements = mf.List(
        mf.Nested(LocationElementSchema),
        validate=Length(min=1, max=50),
        metadata={"description": "Transport chain to the place of delivery; the default chain when left out"},
    )


class ComparedLocationSchema(f.ClosedSchema):
    """One of the places compared."""

    id = f.Identifier(**said("Identifier of the location"))
    name = f.PlainText(**said("Its name"))
    country = f.PatternField("[A-Z]{2}", 'two letters of ISO 3166-1, for example "BE"', longest=2)
    figures = mf.Nested(LocationFiguresSchema, **said("Its figures"))
    sources = mf.List(
        mf.Nested(ComparedSourceSchema),
        validate=Length(min=1, max=MOST_SOURCES),
        metadata={"description": "Its production sites, for emissions, redundancy and concentration"},
    )


class CaseCurrencySchema(f.ClosedSchema):
    """A currency in which figures are given; rates are entered, never fetched."""

    currency = f.PatternField("[A-Z]{3}", 'a currency, for example "USD"', longest=3, **said("Currency, ISO 4217"))
    day = f.Day(**said("Day of the rate"))
    rate = mf.Nested(QuantitySchema, **said("Rate, in EUR/USD (EUR for one USD) or USD/EUR"))
    path = mf.List(
        mf.Nested(QuantitySchema),
        validate=Length(max=MOST_YEARS - 1),
        metadata={"description": "Rates of the second year and later; the last one holds on. Counts when switched on"},
    )


class ComparisonDeliverySchema(f.ClosedSchema):
    """Where the units are needed, for transport emissions."""

    location = mf.Nested(LocationSchema, **said("The place of delivery"))
    shipmentMassKg = f.DecimalText(positive=True, **said("Mass of a usual shipment; it chooses the lorry"))
    refrigerated = f.Truth(metadata={"description": "Whether the goods travel cooled"})


class TransportMethodSchema(f.ClosedSchema):
    """How transport emissions are worked out, as in a weight profile."""

    dataSet = f.PlainText(longest=80, metadata={"description": "Set of emission intensities (open-eu-2026)"})
    roadDistance = f.Choice(("circuity", "roadGraph"), metadata={"description": "Method of road distances (circuity)"})
    seaScenario = f.Choice(("suez", "cape"), metadata={"description": "Canals open, or round the Cape (suez)"})


class ProductionComparisonRequestSchema(f.ClosedSchema):
    """Two to six places where a unit could be made, with their figures."""

    title = f.PlainText(**said("Title of the case"))
    note = f.PlainText(longest=1000, metadata={"description": "For example whether figures are invented"})
    unit = f.PlainText(longest=80, **said("What one unit is"))
    currency = f.PatternField("[A-Z]{3}", 'a currency, for example "EUR"', longest=3, **said("Currency of the results"))
    years = f.Count(metadata={"description": "Years compared, 1 to 10 (5)"})
    reference = f.Identifier(metadata={"description": "Location that the others are held against (the first)"})
    day = f.Day(metadata={"description": "Day on which method and data hold (today)"})
    switchedOn = mf.List(
        f.Choice(switches()),
        validate=Length(max=50),
        metadata={"description": "Soft factors and forecasts that count; none when left out"},
    )
    figures = mf.Nested(CaseFiguresSchema, **said("Figures that hold for every location"))
    currencies = mf.List(
        mf.Nested(CaseCurrencySchema), validate=Length(max=20), metadata={"description": "Other currencies"}
    )
    delivery = mf.Nested(ComparisonDeliverySchema, metadata={"description": "Without it, no transport emissions"})
    transportMethod = mf.Nested(TransportMethodSchema, metadata={"description": "How emissions are worked out"})
    locations = listed(mf.Nested(ComparedLocationSchema), "The places compared", MOST_LOCATIONS, least=FEWEST_LOCATIONS)


REQUEST = ProductionComparisonRequestSchema()
PRODUCTION_REQUESTS = {"ProductionComparisonRequest": REQUEST}
