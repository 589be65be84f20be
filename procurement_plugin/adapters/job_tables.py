"""Tables of safe retries and long work: kept answers, jobs, webhooks with their events and deliveries.

Rows here come and go; none is part of the audit trail. Moments are those of the machine, but for ``created_at`` and
``occurred_at``, which the service's clock tells.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from procurement_plugin.adapters.tables import metadata

# Before every moment: what is due at once.
AT_ONCE = "1970-01-01T00:00:00.000+00:00"
# Clocks of several machines differ by less. A lease that ends later than this after its length was given before the
# clock was set back, and is void.
CLOCK_ERROR = timedelta(minutes=10)
# One row an Idempotency-Key; ``claim`` names the request that works on it, so that a late one stores nothing.
kept_answer = sa.Table(
    "kept_answer",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("route", sa.String(80), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("claim", sa.String(36), nullable=False),
    sa.Column("lease_until", sa.String(32), nullable=False),
    sa.Column("expires_at", sa.String(32), nullable=False, index=True),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("headers", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
# An accepted piece of work. ``lease_until``: nobody else takes it before then.
job = sa.Table(
    "job",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("finished_at", sa.String(32), nullable=False),
    sa.Column("result_id", sa.String(36), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("lease_until", sa.String(32), nullable=False),
    sa.Column("claim", sa.String(36), nullable=False),
    sa.Column("worker", sa.String(120), nullable=False),
    sa.Column("actor", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("problem", sa.LargeBinary, nullable=False),
    sa.Index("ix_job_state", "state", "lease_until"),
)
webhook = sa.Table(
    "webhook",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("url", sa.String(2000), nullable=False),
    sa.Column("events", sa.String(400), nullable=False),
    sa.Column("secret", sa.String(120), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
)
# Written in the transaction of what it tells; its bytes never change.
webhook_event = sa.Table(
    "webhook_event",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("type", sa.String(60), nullable=False),
    sa.Column("occurred_at", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
webhook_delivery = sa.Table(
    "webhook_delivery",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("webhook_id", sa.String(36), nullable=False),
    sa.Column("event_id", sa.String(36), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_attempt_at", sa.String(32), nullable=False),
    sa.Column("claim", sa.String(36), nullable=False),
    sa.Column("last_status", sa.Integer, nullable=False),
    sa.Column("last_error", sa.String(200), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("finished_at", sa.String(32), nullable=False),
    sa.Index("ix_webhook_delivery_state", "state", "next_attempt_at"),
)
