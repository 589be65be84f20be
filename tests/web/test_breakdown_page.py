"""The page of a bidder's result: nothing of another bid's confidential data is in it, in any language."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from flask import g
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement_plugin.application.access_ports import Launch
from procurement_plugin.application.ports import Step, StoredEvaluation
from procurement_plugin.domain.actor import READ, Actor
from procurement_plugin.domain.document_language import LANGUAGES
from tests.adapters.test_redacted_bytes import lot_with_secrets
from tests.documents import SENT, STANDSTILL, of_size

if TYPE_CHECKING:
    from flask import Flask

BIDDER = Actor("local", "bidder", "Bidder", frozenset({READ}))


class Stored:
    """One official evaluation whose decision was sent, in the place of the store."""

    def __init__(self, document: dict[str, Any], *, sent: bool = True) -> None:
        named = {"profileId": "P", "version": 1, "fingerprint": "f", "publishedAt": SENT, "publishedBy": {"name": "O"}}
        self.document = {**document, "kind": "official", "weightProfileVersion": named}
        self.sent = sent

    def get(self, tenant_id: str, evaluation_id: str) -> StoredEvaluation:
        del evaluation_id
        body = json.dumps(self.document).encode()
        return StoredEvaluation("example", tenant_id, None, "official", "complete", "", body)  # type: ignore[arg-type]

    def steps(self, tenant_id: str, profile_id: str, version: int) -> tuple[Step, ...]:
        body = {"step": "sendDecision" if self.sent else "confirm", "at": SENT, "standstill": STANDSTILL}
        return (Step(tenant_id, profile_id, version, 1, "example", body),)


def page_of(app: Flask, stored: Stored, bid_id: str, language: str = "en") -> tuple[str, int]:
    """The page as the bidder of a bid gets it."""
    wired = app.extensions["procurement"]
    app.extensions["procurement"] = replace(wired, evaluations=stored)
    try:
        with app.test_request_context("/pages/breakdown"):
            g.actor = BIDDER
            g.page = Launch(BIDDER, "breakdown", language, {"evaluationId": "example", "bidId": bid_id})
            try:
                response = app.view_functions["breakdown.show"]()
            except Exception as error:  # noqa: BLE001  as the blueprint answers it
                response = app.handle_user_exception(error)
            made = app.make_response(response)
            return made.get_data(as_text=True), made.status_code
    finally:
        app.extensions["procurement"] = wired


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(2, 7), seed=st.integers(0, 10**6), language=st.sampled_from(LANGUAGES))
def test_nothing_confidential_of_the_others_is_on_the_page(app: Flask, count: int, seed: int, language: str) -> None:
    document, own, secrets = lot_with_secrets(count, seed)
    text, status = page_of(app, Stored(document), own, language)
    assert status == 200
    assert f"Bidder {own}" in text
    ours = next(bid for bid in document["bids"] if bid["id"] == own)
    # A short total of another bid may also be a figure of the bidder's own; marks and long figures may not.
    shared = json.dumps(ours)
    assert [secret for secret in secrets if secret in text and secret.replace(",", ".") not in shared] == []


def test_the_search_finds_what_is_there(app: Flask) -> None:
    document = of_size(2)
    document["bids"][0]["bidder"]["name"] = "QXZJ Ltd"
    document["bids"][0]["criteria"][3]["measure"]["value"] = "712345.67"
    text, _ = page_of(app, Stored(document), "B-1", "nl")
    assert "QXZJ Ltd" in text
    assert "712.345,67" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_decision_the_page_holds_no_figure(app: Flask, language: str) -> None:
    document = of_size(2)
    text, status = page_of(app, Stored(document, sent=False), "B-1", language)
    assert status == 409
    assert document["bids"][0]["total"] not in text.replace(",", ".")
    assert document["bids"][0]["bidder"]["name"] not in text


def test_without_a_session_the_page_belongs_to_nobody(app: Flask) -> None:
    found = app.test_client().get("/pages/breakdown")
    assert found.status_code == 403
    assert "belongs to one tender" in found.get_data(as_text=True)
    assert app.test_client().get("/pages/breakdown/debriefings/1").status_code == 403
