"""The standstill as a calendar, with its way explained and the law quoted; before the decision, as a preview."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Response, request

from procurement_plugin.application.evaluation_document import reference_of
from procurement_plugin.application.standstill_calendar import days_left, months_of, way_of
from procurement_plugin.domain.deadlines import ELECTRONIC, OTHER
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.committee.matter import blueprint, evaluated, shown
from procurement_plugin.web.pages.language import marked, t

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator, Mapping

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
# A calendar beyond these years would be no answer to any real question.
YEARS = range(2016, 2100)
NO_DAY = marked("Write a day as year, month and day, for example 2027-02-01.")


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/standstill")
def standstill(evaluation_id: uuid.UUID) -> Response:
    """The recorded standstill; before the decision was sent, what it would be (``sent`` and ``medium`` ask)."""
    found, wired = evaluated(evaluation_id), service()
    today, jurisdiction = wired.clock.now().date(), found.document["procedure"]["jurisdiction"]
    recorded = _recorded(found.steps, found.stored.id)
    asked = request.args.get("sent", today.isoformat()).strip()
    medium = OTHER if request.args.get("medium") == OTHER else ELECTRONIC
    day, problem = _day(asked)
    counted = recorded or wired.life.standstill.after(
        datetime.combine(day or today, time(12), UTC), jurisdiction, medium
    )
    known = "firstPossible" in counted and not (problem and not recorded)
    off = partial(wired.life.standstill.is_off, jurisdiction)
    return shown(
        "standstill",
        found,
        400 if problem and not recorded else 200,
        recorded=recorded is not None,
        counted=counted,
        known=known,
        months=months_of(counted, today, off) if known else (),
        way=way_of(counted) if known else (),
        left=days_left(counted, today) if known else 0,
        texts=list(_texts(counted)) if known else (),
        asked=asked,
        medium=counted.get("medium", medium),
        problem=problem,
        today=today.isoformat(),
        jurisdiction=jurisdiction,
    )


def _recorded(steps: Any, evaluation_id: str) -> Mapping[str, Any] | None:
    sent = [step for step in steps if step["step"] == "sendDecision" and step["evaluationId"] == evaluation_id]
    found: Mapping[str, Any] | None = sent[-1].get("standstill") if sent else None
    return found


def _day(text: str) -> tuple[date | None, str]:
    """The day, or what is wrong with it."""
    try:
        found = date.fromisoformat(text) if _DAY.match(text) else None
    except ValueError:
        found = None
    return (found, "") if found is not None and found.year in YEARS else (None, t(NO_DAY))


def _texts(counted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The law behind each step, once, in force on the day of the event."""
    parameters, day = service().reference.parameters, date.fromisoformat(counted["event"])
    wanted = [counted["parameter"], *(row["rule"] for row in counted.get("shifts", ()))]
    wanted += ["eu.deadlines.roll_forward"]  # it also says that the day of the event is not counted
    for name in dict.fromkeys(wanted):
        parameter = parameters.get(name)
        if parameter is not None and parameter.in_force(day):
            yield {"id": name, "references": [reference_of(text) for text in parameter.at(day).references]}
