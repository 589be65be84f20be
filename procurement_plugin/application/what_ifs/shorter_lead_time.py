"""A shorter guaranteed lead time, by a step of the published scale; never shorter than the transport takes."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from procurement_plugin.application.transport_time import TransportTime
from procurement_plugin.application.what_ifs.what_if import Change, Kind, WhatIf, declared_at
from procurement_plugin.domain.scale import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.application.what_ifs.what_if import Asked
    from procurement_plugin.domain.scale import Scale

NAME = "shorterLeadTime"
PROXIMITY, SUPPLY = "proximity", "supplySecurity"
# A step is a tenth of the scale; the next better anchor is a step, too.
STEPS = Decimal(10)


def offers(asked: Asked) -> Iterator[WhatIf]:
    """One step shorter, and down to the next anchor; for supply security down to the target, too."""
    declared = asked.inputs(PROXIMITY).get("deliveryLeadTime")
    for score in asked.of(PROXIMITY):
        scale = score.criterion.scale
        if declared and scale is not None and score.criterion.measure in ("", "deliveryLeadTime"):
            value, unit = Decimal(declared["value"]), declared["unit"]
            where = declared_at(PROXIMITY, "deliveryLeadTime.value")
            for shorter in _steps(value, _better_anchor(value, scale), _span(scale)):
                yield from _offer(asked, score.criterion.key, where, value, shorter, unit)
    promised = asked.inputs(SUPPLY).get("leadTime") or {}
    for score in asked.of(SUPPLY):
        if "guaranteedDays" in promised:
            settings, value = score.criterion.settings, Decimal(promised["guaranteedDays"])
            target, longest = settings["leadTimeTargetDays"], settings["leadTimeMaximumDays"]
            where = declared_at(SUPPLY, "leadTime.guaranteedDays")
            for shorter in _steps(value, target, longest - target):
                yield from _offer(asked, score.criterion.key, where, value, shorter, "d")


def _steps(value: Decimal, best: Decimal | None, span: Decimal) -> Iterator[Decimal]:
    """Whole hours or days, longer ones first."""
    if best is None or best >= value:
        return
    step = EXACT.divide(span, STEPS).to_integral_value(ROUND_CEILING)
    shorter = max(best, value - max(step, Decimal(1)))
    yield shorter
    if best < shorter:
        yield best


def _span(scale: Scale) -> Decimal:
    return abs(scale.breakpoints[-1].at - scale.breakpoints[0].at)


def _better_anchor(value: Decimal, scale: Scale) -> Decimal | None:
    """The next anchor with a better value below the time; none where the scale does not reward shorter times."""
    better = [
        anchor.at
        for anchor, then in zip(scale.breakpoints, scale.breakpoints[1:], strict=False)
        if anchor.at < value and anchor.value > then.value
    ]
    return max(better, default=None)


def _offer(asked: Asked, key: str, where: str, value: Decimal, shorter: Decimal, unit: str) -> Iterator[WhatIf]:
    if shorter > 0 and shorter >= TransportTime(asked.figure).of(asked.chains, unit):
        yield WhatIf(NAME, key, (Change(where, f"{value:f}", f"{shorter:f}"),))


KIND = Kind(NAME, offers)
