"""The officer's forms in another language, sent twice, or typed with a comma: nothing typed is lost, nothing is made twice."""

from __future__ import annotations

import copy
import json
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest
from web.officer_forms import LIST, NEW, REASON, drafted, fields_of, page_of, saved, sent

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

API = "/scoring/v1/weightProfiles"
ONCE = "0123456789abcdef0123456789abcdef"
FRENCH = ("_language", "fr")
IN_FRENCH = '<html lang="fr">'


def drafts(client: FlaskClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(API).get_json()["items"]
    return found


@pytest.mark.parametrize("screen", ["procedure", "criteria"])
def test_another_language_keeps_what_was_typed(client: FlaskClient, lot: dict[str, Any], screen: str) -> None:
    draft = drafted(lot)
    draft["procedure"]["title"] = "Typed and <not> saved"
    draft["weightProfile"]["criteria"][0]["weight"] = "not yet"
    response = sent(client, NEW, [*fields_of(draft, screen=screen, once=ONCE), FRENCH])
    page = page_of(response)
    assert IN_FRENCH in page
    assert "Typed and &lt;not&gt; saved" in page
    assert 'value="not yet"' in page
    assert f'name="_once" value="{ONCE}"' in page
    assert "procurement-language=fr" in response.headers["Set-Cookie"]
    assert IN_FRENCH in page_of(client.get(LIST))
    assert drafts(client) == []


def test_a_language_that_is_none_changes_nothing(client: FlaskClient, lot: dict[str, Any]) -> None:
    response = sent(client, NEW, [*fields_of(drafted(lot), screen="criteria"), ("_language", "xx")])
    assert '<html lang="en">' in page_of(response)
    assert "Set-Cookie" not in response.headers


def test_the_first_button_of_a_form_is_never_a_language(client: FlaskClient, lot: dict[str, Any]) -> None:
    """Enter presses it."""
    place = f"{LIST}/{saved(client, drafted(lot))}"
    for address, form in ((NEW, "draft"), (f"{place}/design", "draft"), (f"{place}/simulate", "simulation")):
        page = page_of(client.get(address))
        first = re.search(rf'<button [^>]*form="{form}"[^>]*>', page)
        assert first is not None
        assert "_language" not in first[0]
        assert page.count(f'form="{form}" formnovalidate name="_language"') == 4


def test_reasons_typed_for_publication_stay_in_another_language_and_after_a_refusal(
    client: FlaskClient, requests_by_name: dict[str, Any]
) -> None:
    profile_id = saved(client, drafted(requests_by_name["02_weight_at_guardrail/request-above.json"]))
    place = f"{LIST}/{profile_id}/publish"
    page = page_of(client.get(place))
    code, where = re.findall(r'name="answers\[0\]\.(?:code|where)" value="([^"]*)"', page)
    parameter = re.search(r'name="answers\[0\]\.parameter" value="([^"]*)"', page)
    typed = [("answers[0].code", code), ("answers[0].where", where), ("answers[0].reason", REASON)]
    typed += [("answers[0].parameter", parameter[1])] if parameter else []
    page = page_of(sent(client, place, [*typed, ("_revision", "1"), FRENCH]))
    assert IN_FRENCH in page
    assert f'rows="2" aria-describedby="answers[0]-hint">{REASON}</textarea>' in page
    stale = page_of(sent(client, place, [*typed, ("_revision", "7"), ("_do", "reasons")]), 412)
    assert f'aria-describedby="answers[0]-hint">{REASON}</textarea>' in stale
    assert "answers" not in client.get(f"{API}/{profile_id}").get_json()


def test_a_simulation_is_shown_again_in_another_language(client: FlaskClient, lot: dict[str, Any]) -> None:
    place = f"{LIST}/{saved(client, drafted(lot))}/simulate"
    bids = ("_json", json.dumps(lot["bids"]))
    page = page_of(sent(client, place, [("from", "json"), bids]))
    assert 'name="_worked_out"' in page
    assert 'id="result"' in page
    page = page_of(sent(client, place, [("from", "json"), bids, ("_worked_out", "1"), FRENCH]))
    assert IN_FRENCH in page
    assert 'id="result"' in page
    page = page_of(sent(client, place, [("from", "json"), ("_json", "[{"), FRENCH]))
    assert 'id="result"' not in page
    assert ">[{</textarea>" in page


def test_the_merge_page_keeps_what_was_chosen_in_another_language(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(copy.deepcopy(lot))
    place = f"{LIST}/{saved(client, draft)}/design"
    theirs, mine = copy.deepcopy(draft), copy.deepcopy(draft)
    theirs["procedure"]["title"], mine["procedure"]["title"] = "Their title", "My title"
    assert sent(client, place, fields_of(theirs, do="save", revision="1")).status_code == 303
    page_of(sent(client, place, fields_of(mine, do="save", revision="1")), 412)
    chosen = ("_choice:procedure.title", "theirs")
    page = page_of(sent(client, place, [*fields_of(mine, revision="2", begun="1"), chosen, FRENCH]))
    assert IN_FRENCH in page
    assert re.findall(r'name="_choice:procedure.title" value="(\w+)" checked', page) == ["theirs"]
    assert "My title" in page


def test_save_pressed_twice_makes_one_draft(client: FlaskClient, lot: dict[str, Any]) -> None:
    fields = fields_of(drafted(lot), do="save", screen="criteria", once=ONCE)
    places = {sent(client, NEW, fields).headers["Location"] for _ in range(3)}
    assert len(places) == 1
    assert len(drafts(client)) == 1
    other = fields_of(drafted(lot), do="save", screen="criteria", once=ONCE[::-1])
    assert sent(client, NEW, other).headers["Location"] not in places


def test_two_presses_at_the_same_moment_make_one_draft(app: Flask, client: FlaskClient, lot: dict[str, Any]) -> None:
    fields = fields_of(drafted(lot), do="save", screen="criteria", once=ONCE)
    answers: list[Any] = []
    together = threading.Barrier(4)

    def press() -> None:
        with app.test_client() as own:
            together.wait()
            answers.append(sent(own, NEW, fields))

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len(drafts(client)) == 1


def test_who_goes_back_to_the_form_of_a_new_draft_changes_that_draft(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(copy.deepcopy(lot))
    profile_id = sent(client, NEW, fields_of(draft, do="save", screen="criteria", once=ONCE)).headers["Location"]
    draft["procedure"]["title"] = "Typed after going back"
    again = sent(client, NEW, fields_of(draft, do="save", screen="criteria", once=ONCE))
    assert again.headers["Location"] == profile_id
    assert [row["revision"] for row in drafts(client)] == [2]
    draft["procedure"]["title"] = "Typed after going back once more"
    late = sent(client, NEW, fields_of(draft, do="save", screen="criteria", once=ONCE))
    assert "Typed after going back once more" in page_of(late, 412)


def test_the_same_content_saved_twice_leaves_nothing_to_merge(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(copy.deepcopy(lot))
    place = f"{LIST}/{saved(client, draft)}/design"
    draft["procedure"]["title"] = "Another title"
    fields = fields_of(draft, do="save", revision="1")
    assert [sent(client, place, fields).status_code for _ in range(2)] == [303, 303]
    assert [row["revision"] for row in drafts(client)] == [2]
