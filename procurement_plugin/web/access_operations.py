"""Operations about access: tokens, keys, launches of pages."""

from __future__ import annotations

from procurement_plugin.domain.actor import READ
from procurement_plugin.web.operation import BASE, Operation

ACCESS = (
    Operation(
        "post",
        f"{BASE}/oauth/token",
        "createAccessToken",
        "An access token for a client that signs an assertion (private_key_jwt)",
        "access",
        "AccessToken",
        "The token, for ten minutes",
        ("404", "413"),
        body="form:TokenRequest",
        other_answers={
            "400": ("invalid_request, invalid_scope or unsupported_grant_type", "TokenError"),
            "401": ("invalid_client", "TokenError"),
        },
        public=True,
    ),
    Operation(
        "get",
        f"{BASE}/oauth/jwks.json",
        "getKeys",
        "Public keys of this service",
        "access",
        "JwkSet",
        "A JSON Web Key set",
        (),
        public=True,
    ),
    Operation(
        "post",
        f"{BASE}/launches",
        "createLaunch",
        "A link that opens a page once, for somebody whom the platform knows",
        "access",
        "Launch",
        "The link, for a minute",
        ("400", "404", "413", "415"),
        status="201",
        body="LaunchRequest",
        scope=READ,
    ),
)
