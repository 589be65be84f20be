"""Idempotency-Key: a request that stores something is answered once, however often it is sent.

The answer is kept in the transaction of what it tells. Only what was stored is remembered: a refusal stored nothing,
so the same request may be sent again when the obstacle is gone.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING

from flask import Response, request

from procurement_plugin.application.job_ports import KeptAnswer, RequestName
from procurement_plugin.domain.findings import UnavailableError
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.operation import KEY_PATTERN
from procurement_plugin.web.problems import problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from procurement_plugin.application.job_ports import Claim
    from procurement_plugin.domain.actor import Actor

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Preference-Applied", "Retry-After")
# What makes it another request, beside its body and address.
COMPARED_HEADERS = ("If-Match", "Prefer", "Content-Type")
STORED = range(200, 300)
READABLE = re.compile(rf"(?:{KEY_PATTERN})\Z")
FORM = "Write 1 to 255 printable ASCII characters, for example a UUID; it neither begins nor ends with a space."


def once(scope: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Marks a view that stores something; ``scope`` is the permission it needs, asked before any answer is repeated."""

    def marked(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def answered(**values: object) -> Response:
            who, key = actor(scope), request.headers.get(HEADER)
            if key is None:
                return view(**values)
            if not READABLE.match(key):
                return _refused(key)
            return _once(key, who, lambda: view(**values))

        answered.stores_once = True  # type: ignore[attr-defined]  # read by the test that compares with the operations
        return answered

    return marked


def _once(key: str, who: Actor, view: Callable[[], Response]) -> Response:
    work = service().work
    claim = work.answers.claim(RequestName(who.tenant_id, request.endpoint or "", key, _fingerprint(who)))
    if isinstance(claim, KeptAnswer):
        return Response(claim.body, claim.status, {**claim.headers, REPLAYED: "true"})
    try:
        with work.transaction():
            response = view()
            stored = response.status_code in STORED
            if stored:
                headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
                work.answers.keep(claim, KeptAnswer(response.status_code, headers, response.get_data()))
    except BaseException:
        _give_back(claim)
        raise
    if not stored:
        _give_back(claim)
    return response


def _give_back(claim: Claim) -> None:
    """Release the key; where the store is away, its lease runs out instead, and the answer at hand is still true."""
    with suppress(UnavailableError):
        service().work.answers.release(claim)


def _fingerprint(who: Actor) -> str:
    told = [request.method, request.full_path, who.subject]
    told += [request.headers.get(name, "") for name in COMPARED_HEADERS]
    body = hashlib.sha256(request.get_data()).hexdigest()
    return hashlib.sha256(json.dumps([*told, body]).encode()).hexdigest()


def _refused(key: str) -> Response:
    shown = "".join(character for character in key[:60] if " " <= character <= "~")
    issue = {
        "type": "urn:problem-type:belgif:input-validation:schemaViolation",
        "in": "header",
        "name": HEADER,
        "detail": FORM,
        "value": shown,
    }
    return problem(400, detail=f"The header {HEADER} cannot be used.", issues=[issue])
