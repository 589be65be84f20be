"""Tables of documents, and the permit under which retention deletes."""

from __future__ import annotations

import sqlalchemy as sa

from procurement_plugin.adapters.tables import KEYS, metadata

# What a document is; append-only like an evaluation, and deleted with its procedure only.
document = sa.Table(
    "document",
    metadata,
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
    sa.Index("ix_document_evaluation", "tenant_id", "evaluation_id"),
)
KEYS["document"] = ("id",)
# The bytes of a document: writing, kept, removing. ``until``: as long as an attempt may still write them.
document_bytes = sa.Table(
    "document_bytes",
    metadata,
    sa.Column("file", sa.String(90), primary_key=True),
    sa.Column("tenant_id", sa.String(80), nullable=False),
    sa.Column("evaluation_id", sa.String(36), nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("until", sa.String(32), nullable=False),
)
# A row stands here inside a deletion's own transaction only; triggers let rows go while it does.
deletion_permit = sa.Table(
    "deletion_permit",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
)
