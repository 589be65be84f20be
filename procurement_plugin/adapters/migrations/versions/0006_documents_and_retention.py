"""Documents with their bytes' states; what is append-only goes under a permit of retention, and only then."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Tables that refuse a deletion without a permit; all but the two last had a trigger for it, or none.
GUARDED = ("evaluation_step", "lot_record", "profile_version", "evaluation", "document")


def upgrade() -> None:
    """Create the tables and set the triggers anew."""
    op.create_table(
        "document",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("tenant_id", sa.String(80), nullable=False),
        sa.Column("evaluation_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("bid_id", sa.String(200), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("content_type", sa.String(80), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("file", sa.String(90), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("replaces", sa.String(36), nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("issued_sha256", sa.String(64), nullable=False, server_default=""),
    )
    op.create_index("ix_document_evaluation", "document", ["tenant_id", "evaluation_id"])
    op.create_table(
        "document_bytes",
        sa.Column("file", sa.String(90), primary_key=True),
        sa.Column("tenant_id", sa.String(80), nullable=False),
        sa.Column("evaluation_id", sa.String(36), nullable=False, index=True),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("until", sa.String(32), nullable=False),
    )
    op.create_table("deletion_permit", sa.Column("tenant_id", sa.String(80), primary_key=True))
    dialect = op.get_bind().dialect.name
    for statement in _sqlite() if dialect == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    """Not offered: the audit trail tells of documents and deletions that nothing would explain any more."""
    raise NotImplementedError("The audit trail cannot be unchained; restore a backup instead.")


def _sqlite() -> list[str]:
    made = []
    for table in GUARDED:
        without_permit = "WHEN NOT EXISTS (SELECT 1 FROM deletion_permit)"
        refused = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        made.append(f"DROP TRIGGER IF EXISTS {table}_no_delete")
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {without_permit} {refused}")
    refused = "BEGIN SELECT RAISE(ABORT, 'document is append-only'); END"
    return [*made, f"CREATE TRIGGER document_no_update BEFORE UPDATE ON document {refused}"]


def _postgresql() -> list[str]:
    made = [
        (
            "CREATE FUNCTION refuse_deletion() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF NOT EXISTS (SELECT 1 FROM deletion_permit) THEN "
            "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF; RETURN NULL; END $$"
        )
    ]
    for table in GUARDED:
        old = "no_update" if table == "evaluation" else "no_change"
        made += [
            f"DROP TRIGGER IF EXISTS {table}_{old} ON {table}",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} EXECUTE FUNCTION refuse_deletion()",
        ]
    return made
