"""Tables of monitoring: watch lists that change under their revision, and reports that never change."""

from __future__ import annotations

import sqlalchemy as sa

from procurement_plugin.adapters.tables import KEYS, metadata

watch_list = sa.Table(
    "watch_list",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("changed_at", sa.String(32), nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
# One row a scan that was kept; append-only until its list is removed. ``vintage``: what the scan rests on.
watch_report = sa.Table(
    "watch_report",
    metadata,
    sa.Column("tenant_id", sa.String(80), primary_key=True),
    sa.Column("list_id", sa.String(36), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("vintage", sa.String(64), nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
KEYS["watch_list"] = ("id",)
KEYS["watch_report"] = ("list_id", "number")
