"""The tenders of an evaluation with their points: the ranking, each criterion, and one tender in detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, request

from procurement_plugin.domain.justification import by_criterion, compose, remarks
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.committee.matter import blueprint, evaluated, shown
from procurement_plugin.web.pages.language import marked, t

if TYPE_CHECKING:
    import uuid

# Beyond these a map is a tangle, and a drawing of bars has no room.
MOST_DRAWN = 12
NO_TENDER = marked("This evaluation has no tender with this identifier.")


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/tenders")
def bids(evaluation_id: uuid.UUID) -> Response:
    """The ranking, and criterion by criterion the measures and points."""
    found = evaluated(evaluation_id, official=False)
    said = compose(found.document)
    drawn = service().maps(found.document) if len(said.bids) <= MOST_DRAWN else None
    return shown("bids", found, justification=said, parts=by_criterion(said), remarks=remarks(said), map=drawn)


@blueprint.get("/committee/evaluations/<uuid:evaluation_id>/tender")
def bid(evaluation_id: uuid.UUID) -> Response:
    """One tender: every step in words, its chains, its documents, and what is missing. ``bid`` names it."""
    found = evaluated(evaluation_id, official=False)
    named = request.args.get("bid", "")
    said = compose(found.document)
    entry = next((entry for entry in said.bids if entry.bid["id"] == named), None)
    out = next((row for row in found.document.get("exclusions", ()) if row["bidId"] == named), None)
    if entry is None and out is None:
        abort(404, t(NO_TENDER))
    alone = {**found.document, "bids": [entry.bid] if entry else []}
    own = compose(alone)
    return shown(
        "bid", found, justification=own, entry=entry, out=out, map=service().maps(alone), parts=by_criterion(said)
    )
