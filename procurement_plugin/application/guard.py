"""The legal guard: the rules on the profile and the computed tests on a simulated market, all findings at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluation_document import finding_of, stripped, text_of
from procurement_plugin.application.simulate_market import MarketMemory, simulate_market
from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.domain.neutrality.computed_test import TransportShare
from procurement_plugin.domain.neutrality.registry import run_all
from procurement_plugin.domain.weighting import check_profile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.domain.neutrality.computed_test import TestReport
    from procurement_plugin.domain.neutrality.market import SimulatedMarket, Town
    from procurement_plugin.domain.procedure import Lot, Procedure
    from procurement_plugin.domain.weighting import WeightProfile

# Each delivery point costs seconds: one road to each town of the Union.
MOST_DELIVERY_POINTS = 10
# The rules on the profile say it already, without a market.
SAID_BY_THE_RULES = {"neutrality.doubleCounting": "weighting.doubleCounting"}


class Looked(NamedTuple):
    """What the guard found, and the numbers of its computed tests."""

    findings: tuple[Finding, ...]
    reports: tuple[TestReport, ...]


class LegalGuard:
    """Looks at profiles under one release's law, method, data and towns."""

    def __init__(self, reference: Reference, towns: tuple[Town, ...]) -> None:
        self._reference = reference
        self._towns = towns
        self._memory = MarketMemory()

    def look(self, procedure: Procedure, profile: WeightProfile, lot: Lot | None) -> Looked:
        """All findings; the computed tests run when a lot says where is delivered.

        A change of a weight alone is answered from memory; another lot or scale is simulated anew, in seconds.
        """
        reference = self._reference
        ruled = check_profile(profile, procedure, reference.criteria, reference.parameters, reference.tables)
        if lot is None:
            return Looked(ruled, ())
        if len(lot.delivery_points) > MOST_DELIVERY_POINTS:
            return Looked((*ruled, _too_many(lot)), ())
        market = self.market(procedure, profile, lot)
        reports = run_all(market, profile, procedure, lot, reference.parameters, _share(profile))
        said = {finding.code for finding in ruled}
        computed = [
            finding
            for report in reports
            for finding in report.findings
            if not (finding.severity is Severity.BLOCK and SAID_BY_THE_RULES.get(finding.code) in said)
        ]
        return Looked((*ruled, *computed), reports)

    def market(self, procedure: Procedure, profile: WeightProfile, lot: Lot) -> SimulatedMarket:
        """A producer in each town of the Union; seconds for a lot that was not asked for before."""
        return simulate_market(procedure, lot, profile, self._reference, self._towns, self._memory)


def _too_many(lot: Lot) -> Finding:
    return Finding(
        code="neutrality.notSimulated",
        severity=Severity.WARN,
        kind=Kind.STRUCTURAL,
        message=f"The lot has {len(lot.delivery_points)} delivery points; the market is simulated for up to "
        f"{MOST_DELIVERY_POINTS}.",
        where="lot.deliveryPoints",
        remedy="Check the profile for a lot with the points that take most of the quantity, and record the outcome.",
    )


def _share(profile: WeightProfile) -> TransportShare | None:
    """Transport's share of the life-cycle emissions, as the officer states it with a source."""
    for criterion in profile.criteria:
        share, source = (criterion.settings.get(name) for name in ("lifeCycleShare", "lifeCycleShareSource"))
        if share is not None and source:
            return TransportShare(share, source)
    return None


def report_of(report: TestReport) -> dict[str, Any]:
    """A computed test as the API answers it."""
    return {
        "name": report.name,
        "status": report.status,
        "figures": _texts(report.figures),
        "rows": [_texts(row) for row in report.rows],
        "findings": [finding_of(finding) for finding in report.findings],
    }


def _texts(row: Mapping[str, Decimal | str | None]) -> dict[str, Any]:
    return stripped({name: value if isinstance(value, str) else text_of(value) for name, value in row.items()})
