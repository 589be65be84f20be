"""The register of production sites: an append-only record with deletable contents, and its index."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BY_SIGN = sa.String(80).with_variant(sa.String(80, collation="C"), "postgresql")
TABLES: dict[str, tuple[tuple[str, type | int], ...]] = {
    "register_head": (("tenant_id", 80), ("version", int), ("number", int), ("hash", 64)),
    "register_version": (
        *(("tenant_id", 80), ("number", int), ("created_at", 32), ("changes", int), ("hash", 64), ("salt", 32)),
    ),
    "register_change": (
        *(("tenant_id", 80), ("number", int), ("version", int), ("kind", 16), ("subject_id", 36)),
        ("content_hash", 64),
    ),
    "register_content": (("tenant_id", 80), ("number", int), ("salt", 32), ("body", bytes)),
    "register_entry": (
        *(("tenant_id", 80), ("number", int), ("id", 36), ("kind", 16), ("version", int), ("until", int)),
        *(("recorded_at", 32), ("content_hash", 64), ("sort_key", str), ("rank", int), ("place_rank", int)),
        *(("north", int), ("east", int)),
    ),
    "register_term": (("tenant_id", 80), ("kind", 16), ("value", str), ("number", int), ("rank", int)),
}
KEYS = {"register_head": ("tenant_id",), "register_term": ("tenant_id", "kind", "value", "number")}
INDEXES = (
    ("ix_register_entry_hash", "register_entry", ["tenant_id", "content_hash"]),
    ("ix_register_entry_id", "register_entry", ["tenant_id", "id", "kind", "until"]),
    ("ix_register_entry_order", "register_entry", ["tenant_id", "kind", "until", "sort_key", "id", "rank"]),
    (
        "ix_register_entry_place",
        "register_entry",
        ["tenant_id", "kind", "until", "north", "east", "rank", "place_rank"],
    ),
)
KINDS: dict[type, Any] = {int: sa.Integer, bytes: sa.LargeBinary}
# Never changed and never deleted; a content goes under a permit, as rows of procedures do.
KEPT = ("register_version", "register_change")
PERMITTED = "register_content"


def upgrade() -> None:
    """Create tables, indexes and triggers."""
    for name, columns in TABLES.items():
        small = {"sqlite_with_rowid": False} if name in ("register_entry", "register_term") else {}
        op.create_table(
            name,
            *(sa.Column(column, _type(kind), nullable=False) for column, kind in columns),
            sa.PrimaryKeyConstraint(*KEYS.get(name, ("tenant_id", "number"))),
            **small,
        )
    for index in INDEXES:
        op.create_index(*index)
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    """Not offered: the audit trail tells of versions that nothing would explain any more."""
    raise NotImplementedError("The audit trail cannot be unchained; restore a backup instead.")


def _type(kind: type | int) -> sa.types.TypeEngine[Any]:
    if kind is str:
        return BY_SIGN
    return sa.String(kind) if isinstance(kind, int) else KINDS[kind]()


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table, verbs in ((KEPT[0], ("UPDATE", "DELETE")), (KEPT[1], ("UPDATE", "DELETE")), (PERMITTED, ("UPDATE",)))
        for verb in verbs
    ]
    without_permit = "WHEN NOT EXISTS (SELECT 1 FROM deletion_permit)"
    refused = f"BEGIN SELECT RAISE(ABORT, '{PERMITTED} is append-only'); END"
    return [*made, f"CREATE TRIGGER {PERMITTED}_no_delete BEFORE DELETE ON {PERMITTED} {without_permit} {refused}"]


def _postgresql() -> list[str]:
    made = [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "EXECUTE FUNCTION refuse_change()"
        for table in KEPT
    ]
    return [
        *made,
        (
            f"CREATE TRIGGER {PERMITTED}_no_change BEFORE UPDATE OR TRUNCATE ON {PERMITTED} "
            "EXECUTE FUNCTION refuse_change()"
        ),
        f"CREATE TRIGGER {PERMITTED}_no_delete BEFORE DELETE ON {PERMITTED} EXECUTE FUNCTION refuse_deletion()",
    ]
