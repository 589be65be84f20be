"""A notice fills the officer's form: every value with where it came from, every gap with what is missing."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from flask import request

from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.language import carried
from procurement_plugin.web.pages.officer.work import PROCEDURE, uploaded

if TYPE_CHECKING:
    from procurement_plugin.web.pages.officer.work import Work

READ, GAP = "read", "gap"
CARRIED = "_document"
# What a form can carry back while somebody chooses among the lots.
MOST_CARRIED = 2_500_000
TOO_MUCH = (
    "The notice has several lots and is too large to be kept while you choose. Please upload one with a single lot."
)


def lots_of() -> list[dict[str, Any]]:
    """The lots of the notice that came with the form, or the one that was chosen.

    Raises:
        UnreadableInputError: there is no notice, it cannot be read, or it has no lot.
    """
    content = _content()
    found = service().notices.imported(content, "", "")
    lots = [lot for notice in found["notices"] for lot in notice["lots"]]
    if not lots:
        raise UnreadableInputError("The notice describes no lot.")
    chosen = "" if carried() else request.form.get("_lot", "")
    if chosen.isdecimal() and int(chosen) < len(lots):
        return [lots[int(chosen)]]
    if len(lots) > 1 and len(content) > MOST_CARRIED:
        raise UnreadableInputError(TOO_MUCH)
    return lots


def document() -> str:
    """The notice itself, to be carried along while a lot is chosen."""
    return base64.b64encode(_content()).decode()


def _content() -> bytes:
    kept = request.form.get(CARRIED, "")
    if not kept:
        file = request.files.get("_notice")
        if file is not None:
            file.stream.seek(0)
        return uploaded()
    try:
        return base64.b64decode(kept, validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableInputError("Please choose the file of a notice first.") from None


def fill(work: Work, lot: dict[str, Any]) -> None:
    """Put what was read into the form; what the notice does not say stays empty and is marked."""
    work.body = lot["request"]
    work.screen = PROCEDURE
    work.marks = {row["name"]: (READ, _said(row)) for row in lot["sources"]}
    work.marks |= {row["name"]: (GAP, row["message"]) for row in lot["missing"]}
    work.marks |= {row["name"]: (GAP, row["message"]) for row in lot["findings"] if row.get("name")}
    if not (work.body.get("weightProfile") or {}).get("criteria"):
        work.body.pop("weightProfile", None)


def _said(row: dict[str, Any]) -> str:
    """The field of the notice, where the format names its fields, a space, and what was changed about the value."""
    return f"{row.get('field', '')} {row.get('derived', '')}".rstrip()
