"""What describes one operation of the service, and the parameters that several of them take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

BASE = "/scoring/v1"
KEY_PATTERN = "[!-~](?:[ -~]{0,253}[!-~])?"


class Operation(NamedTuple):
    """One method at one address: what it takes, what it answers, which errors.

    Attributes:
        documents: media types of a body that is another system's document, each with the JSON Schema type.
        scope: the permission it needs; without one, any token will do.
        public: whether it is answered without a token.
        once: it stores something, and takes an Idempotency-Key so that a repetition stores nothing more.
    """

    method: str
    path: str
    name: str
    summary: str
    tag: str
    answer: str
    text: str
    errors: tuple[str, ...]
    status: str = "200"
    body: str = ""
    parameters: tuple[Mapping[str, Any], ...] = ()
    headers: Mapping[str, str] = {}
    other_answers: Mapping[str, tuple[str, str]] = {}
    documents: Mapping[str, Any] = {}
    scope: str = ""
    public: bool = False
    once: bool = False
    # Other media types of the same answer: a schema, ``text``, ``xml`` or ``binary`` for each.
    media: Mapping[str, str] = {}
    # Since when it is deprecated, and the day after which it may be gone: at least twelve months.
    ending: tuple[date, date] | None = None


IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "pattern": f"^{KEY_PATTERN}$", "maxLength": 255},
    "description": "A name of your own for this request. The same request with the same key is answered with the "
    "stored answer (header Idempotency-Replayed) for 24 hours, unless the operator set another time",
}
PREFER = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "respond-async: accept it as a task, to be scored later",
}
EVALUATION_ID = {
    "name": "evaluationId",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
    "description": "Identifier of the evaluation",
}
PROFILE_ID = {**EVALUATION_ID, "name": "profileId", "description": "Identifier of the weight profile"}
NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999},
    "description": "Number of the version",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "ETag of the profile as it was read; needed, else 428",
}
IF_NONE_MATCH = {
    **IF_MATCH,
    "name": "If-None-Match",
    "description": "ETag of the answer that the caller has; 304 when it is still the same",
}
# Of an identifier; also what a database cannot hold (NUL) is none.
AFTER_PATTERN = "[0-9A-Fa-f-]{0,36}"
AFTER = {
    "name": "after",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "maxLength": 36, "pattern": f"^{AFTER_PATTERN}$"},
    "description": "Identifier of the last profile of the page before",
}
LANGUAGE = {
    "name": "language",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "enum": ["en", "nl", "fr", "de"]},
    "description": "Language of the text (en)",
}
LANGUAGES = {
    **LANGUAGE,
    "schema": {"type": "array", "items": LANGUAGE["schema"], "uniqueItems": True, "minItems": 1, "maxItems": 4},
    "description": "Language of the text (en); for eForms all those of the notice",
}
LOT = {
    "name": "lot",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "maxLength": 80},
    "description": "What the lot is called in the notice, as eForms wants it: LOT-0001; for eForms and OCDS only",
}
AUDIENCE = {
    "name": "audience",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "enum": ["publication", "authority"]},
    "description": "Who reads it (publication): everybody, or the contracting authority's own systems",
}
BID_ID = {
    "name": "bidId",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[A-Za-z0-9][A-Za-z0-9._:/-]*$"},
    "description": "Identifier of the bid, percent-encoded where it holds a slash",
}
DAY = {
    "name": "day",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "format": "date"},
    "description": "Day on which the limits are in force (today)",
}
DATA_SET = {
    "name": "dataSet",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "maxLength": 80},
    "description": "Set of emission intensities (open-eu-2026)",
}
