"""Registered clients, assertions that were used, launches of pages and their sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "api_client",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("tenant_id", sa.String(80), nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("keys", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "used_assertion",
        sa.Column("client_id", sa.String(80), primary_key=True),
        sa.Column("jti_hash", sa.String(64), primary_key=True),
        sa.Column("ends_at", sa.String(32), nullable=False, index=True),
    )
    for name in ("launch", "page_session"):
        op.create_table(
            name,
            sa.Column("secret_hash", sa.String(64), primary_key=True),
            sa.Column("tenant_id", sa.String(80), nullable=False),
            sa.Column("id", sa.String(36), nullable=False),
            sa.Column("ends_at", sa.String(32), nullable=False, index=True),
            sa.Column("body", sa.LargeBinary, nullable=False),
        )


def downgrade() -> None:
    """Not offered: the audit trail tells of clients that would be gone."""
    raise NotImplementedError("The audit trail cannot be unchained; restore a backup instead.")
