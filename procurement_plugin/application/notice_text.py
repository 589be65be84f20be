"""What the notice says about a published version, as statements without a language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.supply.published import published as published_supply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal

    Figure = Callable[[str], Decimal]

    from procurement_plugin.application.publish_profile import Published
    from procurement_plugin.application.weight_profiles import Draft
    from procurement_plugin.domain.procedure import AwardCriterion
    from procurement_plugin.domain.supply.published import Published as PublishedSupply

CIRCUITY = "transport_emissions.road_circuity"
ARTICULATED = "transport_emissions.articulated_lorry_from"
GRAPH_FROM = "transport_emissions.road_graph_from"
GATEWAYS = "transport_emissions.gateways_considered"
ADJUSTMENT = "transport_emissions.distance_adjustment_"
ADJUSTED = ("road", "sea")
CHAIN_MEASURES = ("proximity.chainDistance", "transportEmissions")


class Statement(NamedTuple):
    """A sentence of the notice: its key in the words of a language, and what is filled in.

    Figures stay decimals and names stay keys; the language decides how they are written. ``gap``: a line is left
    empty before it.
    """

    key: str
    values: Mapping[str, Any]
    gap: bool = False


def notice_of(published: Published, draft: Draft, figure: Figure, tables: Mapping[str, Any]) -> tuple[Statement, ...]:
    """The statements on a version, in order.

    Args:
        draft: the version's procedure, lot and profile as read.
        figure: looks up method values in force on the procedure's day.
        tables: reference data that criteria name.
    """
    return tuple(_statements(published, draft, figure, tables))


def _statements(published: Published, draft: Draft, figure: Figure, tables: Mapping[str, Any]) -> Iterator[Statement]:
    procedure, lot, profile = draft.procedure, draft.lot, draft.profile
    yield Statement("title", {})
    named = {"id": procedure.id, "title": procedure.title, "lot": lot.id, "lot_title": lot.title}
    yield Statement("procedure", named)
    frozen = published.body
    told = {"number": published.number, "published": frozen["publishedAt"], "fingerprint": frozen["fingerprint"]}
    yield Statement("version", told)
    yield Statement("intro", {}, gap=True)
    if profile.fixed_price is not None:
        price = profile.fixed_price
        yield Statement("fixed_price", {"value": price.value, "currency": price.currency})
    for index, criterion in enumerate(profile.criteria, 1):
        yield from criterion_statements(index, criterion, draft, figure, tables)
    if any(criterion.key in CHAIN_MEASURES for criterion in profile.criteria):
        yield from chain_statements(published, draft, figure)
    yield Statement("binding", {}, gap=True)
    yield Statement("tie", {"rules": list(profile.tie_rule)})
    yield Statement("basis", {})


def criterion_statements(
    index: int, criterion: AwardCriterion, draft: Draft, figure: Figure, tables: Mapping[str, Any]
) -> Iterator[Statement]:
    """What is said about one criterion; the first statement gives its number, name and weight."""
    yield from _criterion(index, criterion, draft)
    if criterion.criterion == "transportEmissions":
        yield Statement(f"primary.{criterion.settings.get('primaryData', 'accepted')}", {})
    if criterion.criterion == "supplySecurity":
        yield from _supply_parts(published_supply(criterion, figure, tables, draft.procedure.day))


def chain_statements(published: Published, draft: Draft, figure: Figure) -> Iterator[Statement]:
    """How the length and the emissions of a transport chain come about where a bidder does not declare them."""
    for data_set in published.body["dataSets"]:
        yield Statement("data_set", data_set, gap=True)
    yield Statement("road", {"circuity": figure(CIRCUITY)})
    if draft.profile.road_distance == "roadGraph":
        yield Statement("road_graph", {"kilometres": figure(GRAPH_FROM)})
    yield Statement(f"sea.{draft.profile.sea_scenario}", {})
    yield Statement("vehicle", {"tonnes": figure(ARTICULATED), "gateways": figure(GATEWAYS)})
    yield Statement("adjustments", {mode: figure(f"{ADJUSTMENT}{mode}") for mode in ADJUSTED})
    yield _items(draft.profile.item_weights)


def _supply_parts(held: PublishedSupply) -> Iterator[Statement]:
    """The weights of the parts of supply security and what they are held against."""
    yield Statement("parts", {"parts": list(held.weights.items())})
    need = held.need
    yield Statement("supply_need", {"demand": need.demand, "target": need.target, "maximum": need.maximum})
    if held.materials:
        yield Statement("supply_materials", {"materials": [material.id for material in held.materials]})
    for product in held.determined:
        yield Statement("supply_dependency", {"product": product})


def _items(weights: Mapping[str, Decimal]) -> Statement:
    if not weights:
        return Statement("items.masses", {})
    return Statement("items.given", {"weights": list(weights.items())})


def _criterion(index: int, criterion: AwardCriterion, draft: Draft) -> Iterator[Statement]:
    name = {"index": index, "name": criterion.key, "weight": criterion.weight}
    yield Statement("criterion", name, gap=True)
    if criterion.weight_range is not None:
        least, most = criterion.weight_range
        yield Statement("range", {"minimum": least, "maximum": most})
    unit = criterion.settings.get("unit", "d")
    days = criterion.settings.get("days") if unit == "d" else None
    values = {"unit": (unit, days), "functional_unit": draft.lot.functional_unit}
    price_by_scale = criterion.scale is not None and criterion.criterion in ("price", "cost")
    if not price_by_scale:
        yield Statement(f"measures.{criterion.key}", values)
    if criterion.scale is not None:
        yield Statement("formula", {"weight": criterion.weight, "decimals": draft.profile.points_decimals})
        for point in criterion.scale.breakpoints:
            yield Statement("anchor", {"at": point.at, "value": point.value})
        yield Statement(f"outside.{criterion.scale.outside}", {})
    yield Statement(f"missing.{criterion.missing_policy}", {})
    for key, text in (("need", criterion.need), ("link", criterion.link)):
        if text:
            yield Statement(key, {"text": text})
    if criterion.evidence:
        yield Statement("evidence", {"items": list(criterion.evidence)})
