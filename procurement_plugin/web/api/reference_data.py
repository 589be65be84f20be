"""What the service reads: weight limits and data sets, with sources, versions and licences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from procurement_plugin.application.list_findings import list_findings
from procurement_plugin.application.list_limits import list_limits
from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError
from procurement_plugin.web.exchange import service, written

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

blueprint = Blueprint("reference_data", __name__)


@blueprint.get("/refData/findings")
def findings() -> Response:
    """Every rule of the guard in force on a day."""
    wired = service()
    return written(list_findings(wired.reference.parameters, _day(request.args, wired.clock.now().date())))


@blueprint.get("/refData/weightLimits")
def weight_limits() -> Response:
    """The weight limits in force on a day (today when none is given)."""
    wired = service()
    day = _day(request.args, wired.clock.now().date())
    return written(list_limits(wired.reference.parameters, day))


def _day(arguments: MultiDict[str, str], today: date) -> date:
    unknown = [name for name in arguments if name != "day"]
    if unknown:
        _refuse(unknown[0], "The only query parameter is 'day'.")
    given = arguments.get("day", today.isoformat())
    try:
        return date.fromisoformat(given)
    except ValueError:
        _refuse("day", 'Write a day in full, for example "2026-12-01".')
        raise


def _refuse(name: str, message: str) -> None:
    finding = Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, message, where=name[:80])
    raise UnreadableInputError(message, (finding,))
