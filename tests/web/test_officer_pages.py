"""The officer's pages without a browser: nothing typed is lost, nothing is stored half, other tenants see nothing."""

from __future__ import annotations

import copy
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from web.officer_forms import LIST, NEW, drafted, fields_of, page_of, saved, sent

from procurement_plugin.web.pages.officer.routes import ROUTES

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

API = "/scoring/v1/weightProfiles"
NOBODY = "5f0c1a4e-0000-4000-8000-000000000000"


def stored(client: FlaskClient, profile_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{API}/{profile_id}").get_json()
    return found


def test_what_the_page_saves_is_what_the_api_reads(client: FlaskClient, requests_by_name: dict[str, Any]) -> None:
    kept = 0
    for name, request in requests_by_name.items():
        draft = drafted(request)
        found = stored(client, saved(client, draft))
        assert {part: found[part] for part in draft} == draft, name
        kept += 1
    assert kept >= 5
    assert page_of(client.get(LIST)).count("<tr>") == kept + 1


def test_a_form_with_problems_comes_back_whole_and_stores_nothing(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(copy.deepcopy(lot))
    draft["weightProfile"]["criteria"][0]["weight"] = "1x"
    draft["weightProfile"]["criteria"][0]["need"] = "A need with <b>signs</b> & “quotes”."
    page = page_of(sent(client, NEW, fields_of(draft, do="save", screen="criteria")), 400)
    assert 'value="1x"' in page
    assert "A need with &lt;b&gt;signs&lt;/b&gt; &amp; “quotes”." in page
    assert 'href="#weightProfile.criteria[0].weight"' in page
    for name, value in fields_of(draft):
        if value != "1x" and len(value) < 40 and not set(value) & set("<&'\""):
            assert value in page, name
    assert client.get(API).get_json()["items"] == []


def test_problems_of_the_procedure_lead_to_its_screen(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(copy.deepcopy(lot))
    draft["procedure"]["cpv"] = ["12"]
    page = page_of(sent(client, NEW, fields_of(draft, do="criteria", screen="procedure")), 400)
    assert 'id="procedure.cpv"' in page
    assert "8 digits" in page
    page = page_of(sent(client, NEW, fields_of(draft, do="save", screen="criteria")), 400)
    assert 'id="procedure.cpv"' in page
    assert 'name="weightProfile.criteria[0].weight"' in page


def test_a_start_is_made_once_the_value_is_known(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = {"procedure": copy.deepcopy(lot["procedure"]), "lot": lot["lot"]}
    value = draft["procedure"].pop("estimatedValue")
    del draft["procedure"]["title"]
    page = page_of(sent(client, NEW, fields_of(draft, do="criteria", screen="procedure")), 400)
    assert "weightProfile.criteria" not in page
    draft["procedure"] |= {"title": "A title", "estimatedValue": value}
    page = page_of(sent(client, NEW, fields_of(draft, do="criteria", screen="procedure")))
    assert (
        f'name="weightProfile.criteria[2].scale[1].at" type="text" size="10" inputmode="decimal" value="{value["value"].removesuffix(".00")}"'
        in page
    )


def test_the_check_draws_limits_while_the_weights_do_not_yet_sum_to_100(
    client: FlaskClient, lot: dict[str, Any]
) -> None:
    draft = drafted(copy.deepcopy(lot))
    page = page_of(sent(client, f"{LIST}/check", fields_of(draft, screen="criteria")))
    assert "In money" in page
    assert page.count("<template") == 2 * len(draft["weightProfile"]["criteria"])
    draft["weightProfile"]["criteria"][-1]["weight"] = "1"
    page = page_of(sent(client, f"{LIST}/check", fields_of(draft, screen="criteria")))
    assert "not 100" in page
    assert "Limits that apply" in page
    assert "only with an approver" in page
    draft["weightProfile"]["criteria"][0].pop("scale")
    draft["weightProfile"]["criteria"][0]["weight"] = "abc"
    page = page_of(sent(client, f"{LIST}/check", fields_of(draft, screen="criteria")))
    assert "To be completed" in page


def test_rows_come_and_go_without_a_script(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(copy.deepcopy(lot))
    count = len(draft["weightProfile"]["criteria"])
    page = page_of(sent(client, NEW, fields_of(draft, do="add:lot.items", screen="procedure")))
    assert 'value="I2"' in page
    page = page_of(sent(client, NEW, fields_of(draft, do="remove:weightProfile.criteria[0]", screen="criteria")))
    assert f'name="weightProfile.criteria[{count - 1}].weight"' not in page
    page = page_of(sent(client, NEW, fields_of(draft, do="add:weightProfile.criteria[0].scale", screen="criteria")))
    assert 'name="weightProfile.criteria[0].scale[2].at"' in page
    asked = fields_of(draft, do="criterion", screen="criteria", criterion="proximity.chainDistance")
    page = page_of(sent(client, NEW, asked))
    assert f'name="weightProfile.criteria[{count}].measure" value="chainDistance"' in page


@pytest.mark.parametrize(
    "action",
    [
        "add:",
        "add:lot",
        "add:procedure",
        "add:lot.title",
        "add:__class__",
        "remove:",
        "remove:lot",
        "criterion",
        "x",
        "",
    ],
)
def test_buttons_that_are_not_ours_do_no_harm(client: FlaskClient, lot: dict[str, Any], action: str) -> None:
    for screen in ("criteria", "procedure", "nowhere"):
        fields = fields_of(drafted(lot), do=action, screen=screen, criterion="no.such", revision="-1")
        assert sent(client, NEW, fields).status_code == 200


def test_whatever_is_typed_the_page_answers_in_words(client: FlaskClient, lot: dict[str, Any]) -> None:
    """Fields swapped, emptied, doubled and filled with nonsense: never a fault of the software."""
    chance = random.Random(7)  # noqa: S311  no secret
    nonsense = [
        "",
        "-1",
        "1e999",
        "NaN",
        "x" * 5000,
        "\N{GRINNING FACE}",
        "0",
        "100",
        "<b>",
        "[object Object]",
        "2026-13-99T99:99",
    ]
    whole = fields_of(drafted(lot))
    seen = set()
    for _ in range(60):
        fields = [(name, chance.choice(nonsense) if chance.random() < 0.1 else value) for name, value in whole]
        for index in chance.sample(range(len(fields)), 3):
            fields[index] = (
                fields[chance.randrange(len(fields))][0] + chance.choice(["", "[0]", ".x"]),
                fields[index][1],
            )
        fields += [("_do", chance.choice(["save", "check", "criteria", "procedure"])), ("_screen", "criteria")]
        for address in (NEW, f"{LIST}/check"):
            response = sent(client, address, fields)
            seen.add(response.status_code)
            assert response.status_code in (200, 303, 400), response.get_data(as_text=True)[:500]
    assert {200, 400} <= seen


def test_a_notice_fills_the_form_and_says_from_where(client: FlaskClient) -> None:
    from conftest import EXAMPLES  # noqa: PLC0415

    notice = EXAMPLES / "imports" / "notice-eforms.xml"
    with notice.open("rb") as file:
        data = {"_do": "import", "_screen": "procedure", "_notice": (file, "notice.xml")}
        page = page_of(client.post(NEW, data=data, headers={"Sec-Fetch-Site": "same-origin"}))
    assert page.count('name="_lot"') == 2
    document = re.search(r'name="_document" value="([^"]+)"', page)
    assert document
    fields = [("_do", "import"), ("_document", document[1]), ("_lot", "0")]
    page = page_of(sent(client, NEW, fields))
    assert 'value="Schoolmeubilair 2027-2029"' in page
    assert "BT-21-Procedure" in page
    assert "To fill in or check" in page
    assert 'name="weightProfile.criteria[2].title" value="CO2-uitstoot van het transport"' in page
    for wrong in ([("_do", "import")], [("_do", "import"), ("_document", "%%%")]):
        assert "choose the file" in page_of(sent(client, NEW, wrong), 400)
    assert client.get(API).get_json()["items"] == []


def test_an_imported_moment_keeps_its_own_offset_while_nobody_changes_it(
    client: FlaskClient, lot: dict[str, Any]
) -> None:
    draft = drafted(copy.deepcopy(lot))
    draft["procedure"]["noticeDispatchedAt"] = "2026-12-01T09:00:00+05:30"
    fields = [(n, "2026-12-01T09:00" if n.endswith("DispatchedAt") else v) for n, v in fields_of(draft)]
    fields += [("_was.procedure.noticeDispatchedAt", "2026-12-01T09:00:00+05:30"), ("_do", "save")]
    place = sent(client, NEW, fields).headers["Location"].split("/")[-2]
    assert stored(client, place)["procedure"]["noticeDispatchedAt"] == "2026-12-01T09:00:00+05:30"
    fields[-2] = ("_was.procedure.noticeDispatchedAt", "2026-12-01T08:00:00+05:30")
    place = sent(client, NEW, fields).headers["Location"].split("/")[-2]
    assert stored(client, place)["procedure"]["noticeDispatchedAt"] == "2026-12-01T09:00:00+01:00"


def test_of_two_officers_the_second_merges_and_nothing_is_lost(
    client: FlaskClient, lot: dict[str, Any], storage: Storage
) -> None:
    draft = drafted(copy.deepcopy(lot))
    profile_id = saved(client, draft)
    place = f"{LIST}/{profile_id}/design"
    theirs, mine = copy.deepcopy(draft), copy.deepcopy(draft)
    theirs["procedure"]["title"] = "Their title"
    mine["lot"]["title"] = "My lot"
    mine["weightProfile"]["criteria"][0]["need"] = "My need"
    assert sent(client, place, fields_of(theirs, do="save", revision="1")).status_code == 303
    page = page_of(sent(client, place, fields_of(mine, do="save", revision="1")), 412)
    for text in ("Their title", "My lot", "My need", 'name="_revision" value="2"', "Before"):
        assert text in page
    chosen = re.findall(r'name="(_choice:[^"]+)" value="(\w+)" checked', page)
    assert dict(chosen)["_choice:procedure.title"] == "theirs"
    assert dict(chosen)["_choice:lot.title"] == "mine"
    response = sent(client, place, [*fields_of(mine, do="merge", revision="2"), *chosen])
    assert response.status_code == 303
    found = stored(client, profile_id)
    assert (found["procedure"]["title"], found["lot"]["title"], found["revision"]) == ("Their title", "My lot", 3)
    assert found["weightProfile"]["criteria"][0]["need"] == "My need"
    late = sent(client, place, [*fields_of(mine, do="merge", revision="2"), *chosen])
    assert "Somebody saved before you" in page_of(late, 412)
    assert storage.audit.verify("local") == []


def test_the_api_keeps_what_the_page_does_not_show(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(copy.deepcopy(lot))
    draft["weightProfile"] |= {
        "id": "mine",
        "itemWeights": [{"itemId": "I1", "weight": "100"}],
        "clauses": [
            {"id": "C1", "role": "performanceCondition", "text": "A clause", "formulation": {"contractClause": True}}
        ],
    }
    draft["weightProfile"]["criteria"][1]["weightRange"] = {"minimum": "10", "maximum": "30"}
    page = page_of(sent(client, NEW, fields_of(draft, do="check", screen="criteria")))
    shown = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"_][^"]*)"', page)
    missing = {name for name, _ in fields_of(draft)} - set(shown)
    assert {name for name in missing if not re.search(r"\.(cpv|evidence|tieRule)\[\d\]$", name)} == set()


@pytest.mark.parametrize("route", [row for row in ROUTES if "profile_id" in row[0]], ids=lambda row: row[1])
def test_what_is_not_there_is_told_in_words(client: FlaskClient, route: Any) -> None:
    address = "/pages" + route[0].replace("<uuid:profile_id>", NOBODY).replace("<int:number>", "1")
    for method in route[3]:
        response = client.open(address, method=method, headers={"Sec-Fetch-Site": "same-origin"})
        assert "There is no" in page_of(response, 404)
