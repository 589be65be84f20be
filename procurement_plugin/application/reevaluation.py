"""A new evaluation in the place of an earlier one: decided evidence is applied, better promises are refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evidence_file import answered_evidence, decisions_of
from procurement_plugin.domain.commitments import improved
from procurement_plugin.domain.findings import StateError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.application.evaluate_lot import LotRequest
    from procurement_plugin.application.ports import Evaluations, Record, Step
    from procurement_plugin.domain.procedure import Bid

REFUSED = "The bids differ from those that were opened in ways that a clarification does not allow; nothing was stored."


class Earlier(NamedTuple):
    """The evaluation that is replaced, and all that was recorded beside it and those before it."""

    document: Mapping[str, Any]
    records: tuple[Record, ...]


def earlier_of(evaluations: Evaluations, tenant_id: str, steps: Sequence[Step]) -> Earlier | None:
    """What the steps of a version say about its evaluations so far; None when there is none."""
    if not steps:
        return None
    stored = evaluations.get(tenant_id, steps[-1].evaluation_id)
    if stored is None:
        raise StateError("evaluationGone", "The evaluation that would be replaced is gone. Run: audit verify")
    before = dict.fromkeys(step.evaluation_id for step in steps)
    records = tuple(record for name in before for record in evaluations.records(tenant_id, name))
    return Earlier(json.loads(stored.body), records)


def with_decisions(lot: LotRequest, earlier: Earlier | None) -> LotRequest:
    """The bids, each document with the status that was decided here; a decision counts more than what is sent."""
    if earlier is None:
        return lot
    decided = decisions_of(earlier.records)
    return replace(lot, bids=tuple(_decided(bid, decided) for bid in lot.bids)) if decided else lot


def _decided(bid: Bid, decided: Mapping[tuple[str, str], Mapping[str, Any]]) -> Bid:
    evidence = {}
    for name, document in bid.evidence.items():
        decision = decided.get((bid.id, name))
        if decision is not None:
            who = decision["actor"]["name"] or decision["actor"]["subject"]
            evidence[name] = document._replace(status=decision["status"], verifier=who)
        else:
            evidence[name] = document
    return bid._replace(evidence=evidence)


def check_bids(document: Mapping[str, Any], earlier: Earlier | None) -> None:
    """Refuse bids whose facts would score better than those that were opened, or documents nobody asked for.

    Raises:
        StateError: with every finding.
    """
    if earlier is None:
        return
    out = {row["bidId"] for row in earlier.document.get("exclusions", ())}
    known = [bid for bid in document["bids"] if bid["id"] not in out]
    findings = tuple(improved(earlier.document["bids"], known, answered_evidence(earlier.records)))
    if findings:
        raise StateError("committedValueImproved", REFUSED, findings)
