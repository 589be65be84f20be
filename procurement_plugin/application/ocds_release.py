"""An official evaluation in the Open Contracting Data Standard, for two readers.

``publication``: what everybody may read once the award decision is sent, and only then: how many bids there were, who
was awarded, with which points. Other bidders are counted, not named: each learns of its own bid and of the winner's
(Directive 2014/24/EU, Article 55(2)), and what they submitted stays confidential (Article 21). Measures, steps and
evidence show how the winner produces and stay out as well.
``authority``: every bid with its measures, for the contracting authority's own systems; at any time, marked as not for
publication.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.application.ocds_criteria import OWN, VERSION, number, tender
from procurement_plugin.domain.evaluation_life import CANCELLED, CLOSED, STANDSTILL
from procurement_plugin.domain.findings import StateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from procurement_plugin.application.notice_criteria import WrittenCriterion

PUBLICATION, AUTHORITY = "publication", "authority"
AUDIENCES = (PUBLICATION, AUTHORITY)
DECIDED = (STANDSTILL, CLOSED)
SUPERSEDED = "superseded"
AWARD_STATUS = {CLOSED: "active", CANCELLED: "cancelled"}
NOT_SCORED = {"withdrawn": "withdrawn"}
NOT_FOR_PUBLICATION = "Not for publication: this holds every bid. Publish the release for the audience 'publication'."
DEMONSTRATION = "Demonstration with a clock set by hand; never an award."
FORMAT = "application/pdf"


class _Evaluated(NamedTuple):
    """An evaluation, the state it is in, and for whom it is written."""

    document: Mapping[str, Any]
    state: str
    decided_at: str
    whole: bool
    drawn: str = ""


def ocds_release(
    document: Mapping[str, Any],
    life: Mapping[str, Any],
    criteria: Iterable[WrittenCriterion],
    language: str,
    audience: str,
) -> dict[str, Any]:
    """A release without ``ocid``, which only the publisher can give.

    Args:
        document: the stored evaluation.
        life: its state and steps.
        criteria: of its version, named in the language.
        audience: one of ``AUDIENCES``.

    Raises:
        StateError: it was superseded, or is for publication while the decision has not been sent or was cancelled.
    """
    _check(life["state"], audience)
    own = [step for step in life["steps"] if step["evaluationId"] == document["id"]]
    sent: Mapping[str, Any] = next((step for step in reversed(own) if step["step"] == "sendDecision"), {})
    told = _Evaluated(document, life["state"], sent.get("at", ""), audience == AUTHORITY, sent.get("winnerBidId", ""))
    notes = [NOT_FOR_PUBLICATION] if told.whole else []
    notes += [DEMONSTRATION] if document.get("demonstration") else []
    return stripped(
        {
            "id": f"{document['id']}-{told.state}-{audience}",
            "date": own[-1]["at"],
            "tag": ["award"] if told.decided_at else ["tenderUpdate"],
            "initiationType": "tender",
            "language": language,
            "description": " ".join(notes),
            "parties": list(_parties(told)),
            "buyer": _buyer(document),
            "tender": tender(document, criteria, _rules(document)),
            "bids": stripped({"statistics": list(_statistics(document)), "details": list(_bids(told))}),
            "awards": [_award(told)] if told.decided_at else [],
        }
    )


def _rules(document: Mapping[str, Any]) -> dict[str, Any]:
    version = document["weightProfileVersion"]
    return {
        **{name: version[name] for name in VERSION},
        "pointsDecimals": int(document["roundingPolicy"]["pointsDecimals"]),
        "tieRule": document["weightProfile"]["tieRule"],
    }


def _check(state: str, audience: str) -> None:
    if state == SUPERSEDED:
        raise StateError(SUPERSEDED, "This evaluation was superseded; ask for the one that counts.")
    if audience == PUBLICATION and state not in DECIDED:
        message = f"The evaluation is {state}. Nothing about bids is for publication unless an award decision was sent."
        raise StateError("decisionNotSent", message)


def _winners(told: _Evaluated) -> list[str]:
    """The bid that is first, or was drawn; none while lots are still to be drawn between several."""
    first = [row["bidId"] for row in told.document["ranking"] if row["rank"] == 1 and "stillTied" not in row]
    return [told.drawn] if told.drawn else first


def _shown(told: _Evaluated) -> Sequence[Mapping[str, Any]]:
    winners = _winners(told)
    return [bid for bid in told.document["bids"] if told.whole or bid["id"] in winners]


def _buyer(document: Mapping[str, Any]) -> dict[str, Any]:
    authority = document["procedure"]["contractingAuthority"]
    return {"id": authority["id"], "name": authority["name"]}


def _parties(told: _Evaluated) -> Iterator[dict[str, Any]]:
    yield {**_buyer(told.document), "roles": ["buyer"]}
    winners = _winners(told) if told.decided_at else []
    bidders: dict[str, dict[str, Any]] = {}
    for bid in _shown(told):
        party = bidders.setdefault(bid["bidder"]["id"], {**bid["bidder"], "roles": ["tenderer"]})
        if bid["id"] in winners and "supplier" not in party["roles"]:
            party["roles"].append("supplier")
    yield from bidders.values()


def _statistics(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """How many bids there were; those withdrawn are not counted."""
    excluded = sum(out["kind"] not in NOT_SCORED for out in document.get("exclusions", ()))
    counts = {"bids": len(document["bids"]) + excluded, "validBids": len(document["bids"])}
    counts["disqualifiedBids"] = excluded
    lot = document["lot"]["id"]
    for measure, value in counts.items():
        yield {"id": f"{lot}-{measure}", "measure": measure, "value": value, "relatedLot": lot}


def _bids(told: _Evaluated) -> Iterator[dict[str, Any]]:
    for bid in _shown(told):
        yield stripped(
            {
                "id": bid["id"],
                "status": "valid" if told.decided_at else "pending",
                "relatedLots": [told.document["lot"]["id"]],
                "tenderers": [bid["bidder"]],
                "hasRank": "rank" in bid,
                "rank": bid.get("rank"),
                OWN: _scores(told, bid),
            }
        )
    for out in told.document.get("exclusions", ()) if told.whole else ():
        status = NOT_SCORED.get(out["kind"], "disqualified")
        yield {"id": out["bidId"], "status": status, "description": out["reason"]}


def _scores(told: _Evaluated, bid: Mapping[str, Any]) -> dict[str, Any]:
    return stripped(
        {
            "evaluation": told.document["id"],
            "total": _figure(bid.get("total")),
            "provisional": bid.get("provisional"),
            "criteria": [_score(score, whole=told.whole) for score in bid["criteria"]],
        }
    )


def _score(score: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    measure = score.get("measure", {}) if whole else {}
    return stripped(
        {
            "criterion": ".".join(filter(None, (score["criterion"], score.get("measureName")))),
            "weight": _figure(score["weight"]),
            "points": _figure(score.get("points")),
            "measure": stripped({"value": _figure(measure.get("value")), "unit": measure.get("unit")}),
            "evidenceStatus": score["evidenceStatus"] if whole else None,
        }
    )


def _award(told: _Evaluated) -> dict[str, Any]:
    document, winners = told.document, _winners(told)
    report = {
        "id": f"justification-{document['id']}",
        "documentType": "evaluationReports",
        "title": f"Justification of evaluation {document['id']}",
        "description": f"Rests on inputs with SHA-256 {document['inputHash']}.",
        "format": FORMAT,
        "accessDetails": "Held by the contracting authority.",
        "relatedLots": [document["lot"]["id"]],
    }
    return stripped(
        {
            "id": document["id"],
            "status": AWARD_STATUS.get(told.state, "pending"),
            "date": told.decided_at,
            "suppliers": [bid["bidder"] for bid in document["bids"] if bid["id"] in winners],
            "relatedBids": winners,
            "relatedLots": [document["lot"]["id"]],
            "documents": [report],
        }
    )


def _figure(text: str | None) -> int | float | None:
    return None if text is None else number(Decimal(text))
