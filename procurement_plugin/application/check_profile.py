"""Check a weight profile before publication: all findings at once, and whether one of them blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import finding_of
from procurement_plugin.domain.findings import blocking
from procurement_plugin.domain.weighting import check_profile

if TYPE_CHECKING:
    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.domain.procedure import Procedure
    from procurement_plugin.domain.weighting import WeightProfile


def compliance_check(procedure: Procedure, profile: WeightProfile, reference: Reference) -> dict[str, Any]:
    """The findings of a profile on its procedure's day; nothing is stored."""
    findings = check_profile(profile, procedure, reference.criteria, reference.parameters)
    return {
        "blocked": bool(blocking(findings)),
        "day": procedure.day.isoformat(),
        "parametersFingerprint": reference.parameters.fingerprint(),
        "findings": [finding_of(finding) for finding in findings],
    }
