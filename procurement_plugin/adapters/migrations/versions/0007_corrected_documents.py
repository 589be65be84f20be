"""Documents name the one that they correct, and the hash that they had before they were sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what stands there corrects nothing."""
    for column in (
        sa.Column("replaces", sa.String(36), nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("issued_sha256", sa.String(64), nullable=False, server_default=""),
    ):
        op.add_column("document", column)


def downgrade() -> None:
    """Not offered: the audit trail tells of rows in this form."""
    raise NotImplementedError("The audit trail cannot be unchained; restore a backup instead.")
