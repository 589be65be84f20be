"""Registered sites on a watch list: their figures cross thresholds, and reports keep what every reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.site_register.site_figures import KEPT_BACK, NO_SITE, RegisteredSites

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

BASE = "/scoring/v1"
NAME = "Meubelfabriek Linde NV (invented)"
SITE = {
    "name": NAME, "country": "BE", "address": "Nijverheidsstraat 12, 9000 Gent", "capacity": "100", "spareCapacity": "25", "capacityUnit": "t/year",
    "timeToRecoverDays": "30", "source": {"title": "Visit"}, "confidence": "high", "reason": "Entered after a visit.",
}  # fmt: skip
OPEN = {"confidentiality": {"capacity": "tenant", "continuity": "tenant"}}
OWN = {"kind": "site.spareCapacity", "comparison": "below", "limit": "10", "reason": "Too little to lean on."}
NOBODY = "00000000-0000-4000-8000-00000000ffff"


def site(client: FlaskClient, **more: Any) -> str:
    kept = client.post(f"{BASE}/productionSites", json={**SITE, **more})
    assert kept.status_code == 201, kept.get_data(as_text=True)
    name: str = kept.get_json()["id"]
    return name


def change(client: FlaskClient, name: str, **more: Any) -> None:
    place = f"{BASE}/productionSites/{name}"
    tag = {"If-Match": client.get(place).headers["ETag"]}
    changed = client.put(place, json={**SITE, **more}, headers=tag)
    assert changed.status_code == 200, changed.get_data(as_text=True)


def watched(client: FlaskClient, *sites: str, **more: Any) -> str:
    kept = client.post(f"{BASE}/watchLists", json={"name": "Works", "sites": sites, **more})
    assert kept.status_code == 201, kept.get_data(as_text=True)
    place: str = kept.headers["Location"]
    return place


def first(client: FlaskClient, place: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"{place}/reports/1").get_json()
    return body


def test_a_figure_of_a_site_crosses_a_threshold_and_only_a_new_version_is_scanned(client: FlaskClient) -> None:
    name = site(client, **OPEN)
    place = watched(client, name, thresholds=[OWN])
    values = {row["kind"]: (row["value"], row.get("detail", "")) for row in first(client, place)["figures"]}
    assert values == {
        "site.closed": ("no", ""),
        "site.capacity": ("100", "t/year"),
        "site.spareCapacity": ("25", "t/year"),
        "site.timeToRecoverDays": ("30", ""),
    }
    assert client.post(f"{place}/rescans").status_code == 200
    change(client, name, spareCapacity="5", **OPEN)
    report = client.post(f"{place}/rescans")
    assert report.status_code == 201
    (row,) = report.get_json()["crossed"]
    assert (row["before"]["value"], row["after"]["value"], row["direction"]) == ("25", "5", "fromAbove")
    assert report.get_json()["after"]["register"].startswith("2:")
    assert client.post(f"{place}/rescans").status_code == 200


def test_a_site_that_closes_crosses_the_threshold_of_the_register(client: FlaskClient) -> None:
    name = site(client)
    place = watched(client, name)
    change(client, name, closedOn="2026-11-01")
    (row,) = client.post(f"{place}/rescans").get_json()["crossed"]
    assert (row["kind"], row["after"]["value"], row["after"]["detail"]) == ("site.closed", "yes", "2026-11-01")


def test_what_not_every_reader_may_see_is_not_watched_and_that_is_said(client: FlaskClient) -> None:
    name, closed = site(client), site(client, confidentiality={"identity": "buyer"})
    report = first(client, watched(client, name, closed, NOBODY))
    assert {row["kind"] for row in report["figures"]} == {"site.closed"}
    said = [(row["value"], row["message"]) for row in report["notKnown"]]
    kept_back = [(name, KEPT_BACK["capacity"]), (name, KEPT_BACK["continuity"])]
    assert said == [*kept_back, (closed, NO_SITE), (NOBODY, NO_SITE)]


def test_a_report_holds_no_name_of_a_site_and_its_page_shows_it(client: FlaskClient) -> None:
    name = site(client, **OPEN)
    place = watched(client, name, thresholds=[{**OWN, "limit": "30"}])
    assert NAME not in client.get(f"{place}/reports/1").get_data(as_text=True)
    page = client.get(f"/pages/monitoring/{place.rsplit('/', 1)[1]}").get_data(as_text=True)
    assert NAME in page
    assert "Free capacity of the site" in page


def test_lists_without_sites_know_no_threshold_of_the_register(client: FlaskClient) -> None:
    kept = client.post(f"{BASE}/watchLists", json={"name": "Metals", "materials": ["cobalt"]})
    report = first(client, kept.headers["Location"])
    assert not [row for row in report["thresholds"] if row["kind"].startswith("site.")]
    assert "register" not in report["after"]


def test_an_unknown_kind_of_figure_is_refused_with_those_that_are_known(client: FlaskClient) -> None:
    body = {"name": "Works", "sites": [NOBODY], "thresholds": [{**OWN, "kind": "site.colour"}]}
    refused = client.post(f"{BASE}/watchLists", json=body)
    assert refused.status_code == 400
    (issue,) = refused.get_json()["issues"]
    assert issue["name"] == "thresholds[0].kind"
    assert "site.spareCapacity" in str(issue)


def test_a_site_of_another_tenant_is_not_found(client: FlaskClient, storage: Storage) -> None:
    name = site(client)
    figures, names, unknown = RegisteredSites(storage.register).figures("other", [name])
    assert (figures, names) == ([], {})
    assert [row.message for row in unknown] == [NO_SITE]
    assert RegisteredSites(storage.register).vintage("other") == ""
