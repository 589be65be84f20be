"""Imports over HTTP: the document is the body; what cannot be read is 400 with words; nothing is stored."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.web.strict_json import LARGEST_BODY

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "imports"
XML = (EXAMPLES / "notice-eforms.xml").read_bytes()
OCDS = (EXAMPLES / "release-ocds.json").read_bytes()
ADDRESS = "/scoring/v1/imports"


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((data_directory("schemas") / f"{name}.schema.json").read_text())
    return found


@pytest.mark.parametrize(
    ("content", "media", "form"),
    [
        (XML, "application/xml", "eforms"),
        (XML, "text/xml; charset=utf-8", "eforms"),
        (OCDS, "application/json", "ocds"),
        (OCDS, "application/vnd.example+json", "ocds"),
        (b'{"data": {"tenderID": "UA-1", "items": [{"id": "1"}]}}', "application/json", "prozorro"),
    ],
)
def test_a_notice_is_answered_in_the_published_form(client: FlaskClient, content: bytes, media: str, form: str) -> None:
    found = client.post(ADDRESS, data=content, content_type=media)
    assert found.status_code == 200, found.get_data(as_text=True)
    answer = found.get_json()
    assert answer["format"] == form
    jsonschema.validate(answer, schema("NoticeImport"))
    again = client.post(f"{ADDRESS}?format={form}", data=content, content_type=media)
    assert again.data == found.data


def test_nothing_is_stored(client: FlaskClient, app: Flask) -> None:
    with app.extensions["procurement"].evaluations._engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        counts = [connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) for table in tables]
        client.post(ADDRESS, data=XML, content_type="application/xml")
        assert [connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) for table in tables] == counts


def test_a_language_is_preferred(client: FlaskClient) -> None:
    found = client.post(f"{ADDRESS}?language=fr", data=XML, content_type="application/xml").get_json()
    assert found["notices"][0]["title"] == "Mobilier scolaire 2027-2029"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?format=pdf", {"format"}),
        ("?language=xx&format=", {"language", "format"}),
        ("?colour=blue", {"colour"}),
    ],
)
def test_every_wrong_query_parameter_is_named(client: FlaskClient, query: str, names: set[str]) -> None:
    found = client.post(f"{ADDRESS}{query}", data=XML, content_type="application/xml")
    assert found.status_code == 400
    assert {issue["name"] for issue in found.get_json()["issues"]} == names


@pytest.mark.parametrize(
    ("content", "media", "words"),
    [
        (b"", "application/json", "empty"),
        (b"{", "application/json", "line 1, column 2"),
        (b'{"a": 1, "a": 2}', "application/json", "stands twice"),
        (b"<a", "application/xml", "line 1, column"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "application/xml", "DOCTYPE"),
        (b"<Invoice/>", "application/xml", "Invoice"),
        (b"{}", "application/json", "neither OCDS"),
    ],
)
def test_what_is_no_notice_is_400_with_words(client: FlaskClient, content: bytes, media: str, words: str) -> None:
    found = client.post(ADDRESS, data=content, content_type=media)
    assert found.status_code == 400
    problem = found.get_json()
    jsonschema.validate(problem, schema("Problem"))
    assert words in problem["issues"][0]["detail"]


def test_another_media_type_and_a_body_too_large_are_refused(client: FlaskClient) -> None:
    assert client.post(ADDRESS, data=XML, content_type="text/csv").status_code == 415
    large = client.post(ADDRESS, data=b" " * (LARGEST_BODY + 1), content_type="application/json")
    assert large.status_code == 413
    assert "lots" in large.get_json()["detail"]


def test_the_permission_to_read_is_needed(client: FlaskClient) -> None:
    found = client.post(ADDRESS, data=XML, content_type="application/xml", headers={"Authorization": "Bearer x"})
    assert found.status_code == 401
