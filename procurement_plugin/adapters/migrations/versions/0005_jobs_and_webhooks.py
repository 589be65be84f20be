"""Kept answers of Idempotency-Keys, jobs with their leases, webhooks with events and deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = {
    "kept_answer": (
        *(("tenant_id", 80), ("route", 80), ("key", 255), ("fingerprint", 64), ("state", 16), ("claim", 36)),
        *(("lease_until", 32), ("expires_at", 32), ("status", int), ("headers", bytes), ("body", bytes)),
    ),
    "job": (
        *(("tenant_id", 80), ("id", 36), ("kind", 24), ("state", 16), ("created_at", 32), ("finished_at", 32)),
        *(("result_id", 36), ("attempts", int), ("lease_until", 32), ("claim", 36), ("worker", 120)),
        *(("actor", bytes), ("body", bytes), ("problem", bytes)),
    ),
    "webhook": (
        *(("tenant_id", 80), ("id", 36), ("url", 2000), ("events", 400), ("secret", 120), ("state", 16)),
        ("created_at", 32),
    ),
    "webhook_event": (("tenant_id", 80), ("id", 36), ("type", 60), ("occurred_at", 32), ("body", bytes)),
    "webhook_delivery": (
        *(("tenant_id", 80), ("id", 36), ("webhook_id", 36), ("event_id", 36), ("state", 16), ("attempts", int)),
        *(("next_attempt_at", 32), ("claim", 36), ("last_status", int), ("last_error", 200)),
        *(("created_at", 32), ("finished_at", 32)),
    ),
}
KEYS = {"kept_answer": ("tenant_id", "route", "key")}
INDEXES = (
    ("ix_kept_answer_expires_at", "kept_answer", ["expires_at"]),
    ("ix_job_state", "job", ["state", "lease_until"]),
    ("ix_webhook_delivery_state", "webhook_delivery", ["state", "next_attempt_at"]),
)
KINDS = {int: sa.Integer, bytes: sa.LargeBinary}


def upgrade() -> None:
    """Create the tables; their rows come and go, so no trigger keeps them."""
    for name, columns in TABLES.items():
        kinds = [(column, KINDS[kind]() if isinstance(kind, type) else sa.String(kind)) for column, kind in columns]
        op.create_table(
            name,
            *(sa.Column(column, kind, nullable=False) for column, kind in kinds),
            sa.PrimaryKeyConstraint(*KEYS.get(name, ("tenant_id", "id"))),
        )
    for index in INDEXES:
        op.create_index(*index)


def downgrade() -> None:
    """Drop the tables; what was accepted and not done is lost."""
    for name in TABLES:
        op.drop_table(name)
