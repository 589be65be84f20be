"""Rows of the officer's form that are added and taken out by a button, with or without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.forms import Form, parts_of, typed
from procurement_plugin.web.pages.language import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

# What a fresh row begins with, so that it is there before anything is typed into it.
NAMED = {"lot.deliveryPoints": "D", "lot.items": "I", "weightProfile.clauses": "C"}
PLACE = re.compile(r"(?:lot|weightProfile)[A-Za-z0-9.\[\]]{1,200}\Z")
CRITERIA = "weightProfile.criteria"
VALUE = "procedure.estimatedValue.value"


def without(pairs: Iterable[tuple[str, str]], place: str) -> list[tuple[str, str]]:
    """The fields without those of a row."""
    return [(name, value) for name, value in pairs if name != place and not name.startswith((f"{place}.", f"{place}["))]


def add_row(body: dict[str, Any], place: str) -> str:
    """Add a row to a list of the draft; gives the place of a row that is empty yet and has to be shown all the same."""
    if not PLACE.match(place):
        return ""
    if place not in NAMED:
        return place
    holder = body.setdefault(place.partition(".")[0], {})
    rows = holder.setdefault(place.partition(".")[2], []) if isinstance(holder, dict) else []
    if isinstance(rows, list):
        rows.append(
            {"id": _free(NAMED[place], rows)} | ({"share": "100"} if place.endswith("Points") and not rows else {})
        )
    return ""


def _free(letter: str, rows: list[Any]) -> str:
    used = {row.get("id") for row in rows if isinstance(row, dict)}
    return next(name for number in range(1, len(rows) + 2) if (name := f"{letter}{number}") not in used)


def add_criterion(body: dict[str, Any], named: str) -> None:
    """Add a criterion, named like ``proximity.chainDistance``, with what a start can say of it."""
    criterion, _, measure = named.partition(".")
    profile = body.setdefault("weightProfile", {})
    rows = profile.setdefault("criteria", []) if isinstance(profile, dict) else None
    if isinstance(rows, list) and criterion:
        rows.extend(_typed([service().starting.row(criterion, measure, Form(body).value(VALUE))]))


def begin(body: dict[str, Any]) -> bool:
    """Put the starting criteria where there are none yet; whether they were put there."""
    profile = body.setdefault("weightProfile", {})
    if not isinstance(profile, dict) or profile.get("criteria"):
        return False
    profile["criteria"] = _typed(service().starting.begin(Form(body).value(VALUE)))
    return True


def _typed(criteria: list[dict[str, Any]]) -> list[Any]:
    """Rows of texts with the types of the schema, what will be published in the officer's language."""
    tree = {"weightProfile": {"criteria": [_worded(row) for row in criteria]}}
    made: list[Any] = typed(service().schemas.draft, tree, ZoneInfo("UTC"))["weightProfile"]["criteria"]
    return made


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    made = {name: spoken(row[name]) for name in ("link", "need") if row.get(name)}
    evidence = [spoken(text) for text in row.get("evidence", ())]
    return row | made | ({"evidence": evidence} if evidence else {})


def offered(body: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Criteria that may still be added: what a button sends, criterion and measure."""
    rows = Form(body).at(CRITERIA)
    there = {(row.get("criterion"), row.get("measure", "")) for row in rows or () if isinstance(row, dict)}
    names = {name for name, _ in there}
    ours = [
        (
            f"{criterion.name}.{measure.name}" if len(criterion.measures) > 1 else criterion.name,
            criterion.name,
            measure.name,
        )
        for criterion in service().reference.criteria.values()
        for measure in criterion.measures
        if (criterion.name, measure.name) not in there and (len(criterion.measures) > 1 or criterion.name not in names)
    ]
    usual = [(name, name, "") for name in ("price", "cost", "quality") if name == "quality" or name not in names]
    return [*ours, *usual]


def fresh_field(place: str, body: dict[str, Any]) -> str:
    """The row that a button has just made, for a browser to go to."""
    rows = Form(body).at(place)
    last = len(rows) - 1 if isinstance(rows, list) else 0
    return f"{place}[{last}]" if parts_of(place) else ""
