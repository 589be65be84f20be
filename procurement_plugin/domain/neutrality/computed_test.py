"""What a computed test of the guard is made of: what it reads, what it reports, and findings from a threshold."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import Finding, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from decimal import Decimal

    from procurement_plugin.domain.neutrality.market import SimulatedMarket
    from procurement_plugin.domain.parameters import ParameterSet
    from procurement_plugin.domain.procedure import Lot, Procedure
    from procurement_plugin.domain.weighting import WeightProfile

    # Numbers, rounded for reading, and words by their names.
    Row = Mapping[str, Decimal | str | None]

COMPUTED = "computed"
NOT_COMPUTABLE = "notComputable"
NOT_APPLICABLE = "notApplicable"


class TransportShare(NamedTuple):
    """What the officer states: transport's share of the product's life-cycle emissions, per cent, and the source."""

    per_cent: Decimal
    source: str


class Asked(NamedTuple):
    """All that a test may read."""

    market: SimulatedMarket
    profile: WeightProfile
    procedure: Procedure
    lot: Lot
    parameters: ParameterSet
    transport_share: TransportShare | None

    @property
    def day(self) -> date:
        """The procedure's own day; it chooses the thresholds."""
        return self.procedure.day

    @property
    def weights(self) -> tuple[Decimal, ...]:
        """The weights of the profile's criteria, in order, per cent."""
        return tuple(criterion.weight for criterion in self.profile.criteria)

    def figure(self, name: str) -> Decimal:
        """The figure of ``config/method/guard/<name>.yaml`` on the procedure's day."""
        return self.parameters.figure(f"guard.{name}", self.day)

    def above(self, actual: Fraction, name: str) -> bool:
        """Whether the exact value is strictly above the threshold of that name."""
        return actual > Fraction(self.figure(name))

    def below(self, actual: Fraction, name: str) -> bool:
        """Whether the exact value is strictly below the threshold of that name."""
        return actual < Fraction(self.figure(name))

    def guardrail(
        self,
        code: str,
        severity: Severity,
        threshold: str,
        message: str,
        where: str = "weightProfile.criteria",
        *,
        remedy: str,
        minimum: Decimal | None = None,
        maximum: Decimal | None = None,
        actual: Decimal | None = None,
    ) -> Finding:
        """A finding of caution, with reasoning and sources of its threshold; a block may be set aside by an approver.

        Args:
            code: the part after ``neutrality.``.
            threshold: name of the file in ``config/method/guard``.
        """
        parameter = self.parameters[f"guard.{threshold}"]
        value = parameter.at(self.day)
        return Finding(
            code=f"neutrality.{code}",
            severity=severity,
            kind=Kind.GUARDRAIL,
            message=message,
            where=where,
            remedy=remedy,
            parameter=parameter.id,
            reasoning=value.reasoning,
            references=value.references,
            minimum=minimum,
            maximum=maximum,
            actual=actual,
            overridable=severity is Severity.BLOCK,
        )


class TestReport(NamedTuple):
    """The outcome of one test: its numbers always, its findings if any.

    Attributes:
        status: ``computed``, ``notComputable`` (a fact is missing) or ``notApplicable`` (nothing to test).
        figures: single numbers and words, by name; numbers rounded for reading.
        rows: a table, one mapping a row.
    """

    name: str
    status: str
    figures: Row
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


class NeutralityTest(NamedTuple):
    """A computed test; its module exports one of these as ``TEST``."""

    name: str
    run: Callable[[Asked], TestReport]


def not_applicable(name: str, reason: str) -> TestReport:
    """The report of a test that has nothing to test."""
    return TestReport(name, NOT_APPLICABLE, {"reason": reason}, (), ())


def not_computable(name: str, reason: str, where: str, remedy: str) -> TestReport:
    """The report of a test that lacks a fact, with the warning that says which (rulings 15)."""
    finding = Finding(
        code=f"neutrality.{name}NotComputable",
        severity=Severity.WARN,
        kind=Kind.GUARDRAIL,
        message=reason,
        where=where,
        remedy=remedy,
    )
    return TestReport(name, NOT_COMPUTABLE, {"reason": reason}, (), (finding,))


def field(index: int) -> str:
    """Path of a criterion in the request."""
    return f"weightProfile.criteria[{index}]"
