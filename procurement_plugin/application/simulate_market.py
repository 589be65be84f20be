"""Simulate the market of a lot: one hypothetical producer in each town, measured by the award's own method."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.application.evaluate_lot import figures_on
from procurement_plugin.application.gather_chains import ChainGatherer, Gathered
from procurement_plugin.application.transport_time import TransportTime
from procurement_plugin.domain.criterion import Question
from procurement_plugin.domain.neutrality.market import DISTANCES_KM, LeftOut, SimulatedCriterion, SimulatedMarket
from procurement_plugin.domain.neutrality.price import value_at
from procurement_plugin.domain.procedure import Bid, Bidder, BidItem, ProductionSite

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.domain.criterion import Criterion, MeasureDefinition, Measurement
    from procurement_plugin.domain.neutrality.market import Town
    from procurement_plugin.domain.procedure import AwardCriterion, Lot, Procedure
    from procurement_plugin.domain.transport_chain import ResolvedChain
    from procurement_plugin.domain.weighting import WeightProfile

REMEMBERED = 32
_WHOLE = Decimal(100)
_OTHER_SPELLING = {"EL": "GR"}


class MarketMemory:
    """Keeps the last simulated criteria, so that moving a weight simulates nothing again; for threads.

    One memory belongs to one ``Reference`` and one gazetteer.
    """

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, _Column] = OrderedDict()

    def get(self, key: Hashable) -> _Column | None:
        """What is kept under a key, now the youngest."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, column: _Column) -> None:
        """Keep it; the eldest goes when there are too many."""
        with self._lock:
            self._kept[key] = column
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)


class _Column(NamedTuple):
    """A criterion measured in every town, and at ``DISTANCES_KM``."""

    unit: str
    measures: tuple[Decimal | None, ...]
    at_distances: tuple[Decimal, ...]
    refused: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A criterion of the profile that depends on the place, with its definition."""

    index: int
    criterion: AwardCriterion
    ours: Criterion
    definition: MeasureDefinition


def simulate_market(
    procedure: Procedure,
    lot: Lot,
    profile: WeightProfile,
    reference: Reference,
    towns: tuple[Town, ...],
    memory: MarketMemory | None = None,
) -> SimulatedMarket:
    """Values of every criterion that depends on the place, for a producer in each town with the default chain.

    Weights are not read. A scale is placed anew each time; measures are remembered by lot, method and settings.
    """
    wanted, left_out = _sorted_out(profile, reference)
    simulation = _Simulation(procedure, lot, profile, reference, towns)
    columns = _columns(simulation, wanted, memory or MarketMemory())
    criteria = []
    for one, column in zip(wanted, columns, strict=True):
        if any(measure is not None for measure in column.measures):
            criteria.append(_placed(one, column, towns))
        else:
            left_out.append(LeftOut(one.index, one.criterion.key, "notMeasured"))
    state, source = _buyer_state(procedure, lot, reference, towns)
    return SimulatedMarket(towns, tuple(criteria), tuple(left_out), state, source)


def _sorted_out(profile: WeightProfile, reference: Reference) -> tuple[list[_Wanted], list[LeftOut]]:
    """Our criteria that read a chain or its time, and the others with the reason why they are left out."""
    wanted, left_out = [], []
    for index, criterion in enumerate(profile.criteria):
        ours = reference.criteria.get(criterion.criterion)
        definition = ours.definition(criterion.measure) if ours else None
        if ours is None or definition is None:
            continue
        if not definition.reads & {"distance", "time"}:
            left_out.append(LeftOut(index, criterion.key, "originBlind"))
        elif criterion.scale is None:
            left_out.append(LeftOut(index, criterion.key, "noScale"))
        else:
            wanted.append(_Wanted(index, criterion, ours, definition))
    return wanted, left_out


class _Simulation:
    """Measures the hypothetical bids of one lot."""

    def __init__(
        self, procedure: Procedure, lot: Lot, profile: WeightProfile, reference: Reference, towns: tuple[Town, ...]
    ) -> None:
        self._procedure, self._lot, self._towns, self._reference = procedure, lot, towns, reference
        self._figure = figures_on(procedure.day, reference.parameters)
        ports = (reference.distances, reference.intensities[profile.data_set])
        self._gatherer = ChainGatherer(lot, profile, (procedure.day, procedure.closing_day), self._figure, ports)
        item_weights = tuple(sorted(profile.item_weights.items()))
        method = (profile.data_set, profile.road_distance, profile.sea_scenario, procedure.day)
        self._key = (lot.delivery_points, lot.items, lot.functional_unit, item_weights, *method)

    def key(self, wanted: _Wanted) -> Hashable:
        """What the measures depend on, besides the reference data: neither weight nor scale."""
        criterion = wanted.criterion
        settings = json.dumps(criterion.settings, default=str, sort_keys=True)
        return (*self._key, criterion.criterion, wanted.definition.name, settings)

    def measure(self, wanted: Sequence[_Wanted]) -> Iterator[_Column]:
        """All towns, each chain resolved once for all the criteria wanted."""
        bids = [self._bid(town) for town in self._towns]
        self._gatherer.prepare(bids)
        gathered = [self._gatherer.gather(bid, "") for bid in bids]
        template = next((found.chains for found in gathered if not found.findings and _by_road(found.chains)), ())
        time = TransportTime(self._figure)
        for one in wanted:
            measured = [self._asked(one, found, time) for found in gathered]
            refused: Counter[str] = Counter()
            for town, answer in zip(self._towns, measured, strict=True):
                if answer.measure is None:
                    refused[answer.findings[0].code if answer.findings else ""] += town.population
            at_distances = tuple(self._at(one, template, km, time) for km in DISTANCES_KM) if template else ()
            yield _Column(
                measured[0].unit if measured else "",
                tuple(answer.measure for answer in measured),
                tuple(measure for measure in at_distances if measure is not None),
                tuple(sorted(refused.items())),
            )

    def _bid(self, town: Town) -> Bid:
        """All items whole from one site in the town, without a declared chain: the default chain is assumed."""
        site = ProductionSite("town", town.location, _WHOLE, (), ())
        items = tuple(BidItem(item.id, None, (site,)) for item in self._lot.items)
        return Bid("hypothetical", Bidder("", ""), items, {}, {}, {})

    def _asked(self, wanted: _Wanted, found: Gathered, time: TransportTime) -> Measurement:
        inputs = None
        if "time" in wanted.definition.reads and not found.findings:
            unit = str(wanted.criterion.settings.get("unit", "d"))
            inputs = {wanted.definition.name: {"value": time.of(found.chains, unit), "unit": unit}}
        measured = wanted.ours.measure(
            Question(
                wanted.criterion,
                self._lot,
                inputs,
                found.chains,
                found.findings,
                (),
                {},
                self._figure,
                self._reference.distances.geodesic_km,
                "",
                self._procedure.day,
                self._procedure.closing_day,
                (),
                self._reference.tables,
            )
        )
        return measured._replace(findings=found.findings) if found.findings else measured

    def _at(
        self, wanted: _Wanted, template: tuple[ResolvedChain, ...], kilometres: int, time: TransportTime
    ) -> Decimal | None:
        """The measure with every chain of that length, all else equal."""
        moved = tuple(
            chain._replace(elements=tuple(element.over(Decimal(kilometres)) for element in chain.elements))
            for chain in template
        )
        return self._asked(wanted, Gathered(moved, (), (), ()), time).measure


def _by_road(chains: tuple[ResolvedChain, ...]) -> bool:
    """Whether every chain is one road: only then can all be given one other length."""
    return bool(chains) and all([element.element.mode for element in chain.elements] == ["road"] for chain in chains)


def _columns(simulation: _Simulation, wanted: list[_Wanted], memory: MarketMemory) -> list[_Column]:
    known = {one.index: memory.get(simulation.key(one)) for one in wanted}
    missing = [one for one in wanted if known[one.index] is None]
    if missing:
        for one, column in zip(missing, simulation.measure(missing), strict=True):
            memory.put(simulation.key(one), column)
            known[one.index] = column
    return [column for one in wanted for column in [known[one.index]] if column is not None]


def _placed(wanted: _Wanted, column: _Column, towns: tuple[Town, ...]) -> SimulatedCriterion:
    scale = wanted.criterion.scale
    if scale is None:
        raise AssertionError("a criterion without a scale is left out before")
    value = partial(value_at, scale)
    complete = len(column.at_distances) == len(DISTANCES_KM)
    return SimulatedCriterion(
        index=wanted.index,
        key=wanted.criterion.key,
        unit=column.unit,
        reads=wanted.definition.reads,
        scale=scale,
        towns=towns,
        measures=column.measures,
        values=tuple(value(measure) if measure is not None else None for measure in column.measures),
        by_distance=dict(zip(DISTANCES_KM, map(value, column.at_distances), strict=True)) if complete else {},
        refused=dict(column.refused),
    )


def _buyer_state(procedure: Procedure, lot: Lot, reference: Reference, towns: tuple[Town, ...]) -> tuple[str, str]:
    """The Member State of the jurisdiction; where it names none, that of the town nearest to the main delivery."""
    named = procedure.jurisdiction.split("-")[0].upper()
    state = _OTHER_SPELLING.get(named, named)
    if any(town.member_state == state for town in towns):
        return state, "jurisdiction"
    main = max(lot.delivery_points, key=lambda point: point.share).location
    nearest = min(towns, key=lambda town: reference.distances.geodesic_km(town.location, main))
    return nearest.member_state, "nearestTown"
