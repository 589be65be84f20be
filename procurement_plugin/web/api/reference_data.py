"""What the service reads: weight limits and data sets, with sources, versions and licences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from procurement_plugin.application.list_data_sets import list_data_sets, list_intensities, list_ports
from procurement_plugin.application.list_findings import list_findings
from procurement_plugin.application.list_limits import list_limits
from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError
from procurement_plugin.web.exchange import service, written
from procurement_plugin.web.schemas.reading import DEFAULT_DATA_SET

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


@blueprint.get("/refData/dataSets")
def data_sets() -> Response:
    """Every table of data with its hash, licence and attribution."""
    wired = service()
    _no_query(request.args)
    return written(list_data_sets(wired.tables, wired.reference.intensities))


@blueprint.get("/refData/emissionIntensities")
def emission_intensities() -> Response:
    """The rows of a set of emission intensities (the default set when none is named)."""
    known = service().reference.intensities
    unknown = [name for name in request.args if name != "dataSet"]
    if unknown:
        _refuse(unknown[0], "The only query parameter is 'dataSet'.")
    name = request.args.get("dataSet", DEFAULT_DATA_SET)
    if name not in known:
        _refuse("dataSet", f"There is no such data set; there are: {', '.join(sorted(known))}.")
    return written(list_intensities(known[name]))


@blueprint.get("/refData/ports")
def ports() -> Response:
    """The ports that a sea element may name."""
    _no_query(request.args)
    return written(list_ports(service().tables))


def _no_query(arguments: MultiDict[str, str]) -> None:
    for name in arguments:
        _refuse(name, "This address takes no query parameters.")


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
