"""What a published version says in the notice, as text, eForms or OCDS; and the contract clauses it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, json

from procurement_plugin.application.contract_clauses import clauses_of
from procurement_plugin.application.notice_forms import FrozenVersion, eforms_of, ocds_of
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.negotiation import JSON, LANGUAGES, TEXT, XML, accepted, languages, negotiated, query
from procurement_plugin.web.schemas.life_reading import stored_draft

if TYPE_CHECKING:
    import uuid

    from procurement_plugin.domain.actor import Actor

blueprint = Blueprint("notices", __name__)
LAST_NUMBER = 999_999


@blueprint.get("/weightProfiles/<uuid:profile_id>/versions/<int:number>/notice")
def get_notice(profile_id: uuid.UUID, number: int) -> Response:
    """The award criteria for the notice, in a language: text, eForms fragment or OCDS, as Accept says."""
    who, wired = actor(READ), service()
    form = accepted(TEXT, XML, JSON)
    several = ("language",) if form == XML else ()
    asked = query(language=LANGUAGES) if form == TEXT else query(*several, language=LANGUAGES, lot=None)
    version, language = _frozen(profile_id, number, who), asked["language"]
    if form == TEXT:
        return negotiated(wired.notice(version.statements(), language), TEXT, language=language)
    if form == XML:
        made = eforms_of(version, wired.writers, languages(), asked["lot"])
        return negotiated(made, XML, language=", ".join(languages()))
    found = ocds_of(version, wired.writers, language, asked["lot"])
    return negotiated(json.dumps(found, ensure_ascii=False), JSON, language=language)


@blueprint.get("/weightProfiles/<uuid:profile_id>/versions/<int:number>/contractClauses")
def get_contract_clauses(profile_id: uuid.UUID, number: int) -> Response:
    """The proposed clauses for what the version scores as promises, in a language."""
    who, language = actor(READ), query(language=LANGUAGES)["language"]
    published, draft, reference = _frozen(profile_id, number, who)
    clauses = service().clauses(clauses_of(draft, reference, published), language)
    return negotiated(clauses, TEXT, language=language)


def _frozen(profile_id: uuid.UUID, number: int, who: Actor) -> FrozenVersion:
    wired = service()
    published = wired.publisher.version(who.tenant_id, str(profile_id), min(number, LAST_NUMBER))
    draft = stored_draft(published.body, wired.schemas, wired.reference)
    return FrozenVersion(published, draft, wired.publisher.reference_of(published))
