"""Check a weight profile before publication: all findings at once, and whether one of them blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import finding_of
from procurement_plugin.application.guard import report_of
from procurement_plugin.domain.findings import blocking

if TYPE_CHECKING:
    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.guard import LegalGuard
    from procurement_plugin.domain.procedure import Lot, Procedure
    from procurement_plugin.domain.weighting import WeightProfile


def compliance_check(
    procedure: Procedure, profile: WeightProfile, lot: Lot | None, guard: LegalGuard, reference: Reference
) -> dict[str, Any]:
    """The findings of a profile on its procedure's day, with the numbers of the computed tests when a lot is given.

    Nothing is stored.
    """
    looked = guard.look(procedure, profile, lot)
    return {
        "blocked": bool(blocking(looked.findings)),
        "day": procedure.day.isoformat(),
        "parametersFingerprint": reference.parameters.fingerprint(),
        "findings": [finding_of(finding) for finding in looked.findings],
        "computedTests": [report_of(report) for report in looked.reports],
    }
