"""Kinds of problem that any call may meet, and those that the server answers by itself."""

from __future__ import annotations

from procurement_plugin.web.problem_type import ProblemType
from procurement_plugin.web.problems import STANDARD

GENERAL = (
    ProblemType(
        400,
        "badRequest",
        "The request does not have the published form, or does not agree with itself",
        "Correct what each of `issues` names; all of them are listed at once. Nothing was stored",
        family=STANDARD,
    ),
    ProblemType(
        401,
        "noAccessToken",
        "Access is configured, and the call has no bearer token",
        "Get a token (createAccessToken) and send it as Authorization: Bearer",
        family=STANDARD,
    ),
    ProblemType(
        401,
        "invalidAccessToken",
        "Nobody who may issue tokens here issued this one, or its client was removed",
        "Get a new token; if that is refused, too, the operator looks at the registration of the client",
        family=STANDARD,
    ),
    ProblemType(401, "expiredAccessToken", "The token has ended", "Get a new token and repeat", family=STANDARD),
    ProblemType(
        403,
        "missingPermission",
        "The token does not have the scope that the operation states, an API key asks for something official, or "
        "access is not configured and the call comes from another machine",
        "Ask for the scope when getting the token; if the client does not have it, the operator adds it",
        family=STANDARD,
    ),
    ProblemType(
        404,
        "resourceNotFound",
        "There is nothing at this address, or it belongs to another tenant",
        "Use the address that Location gave, with a token of the same tenant",
        family=STANDARD,
    ),
    ProblemType(
        405, "methodNotAllowed", "The address knows other methods", "Use one that the header Allow names", ("none",)
    ),
    ProblemType(
        406,
        "notAcceptable",
        "None of the media types in Accept can be given",
        "Name one that the description of the operation lists, or leave Accept out",
    ),
    ProblemType(
        412,
        "preconditionFailed",
        "Somebody else changed the profile since it was read; If-Match names an older revision",
        "Read it again, look at what changed, and send the change with the new ETag",
        family=STANDARD,
    ),
    ProblemType(
        413,
        "payloadTooLarge",
        "The body is larger than 8 MB (32 kB at the token endpoint)",
        "Send fewer bids or lots in one request",
        family=STANDARD,
    ),
    ProblemType(
        415, "unsupportedMediaType", "Content-Type is not one that is read here", "Send application/json, as described"
    ),
    ProblemType(
        422,
        "idempotencyKeyReused",
        "The Idempotency-Key was used for another request before",
        "Use a new key for a new request; for a repetition send the same bytes to the same address",
    ),
    ProblemType(
        428,
        "preconditionRequired",
        "If-Match is missing, so that a change could overwrite somebody else's",
        "Read the profile and send its ETag as If-Match",
        family=STANDARD,
    ),
    ProblemType(
        429,
        "tooManyRequests",
        "The client, or an address without a valid token, called too often",
        "Wait as many seconds as Retry-After says",
        family=STANDARD,
    ),
    ProblemType(
        500,
        "internalServerError",
        "A fault of ours. Nothing was stored",
        "Repeat with the same Idempotency-Key; tell the operator the value of `instance` if it stays",
        ("none",),
        STANDARD,
    ),
    ProblemType(
        503,
        "serviceUnavailable",
        "The keys of the configured issuer cannot be read at present",
        "Try again in a minute",
        family=STANDARD,
    ),
)
# What the server says before the application sees a request.
SERVER = (
    ProblemType(414, "uriTooLong", "The address is longer than 4094 bytes", "Put long things into the body", ("none",)),
    ProblemType(417, "expectationFailed", "The header Expect asks for what is not done", "Leave it out", ("none",)),
    ProblemType(
        431,
        "requestHeaderFieldsTooLarge",
        "There are more than 64 headers, or one is longer than 8 kB",
        "Send fewer or shorter ones",
        ("none",),
    ),
)
