"""The register over HTTP: sites with their history, links, cases, matches; versions; who may see what."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from domain.site_register.test_identifiers import establishment

if TYPE_CHECKING:
    from flask.testing import FlaskClient

BASE = "/scoring/v1"
SITE: dict[str, Any] = {
    "name": "Meubelfabriek Linde NV",
    "country": "BE",
    "address": "Nijverheidsstraat 12, 9000 Gent",
    "location": {"latitude": "51.0543", "longitude": "3.7174"},
    "nuts3": "BE234",
    "establishmentNumber": "2.123.456.791",
    "nace": ["C31.01"],
    "capacity": "12000",
    "capacityUnit": "pieces/year",
    "spareCapacity": "800",
    "certificates": [{"name": "FSC", "validTo": "2028-01-31"}],
    "timeToRecoverDays": "21",
    "evidence": ["a" * 64],
    "source": {"title": "Visit of the buyer", "day": "2026-10-01"},
    "confidence": "high",
    "reason": "Entered after a visit.",
}
EVENT: dict[str, Any] = {
    "company": "Linde",
    "announced": "2025-03-01",
    "from": "CN",
    "to": "BE",
    "nace": "C31",
    "activity": "Assembly of chairs",
    "jobs": 40,
    "motive": "Lead time",
    "type": "backshoring",
    "sourceUrl": "https://news.example/linde",
    "confidence": "medium",
    "reason": "Read in the press.",
}


def site(**changed: Any) -> dict[str, Any]:
    made = {**copy.deepcopy(SITE), **changed}
    return {name: value for name, value in made.items() if value is not None}


def ok(response: Any, status: int = 201) -> Any:
    assert response.status_code == status, response.get_data(as_text=True)
    return response.get_json()


def add(client: FlaskClient, **changed: Any) -> dict[str, Any]:
    made: dict[str, Any] = ok(client.post(f"{BASE}/productionSites", json=site(**changed)))
    return made


def listed(client: FlaskClient, query: str = "", what: str = "productionSites") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(client.get(f"{BASE}/{what}?{query}"), 200)["items"]
    return found


def issues(response: Any) -> dict[str, str]:
    assert response.status_code == 400, response.get_data(as_text=True)
    return {row["name"]: row["detail"] for row in response.get_json()["issues"]}


def test_a_site_is_recorded_read_changed_and_its_history_stays(client: FlaskClient) -> None:
    made = client.post(f"{BASE}/productionSites", json=SITE)
    kept = ok(made)
    assert made.headers["Location"].endswith(kept["id"])
    assert made.headers["ETag"] == '"1"'
    assert kept["establishmentNumber"] == establishment("21234567")
    assert kept["actor"] == {"subject": "local", "name": "local", "person": False}
    assert len(kept["contentHash"]) == 64
    place = f"{BASE}/productionSites/{kept['id']}"
    changed = site(name="Linde Gent", reason="Renamed.")
    assert client.put(place, json=changed).status_code == 428
    assert client.put(place, json=changed, headers={"If-Match": '"7"'}).status_code == 412
    now = ok(client.put(place, json=changed, headers={"If-Match": '"1"'}), 200)
    assert (now["name"], now["version"]) == ("Linde Gent", 2)
    assert [row["name"] for row in listed(client, what=f"productionSites/{kept['id']}/history")] == [
        "Linde Gent",
        "Meubelfabriek Linde NV",
    ]
    assert ok(client.get(f"{place}?version=1"), 200)["name"] == "Meubelfabriek Linde NV"
    assert ok(client.get(f"{place}?version=2"), 200) == now
    assert client.get(f"{place}?version=3").status_code == 404
    answered = ok(client.get(f"{BASE}/productionSites?version=1"), 200)
    assert answered["items"][0]["name"] == "Meubelfabriek Linde NV"
    assert answered["register"]["version"] == 1
    assert answered["register"]["hash"] != ok(client.get(f"{BASE}/productionSites"), 200)["register"]["hash"]


def test_every_problem_of_a_site_is_named_at_once_and_nothing_is_stored(client: FlaskClient) -> None:
    wrong = site(
        lei="506700GE1G29325QX364",
        gln="12",
        country="XX",
        address=None,
        location=None,
        capacityUnit=None,
        spareCapacity="99999",
        verifiedBy="A",
        nuts3="FR101",
    )
    found = issues(client.post(f"{BASE}/productionSites", json=wrong))
    assert set(found) == {*("lei", "gln", "country", "address", "capacityUnit", "spareCapacity", "verifiedOn", "nuts3")}
    assert "check digits" in found["lei"]
    assert listed(client) == []
    more = issues(
        client.post(f"{BASE}/productionSites", json={"name": "x", "colour": "blue", "location": {"latitude": "91"}})
    )
    assert {"colour", "location.latitude", "location.longitude", "country", "source", "reason", "confidence"} <= set(
        more
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Brouwerij Eenhoorn", "Glaswerk", "Meubelfabriek Linde NV"]),
        ("text=lind", ["Meubelfabriek Linde NV"]),
        ("text=nijverheidsstraat+meubel", ["Meubelfabriek Linde NV"]),
        ("text=2123456791", ["Meubelfabriek Linde NV"]),
        ("nace=31", ["Meubelfabriek Linde NV"]),
        ("nace=C11.05", ["Brouwerij Eenhoorn"]),
        ("country=FR", ["Glaswerk"]),
        ("nuts=BE2", ["Meubelfabriek Linde NV"]),
        ("bbox=3,50,4,52", ["Brouwerij Eenhoorn", "Glaswerk", "Meubelfabriek Linde NV"]),
        ("bbox=3,50,4,51", ["Glaswerk"]),
        ("bbox=170,-90,-170,90", []),
        ("text=nothing", []),
        ("country=BE&nace=11&bbox=3,50,4,52&text=een", ["Brouwerij Eenhoorn"]),
    ],
)
def test_lists_are_filtered(client: FlaskClient, query: str, names: list[str]) -> None:
    add(client)
    add(client, name="Brouwerij Eenhoorn", nace=["C11.05"], establishmentNumber=None, nuts3=None, address="Kaai 1")
    place = {"latitude": "50.6292", "longitude": "3.0573"}
    add(
        client,
        name="Glaswerk",
        country="FR",
        location=place,
        establishmentNumber=None,
        nuts3=None,
        address="Quai",
        nace=["23"],
    )
    assert [row["name"] for row in listed(client, query)] == names


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("nace=X", "nace"),
        ("country=be", "country"),
        ("nuts=2", "nuts"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=0,60,1,50", "bbox"),
        ("bbox=0,0,999,1", "bbox"),
        ("version=0", "version"),
        ("version=x", "version"),
        ("after=x", "after"),
        ("colour=blue", "colour"),
        ("text=" + "x" * 81, "text"),
    ],
)
def test_wrong_filters_are_refused_in_words(client: FlaskClient, query: str, place: str) -> None:
    assert place in issues(client.get(f"{BASE}/productionSites?{query}"))


def test_long_lists_come_in_pages(client: FlaskClient) -> None:
    for number in range(53):
        add(client, name=f"Works {number:02}", establishmentNumber=None)
    first = ok(client.get(f"{BASE}/productionSites"), 200)
    second = ok(client.get(f"{BASE}/productionSites?after={first['next']}"), 200)
    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 3, "")
    assert [row["name"] for row in second["items"]] == ["Works 50", "Works 51", "Works 52"]


def test_clusters_count_sites_and_name_one_that_is_alone(client: FlaskClient) -> None:
    add(client)
    for number in range(3):
        place = {"latitude": f"50.63{number}", "longitude": "5.57"}
        add(client, name=f"Liège {number}", location=place, establishmentNumber=None, nuts3=None)
    add(client, name="Nowhere", location=None, establishmentNumber=None)
    found = ok(client.get(f"{BASE}/productionSites/clusters?bbox=2,49,7,52"), 200)
    counts = {row["sites"]: row for row in found["items"]}
    assert set(counts) == {1, 3}
    assert counts[1]["name"] == "Meubelfabriek Linde NV"
    assert (counts[1]["latitude"], counts[1]["longitude"]) == ("51.0543", "3.7174")
    assert found["bbox"] == ["2.0000", "49.0000", "7.0000", "52.0000"]
    assert ok(client.get(f"{BASE}/productionSites/clusters?text=nowhere"), 200)["bbox"] == []


def test_links_join_two_sites_and_are_found_from_both(client: FlaskClient) -> None:
    buyer, supplier = add(client), add(client, name="Zagerij Eik", establishmentNumber=None)
    body = {"buyerSiteId": buyer["id"], "supplierSiteId": supplier["id"], "item": "Oak", "share": "60.00", "tier": 1}
    body |= {
        "qualified": True,
        "validFrom": "2026-01-01",
        "source": SITE["source"],
        "confidence": "low",
        "reason": "Told.",
    }
    made = ok(client.post(f"{BASE}/siteLinks", json=body))
    assert made["confidentiality"] == "buyer"
    for end in (buyer, supplier):
        assert [row["id"] for row in listed(client, f"site={end['id']}", "siteLinks")] == [made["id"]]
    changed = {**body, "qualified": False, "validTo": "2027-01-01"}
    place = f"{BASE}/siteLinks/{made['id']}"
    assert ok(client.put(place, json=changed, headers={"If-Match": '"3"'}), 200)["qualified"] is False
    assert listed(client, f"site={buyer['id']}&version=3", "siteLinks")[0]["qualified"] is True
    wrong = {**body, "supplierSiteId": buyer["id"], "validTo": "2020-01-01"}
    assert set(issues(client.post(f"{BASE}/siteLinks", json=wrong))) == {"supplierSiteId", "validTo"}
    unknown = {**body, "supplierSiteId": "00000000-0000-4000-8000-000000000000"}
    assert set(issues(client.post(f"{BASE}/siteLinks", json=unknown))) == {"supplierSiteId"}


def test_cases_are_listed_counted_and_called_cases(client: FlaskClient) -> None:
    made = ok(client.post(f"{BASE}/reshoringEvents", json=EVENT))
    ok(client.post(f"{BASE}/reshoringEvents", json={**EVENT, "company": "Vos", "to": "NL", "announced": "2026-01-02"}))
    found = ok(client.get(f"{BASE}/reshoringEvents"), 200)
    assert [row["company"] for row in found["items"]] == ["Vos", "Linde"]
    assert "not rates" in found["note"]
    assert [row["company"] for row in listed(client, "country=NL", "reshoringEvents")] == ["Vos"]
    assert [row["company"] for row in listed(client, "text=vo&type=backshoring&nace=31", "reshoringEvents")] == ["Vos"]
    counted = ok(client.get(f"{BASE}/reshoringEvents/statistics"), 200)
    assert counted["cases"] == 2
    assert "not rates" in counted["note"]
    tables = {row["dimension"]: row["rows"] for row in counted["tables"]}
    assert tables["type"] == [{"value": "backshoring", "cases": 2, "sources": ["https://news.example/linde"]}]
    assert [(row["value"], row["cases"]) for row in tables["to"]] == [("BE", 1), ("NL", 1)]
    place = f"{BASE}/reshoringEvents/{made['id']}"
    assert ok(client.put(place, json={**EVENT, "jobs": 45}, headers={"If-Match": '"1"'}), 200)["jobs"] == 45
    wrong = {**EVENT, "announced": "2999-01-01", "to": "XX", "sourceUrl": "http://x"}
    assert "sourceUrl" in issues(client.post(f"{BASE}/reshoringEvents", json=wrong))
    wrong["sourceUrl"] = EVENT["sourceUrl"]
    assert set(issues(client.post(f"{BASE}/reshoringEvents", json=wrong))) == {"announced", "to"}


def test_duplicates_are_shown_with_reasons_and_a_person_decides(client: FlaskClient) -> None:
    first = add(client)
    second = add(client, name="Linde meubelfabriek", establishmentNumber=None)
    add(client, name="Bakkerij Jansen", establishmentNumber=None)
    (pair,) = listed(client, what="siteMatches")
    assert set(pair["siteIds"]) == {first["id"], second["id"]}
    assert pair["outcome"] == "same"
    assert {row["code"] for row in pair["reasons"]} >= {"name", "address", "distance"}
    assert [row["siteIds"][1] for row in listed(client, f"site={first['id']}", "siteMatches")] == [second["id"]]
    decided = {"siteIds": [second["id"], first["id"]], "outcome": "same", "reason": "Visited: one plant."}
    made = ok(client.post(f"{BASE}/siteMatches", json=decided))
    assert made["outcome"] == "same"
    assert listed(client, what="siteMatches") == []
    (again,) = listed(client, f"site={first['id']}", "siteMatches")
    assert again["review"]["reason"] == "Visited: one plant."
    assert again["review"]["changedSince"] is False
    assert ok(client.get(f"{BASE}/productionSites/{first['id']}"), 200)["sameAs"] == [second["id"]]
    assert len(listed(client)) == 3  # nothing was joined
    place = f"{BASE}/productionSites/{first['id']}"
    ok(client.put(place, json=site(address="Kaai 1, 9000 Gent"), headers={"If-Match": '"1"'}), 200)
    assert len(listed(client, what="siteMatches")) == 1  # it comes up again, since it changed
    ok(client.post(f"{BASE}/siteMatches", json={**decided, "outcome": "different", "reason": "Two doors."}))
    assert listed(client, what="siteMatches") == []
    assert "sameAs" not in ok(client.get(place), 200)
    assert "siteIds" in issues(client.post(f"{BASE}/siteMatches", json={**decided, "siteIds": [first["id"]] * 2}))


def test_the_audit_trail_tells_of_every_change_and_is_whole(client: FlaskClient, app: Any) -> None:
    add(client)
    store = app.extensions["procurement"].evaluations
    events = [event["event"] for event in store.audit.events("local")]
    assert events == ["register.changed"]
    assert store.audit.verify("local") == []
    assert list(store.register.faults("local")) == []


def test_a_repeated_request_with_a_key_records_once(client: FlaskClient) -> None:
    key = {"Idempotency-Key": "one"}
    first = client.post(f"{BASE}/productionSites", json=SITE, headers=key)
    again = client.post(f"{BASE}/productionSites", json=SITE, headers=key)
    assert first.get_data() == again.get_data()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(listed(client)) == 1


def test_a_bid_names_the_state_of_a_site_as_evidence_and_no_point_depends_on_it(
    client: FlaskClient, requests_by_name: dict[str, Any]
) -> None:
    made = add(client)
    asked = copy.deepcopy(requests_by_name["supply_security/request.json"])
    before = ok(client.post(f"{BASE}/evaluations", json=asked))
    named = {"id": "REGISTER", "type": "productionSiteRegister", "sha256": made["contentHash"], "status": "claimed"}
    asked["bids"][0]["evidence"].append(named)
    after = ok(client.post(f"{BASE}/evaluations", json=asked))
    points = [[[score.get("points") for score in bid["criteria"]] for bid in one["bids"]] for one in (before, after)]
    assert points[0] == points[1]
    kept = next(row for row in after["bids"][0]["evidence"] if row["id"] == "REGISTER")
    place = f"{BASE}/productionSites/{made['id']}"
    ok(client.put(place, json=site(name="Renamed"), headers={"If-Match": '"1"'}), 200)
    (found,) = listed(client, f"contentHash={kept['sha256']}")
    assert (found["id"], found["version"], found["name"]) == (made["id"], 1, "Meubelfabriek Linde NV")
    assert listed(client, f"contentHash={'0' * 64}") == []
    assert "contentHash" in issues(client.get(f"{BASE}/productionSites?contentHash=x"))
