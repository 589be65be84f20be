"""Tables of the register of production sites: the append-only record, and the index by which it is searched."""

from __future__ import annotations

import sqlalchemy as sa

from procurement_plugin.adapters.tables import KEYS, metadata

# Of an entry that nothing has replaced.
CURRENT = 2_147_483_647
# Beginnings of words are looked for as ranges, so the order has to be that of the signs' numbers.
BY_SIGN = sa.String(80).with_variant(sa.String(80, collation="C"), "postgresql")

# Where the register of a tenant stands; its row is the lock that keeps two writers apart.
register_head = sa.Table(
    "register_head",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
# What was recorded at once; the hash covers its changes and the version before. Append-only.
register_version = sa.Table(
    "register_version",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("changes", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
)
KEYS["register_version"] = ("number",)
# One change of one thing. Append-only; its content stands apart, so that it can be deleted and the chain stays.
register_change = sa.Table(
    "register_change",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("subject_id", sa.String(36), nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
)
register_content = sa.Table(
    "register_content",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
# The index: made from the record, and made anew when a class is closed. ``until``: the version that replaced it.
register_entry = sa.Table(
    "register_entry",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.String(36), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("until", sa.Integer, nullable=False),
    sa.Column("recorded_at", sa.String(32), nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("sort_key", BY_SIGN, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("place_rank", sa.Integer, nullable=False),
    sa.Column("north", sa.Integer, nullable=False),
    sa.Column("east", sa.Integer, nullable=False),
    sa.Index("ix_register_entry_hash", "tenant_id", "content_hash"),
    sa.Index("ix_register_entry_id", "tenant_id", "id", "kind", "until"),
    sa.Index("ix_register_entry_order", "tenant_id", "kind", "until", "sort_key", "id", "rank"),
    sa.Index("ix_register_entry_place", "tenant_id", "kind", "until", "north", "east", "rank", "place_rank"),
    sqlite_with_rowid=False,
)
register_term = sa.Table(
    "register_term",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("value", BY_SIGN, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
