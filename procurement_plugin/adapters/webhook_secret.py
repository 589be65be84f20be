"""Fresh secrets of webhooks."""

from __future__ import annotations

import base64
import secrets

from procurement_plugin.application.webhook_delivery import SECRET_PREFIX

BYTES = 32


def new_secret() -> str:
    """A secret in the form of Standard Webhooks."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()
