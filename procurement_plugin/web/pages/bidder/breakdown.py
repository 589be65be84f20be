"""A bidder's own result, by the rules of its debriefing; addresses hold no identifiers, the session says whose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, g, render_template

from procurement_plugin.application.bid_result import BidResult, bid_result
from procurement_plugin.application.official_documents import DEBRIEF
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.document_operations import PDF
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages import errors
from procurement_plugin.web.pages.language import marked, t
from procurement_plugin.web.pages.session import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procurement_plugin.application.document_ports import StoredDocument

NOT_OPEN = marked("This page belongs to one tender. Please open it from your tender platform.")
GONE = marked("The evaluation of your tender is no longer kept here; ask the contracting authority.")
NO_DOCUMENT = marked("There is no such document of your tender.")

blueprint = Blueprint("breakdown", __name__)
errors.register(blueprint)


@blueprint.get("/breakdown")
def show() -> Response:
    """The result of the tender that the session is about."""
    found = _result()
    kept = _debriefings(found)
    return page(
        render_template(
            "bidder/breakdown.html",
            result=found,
            record=found.record,
            justification=found.said,
            own=found.said.bids[0] if found.said.bids else None,
            out=found.record["exclusions"][0] if found.record["exclusions"] else None,
            compared=found.compared,
            standstill=found.decision.standstill,
            map=service().maps(found.record),
            debriefings=kept,
            replaced={stored.replaces for stored in kept},
        )
    )


@blueprint.get("/breakdown/record")
def record() -> Response:
    """All that the page rests on, as the debriefing has it attached, to be worked out again by other means."""
    found = _result()
    text = json.dumps(found.record, ensure_ascii=False, indent=1)
    response = Response(text, content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="result-of-your-tender.json"'
    return response


@blueprint.get("/breakdown/debriefings/<int:place>")
def debriefing(place: int) -> Response:
    """A debriefing of this tender as it was stored; ``place`` counts them from 1, oldest first."""
    kept = _debriefings(_result())
    if not 1 <= place <= len(kept):
        abort(404, t(NO_DOCUMENT))
    stored = kept[place - 1]
    _, pdf = service().desk.read(actor(READ).tenant_id, stored.evaluation_id, stored.id)
    response = Response(pdf, content_type=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="debriefing-{place}-{stored.language}.pdf"'
    return response


def _result() -> BidResult:
    """What the bidder of the session may see now; everything else is refused in words."""
    who, about = actor(READ), g.page.about if "page" in g else {}
    if not {"evaluationId", "bidId"} <= about.keys():
        abort(403, t(NOT_OPEN))
    wired = service()
    stored = wired.evaluations.get(who.tenant_id, about["evaluationId"])
    if stored is None:
        abort(404, t(GONE))
    document = json.loads(stored.body)
    named = document.get("weightProfileVersion")
    steps = wired.evaluations.steps(who.tenant_id, named["profileId"], named["version"]) if named else ()
    return bid_result(document, about["bidId"], [{"evaluationId": step.evaluation_id, **step.body} for step in steps])


def _debriefings(found: BidResult) -> Sequence[StoredDocument]:
    """The debriefings of this very tender, oldest first."""
    own = g.page.about["bidId"]
    kept = service().desk.of(actor(READ).tenant_id, found.record["id"])
    return [stored for stored in kept if stored.kind == DEBRIEF and stored.bid_id == own]
