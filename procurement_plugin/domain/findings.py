"""What the software has to say about a profile, a bid or a request: one Finding a remark."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from procurement_plugin.domain.parameters import LegalReference


class Severity(StrEnum):
    """How much a finding weighs: block stops an official score, warn asks for a reason."""

    BLOCK = "block"
    WARN = "warn"
    INFORM = "inform"


class Kind(StrEnum):
    """Where a finding comes from; hard law and guardrail are never blurred."""

    HARD_LAW = "hardLaw"
    GUARDRAIL = "guardrail"
    STRUCTURAL = "structural"
    DATA = "data"


# Figures of the publisher's own file, or that agree in two copies; others a profile has to accept first.
TRUSTED = frozenset({"officialFile", "twoAgreeingCopies"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark at one place.

    Attributes:
        code: stable name, for example ``weighting.maximumWeight``.
        message: what is the matter, in plain words, with the figures.
        where: path in the request, for example ``weightProfile.criteria[1].weight``.
        remedy: what to do about it.
        parameter: id of the parameter that holds the limit, if one does.
        reasoning: why a guardrail stands where it stands.
        references: the texts behind it, each with its quote.
        minimum, maximum, actual: the limit and the value, in the limit's unit.
        overridable: whether a named legal approver may set it aside (rulings 5).
    """

    code: str
    severity: Severity
    kind: Kind
    message: str
    where: str = ""
    remedy: str = ""
    parameter: str = ""
    reasoning: str = ""
    references: tuple[LegalReference, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    actual: Decimal | None = None
    overridable: bool = False

    def at(self, where: str) -> Finding:
        """The same remark, placed."""
        return replace(self, where=where)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stop an evaluation."""
    return tuple(finding for finding in findings if finding.severity is Severity.BLOCK)


class ProcurementError(Exception):
    """Base of every error this package raises on purpose; carries its findings."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class NotInForceError(ProcurementError):
    """A parameter was asked for on a day before its first value or after its repeal."""


class OutOfCoverageError(ProcurementError):
    """A distance or an intensity lies outside what the reference data covers."""


class BlockedError(ProcurementError):
    """An open blocking finding stands against the weight profile."""


class UnreadableInputError(ProcurementError):
    """The input does not have the published form; nothing was scored or stored."""


class NotFoundError(ProcurementError):
    """Nothing of that name belongs to this tenant."""


class StateError(ProcurementError):
    """What is asked does not fit the state of the thing; ``name`` says which, for example ``alreadyPublished``."""

    def __init__(self, name: str, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message, findings)
        self.name = name


class StillRunningError(StateError):
    """The first request with the same Idempotency-Key is still running; ``seconds`` says when to ask again."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__("requestStillRunning", message)
        self.seconds = seconds


class KeyReusedError(ProcurementError):
    """An Idempotency-Key came with another request than the one it was first used for."""


class StaleRevisionError(ProcurementError):
    """Somebody else changed the draft since it was read."""


class ClaimsError(ProcurementError):
    """The claims of a call cannot be believed; ``name`` says why: none, not valid, or ended."""

    def __init__(self, message: str, name: str = "invalidAccessToken") -> None:
        super().__init__(message)
        self.name = name


class UnavailableError(ProcurementError):
    """Something outside that is needed for this does not answer; ``seconds`` says when to ask again."""

    def __init__(self, message: str, seconds: int = 5) -> None:
        super().__init__(message)
        self.seconds = seconds


class NotSetUpError(ProcurementError):
    """The operator has to set something right first; the same again will fail again."""


class NotPermittedError(ProcurementError):
    """The actor may not do this."""
