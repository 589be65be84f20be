"""Import of tender notices: the document is the body of the request, as its publisher sent it."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from procurement_plugin.application.import_notice import FORMATS
from procurement_plugin.domain.actor import READ
from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service, written
from procurement_plugin.web.import_operations import LANGUAGES

blueprint = Blueprint("imports", __name__)
MEDIA = ("application/xml", "text/xml", "application/json")
KNOWN = {"format": FORMATS, "language": LANGUAGES}


@blueprint.post("/imports")
def create_import() -> Response:
    """Read a notice and propose a request for each of its lots; nothing is stored."""
    actor(READ)
    asked = _query()
    if request.mimetype not in MEDIA and not request.mimetype.endswith(("+xml", "+json")):
        raise UnsupportedMediaType(f"Send the notice itself as {', '.join(MEDIA)}.")
    return written(service().notices.imported(request.get_data(), asked["format"], asked["language"]))


def _query() -> dict[str, str]:
    """The query parameters; what is unknown is refused, all at once."""
    faults = []
    for name in request.args:
        value = request.args[name]
        if name not in KNOWN:
            faults.append((name, f"The query parameters are {' and '.join(KNOWN)}."))
        elif value not in KNOWN[name]:
            faults.append((name, f"Write one of {', '.join(KNOWN[name])}."))
    if faults:
        findings = [
            Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, message, where=name[:80])
            for name, message in faults
        ]
        raise UnreadableInputError("The query is not right.", tuple(findings))
    return {name: request.args.get(name, "") for name in KNOWN}
