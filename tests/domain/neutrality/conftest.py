"""Tiny markets worked out by hand: a few towns, measures as given, the thresholds of config/method/guard."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal as D
from typing import Any

import pytest

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.neutrality import computed_test, market
from procurement_plugin.domain.neutrality.price import value_at
from procurement_plugin.domain.procedure import AwardCriterion, ContractingAuthority, MissingPolicy, Money, Procedure
from procurement_plugin.domain.scale import Breakpoint, Outside, Scale
from procurement_plugin.domain.transport_chain import Coordinates
from procurement_plugin.domain.weighting import WeightProfile

READS = {
    "distance": frozenset({"distance"}),
    "emissions": frozenset({"distance", "emissions"}),
    "time": frozenset({"time"}),
}
NAMES = {
    "distance": ("proximity", "chainDistance"),
    "emissions": ("transportEmissions", ""),
    "time": ("proximity", "deliveryLeadTime"),
}
Anchors = Sequence[tuple[str, str]]


def scale(anchors: Anchors, outside: Outside = Outside.CLIP) -> Scale:
    return Scale(tuple(Breakpoint(D(at), D(value)) for at, value in anchors), outside)


def criterion(name: str, measure: str, weight: str, anchors: Anchors | None, **rest: Any) -> AwardCriterion:
    given = scale(anchors, rest.pop("outside", Outside.CLIP)) if anchors else None
    return AwardCriterion(name, measure, D(weight), given, MissingPolicy.CLARIFY, "engine", "", "", (), **rest)


def town(name: str, state: str, population: int = 100, region: str = "R") -> market.Town:
    return market.Town(name, state, region, population, Coordinates(D(sum(map(ord, name))) / 100, D(population)))


class Ask:
    """Builds what a test reads: one criterion of ours (or more) beside a price."""

    def __init__(self) -> None:
        self.towns = (town("Ghent", "BE"), town("Lille", "FR"), town("Vienna", "AT"))

    def __call__(
        self,
        *ours: Mapping[str, Any],
        price: Anchors | None = (("50", "1"), ("100", "0")),
        price_weight: str = "50",
        estimated: str | None = "100",
        **more: Any,
    ) -> computed_test.Asked:
        """Each of ``ours``: reads, weight, anchors, measures (one a town), by_distance (default: the kilometres)."""
        towns = more.pop("towns", self.towns)
        given = [
            criterion(*NAMES[one["reads"]], one["weight"], one["anchors"], outside=one.get("outside", Outside.CLIP))
            for one in ours
        ]
        others = [criterion("price", "", price_weight, price, answers=more.pop("answers", {}))]
        simulated = tuple(self._simulated(i, given[i], one, towns) for i, one in enumerate(ours))
        made = market.SimulatedMarket(towns, simulated, tuple(more.pop("left_out", ())), "BE", "jurisdiction")
        profile = WeightProfile(
            "tiny", (*given, *others), 4, (), {}, "open-eu-2026", "circuity", more.pop("fixed", None)
        )
        procedure = Procedure(
            "P",
            "T",
            ContractingAuthority("A", "A"),
            "BE",
            "2014/24",
            "subcentral",
            "supplies",
            (),
            Money(D(estimated), "EUR") if estimated else None,
            gpa_covered=True,
            notice_dispatched_at=datetime(2026, 12, 1, tzinfo=UTC),
            tender_deadline_at=datetime(2027, 1, 15, tzinfo=UTC),
        )
        lot: Any = None
        parameters = knowledge.reference().parameters
        return computed_test.Asked(made, profile, procedure, lot, parameters, more.pop("transport_share", None))

    def _simulated(
        self, index: int, award: AwardCriterion, one: Mapping[str, Any], towns: tuple[market.Town, ...]
    ) -> market.SimulatedCriterion:
        assert award.scale is not None
        measures = tuple(D(text) if text is not None else None for text in one["measures"])
        values = tuple(value_at(award.scale, m) if m is not None else None for m in measures)
        at = {km: value_at(award.scale, D(km)) for km in market.DISTANCES_KM}
        refused = {"chain.roadNotCovered": sum(t.population for t, m in zip(towns, measures, strict=True) if m is None)}
        return market.SimulatedCriterion(
            index,
            award.key,
            "km",
            READS[one["reads"]],
            award.scale,
            towns,
            measures,
            one.get("values", values),
            one.get("by_distance", at),
            refused,
        )


@pytest.fixture
def ask() -> Ask:
    return Ask()


@pytest.fixture
def place() -> Callable[..., market.Town]:
    return town


@pytest.fixture
def codes() -> Callable[[Any], list[tuple[str, str]]]:
    """Severity and code of each finding."""

    def shown(report: Any) -> list[tuple[str, str]]:
        return [(str(finding.severity), finding.code.removeprefix("neutrality.")) for finding in report.findings]

    return shown
