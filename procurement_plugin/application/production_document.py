"""A comparison of production as the document that is answered, drawn and printed: every figure as text."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import canonical_hash, finding_of, step_of, stripped, text_of
from procurement_plugin.application.production_factors import factors_of, not_counted_of, quantity_of
from procurement_plugin.domain.criterion import Step
from procurement_plugin.domain.production.cost_factor import COUNTED, Layer
from procurement_plugin.domain.production.formula import ROOT_DIGITS
from procurement_plugin.domain.production.points import CASE, CURRENCY, Key
from procurement_plugin.domain.production.registry import EMISSIONS_PER_TONNE
from procurement_plugin.domain.production.unit_cost import layer_total, total_of
from procurement_plugin.domain.production.units import rounded, shown
from procurement_plugin.domain.scale import EXACT, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from procurement_plugin.application.compare_production import Compared, Transport
    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.domain.production.comparison import Difference, LocationResult, Ranged
    from procurement_plugin.domain.production.gap import Bar
    from procurement_plugin.domain.production.resilience import Resilience
    from procurement_plugin.domain.transport_chain import ResolvedChain

KIND = "productionComparison"
NEVER_AN_AWARD = (
    "A comparison for a firm or a buyer. It is never a score of a bid, never part of an award, and no law asks for it."
)
CENTS, KILOGRAMS, PERCENT, INDEX = 2, 3, 2, 4
ROUNDING = {
    "money": "half up to the cent, once, from exact fractions; layers and totals each by itself",
    "emissions": "half up to 0.001 kg CO2e, once",
    "roots": f"{ROOT_DIGITS} significant digits",
    "ranges": "every figure at the end of its range that makes a location dearest or cheapest; bounds, no estimate",
}
# So many bars are told; what is left out moves less than the last of them.
MOST_BARS = 20


def document_of(
    compared: Compared, reference: Reference, *, computed_at: datetime, engine_version: str
) -> dict[str, Any]:
    """The whole answer. Same request and release give the same document but for the moment."""
    request, found = compared.request, compared.comparison
    case = found.case
    intensities = reference.intensities[request.method.data_set]
    lowest = min(result.total.value for result in found.locations)
    return stripped(
        {
            "kind": KIND,
            "use": NEVER_AN_AWARD,
            "computedAt": computed_at.isoformat(timespec="seconds"),
            "engineVersion": engine_version,
            "inputHash": canonical_hash(request.source),
            "parametersFingerprint": reference.parameters.fingerprint(),
            "dataSets": [{"id": intensities.id, "sha256": intensities.sha256}] if request.lot else [],
            "day": request.day.isoformat(),
            "roundingPolicy": ROUNDING,
            "title": case.title,
            "note": case.note,
            "unit": case.unit,
            "currency": case.currency,
            "years": case.years,
            "reference": case.reference,
            "switchedOn": sorted(case.switched_on),
            "figures": {name: quantity_of(given) for name, given in case.figures.items()},
            "currencies": list(_currencies(compared)),
            "locations": [_location(compared, result, lowest) for result in found.locations],
            "differences": [_difference(compared, row) for row in found.differences],
            "unlike": list(found.unlike),
            "overlapping": [list(pair) for pair in found.overlapping],
        }
    )


def _currencies(compared: Compared) -> Iterator[dict[str, Any]]:
    for currency in compared.comparison.case.currencies:
        yield stripped(
            {
                "currency": currency.code,
                "day": currency.day.isoformat(),
                "rate": quantity_of(currency.rate),
                "path": [quantity_of(given) for given in currency.path],
            }
        )


def _location(compared: Compared, result: LocationResult, lowest: Fraction) -> dict[str, Any]:
    location = result.cost.location
    transport = compared.transport.get(location.id)
    units = compared.comparison.point[Key(CASE, "", "annualQuantity")]
    held = compared.resilience.get(location.id)
    return stripped(
        {
            "id": location.id,
            "name": location.name,
            "country": location.country,
            "lowest": result.total.value == lowest,
            "perUnit": {**_layers(result.mean), **_range(result.total, CENTS)},
            "perYear": _layers({name: amount * units for name, amount in result.mean.items()}),
            "years": [{"year": number, **_layers(amounts)} for number, amounts in enumerate(result.years, 1)],
            "presentValue": _told(result.present_value, CENTS),
            "factors": factors_of(result, compared.comparison.point),
            "notCounted": not_counted_of(result.cost.not_counted),
            "emissions": _emissions(compared, result, transport),
            "shadowPrice": _told(result.apart.get(Layer.SHADOW), CENTS),
            "resilience": None if held is None else _resilience(held),
            "findings": [finding_of(finding) for finding in transport.findings] if transport else [],
        }
    )


def _layers(amounts: Mapping[str, Fraction]) -> dict[str, str]:
    found = {str(layer): rounded(layer_total(dict(amounts), layer), CENTS) for layer in COUNTED}
    return {**found, "total": rounded(total_of(dict(amounts)), CENTS)}


def _range(found: Ranged, places: int) -> dict[str, str]:
    """The ends of a range; nothing where it is a single figure."""
    if found.low == found.high:
        return {}
    return {"low": rounded(found.low, places), "high": rounded(found.high, places)}


def _told(found: Ranged | None, places: int) -> dict[str, str] | None:
    return None if found is None else {"value": rounded(found.value, places), **_range(found, places)}


def _emissions(compared: Compared, result: LocationResult, transport: Transport | None) -> dict[str, Any] | None:
    if transport is None or transport.per_tonne is None:
        return None
    point, name = compared.comparison.point, result.cost.location.id
    mass = result.cost.key("unitMass")
    activity = None
    if mass is not None and transport.tonne_kilometres is not None:
        activity = rounded(point[mass] / 1000 * Fraction(transport.tonne_kilometres), KILOGRAMS)
    return stripped(
        {
            "perUnit": _told(result.apart.get(Layer.EMISSIONS), KILOGRAMS),
            "tonneKilometresPerUnit": activity,
            "perTonne": {"value": shown(point[Key("location", name, EMISSIONS_PER_TONNE.name)], 6)},
            "qualityGrade": transport.grade,
            "steps": list(_steps(transport)),
        }
    )


def _steps(transport: Transport) -> Iterator[dict[str, Any]]:
    """Each element of each chain for one tonne delivered, as in the derivation of a bid."""
    for chain in transport.chains:
        tonnes = trimmed(_tonnes(chain))
        for element in chain.elements:
            operands = (("chain", chain.label), ("massTonnes", tonnes), ("element", element))
            emitted = trimmed(EXACT.multiply(tonnes, element.per_tonne))
            yield step_of(Step("element", operands, emitted, "kg CO2e"))


def _tonnes(chain: ResolvedChain) -> Decimal:
    with localcontext(EXACT):
        return chain.tonnes


def _resilience(found: Resilience) -> dict[str, Any]:
    return stripped(
        {
            "coverPercent": None if found.cover is None else rounded(found.cover * 100, PERCENT),
            "leftPerDay": None if found.left is None else shown(found.left, INDEX),
            "demandPerDay": shown(found.demand, INDEX),
            "concentrationOfSites": text_of(found.sites),
            "concentrationOfCountries": text_of(found.countries),
        }
    )


def _difference(compared: Compared, row: Difference) -> dict[str, Any]:
    equal = row.break_even
    told = None
    if equal.price is not None and equal.above is not None:
        told = {"price": rounded(equal.price, CENTS), "abovePercent": rounded(equal.above * 100, PERCENT)}
    return stripped(
        {
            "location": row.other,
            "reference": compared.comparison.case.reference,
            "price": rounded(row.price, CENTS),
            "pricePercent": rounded(row.price_share * 100, PERCENT),
            "total": rounded(row.total, CENTS),
            "totalPercent": rounded(row.total_share * 100, PERCENT),
            "presentValue": None if row.present_value is None else rounded(row.present_value, CENTS),
            "certain": row.certain,
            "breakEven": told,
            "tornado": [_bar(compared, bar) for bar in row.bars[:MOST_BARS]],
        }
    )


def _bar(compared: Compared, bar: Bar) -> dict[str, Any]:
    entry = compared.comparison.entries[bar.key]
    ends = sorted((1 / end if entry.inverse else end) / entry.factor for end in (bar.low, bar.high))
    return stripped(
        {
            "kind": bar.key.kind,
            "owner": bar.key.owner,
            "figure": bar.key.name if bar.key.kind != CURRENCY else "rate",
            "year": bar.key.name.removeprefix("rate") if bar.key.kind == CURRENCY else None,
            "basis": "range" if bar.ranged else "tenPercent",
            "low": shown(ends[0]),
            "high": shown(ends[1]),
            "unit": entry.quantity.unit,
            "atLow": rounded(bar.at_high if entry.inverse else bar.at_low, CENTS),
            "atHigh": rounded(bar.at_low if entry.inverse else bar.at_high, CENTS),
            "swing": rounded(bar.swing, CENTS),
            "turns": bar.turns,
        }
    )
