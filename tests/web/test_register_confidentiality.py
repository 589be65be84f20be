"""No field of the register leaves without its class allowing it: every field, every class, every reader, every way out.

The ways out are all operations of the register that answer something, found in the table of operations, and its
pages; a new one has to be tried here, else a test fails.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from web.platforms import APPROVE, Platform, near, service

from procurement_plugin.application.site_register.ports import NewEntry
from procurement_plugin.domain.actor import PROFILES, READ, Actor
from procurement_plugin.domain.site_register.confidentiality import CLASSES, KINDS, RECORD, SITE, rank
from procurement_plugin.web.register_operations import REGISTER

if TYPE_CHECKING:
    from procurement_plugin.adapters.storage import Storage

__all__ = ["near", "service"]  # fixtures
LEI = "506700GE1G29325QX363"
# A value for each field that stands nowhere else, and how it is found again.
MARKED: dict[str, Any] = {
    "name": "Qnamemark",
    "osId": "CN2021250D1DTN7",
    "lei": LEI,
    "establishmentNumber": "2123456791",
    "eori": "BEQ9EORIMARK",
    "gln": "9506000140445",
    "country": "BE",
    "address": "Qaddressmark 1",
    "location": {"latitude": "51.0543217", "longitude": "3.7174217"},
    "nuts3": "BE234",
    "owner": "Qownermark",
    "ultimateParent": "Qparentmark",
    "nace": ["C31.09"],
    "prodcom": ["31.09.12.34"],
    "cpv": ["39130000"],
    "hs": ["9403.60"],
    "processStep": "Qstepmark",
    "closedOn": "2026-03-04",
    "capacity": "987654.321",
    "capacityUnit": "Qunitmark",
    "spareCapacity": "87654.321",
    "certificates": [{"name": "Qcertmark"}],
    "timeToRecoverDays": "4321.5",
    "stockLocation": "Qstockmark",
    "evidence": ["c0ffee" + "0" * 58],
    "verifiedOn": "2026-05-06",
    "verifiedBy": "Qverifiermark",
}
RECORDED = {
    "source": {"title": "Qsourcemark"},
    "confidence": "high",
    "reason": "Qreasonmark",
}
PATTERNS = {**MARKED, "location": "51.054", "certificates": "Qcertmark", "country": '"country"|,BE,', "reason": "Qreasonmark", "source": "Qsourcemark"}  # fmt: skip
READERS = {"tenant": READ, "buyer": f"{READ} {PROFILES}", "secret": f"{READ} {PROFILES} {APPROVE}"}


def pattern(name: str) -> str:
    said = PATTERNS[name]
    text = said[0] if isinstance(said, list) else str(said)
    return text if name == "country" else re.escape(text)


@pytest.fixture
def tokens(near: Platform) -> dict[str, str]:
    """A token for each kind of reader."""
    person = {"subject": "anna", "name": "Anna"}
    return {name: near.token(scopes, person=person) for name, scopes in READERS.items()}


def recorded(near: Platform, token: str, classes: dict[str, str], **more: Any) -> dict[str, Any]:
    body = {**MARKED, **RECORDED, "confidentiality": classes, **more}
    response = near.call("post", "productionSites", token=token, json=body)
    assert response.status_code == 201, response.get_data(as_text=True)
    made: dict[str, Any] = response.get_json()
    return made


def ways_out(site_id: str) -> dict[str, tuple[str, str]]:
    """Each operation that reads, with an address that would show the site if it might; and the audience of files."""
    ways = {
        "listSites": ("productionSites", ""),
        "listSiteClusters": ("productionSites/clusters", ""),
        "getSite": (f"productionSites/{site_id}", ""),
        "getSiteHistory": (f"productionSites/{site_id}/history", ""),
        "listSiteMatches": (f"siteMatches?site={site_id}", ""),
        "listSiteLinks": (f"siteLinks?site={site_id}", ""),
        "listReshoringEvents": (f"reshoringEvents?site={site_id}", ""),
        "getCaseStatistics": ("reshoringEvents/statistics", ""),
        "oldList": ("productionSites?version=1", ""),
        "oldSite": (f"productionSites/{site_id}?version=1", ""),
    }
    files = {
        f"getSiteTable {name}": (f"productionSites/table?audience={name}", name)
        for name in ("public", "tenant", "buyer")
    }
    return ways | files


def test_every_operation_that_reads_the_register_is_tried_here() -> None:
    tried = {name.split(" ")[0] for name in ways_out("x")}
    assert {operation.name for operation in REGISTER if operation.method == "get"} <= tried


def test_every_field_of_a_site_has_a_value_to_look_for() -> None:
    assert set(MARKED) == {name for names in KINDS[SITE].groups.values() for name in names}
    assert set(RECORDED) <= set(RECORD)


@pytest.mark.parametrize("group", sorted(KINDS[SITE].groups))
@pytest.mark.parametrize("named", CLASSES)
def test_a_group_is_seen_by_those_whom_its_class_allows_and_by_nobody_else(
    near: Platform, tokens: dict[str, str], group: str, named: str
) -> None:
    open_to_all = dict.fromkeys(KINDS[SITE].groups, "public")
    made = recorded(near, tokens["secret"], {**open_to_all, group: named})
    second = recorded(near, tokens["secret"], {**open_to_all, group: named}, reason="another")  # a pair to match
    for reader, token in tokens.items():
        shown = False
        by_hash = {"by its hash": (f"productionSites?contentHash={made['contentHash']}", "")}
        for way, (address, audience) in (ways_out(made["id"]) | by_hash).items():
            response = near.call("get", address, token=token)
            told = response.get_data(as_text=True).replace(made["id"], "").replace(second["id"], "")
            limit = min(rank(reader), rank(audience)) if audience else rank(reader)
            for name in KINDS[SITE].groups[group]:
                found = re.search(pattern(name), told)
                if rank(named) > limit:
                    assert not found, f"{reader} {way} {name}"
                shown = shown or bool(found)
            if rank(named) > limit and group == "identity":
                assert made["name"] not in told, way
        assert shown == (rank(named) <= rank(reader)), reader


@pytest.mark.parametrize("named", CLASSES)
def test_how_it_was_recorded_is_told_by_fixed_classes(near: Platform, tokens: dict[str, str], named: str) -> None:
    made = recorded(near, tokens["secret"], dict.fromkeys(KINDS[SITE].groups, named))
    for reader, token in tokens.items():
        for address, audience in ways_out(made["id"]).values():
            told = near.call("get", address, token=token).get_data(as_text=True)
            limit = min(rank(reader), rank(audience)) if audience else rank(reader)
            for name in ("source", "reason"):
                if max(rank(RECORD[name]), rank(named)) > limit:
                    assert PATTERNS[name] not in told, (reader, address)


@pytest.mark.parametrize("group", ["place", "identity", "activity", "ownership"])
def test_searching_tells_nothing_of_what_may_not_be_seen(near: Platform, tokens: dict[str, str], group: str) -> None:
    recorded(near, tokens["secret"], {**dict.fromkeys(KINDS[SITE].groups, "tenant"), group: "secret"})
    asked = {
        "place": ("text=qaddressmark", "country=BE", "nuts=BE2", "bbox=-180,-90,180,90"),
        "identity": ("text=qnamemark", f"text={LEI}", "text=950600"),
        "activity": ("text=qstepmark", "nace=31"),
        "ownership": ("text=qownermark", "text=qparent"),
    }[group]
    for query in asked:
        for token, seen in ((tokens["tenant"], False), (tokens["buyer"], False), (tokens["secret"], True)):
            for what in ("productionSites", "productionSites/clusters"):
                found = near.call("get", f"{what}?{query}", token=token).get_json()["items"]
                assert bool(found) == seen, (query, what)


def test_files_for_others_need_the_permission_and_never_hold_what_is_secret(
    near: Platform, tokens: dict[str, str]
) -> None:
    recorded(near, tokens["secret"], {"capacity": "secret"})
    assert near.call("get", "productionSites/table?audience=buyer", token=tokens["tenant"]).status_code == 403
    assert near.call("get", "productionSites/table?audience=secret", token=tokens["secret"]).status_code == 400
    told = near.call("get", "productionSites/table?audience=buyer", token=tokens["secret"]).get_data(as_text=True)
    assert "Qnamemark" in told
    assert "987654" not in told
    public = near.call("get", "productionSites/table", token=tokens["secret"]).get_data(as_text=True)
    assert "Qnamemark" not in public  # nothing is public that nobody made so


def test_who_cannot_see_a_group_can_neither_change_nor_open_it(near: Platform, tokens: dict[str, str]) -> None:
    made = recorded(near, tokens["secret"], {"capacity": "secret", "place": "buyer"})
    place, tag = f"productionSites/{made['id']}", {"If-Match": '"1"'}
    visible = {
        name: value for name, value in MARKED.items() if name not in ("capacity", "capacityUnit", "spareCapacity")
    }
    opened = {**visible, **RECORDED, "confidentiality": {"capacity": "public"}}
    refused = near.call("put", place, token=tokens["buyer"], json=opened, headers=tag)
    assert refused.status_code == 400
    assert [row["name"] for row in refused.get_json()["issues"]] == ["confidentiality.capacity"]
    changed = {**visible, **RECORDED, "owner": "Qother"}
    assert near.call("put", place, token=tokens["buyer"], json=changed, headers=tag).status_code == 200
    now = near.call("get", place, token=tokens["secret"]).get_json()
    assert (now["owner"], now["capacity"]) == ("Qother", MARKED["capacity"])
    assert (now["confidentiality"]["capacity"], now["confidentiality"]["place"]) == ("secret", "buyer")
    assert near.call("put", place, token=tokens["tenant"], json=changed, headers=tag).status_code == 403


def test_what_is_closed_later_is_closed_in_older_versions(near: Platform, tokens: dict[str, str]) -> None:
    made = recorded(near, tokens["secret"], {"place": "public"})
    place = f"productionSites/{made['id']}"
    closed = {**MARKED, **RECORDED, "confidentiality": {"place": "secret"}}
    assert near.call("put", place, token=tokens["secret"], json=closed, headers={"If-Match": '"1"'}).status_code == 200
    for address in (
        f"{place}?version=1",
        f"{place}/history",
        "productionSites?version=1",
        "productionSites/table?audience=tenant&version=1",
    ):
        told = near.call("get", address, token=tokens["tenant"]).get_data(as_text=True)
        assert "Qnamemark" in told
        assert "Qaddressmark" not in told, address
    assert (
        near.call("get", "productionSites?version=1&text=qaddressmark", token=tokens["tenant"]).get_json()["items"]
        == []
    )


def test_a_new_field_stays_out_of_every_answer_until_it_is_let_in(
    near: Platform, tokens: dict[str, str], storage: Storage
) -> None:
    made = recorded(near, tokens["secret"], {})
    entry = storage.register.newest("near", [made["id"]])[made["id"]]
    content = {**entry.content, "secretRecipe": "Qrecipemark"}
    who = Actor("near", "s", "n", frozenset())
    storage.register.commit(who, datetime.now(UTC), [NewEntry(SITE, made["id"], content, entry.version)])
    for address, _ in ways_out(made["id"]).values():
        assert "Qrecipemark" not in near.call("get", address, token=tokens["secret"]).get_data(as_text=True)


def test_links_to_what_may_not_be_seen_and_confidential_cases_stay_out(near: Platform, tokens: dict[str, str]) -> None:
    seen = recorded(near, tokens["secret"], {})
    hidden = recorded(near, tokens["secret"], {"identity": "secret"}, name="Qhidden", establishmentNumber="2987654339")
    link = {"buyerSiteId": seen["id"], "supplierSiteId": hidden["id"], "item": "Qitemmark", "confidentiality": "public"}
    link |= RECORDED
    assert near.call("post", "siteLinks", token=tokens["secret"], json=link).status_code == 201
    event = {
        "company": "Qcasemark",
        "announced": "2025-01-01",
        "type": "onshoring",
        "to": "BE",
        "sourceUrl": "https://a.example",
    }
    event |= {"confidence": "low", "reason": "told", "confidentiality": "secret"}
    for _ in range(2):
        assert near.call("post", "reshoringEvents", token=tokens["secret"], json=event).status_code == 201
    for token in (tokens["tenant"], tokens["buyer"]):
        for address in ("siteLinks", f"siteLinks?site={seen['id']}", "reshoringEvents", "reshoringEvents/statistics"):
            told = near.call("get", address, token=token).get_data(as_text=True)
            assert "Qitemmark" not in told
            assert "Qcasemark" not in told
        assert near.call("get", "reshoringEvents/statistics", token=token).get_json()["cases"] == 0
        assert near.call("get", f"productionSites/{hidden['id']}", token=token).status_code == 404
    assert near.call("get", "reshoringEvents/statistics", token=tokens["secret"]).get_json()["cases"] == 2
    assert near.call("post", "reshoringEvents", token=tokens["secret"], json=event).status_code == 201
    counted = near.call("get", "reshoringEvents/statistics", token=tokens["tenant"]).get_json()
    assert counted["cases"] == 3
    assert "a.example" not in json.dumps(counted)
    assert "Qitemmark" in near.call("get", "siteLinks", token=tokens["secret"]).get_data(as_text=True)


def test_a_case_does_not_tell_of_a_site_that_may_not_be_seen(near: Platform, tokens: dict[str, str]) -> None:
    hidden = recorded(near, tokens["secret"], {"identity": "secret"})
    event = {"company": "Qcasemark", "announced": "2025-01-01", "type": "onshoring", "sourceUrl": "https://a.example"}
    event |= {"confidence": "low", "reason": "told"}
    body = {**event, "siteId": hidden["id"]}
    made = near.call("post", "reshoringEvents", token=tokens["secret"], json=body).get_json()
    assert made["siteId"] == hidden["id"]
    for token in (tokens["tenant"], tokens["buyer"]):
        told = near.call("get", "reshoringEvents", token=token).get_data(as_text=True)
        assert "Qcasemark" in told
        assert hidden["id"] not in told
        assert near.call("get", f"reshoringEvents?site={hidden['id']}", token=token).get_json()["items"] == []
    # Who cannot see the site does not lose it by a change either.
    place, tag = f"reshoringEvents/{made['id']}", {"If-Match": f'"{made["version"]}"'}
    changed = near.call("put", place, token=tokens["buyer"], json={**event, "jobs": 5}, headers=tag)
    assert changed.status_code == 200, changed.get_data(as_text=True)
    assert hidden["id"] not in changed.get_data(as_text=True)
    now = near.call("get", f"reshoringEvents?site={hidden['id']}", token=tokens["secret"]).get_json()["items"]
    assert [(row["siteId"], row["jobs"]) for row in now] == [(hidden["id"], 5)]


def test_nobody_records_or_hides_what_would_be_hidden_from_him_at_once(near: Platform, tokens: dict[str, str]) -> None:
    body = {**MARKED, **RECORDED, "confidentiality": {"identity": "secret"}}
    refused = near.call("post", "productionSites", token=tokens["buyer"], json=body)
    assert (refused.status_code, refused.get_json()["issues"][0]["name"]) == (400, "confidentiality.identity")
    kept = recorded(near, tokens["buyer"], {})
    tag = {"If-Match": f'"{kept["version"]}"'}
    place = f"productionSites/{kept['id']}"
    refused = near.call("put", place, token=tokens["buyer"], json=body, headers=tag)
    assert refused.status_code == 400, refused.get_data(as_text=True)
    found = near.call("get", "productionSites", token=tokens["secret"]).get_json()
    assert [row["id"] for row in found["items"]] == [kept["id"]]
