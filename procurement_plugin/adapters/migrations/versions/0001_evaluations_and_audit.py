"""Evaluations and the audit trail, both append-only, with the tenant from the start."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("evaluation", "audit_event")


def upgrade() -> None:
    """Create both tables and the triggers that refuse a change of what was stored."""
    op.create_table(
        "evaluation",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("tenant_id", sa.String(80), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("input_hash", sa.String(64), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_evaluation_tenant_id", "evaluation", ["tenant_id"])
    op.create_table(
        "audit_event",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("tenant_id", sa.String(80), nullable=False),
        sa.Column("occurred_at", sa.String(32), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(36), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_audit_event_tenant_id", "audit_event", ["tenant_id"])
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop both tables; what was stored is lost."""
    for table in TABLES:
        op.drop_table(table)


def _triggers(dialect: str) -> list[str]:
    if dialect == "sqlite":
        rules = [("evaluation", "UPDATE"), ("audit_event", "UPDATE"), ("audit_event", "DELETE")]
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table, verb in rules
        ]
    function = (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [
        function,
        "CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON evaluation EXECUTE FUNCTION refuse_change()",
        (
            "CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
            "EXECUTE FUNCTION refuse_change()"
        ),
    ]
