"""The events of one weight profile, read from the audit trail of its tenant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters import tables
from procurement_plugin.adapters.database import reading
from procurement_plugin.application.profile_history import ProfileEvent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Engine


class ProfileTrailStorage:
    """Reads; only what changes a profile writes events."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_profile(self, tenant_id: str, profile_id: str) -> tuple[ProfileEvent, ...]:
        """The events of a profile of that tenant and of its versions, in order."""
        event, payload = tables.audit_event.c, tables.audit_payload.c
        same = sa.and_(event.tenant_id == payload.tenant_id, event.sequence == payload.sequence)
        draft = sa.and_(event.subject_type == "weight_profile", event.subject_id == profile_id)
        # Numbers and hyphens only, so nothing in it is a wildcard.
        version = sa.and_(event.subject_type == "profile_version", event.subject_id.like(f"{profile_id}/%"))
        wanted = (
            sa.select(event.sequence, event.occurred_at, event.event, payload.body)
            .select_from(tables.audit_event.outerjoin(tables.audit_payload, same))
            .where(event.tenant_id == tenant_id, sa.or_(draft, version))
            .order_by(event.sequence)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
        return tuple(_event(dict(row)) for row in rows)


def _event(row: Mapping[str, Any]) -> ProfileEvent:
    try:
        told = json.loads(row["body"]) if row["body"] is not None else {}
    except ValueError:
        told = {}
    said = {name: str(told.get(name) or "") for name in ("actor", "name", "reason")}
    return ProfileEvent(
        row["sequence"],
        row["occurred_at"],
        row["event"],
        said["actor"],
        said["name"],
        said["reason"],
        told.get("content"),
    )
