"""Tables of sites in and out: every problem at its line, nothing overwritten by itself, no cell that runs."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from conftest import EXAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web.platforms import APPROVE, Platform, near, service
from web.test_register import BASE, add, issues, listed, ok

from procurement_plugin.application.site_register.import_sites import MOST_LINES, MOST_PROBLEMS, read_table
from procurement_plugin.application.site_register.site_columns import BY_NAME, COLUMNS, table_of, value_of
from procurement_plugin.domain.actor import PROFILES, READ
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.site_register.confidentiality import KINDS, RECORD, SITE

if TYPE_CHECKING:
    from flask.testing import FlaskClient

__all__ = ["near", "service"]  # fixtures
TOLD = {"source": {"title": "List of the buyer"}, "confidence": "medium", "reason": "Imported."}
HEAD = "name,country_code,address\n"
EXAMPLE = (EXAMPLES / "production_sites" / "sites.csv").read_text("utf-8")


def imported(client: FlaskClient, table: str, **more: Any) -> Any:
    return client.post(f"{BASE}/productionSites/imports", json={"table": table, **TOLD, **more})


def table(client: FlaskClient, query: str = "audience=buyer") -> list[dict[str, str]]:
    text = client.get(f"{BASE}/productionSites/table?{query}").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_table_is_looked_at_first_and_then_recorded_as_one_version(client: FlaskClient) -> None:
    looked = ok(imported(client, EXAMPLE), 200)
    assert (looked["stored"], looked["new"], looked["register"]["version"]) == (False, 8, 0)
    assert listed(client) == []
    stored = ok(imported(client, EXAMPLE, store=True))
    assert (stored["stored"], stored["new"], stored["register"]["version"]) == (True, 8, 1)
    assert len(listed(client)) == 8
    again = ok(imported(client, EXAMPLE), 200)
    assert {row["line"] for row in again["known"]} == {2, 4, 5, 7, 8}
    assert (again["new"], again["unchanged"], again["alike"]) == (0, 3, [])


def test_a_table_read_twice_adds_nothing_and_what_says_more_is_shown_as_alike(client: FlaskClient) -> None:
    text = f"{HEAD}Linde,BE,Kaai 1\nVos,NL,Gracht 2\n"
    assert ok(imported(client, text, store=True))["new"] == 2
    again = ok(imported(client, text, store=True))
    assert (again["new"], again["unchanged"], again["register"]["version"]) == (0, 2, 1)
    assert len(listed(client)) == 2
    other = ok(imported(client, "name,country_code,address,owner\nLinde,BE,Kaai 1,Groep\nLinde,BE,Kaai 2,\n"), 200)
    assert (other["new"], other["unchanged"]) == (2, 0)
    assert {row["line"] for row in other["alike"]} == {2, 3}


def test_a_table_read_twice_tells_nothing_of_sites_that_may_not_be_seen(near: Platform) -> None:
    person = {"subject": "anna", "name": "Anna"}
    all_rights = near.token(f"{READ} {PROFILES} {APPROVE}", person=person)
    officer = near.token(f"{READ} {PROFILES}", person=person)
    body = {"table": f"{HEAD}Linde,BE,Kaai 1\n", **TOLD}
    hidden = {**body, "store": True, "confidentiality": {"identity": "secret"}}
    assert near.call("post", "productionSites/imports", token=all_rights, json=hidden).status_code == 201
    seen = near.call("post", "productionSites/imports", token=all_rights, json=body).get_json()
    blind = near.call("post", "productionSites/imports", token=officer, json=body).get_json()
    assert (seen["new"], seen["unchanged"]) == (0, 1)
    assert (blind["new"], blind["unchanged"], blind["alike"], blind["known"]) == (1, 0, [], [])


def test_what_is_exported_is_read_again_and_changes_nothing(client: FlaskClient) -> None:
    ok(imported(client, EXAMPLE, store=True))
    add(client, name="=cmd|' /C calc'!A0", owner="@SUM(1)", location={"latitude": "-3.5", "longitude": "-70.25"}, country="BR", nuts3=None)  # fmt: skip
    for audience in ("public", "tenant", "buyer"):
        text = client.get(f"{BASE}/productionSites/table?audience={audience}").get_data(as_text=True)
        found = ok(imported(client, text, store=True))
        assert (found["new"], found["changed"], found["known"]) == (0, 0, []), audience
        assert found["unchanged"] == (3 if audience == "public" else 9)
        assert found["register"]["version"] == 2
    rows = table(client)
    assert {row["name"] for row in rows} >= {"'=cmd|' /C calc'!A0"}
    assert {row["lat"] for row in rows} >= {"-3.5"}


def test_a_line_with_an_identifier_changes_that_site_and_leaves_the_rest(client: FlaskClient) -> None:
    made = add(client)
    found = ok(imported(client, f"id,version,owner\n{made['id']},1,Groep Linde\n", store=True))
    assert (found["new"], found["changed"]) == (0, 1)
    now = ok(client.get(f"{BASE}/productionSites/{made['id']}"), 200)
    assert (now["owner"], now["capacity"], now["location"]) == ("Groep Linde", "12000", made["location"])
    assert now["confidentiality"] == made["confidentiality"]
    stale = issues(imported(client, f"id,version,owner\n{made['id']},1,X\n"))
    assert "stands at version 2" in stale["line 2: version"]
    unknown = issues(imported(client, "id,owner\n00000000-0000-4000-8000-000000000000,X\n"))
    assert "line 2: id" in unknown


def test_every_problem_is_named_with_its_line_and_column_and_nothing_is_stored(client: FlaskClient) -> None:
    wrong = (
        "name,country_code,address,lat,lng,lei,verified_on,nace,gln\n"
        "A,BE,Kaai 1,,,,,,9506000140445\n"
        ",XX,Kaai 2,,,,,,\n"
        "C,BE,Kaai 3,91,3.7,506700GE1G29325QX364,,C31|zz,\n"
        "D,BE,,51.0,,,,,\n"
        "\n"
        "E,BE,Kaai 5,,,,yesterday,,9506000140445\n"
    )
    found = issues(imported(client, wrong, store=True))
    assert set(found) == {
        *("line 3: name", "line 4: lat", "line 4: nace", "line 5: lng", "line 7: verified_on", "line 7: gln"),
    }
    more = "name,country_code,address,lei\nB,XX,Kaai 2,506700GE1G29325QX364\n"
    assert set(issues(imported(client, more))) == {"line 2: country_code", "line 2: lei"}
    assert listed(client) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,colour\nA,blue\n", "no column colour"),
        ("name,name,country_code\nA,A,BE\n", "twice"),
        ("address\nKaai\n", "column name is missing"),
        (HEAD, "holds no site"),
        (HEAD + "A,BE\n", "2 cells, and the first line 3"),
        (HEAD + '"A,BE,Kaai\n', "cannot be read"),
        (HEAD + "A,BE," + "x" * 20_001 + "\n", "more than 20000 characters"),
        (HEAD + "A,BE,K\n" * (MOST_LINES + 1), "at most 10000"),
    ],
)
def test_a_table_that_is_none_is_refused_in_words(client: FlaskClient, text: str, says: str) -> None:
    response = imported(client, text)
    assert response.status_code == 400
    assert says in " ".join(row["detail"] for row in response.get_json()["issues"])


def test_very_many_problems_are_cut_off_and_counted(client: FlaskClient) -> None:
    found = issues(imported(client, HEAD + "".join(f",BE,Kaai {number}\n" for number in range(500))))
    assert len(found) == MOST_PROBLEMS + 1
    assert "300 more problems" in found["table"]


def test_a_file_of_open_supply_hub_is_read_and_what_it_has_besides_is_named(client: FlaskClient) -> None:
    text = (
        "os_id,contribution_date,name,address,country_code,country_name,lat,lng,sector,parent_company,is_closed\n"
        "CN2021250D1DTN7,2021-09-07,Works (invented),Road 1,CN,China,22.5,114.1,Apparel,Parent,False\n"
    )
    found = ok(imported(client, text, store=True))
    assert found["passedOver"] == ["contribution_date", "country_name", "sector", "is_closed"]
    (made,) = listed(client)
    assert (made["osId"], made["ultimateParent"], made["location"]["longitude"]) == (
        "CN2021250D1DTN7",
        "Parent",
        "114.1",
    )


def test_semicolons_and_decimal_commas_are_read(client: FlaskClient) -> None:
    ok(imported(client, "\ufeffname;country_code;lat;lng;capacity;capacity_unit\nA;BE;51,05;3,7;12,5;t\n", store=True))
    (made,) = listed(client)
    assert made["location"] == {"latitude": "51.05", "longitude": "3.7"}
    assert made["capacity"] == "12.5"


def test_reason_and_source_are_needed_from_the_line_or_for_all(client: FlaskClient) -> None:
    found = issues(client.post(f"{BASE}/productionSites/imports", json={"table": HEAD + "A,BE,Kaai\n"}))
    assert set(found) == {"line 2: source", "line 2: confidence", "line 2: reason"}
    text = "name,country_code,address,source_title,confidence,reason\nA,BE,Kaai,Visit,high,Seen\n"
    ok(client.post(f"{BASE}/productionSites/imports", json={"table": text, "store": True}))
    assert listed(client)[0]["source"] == {"title": "Visit"}


def test_two_lines_of_one_site_are_refused(client: FlaskClient) -> None:
    text = "name,country_code,address,gln\nA,BE,Kaai,9506000140445\nB,BE,Kaai,950600-0140445\n"
    assert "Line 2 has it, too" in issues(imported(client, text))["line 3: gln"]
    repeated = f"{HEAD}A,BE,Kaai\nB,BE,Kaai\nA,BE, Kaai\n"
    assert "Line 2 has it, too" in issues(imported(client, repeated))["line 4"]


def test_classes_can_be_set_for_all_lines_and_for_one(client: FlaskClient) -> None:
    text = "name,country_code,address,confidentiality_place\nA,BE,Kaai,\nB,BE,Kaai,buyer\n"
    ok(imported(client, text, store=True, confidentiality={"identity": "public", "place": "public"}))
    assert [(row["name"], row["address"]) for row in table(client, "audience=public")] == [("A", "Kaai"), ("B", "")]


CELLS = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=12).map(str.strip)
WORDS = CELLS.filter(lambda text: text and "|" not in text and "~" not in text and not text.startswith("'"))


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(
    st.fixed_dictionaries({"name": WORDS, "owner": WORDS, "stockLocation": WORDS}),
    st.lists(WORDS, min_size=1, max_size=3),
)
def test_any_text_comes_back_as_it_was_and_no_cell_runs(site: dict[str, str], certificates: list[str]) -> None:
    content = {**site, "country": "BE", "certificates": [{"name": name} for name in certificates]}
    text = table_of([content])
    row = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values() if cell)
    for column in COLUMNS:
        if column.place in content and "'" not in str(content[column.place]):
            assert value_of(column, row[column.name], decimal_comma=False) == content[column.place], column


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    with suppress(UnreadableInputError):
        assert read_table(text).lines


def test_every_field_of_a_site_has_a_column() -> None:
    places = {column.place.split(".")[0] for column in COLUMNS}
    fields = {name for names in KINDS[SITE].groups.values() for name in names}
    assert fields <= places
    assert places - fields <= set(RECORD)
    assert len(BY_NAME) == len(COLUMNS)
