"""The events of one profile: in order, with who and why, only for its own tenant, honest about what was deleted."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from web.officer_forms import LIST, drafted, fields_of, page_of, saved, sent

from procurement_plugin.application.profile_history import as_of_revision, compared, events_of
from procurement_plugin.application.publish_profile import Published
from procurement_plugin.domain.actor import Actor
from procurement_plugin.domain.findings import NotFoundError

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

LOCAL = Actor("local", "local", "local", frozenset())


def test_events_stand_in_order_and_tell_each_revision(
    client: FlaskClient, lot: dict[str, Any], storage: Storage
) -> None:
    first, second = drafted(copy.deepcopy(lot)), drafted(copy.deepcopy(lot))
    second["procedure"]["title"] = "Changed"
    profile_id, other = saved(client, first), saved(client, first)
    assert sent(client, f"{LIST}/{profile_id}/design", fields_of(second, do="save", revision="1")).status_code == 303
    events = events_of(profile_id, LOCAL, storage.profiles, storage.trail)
    assert [event.event for event in events] == ["profile.created", "profile.changed"]
    titles = [(as_of_revision(events, number) or {})["procedure"]["title"] for number in (1, 2)]
    assert titles == [first["procedure"]["title"], "Changed"]
    assert [as_of_revision(events, number) for number in (0, 3, -1)] == [None, None, None]
    assert len(events_of(other, LOCAL, storage.profiles, storage.trail)) == 1


def test_another_tenant_has_no_such_profile_and_sees_no_event(
    client: FlaskClient, lot: dict[str, Any], storage: Storage
) -> None:
    profile_id = saved(client, drafted(lot))
    far = Actor("far", "eve", "Eve", frozenset())
    with pytest.raises(NotFoundError):
        events_of(profile_id, far, storage.profiles, storage.trail)
    assert storage.trail.of_profile("far", profile_id) == ()
    assert storage.profiles.recent("far", ("", ""), 10) == ()


def test_a_payload_that_was_deleted_is_told_as_such(client: FlaskClient, lot: dict[str, Any], storage: Storage) -> None:
    profile_id = saved(client, drafted(lot))
    event = storage.trail.of_profile("local", profile_id)[0]
    storage.audit.forget(LOCAL, event.sequence, "Asked for by the person.", datetime.now(UTC))
    event = storage.trail.of_profile("local", profile_id)[0]
    assert (event.name, event.content) == ("", None)
    assert "deleted on purpose" in page_of(client.get(f"{LIST}/{profile_id}/history"))
    changed = drafted(copy.deepcopy(lot))
    changed["procedure"]["title"] = "Changed"
    place = f"{LIST}/{profile_id}/design"
    assert sent(client, place, fields_of(changed, do="save", revision="1")).status_code == 303
    page = page_of(sent(client, place, fields_of(drafted(lot), do="save", revision="1")), 412)
    assert "not known any more" in page


def test_the_list_is_paged_by_the_latest_change(client: FlaskClient, lot: dict[str, Any]) -> None:
    made = [saved(client, drafted(lot)) for _ in range(27)]
    first = page_of(client.get(LIST))
    cursor = first.split("before=")[1].split('"')[0].replace("&amp;", "&")
    second = page_of(client.get(f"{LIST}?before={cursor}"))
    shown = [[name for name in made if f"/{name}/design" in text] for text in (first, second)]
    assert (len(shown[0]), len(shown[1])) == (25, 2)
    assert sorted(shown[0] + shown[1]) == sorted(made)
    assert page_of(client.get(f"{LIST}?before=nonsense")).count("<tr>") == first.count("<tr>")


def test_two_versions_are_compared_weight_by_weight(lot: dict[str, Any]) -> None:
    newer = copy.deepcopy(drafted(lot))
    newer["weightProfile"]["criteria"][0]["weight"] = "9"
    newer["weightProfile"]["criteria"].pop()
    newer["lot"]["title"] = "Another title"
    found = compared(Published("p", 1, drafted(lot)), Published("p", 2, newer))
    assert found.weights[0][2:] == (lot["weightProfile"]["criteria"][0]["weight"], "9")
    assert found.weights[-1][3] == ""
    assert "lot.title" in {row.place for row in found.changes}
