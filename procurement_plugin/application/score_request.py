"""Score a lot and keep the answer: one evaluation, one audit event, one transaction."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procurement_plugin import __version__
from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.application.evaluation_document import document_of
from procurement_plugin.application.ports import StoredEvaluation

if TYPE_CHECKING:
    from procurement_plugin.application.evaluate_lot import LotRequest, Reference
    from procurement_plugin.application.ports import Clock, Evaluations
    from procurement_plugin.domain.actor import Actor


def score(
    request: LotRequest,
    reference: Reference,
    evaluations: Evaluations,
    clock: Clock,
    evaluation_id: str,
    actor: Actor,
) -> StoredEvaluation:
    """Evaluate as a trial, store, and return what was stored.

    Raises:
        BlockedError: a blocking finding stands against the profile; nothing is stored.
    """
    evaluated = evaluate_lot(request, reference)
    now = clock.now()
    document = document_of(
        evaluated, reference, evaluation_id=evaluation_id, computed_at=now, engine_version=__version__
    )
    stored = StoredEvaluation(
        id=evaluation_id,
        tenant_id=actor.tenant_id,
        created_at=now,
        kind=document["kind"],
        status=document["status"],
        input_hash=document["inputHash"],
        body=json.dumps(document, ensure_ascii=False).encode(),
    )
    evaluations.add(stored, actor)
    return stored
