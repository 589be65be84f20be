"""Requests and answers about access: tokens, keys, launches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.application.launch_pages import LaunchRequest
from procurement_plugin.domain.actor import SCOPES
from procurement_plugin.domain.findings import Finding, Kind, Severity
from procurement_plugin.web.pages.session import PAGES
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer_parts import text
from procurement_plugin.web.schemas.fields import said
from procurement_plugin.web.schemas.reading import load, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LANGUAGES = ("en", "nl", "fr", "de")


class TokenRequestSchema(f.ClosedSchema):
    """RFC 6749, section 4.4, with the assertion of RFC 7523. Other parameters are ignored."""

    grant_type = mf.String(**said("client_credentials"))
    client_assertion_type = mf.String(**said("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))
    client_assertion = mf.String(**said("A JSON Web Token that one of the client's keys signed"))
    client_id = mf.String(metadata={"description": "The client; the assertion says it already"})
    scope = mf.String(metadata={"description": "Permissions asked for, with spaces between; all when left out"})


class AccessTokenSchema(f.ClosedSchema):
    """RFC 6749, section 5.1."""

    access_token = text("The token")
    token_type = text("Bearer")
    expires_in = mf.Integer(**said("Seconds until it ends"))
    scope = text("Permissions it gives")


class TokenErrorSchema(f.ClosedSchema):
    """RFC 6749, section 5.2."""

    error = text("invalid_request, invalid_client, invalid_scope or unsupported_grant_type")
    error_description = text("What is the matter, in words")


class JwkSetSchema(f.ClosedSchema):
    """RFC 7517, section 5."""

    keys = mf.List(mf.Dict(), **said("Public keys"))


class AboutSchema(f.ClosedSchema):
    """What the page is about."""

    evaluationId = f.Identifier(metadata={"description": "Evaluation; or"})
    weightProfileId = f.Identifier(metadata={"description": "weight profile"})
    bidId = f.Identifier(metadata={"description": "Bid of the evaluation"})


class LaunchRequestSchema(f.ClosedSchema):
    """Which page, for whom, with which permissions."""

    page = f.Choice(tuple(PAGES), **said("Page"))
    subject = f.PlainText(longest=80, **said("Identifier of who will use it, as the platform knows it"))
    name = f.PlainText(longest=200, **said("Name, as documents print it"))
    person = f.Truth(**said("Whether this is a person, whom the platform has identified"))
    scopes = mf.List(
        f.Choice(SCOPES),
        validate=Length(min=1, max=len(SCOPES)),
        **said("Permissions on the page; none that the caller does not have"),
    )
    language = f.Choice(LANGUAGES, metadata={"description": "Language of the page (en)"})
    about = mf.Nested(AboutSchema, metadata={"description": "What the page is about, where it is about something"})


class LaunchSchema(f.ClosedSchema):
    """A link that opens the page."""

    url = text("Address for the browser of who will use it")
    expiresAt = text("When it ends")


ACCESS_REQUESTS = {"TokenRequest": TokenRequestSchema(), "LaunchRequest": LaunchRequestSchema()}
ACCESS_ANSWERS = (AccessTokenSchema, TokenErrorSchema, JwkSetSchema, LaunchSchema)


def read_launch(body: Any) -> LaunchRequest:
    """A launch as sent.

    Raises:
        UnreadableInputError: with every problem at its place.
    """
    row = load(ACCESS_REQUESTS["LaunchRequest"], body)
    about = row.get("about", {})
    refuse([*_about_findings(about, given="about" in row), *_page_findings(row["page"], about)])
    who = (row["subject"], row["name"], row["person"], frozenset(row["scopes"]))
    return LaunchRequest(row["page"], *who, row.get("language", LANGUAGES[0]), about)


def _about_findings(about: Mapping[str, str], *, given: bool) -> Iterator[Finding]:
    one = ("evaluationId" in about) != ("weightProfileId" in about)
    if given and not one:
        yield _finding("exactlyOneOfExpected", "about", "Name an evaluationId or a weightProfileId, one of the two.")
    if "bidId" in about and "evaluationId" not in about:
        yield _finding("requiredInput", "about.evaluationId", "A bid is named together with its evaluation.")


def _page_findings(page: str, about: Mapping[str, str]) -> Iterator[Finding]:
    """What a page needs to be about, and what it cannot be about."""
    opened = PAGES[page]
    for name in sorted(opened.needs - about.keys()):
        yield _finding("requiredInput", f"about.{name}", f"The page {page} needs to know this; say it in 'about'.")
    for name in sorted(about.keys() - opened.needs - opened.may):
        yield _finding("invalidInput", f"about.{name}", f"The page {page} is not about this; leave it out.")


def _finding(code: str, where: str, message: str) -> Finding:
    return Finding(f"input.{code}", Severity.BLOCK, Kind.STRUCTURAL, message, where=where)
