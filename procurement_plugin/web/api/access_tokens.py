"""The token endpoint and the service's public keys.

Errors of the token endpoint have the form of RFC 6749, section 5.2, and not problem+json: the OAuth libraries that
clients use read the one and not the other.
"""

from __future__ import annotations

from flask import Blueprint, Response, json, request

from procurement_plugin.application.issue_token import OAuthError
from procurement_plugin.domain.findings import NotFoundError
from procurement_plugin.web.exchange import service

blueprint = Blueprint("access_tokens", __name__)
FORM = "application/x-www-form-urlencoded"
LARGEST_FORM = 32 * 1024
STATUSES = {"invalid_client": 401}


@blueprint.post("/oauth/token")
def issue_token() -> Response:
    """Client credentials by private_key_jwt, nothing else."""
    endpoint = service().access.tokens
    if endpoint is None:
        raise NotFoundError("This service issues no tokens: it has no keys of its own (PROCUREMENT_SIGNING_KEYS).")
    try:
        return _answer(endpoint.issue(_form()))
    except OAuthError as error:
        body = {"error": error.error, "error_description": str(error)}
        return _answer(body, STATUSES.get(error.error, 400))


@blueprint.get("/oauth/jwks.json")
def own_keys() -> Response:
    """The public keys, the signing one first."""
    return _answer(service().access.jwks())


def _form() -> dict[str, str]:
    """The parameters, each once."""
    if request.mimetype != FORM or (request.content_length or 0) > LARGEST_FORM:
        raise OAuthError("invalid_request", f"Send a short form as {FORM}.")
    twice = [name for name in request.form if len(request.form.getlist(name)) > 1]
    if twice or request.args:
        raise OAuthError("invalid_request", "Send each parameter once, and in the body only.")
    return {name: value for name, value in request.form.items() if value}


def _answer(body: object, status: int = 200) -> Response:
    response = Response(json.dumps(body), status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response
