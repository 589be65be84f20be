"""Watch lists and their reports; a report goes with its list only, under a permit."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLE = "watch_report"


def upgrade() -> None:
    """Create the tables with their triggers."""
    op.create_table(
        "watch_list",
        sa.Column("tenant_id", sa.String(80), primary_key=True),
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.String(80), primary_key=True),
        sa.Column("list_id", sa.String(36), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("vintage", sa.String(64), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    """Not offered: the audit trail tells of lists and reports that would be gone."""
    raise NotImplementedError("The audit trail cannot be unchained; restore a backup instead.")


def _sqlite() -> list[str]:
    refused = f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
    without_permit = "WHEN NOT EXISTS (SELECT 1 FROM deletion_permit)"
    return [
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {refused}",
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {without_permit} {refused}",
    ]


def _postgresql() -> list[str]:
    return [
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR TRUNCATE ON {TABLE} EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} EXECUTE FUNCTION refuse_deletion()",
    ]
