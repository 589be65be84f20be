"""What all pages share: static files of this release, and moments in the time of the procedure that they belong to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from web.page_forms import HERE
from web.test_forms_kept import app, lot, version

from procurement_plugin.web.access import LOCAL
from procurement_plugin.web.scoring import read, scored

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

__all__ = ["app", "lot", "version"]  # fixtures


def test_static_files_name_the_release(app: Flask, client: FlaskClient) -> None:
    release = app.extensions["procurement"].engine_version
    for place in ("register", "monitoring", "screening", "comparison", "estimate", "profiles/new", "committee"):
        page = client.get(f"/pages/{place}", follow_redirects=True).get_data(as_text=True)
        files = re.findall(r'(?:href|src)="(/pages/static/[^"]*)"', page)
        assert files
        assert [file for file in files if not file.endswith(f"?v={release}")] == [], place


MOMENTS = [
    ("2027-07-18T08:00:00+00:00", "BE-VLG", "10:00 (UTC+0200)"),
    ("2027-01-18T09:00:00.123+00:00", "BE", "10:00 (UTC+0100)"),
    ("2027-07-18T08:00:00Z", "IE", "09:00 (UTC+0100)"),
    ("2027-01-18T08:00:00Z", "PT", "08:00 (UTC)"),
    ("2027-01-18T10:00:00+03:00", "BE", "10:00 (UTC+0300)"),
    ("2027-07-18T08:00:00+00:00", "", "08:00 (UTC)"),
]


@pytest.mark.parametrize(("stored", "jurisdiction", "told"), MOMENTS)
def test_a_stored_moment_is_told_in_the_time_of_its_procedure(
    app: Flask, stored: str, jurisdiction: str, told: str
) -> None:
    with app.test_request_context("/pages/register"):
        moment = app.jinja_env.filters["moment"]
        assert moment(stored, {"jurisdiction": jurisdiction}).endswith(f", {told}")
        assert jurisdiction or moment(stored) == moment(stored, None)


def test_pages_about_a_procedure_tell_its_time_and_others_say_utc(
    app: Flask, client: FlaskClient, version: dict[str, Any], lot: dict[str, Any]
) -> None:
    wired = app.extensions["procurement"]
    body = {"weightProfileVersion": version, "bids": lot["bids"]}
    stored = scored(wired, read(wired, body, LOCAL), LOCAL, "00000000-0000-4000-8000-000000000001")
    place = f"/pages/committee/evaluations/{stored.id}"
    ordered = client.post(f"{place}/documents", data={"type": "justification", "language": "nl"}, headers=HERE)
    wired.desk.make(wired.work.jobs.get("local", ordered.headers["Location"].rpartition("=")[2]))
    wired.desk.close()
    assert list(wired.desk.of("local", stored.id))
    for address, told in (
        (f"{place}/documents", "10:00 (UTC+0100)"),
        (place, "10:00 (UTC+0100)"),
        (f"/pages/profiles/{version['profileId']}/history", "(UTC+0"),
        (f"/pages/profiles/{version['profileId']}/versions/1", "(UTC+0"),
    ):
        page = client.get(address).get_data(as_text=True)
        assert told in page, address
        assert "UTC+0000" not in page, address
        assert "(UTC)" not in page, address
