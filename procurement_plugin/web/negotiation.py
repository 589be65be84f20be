"""Which of several forms of one thing a caller asks for, by Accept and by the query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request
from werkzeug.exceptions import NotAcceptable

from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT = "text/plain"
XML = "application/xml"
JSON = "application/json"
CSV = "text/csv"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LANGUAGES = ("en", "nl", "fr", "de")


def accepted(*offers: str) -> str:
    """The media type to answer with; the first offer when the caller does not mind.

    Raises:
        NotAcceptable: the caller accepts none of them (406).
    """
    if not request.accept_mimetypes:
        return offers[0]
    best = request.accept_mimetypes.best_match(offers)
    if best is None:
        raise NotAcceptable(f"This address answers as {' or '.join(offers)}; name one of them in Accept.")
    return best


def query(*several: str, **known: Sequence[str] | None) -> dict[str, str]:
    """The query parameters: what is given first, or else the first of the values that a parameter may have.

    Args:
        several: parameters that may be given several times, each time with another value.
        known: the values of each parameter; None where it is free text of up to 80 characters, empty when not given.

    Raises:
        UnreadableInputError: parameters that are not known, are given twice or have another value; all at once.
    """
    names = f"The query parameters are {' and '.join(known)}." if known else "There are no query parameters."
    faults = [_fault(name, names) for name in request.args if name not in known]
    found = {}
    for name, values in known.items():
        given = request.args.getlist(name)
        found[name] = given[0] if given else (values[0] if values else "")
        if len(given) > 1 and (name not in several or len(set(given)) < len(given)):
            faults.append(_fault(name, f"Give {name} once."))
        elif given and values and set(given) - set(values):
            faults.append(_fault(name, f"{name} is one of {', '.join(values)}."))
        elif len(found[name]) > 80:  # noqa: PLR2004  the length of an identifier
            faults.append(_fault(name, f"{name} has at most 80 characters."))
    if faults:
        raise UnreadableInputError("The query has problems.", tuple(faults))
    return found


def languages() -> tuple[str, ...]:
    """Every language that the query names, checked by ``query`` before."""
    return tuple(request.args.getlist("language")) or LANGUAGES[:1]


def negotiated(body: str | bytes, media_type: str, *, language: str = "", filename: str = "") -> Response:
    """An answer in the form that was asked for; whoever keeps it is told that it depends on Accept."""
    charset = "" if media_type in (XLSX, PDF) else "; charset=utf-8"
    response = Response(body, content_type=f"{media_type}{charset}")
    response.headers["Vary"] = "Accept"
    if language:
        response.headers["Content-Language"] = language
    if filename:
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _fault(name: str, message: str) -> Finding:
    return Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, message, where=name[:80])
