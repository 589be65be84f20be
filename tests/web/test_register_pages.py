"""The pages of the register without a browser: forms keep what was typed, nothing closed is shown, nothing fails."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from conftest import EXAMPLES
from web.test_register import BASE, EVENT, add, listed

from procurement_plugin.adapters.site_map import HEIGHT, WIDTH, framed

if TYPE_CHECKING:
    from flask.testing import FlaskClient

HERE = "/pages/register"
FORM = {
    "name": "Zagerij Eik",
    "country": "BE",
    "address": "Kanaalkade 3, Hasselt",
    "location.latitude": "50.9311",
    "location.longitude": "5.3378",
    "nace": "C16.10\nC16.21",
    "certificates[0].name": "PEFC",
    "certificates[0].validTo": "2028-01-31",
    "source.title": "Visit",
    "confidence": "high",
    "reason": "Seen there.",
}


def page(client: FlaskClient, address: str, status: int = 200, **more: Any) -> str:
    found = client.get(f"{HERE}{address}", **more)
    assert found.status_code == status, found.get_data(as_text=True)[:2000]
    return found.get_data(as_text=True)


def post(client: FlaskClient, address: str, data: dict[str, Any], status: int = 303) -> Any:
    found = client.post(f"{HERE}{address}", data=data, headers={"Origin": "http://localhost"})
    assert found.status_code == status, found.get_data(as_text=True)[:2000]
    return found


def test_an_empty_register_says_how_to_begin(client: FlaskClient) -> None:
    assert "The register is empty" in page(client, "")
    assert "No two entries look like one site" in page(client, "/matches")
    assert "not rates" in page(client, "/cases")
    assert "Version 0" in page(client, "")


def test_a_site_is_added_and_changed_in_forms(client: FlaskClient) -> None:
    there = post(client, "/sites/new", FORM).headers["Location"]
    shown = client.get(there).get_data(as_text=True)
    for said in ("Zagerij Eik", "Kanaalkade 3, Hasselt", "C16.10, C16.21", "PEFC", "Seen there."):
        assert said in shown
    (made,) = listed(client)
    assert made["certificates"] == [{"name": "PEFC", "validTo": "2028-01-31"}]
    form = page(client, f"/sites/{made['id']}/change")
    assert 'value="Zagerij Eik"' in form
    assert "C16.10\nC16.21" in form
    changed = {**FORM, "name": "Zagerij Eik Hasselt", "_revision": "1", "confidentiality.place": "public"}
    post(client, f"/sites/{made['id']}/change", changed)
    assert "Zagerij Eik Hasselt" in page(client, f"/sites/{made['id']}")
    assert "as it stood in version 1" in page(client, f"/sites/{made['id']}?version=1")
    assert listed(client)[0]["confidentiality"]["place"] == "public"


def test_what_was_typed_comes_back_with_every_problem(client: FlaskClient) -> None:
    wrong = {**FORM, "lei": "123", "location.latitude": "91", "country": "XX", "owner": "Somebody & Co"}
    told = post(client, "/sites/new", wrong, 400).get_data(as_text=True)
    assert re.search(r'href="#location.latitude"', told)
    assert "an LEI of 20 signs" in told or "degrees from -90 to 90" in told
    assert 'value="Somebody &amp; Co"' in told
    assert "C16.10\nC16.21" in told
    assert listed(client) == []


def test_somebody_faster_is_told_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    made = add(client)
    there = f"/sites/{made['id']}/change"
    post(client, there, {**FORM, "_revision": "1"})
    late = post(client, there, {**FORM, "_revision": "1", "name": "Late"}, 412).get_data(as_text=True)
    assert "Somebody else changed this site" in late
    assert 'value="Late"' in late
    post(client, there, {**FORM, "_revision": "2", "name": "Late"})
    for odd in ("", "x", "9" * 30):
        post(client, there, {**FORM, "_revision": odd}, 412)


def test_a_likely_duplicate_is_shown_before_it_is_recorded(client: FlaskClient) -> None:
    post(client, "/sites/new", FORM)
    told = post(client, "/sites/new", {**FORM, "name": "Zagerij Eik BV"}, 200).get_data(as_text=True)
    assert "This may be there already" in told
    assert len(listed(client)) == 1
    post(client, "/sites/new", {**FORM, "name": "Zagerij Eik BV", "_seen": "yes"})
    assert len(listed(client)) == 2
    pairs = page(client, "/matches")
    assert "probably one site" in pairs
    ids = re.findall(r'name="pairs\[0\]\.siteIds\[\d\]" value="([0-9a-f-]+)"', pairs)
    both = {"pairs[0].siteIds[0]": ids[0], "pairs[0].siteIds[1]": ids[1]}
    refused = post(client, "/matches", {**both, "_decide": "0:same"}, 400)
    assert "This is required and missing" in refused.get_data(as_text=True)
    assert 'href="#pairs[0].reason"' in refused.get_data(as_text=True)
    typed = {**both, "pairs[0].reason": "Visited."}
    for none in ("", "7:same", "x", "0:perhaps"):
        kept = post(client, "/matches", {**typed, "_decide": none}, 400).get_data(as_text=True)
        assert 'value="Visited."' in kept
    told = client.post(f"{HERE}/matches", data=typed, headers={"Accept-Language": "nl"}).get_data(as_text=True)
    assert "Kies “Eén vestiging”" in told
    dutch = post(client, "/matches", {**typed, "_language": "nl"}, 200).get_data(as_text=True)
    assert 'value="Visited."' in dutch
    client.delete_cookie("procurement-language", path="/pages/")
    post(client, "/matches", {**typed, "_decide": "0:same"})
    assert "all were decided about" in page(client, "/matches")
    assert "the same site as" in page(client, f"/sites/{ids[0]}")


def test_a_link_is_recorded_from_a_site(client: FlaskClient) -> None:
    buyer, supplier = add(client), add(client, name="Zagerij Eik", establishmentNumber=None)
    there = f"/sites/{buyer['id']}/links/new"
    form = {
        "item": "Oak",
        "share": "60",
        "qualified": "true",
        "source.title": "Visit",
        "confidence": "low",
        "reason": "Told.",
    }
    found = post(client, there, {**form, "_search": "yes", "_wanted": "zager"}, 200).get_data(as_text=True)
    assert f'<option value="{supplier["id"]}"' in found
    assert 'value="Oak"' in found
    missing = post(client, there, form, 400).get_data(as_text=True)
    assert 'href="#_other"' in missing
    post(client, there, {**form, "_other": supplier["id"]})
    (link,) = listed(client, what="siteLinks")
    assert (link["buyerSiteId"], link["supplierSiteId"]) == (buyer["id"], supplier["id"])
    post(client, f"/sites/{supplier['id']}/links/new", {**form, "_supplies": "true", "_other": buyer["id"]})
    assert {row["supplierSiteId"] for row in listed(client, what="siteLinks")} == {supplier["id"]}
    assert "Oak" in page(client, f"/sites/{supplier['id']}")
    assert post(client, there, {**form, "_other": "no identifier"}, 400)


def test_a_table_is_looked_at_and_then_recorded(client: FlaskClient) -> None:
    table = (EXAMPLES / "production_sites" / "sites.csv").read_bytes()
    told = {"source.title": "Visits", "confidence": "medium", "reason": "Tried"}
    sent = {**told, "_file": (io.BytesIO(table), "sites.csv")}
    looked = post(client, "/import", sent, 200).get_data(as_text=True)
    assert "What would happen" in looked
    assert listed(client) == []
    carried = re.search(r'<textarea name="table" hidden[^>]*>\n(.*?)</textarea>', looked, re.DOTALL)
    assert carried is not None
    import html  # noqa: PLC0415

    stored = post(client, "/import", {**told, "table": html.unescape(carried[1]), "_store": "yes"}, 200)
    assert "Recorded as version 1" in stored.get_data(as_text=True)
    assert len(listed(client)) == 8
    wrong = post(client, "/import", {**told, "table": "name,country_code,address\nA,XX,Kaai\n"}, 400).get_data(
        as_text=True
    )
    assert "line 2: country_code" in wrong
    assert "A,XX,Kaai" in wrong
    latin = {**told, "_file": (io.BytesIO("é".encode("latin-1")), "x.csv")}
    assert "UTF-8" in post(client, "/import", latin, 400).get_data(as_text=True)
    assert "required" in post(client, "/import", told, 400).get_data(as_text=True)


def test_a_case_is_entered_and_counted(client: FlaskClient) -> None:
    form = {name: str(value) for name, value in EVENT.items()}
    post(client, "/cases/new", form)
    shown = page(client, "/cases")
    assert "Linde" in shown
    assert "back to the country it came from" in shown
    wrong = post(client, "/cases/new", {**form, "announced": "2999-01-01", "jobs": "many"}, 400).get_data(as_text=True)
    assert 'value="many"' in wrong


@pytest.mark.parametrize(
    "query", ["nace=X", "bbox=1", "version=x", "country=b", "after=%00", "bbox=0,60,1,50", "version=99"]
)
def test_wrong_filters_are_told_on_the_page(client: FlaskClient, query: str) -> None:
    found = client.get(f"{HERE}?{query}")
    assert found.status_code in (400, 404)
    assert "Something went wrong" not in found.get_data(as_text=True)


@pytest.mark.parametrize(
    "box", ["-180,-90,180,90", "179,50,-179,52", "3.7,51,3.7,51", "-180,-85,-179.9,-84.9", "0,89.9,180,90"]
)
def test_the_map_can_be_moved_anywhere(client: FlaskClient, box: str) -> None:
    add(client)
    shown = page(client, f"?bbox={box}")
    for link in re.findall(r'href="(/pages/register\?bbox=[^"]+)"', shown):
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_the_map_shows_clusters_with_their_numbers_and_one_site_by_name(client: FlaskClient) -> None:
    add(client)
    for number in range(3):
        add(client, name=f"Liège {number}", location={"latitude": f"50.63{number}", "longitude": "5.57"}, establishmentNumber=None, nuts3=None)  # fmt: skip
    shown = page(client, "")
    assert "3 sites, look closer" in shown
    assert "<title>Meubelfabriek Linde NV</title>" in shown
    assert "Natural Earth" in shown
    near = re.search(r'<a href="([^"]+)" aria-label="3 sites', shown)
    assert near is not None
    assert "3 sites" in client.get(near[1].replace("&amp;", "&")).get_data(as_text=True)


@pytest.mark.parametrize(
    "box", [(2.5, 49.5, 6.4, 51.5), (-180.0, -90.0, 180.0, 90.0), (3.7, 51.0, 3.7, 51.0), (179.9, 70.0, 180.0, 89.0)]
)
def test_a_frame_holds_its_box_on_the_earth_in_the_shape_of_the_map(box: tuple[float, float, float, float]) -> None:
    west, south, east, north = framed(box)
    assert -180 <= west < east <= 180
    assert -85.0001 <= south < north <= 85.0001
    if abs(box[1]) < 84 and abs(box[3]) < 84:
        assert west <= box[0]
        assert box[2] <= east
        assert south <= box[1] <= box[3] <= north
    assert WIDTH > HEIGHT


def test_a_table_is_downloaded_for_an_audience_only(client: FlaskClient) -> None:
    add(client)
    assert "Linde" in page(client, "/sites.csv?audience=buyer")
    assert "Linde" not in page(client, "/sites.csv")
    page(client, "/sites.csv?audience=secret", 400)
    page(client, "/sites.csv?audience=buyer&nace=X", 400)


@pytest.mark.parametrize(
    "address",
    [
        "/sites/00000000-0000-4000-8000-000000000000",
        "/sites/00000000-0000-4000-8000-000000000000/change",
        "/sites/x",
        "/nowhere",
    ],
)
def test_what_is_not_there_is_404_on_a_page(client: FlaskClient, address: str) -> None:
    page(client, address, 404)


def test_every_page_speaks_every_language(client: FlaskClient) -> None:
    made = add(client)
    add(client, name="Linde meubelfabriek", establishmentNumber=None)
    client.post(f"{BASE}/reshoringEvents", json=EVENT)
    words = {
        "nl": "Register van productievestigingen",
        "fr": "Registre des sites de production",
        "de": "Register der Produktionsstandorte",
    }
    for language, said in words.items():
        headers = {"Accept-Language": language}
        for address in (
            "",
            "/matches",
            "/cases",
            "/cases/new",
            "/import",
            "/sites/new",
            f"/sites/{made['id']}",
            f"/sites/{made['id']}/change",
            f"/sites/{made['id']}/links/new",
        ):
            told = page(client, address, headers=headers)
            assert said in told
            assert f'<html lang="{language}">' in told
        wrong = client.get(f"{HERE}?nace=X", headers=headers).get_data(as_text=True)
        assert "Write a NACE" not in wrong
