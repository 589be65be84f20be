"""The clauses that make scored promises enforceable, as statements without a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.application.evaluate_lot import figures_on
from procurement_plugin.application.notice_text import Statement
from procurement_plugin.domain.supply.published import placed_clauses, promises, published

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.publish_profile import Published
    from procurement_plugin.application.weight_profiles import Draft
    from procurement_plugin.domain.procedure import AwardCriterion
    from procurement_plugin.domain.supply.published import Published as PublishedSupply

SUPPLY = "supplySecurity"
NOTICE_DAYS = "supply_security.notice_of_change_days"


def clauses_of(draft: Draft, reference: Reference, version: Published | None = None) -> tuple[Statement, ...]:
    """The statements on the clauses of a draft or version, in order; only the heading when no promise is scored."""
    return tuple(_statements(draft, reference, version))


def _statements(draft: Draft, reference: Reference, version: Published | None) -> Iterator[Statement]:
    procedure, lot = draft.procedure, draft.lot
    yield Statement("title", {})
    yield Statement("procedure", {"id": procedure.id, "title": procedure.title, "lot": lot.id, "lot_title": lot.title})
    if version is not None:
        frozen = version.body
        told = {"published": frozen["publishedAt"], "fingerprint": frozen["fingerprint"]}
        yield Statement("version", {"number": version.number, **told})
    yield Statement("intro", {}, gap=True)
    figure = figures_on(procedure.day, reference.parameters)
    for criterion in draft.profile.criteria:
        if criterion.criterion == SUPPLY and criterion.settings:
            held = published(criterion, figure, reference.tables, procedure.day)
            figures = {"demand": held.need.demand, "maximum": held.need.maximum, "notice_days": figure(NOTICE_DAYS)}
            yield from _clauses(criterion, held, figures)
    yield Statement("breach", {}, gap=True)


def _clauses(criterion: AwardCriterion, held: PublishedSupply, figures: Mapping[str, object]) -> Iterator[Statement]:
    placed = placed_clauses(criterion.settings)
    asked = promises(held.weights)
    materials = [material.id for material in held.materials]
    for index, promise in enumerate(asked, 1):
        yield Statement("clause", {"index": index, "name": promise}, gap=True)
        yield Statement(f"clauses.{promise}", {**figures, "materials": materials})
        if promise in placed:
            yield Statement("placed", {"reference": placed[promise]})
    missing = [promise for promise in asked if promise not in placed]
    if missing:
        yield Statement("missing", {"promises": missing}, gap=True)
