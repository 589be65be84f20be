"""Weight profiles with their versions, steps of an evaluation, frozen files, and the audit trail as a hash chain."""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

from procurement_plugin.adapters.ledger import Change, record

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = {
    "evaluation_step": (
        *("tenant_id", "profile_id", "version", "number", "evaluation_id"),
        *("created_at", "salt", "body"),
    ),
    "weight_profile": ("tenant_id", "id", "revision", "state", "changed_at", "salt", "body"),
    "profile_version": ("tenant_id", "profile_id", "number", "created_at", "fingerprint", "salt", "body"),
    "frozen_file": ("sha256", "body"),
    "audit_event": (
        *("tenant_id", "sequence", "occurred_at", "event", "subject_type", "subject_id", "actor"),
        *("content_hash", "payload_hash", "previous_hash", "hash"),
    ),
    "audit_payload": ("tenant_id", "sequence", "salt", "body"),
    "audit_head": ("tenant_id", "sequence", "hash", "pseudonym_key"),
}
KEYS = {
    "evaluation_step": ("tenant_id", "profile_id", "version", "number"),
    "weight_profile": ("tenant_id", "id"),
    "profile_version": ("tenant_id", "profile_id", "number"),
    "frozen_file": ("sha256",),
    "audit_event": ("tenant_id", "sequence"),
    "audit_payload": ("tenant_id", "sequence"),
    "audit_head": ("tenant_id",),
}
NUMBERS = ("number", "version", "revision", "sequence")
LENGTHS = {
    "tenant_id": 80,
    "created_at": 32,
    "changed_at": 32,
    "occurred_at": 32,
    "salt": 32,
    "state": 16,
    "id": 36,
    "evaluation_id": 36,
    "profile_id": 36,
    "event": 40,
    "subject_type": 40,
    "subject_id": 80,
    "actor": 32,
    "sha256": 64,
    "fingerprint": 64,
    "content_hash": 64,
    "payload_hash": 64,
    "previous_hash": 64,
    "hash": 64,
    "pseudonym_key": 64,
}
REFUSED = {
    "evaluation_step": ("UPDATE", "DELETE"),
    "profile_version": ("UPDATE", "DELETE"),
    "frozen_file": ("UPDATE", "DELETE"),
    "audit_event": ("UPDATE", "DELETE"),
    "audit_payload": ("UPDATE",),
}


def upgrade() -> None:
    """Create the tables, take over the old events as the beginning of the chain, and set the triggers."""
    connection = op.get_bind()
    rows = "SELECT occurred_at, tenant_id, event, subject_id FROM audit_event ORDER BY sequence"
    old = [dict(row) for row in connection.execute(sa.text(rows)).mappings()]
    op.drop_table("audit_event")
    _create()
    for event in old:
        _take_over(connection, event)
    for statement in _triggers(connection.dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Not offered: the trail would lose its chain."""
    raise NotImplementedError("The audit trail cannot be unchained; restore a backup instead.")


def _take_over(connection: sa.Connection, event: dict[str, str]) -> None:
    wanted = sa.text("SELECT * FROM evaluation WHERE id = :id AND tenant_id = :tenant")
    row = connection.execute(wanted, {"id": event["subject_id"], "tenant": event["tenant_id"]}).mappings().first()
    gone = {"deleted": secrets.token_hex(16)}
    record(
        connection,
        Change(
            event["tenant_id"],
            event["occurred_at"],
            event["event"],
            "evaluation",
            event["subject_id"],
            "local",
            gone if row is None else dict(row),
            {"reason": "taken over when the trail became a chain"},
        ),
    )


def _create() -> None:
    for name, columns in COLUMNS.items():
        keys = KEYS[name]
        op.create_table(
            name,
            *(sa.Column(column, _type(column), nullable=False) for column in columns),
            sa.PrimaryKeyConstraint(*keys),
        )


def _type(column: str) -> sa.types.TypeEngine[Any]:
    if column == "body":
        return sa.LargeBinary()
    return sa.Integer() if column in NUMBERS else sa.String(LENGTHS[column])


def _triggers(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table, verbs in REFUSED.items()
            for verb in verbs
        ]
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE {' OR '.join(verbs)}{_truncate(verbs)} ON {table} "
        "EXECUTE FUNCTION refuse_change()"
        for table, verbs in REFUSED.items()
    ]


def _truncate(verbs: tuple[str, ...]) -> str:
    return " OR TRUNCATE" if "DELETE" in verbs else ""
