"""Figures in fields: what people write in their language is what the API reads, and comes back as they know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web.officer_forms import LIST, NEW, drafted, fields_of, page_of, saved, sent

from procurement_plugin.web.pages.figures import kept_figure, read_figure, shown_figure

if TYPE_CHECKING:
    from flask.testing import FlaskClient

WRITTEN = [
    ("nl", "10,5", "10.5"),
    ("nl", "10.5", "10.5"),
    ("nl", "10.000", "10000"),
    ("nl", "0.125", "0.125"),
    ("nl", "1.234.567,89", "1234567.89"),
    ("nl", "1,234,567.89", "1234567.89"),
    ("de", "240000,00", "240000.00"),
    ("fr", "240 000,5", "240000.5"),
    ("fr", "240\u202f000", "240000"),
    ("en", "10,000", "10000"),
    ("en", "10,5", "10.5"),
    ("en", "10.000", "10.000"),
    ("en", "1,234.5", "1234.5"),
    ("en", "51.0543", "51.0543"),
    ("nl", "-1,5", "-1.5"),
]
NONE = ["", "1x", "1.2.3", "1,2,3.4.5", "12,34,56", "1..2", "NaN", "1e5", "10,", ",5", "9" * 80, "1.23,4.5"]


@pytest.mark.parametrize(("language", "typed", "meant"), WRITTEN)
def test_a_figure_is_read_the_way_its_language_writes_it(language: str, typed: str, meant: str) -> None:
    assert read_figure(typed, language) == meant


@pytest.mark.parametrize("typed", NONE)
def test_what_is_no_figure_stays_as_it_was_typed(typed: str) -> None:
    for language in ("en", "nl"):
        made = read_figure(typed, language)
        assert made in (typed, typed.rstrip(",")), made


@given(st.decimals(0, 10**9, places=3), st.sampled_from(["en", "nl", "fr", "de"]))
def test_what_a_field_shows_is_read_back_as_the_same_figure(value: Any, language: str) -> None:
    stored = str(value)
    shown = shown_figure(stored, language)
    assert kept_figure(shown, stored, language) == stored
    assert float(read_figure(shown, language)) == float(stored)


def test_a_dutch_form_shows_and_takes_commas_and_changes_no_zeros(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(lot)
    profile_id = saved(client, draft)
    place = f"{LIST}/{profile_id}/design"
    page = page_of(client.get(place, headers={"Accept-Language": "nl"}))
    assert 'name="_typed_in" value="nl"' in page
    rows = draft["weightProfile"]["criteria"]
    assert f'value="{shown_figure(rows[0]["weight"], "nl")}"' in page
    typed = [
        (name, shown_figure(value, "nl") if name.endswith((".weight", ".at", ".value")) else value)
        for name, value in fields_of(draft, do="save", revision="1", typed_in="nl")
    ]
    typed += [(f"_figure.{name}", value) for name, value in fields_of(draft) if name.endswith((".weight", ".at"))]
    typed = [(name, "10,01" if name == "weightProfile.criteria[0].weight" else value) for name, value in typed]
    typed = [(name, "14,99" if name == "weightProfile.criteria[2].weight" else value) for name, value in typed]
    assert sent(client, place, typed).status_code == 303
    kept = client.get(f"/scoring/v1/weightProfiles/{profile_id}").get_json()["weightProfile"]["criteria"]
    assert (kept[0]["weight"], kept[2]["weight"]) == ("10.01", "14.99")
    assert [row.get("scale", [{}])[0].get("at") for row in kept] == [
        row.get("scale", [{}])[0].get("at") for row in rows
    ]


def test_a_figure_that_is_none_comes_back_as_typed(client: FlaskClient, lot: dict[str, Any]) -> None:
    draft = drafted(lot)
    draft["weightProfile"]["criteria"][0]["weight"] = "tien"
    fields = fields_of(draft, do="save", screen="criteria", typed_in="nl")
    page = page_of(sent(client, NEW, [*fields, ("_figure.weightProfile.criteria[0].weight", "10")]), 400)
    assert 'value="tien"' in page
