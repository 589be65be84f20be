"""The tables of the database. What is append-only is protected by triggers; see the migrations."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
evaluation = sa.Table(
    "evaluation",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("tenant_id", sa.String(80), nullable=False, index=True),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("input_hash", sa.String(64), nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
# The life of the evaluation under a published version, step by step; a re-evaluation is a step of it.
evaluation_step = sa.Table(
    "evaluation_step",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("profile_id", sa.String(36), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("evaluation_id", sa.String(36), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
# The bids of a lot as opened, decisions about evidence, clarifications asked and answered, in order; the key is a
# hash of procedure and lot, so that no other version or profile begins anew.
lot_record = sa.Table(
    "lot_record",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("lot_key", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("evaluation_id", sa.String(36), nullable=False),
    sa.Column("kind", sa.String(24), nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
# The one table whose rows change: a profile until it is published; its revision is the entity tag.
weight_profile = sa.Table(
    "weight_profile",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("changed_at", sa.String(32), nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
profile_version = sa.Table(
    "profile_version",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("profile_id", sa.String(36), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
# Law, method and data as they were when a version was published, each file once, under its own hash.
frozen_file = sa.Table(
    "frozen_file",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
audit_event = sa.Table(
    "audit_event",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("occurred_at", sa.String(32), nullable=False),
    sa.Column("event", sa.String(40), nullable=False),
    sa.Column("subject_type", sa.String(40), nullable=False),
    sa.Column("subject_id", sa.String(80), nullable=False),
    sa.Column("actor", sa.String(32), nullable=False),
    # Salted, so that a guessable content cannot be confirmed from the trail once its salt is deleted.
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("payload_hash", sa.String(64), nullable=False),
    sa.Column("previous_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
# Names, reasons and contents; apart from the chain, so that retention can delete them.
audit_payload = sa.Table(
    "audit_payload",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
# Where the chain of a tenant stands; its row is the lock that keeps two writers apart.
audit_head = sa.Table(
    "audit_head",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("pseudonym_key", sa.String(64), nullable=False),
)
# Systems that may call; a row changes when keys are rotated or the client is removed, and is never deleted.
api_client = sa.Table(
    "api_client",
    metadata,
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
# Assertions that were used, until they end; only the hash of their name.
used_assertion = sa.Table(
    "used_assertion",
    metadata,
    sa.Column("client_id", sa.String(80), primary_key=True),
    sa.Column("jti_hash", sa.String(64), primary_key=True),
    sa.Column("ends_at", sa.String(32), nullable=False, index=True),
)
# Launches that wait to be used, and the sessions they became; deleted when they end. Secrets stand here as hashes.
launch = sa.Table(
    "launch",
    metadata,
    sa.Column("secret_hash", sa.String(64), primary_key=True),
    sa.Column("tenant_id", sa.String(80), nullable=False),
    sa.Column("id", sa.String(36), nullable=False),
    sa.Column("ends_at", sa.String(32), nullable=False, index=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
page_session = sa.Table(
    "page_session",
    metadata,
    sa.Column("secret_hash", sa.String(64), primary_key=True),
    sa.Column("tenant_id", sa.String(80), nullable=False),
    sa.Column("id", sa.String(36), nullable=False),
    sa.Column("ends_at", sa.String(32), nullable=False, index=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
KEYS = {
    "api_client": ("id",),
    "evaluation": ("id",),
    "evaluation_step": ("profile_id", "version", "number"),
    "lot_record": ("lot_key", "number"),
    "weight_profile": ("id",),
    "profile_version": ("profile_id", "number"),
}
