"""Operations that give a stored evaluation in another form."""

from __future__ import annotations

from procurement_plugin.domain.actor import READ
from procurement_plugin.web.negotiation import CSV, XLSX
from procurement_plugin.web.operation import AUDIENCE, BASE, BID_ID, EVALUATION_ID, LANGUAGE, Operation

EXPORTS = (
    Operation(
        "get",
        f"{BASE}/evaluations/{{evaluationId}}/bids/{{bidId}}",
        "getBid",
        "One bid's breakdown",
        "scoring",
        "BidBreakdown",
        "Its points with every step, or why it was not scored",
        ("400", "401", "403", "404"),
        parameters=(EVALUATION_ID, BID_ID),
        scope=READ,
    ),
    Operation(
        "get",
        f"{BASE}/evaluations/{{evaluationId}}/table",
        "getTable",
        "An evaluation for a spreadsheet",
        "scoring",
        "",
        "Comma-separated scores, or a workbook with weights, ranking, scores and steps, as Accept says",
        ("400", "401", "403", "404", "406"),
        parameters=(EVALUATION_ID,),
        scope=READ,
        headers={"Content-Disposition": "Name of the file"},
        media={CSV: "text", XLSX: "binary"},
    ),
    Operation(
        "get",
        f"{BASE}/evaluations/{{evaluationId}}/ocds",
        "getOcdsRelease",
        "An official evaluation in the Open Contracting Data Standard",
        "scoring",
        "OcdsRelease",
        "For publication (once the award decision is sent: the winner and numbers), or for the authority (every bid)",
        ("400", "401", "403", "404", "409"),
        parameters=(EVALUATION_ID, AUDIENCE, LANGUAGE),
        scope=READ,
        headers={"Content-Language": "Language of names"},
    ),
)
