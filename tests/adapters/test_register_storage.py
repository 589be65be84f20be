"""The store of the register: append-only, read as of any version, searched by class, deleted with a tombstone."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from procurement_plugin.application.site_register.ports import Box, NewEntry, Query
from procurement_plugin.domain.findings import NotFoundError, StaleRevisionError
from procurement_plugin.domain.site_register.confidentiality import LINK, SITE
from procurement_plugin.domain.site_register.terms import STEPS, Term, steps_of
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from procurement_plugin.adapters.storage import Storage

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TENANT = LOCAL.tenant_id


def name_of(number: int) -> str:
    return str(uuid.UUID(int=number))


def content(name: str, place: tuple[str, str] | None = ("51.0", "3.7"), **more: Any) -> dict[str, Any]:
    found = {"name": name, "country": "BE", "reason": "entered", **more}
    return found | ({"location": {"latitude": place[0], "longitude": place[1]}} if place else {})


def site(number: int, name: str, before: int = 0, **more: Any) -> NewEntry:
    return NewEntry(SITE, name_of(number), content(name, **more), before)


def names(storage: Storage, **asked: Any) -> list[str]:
    query = Query(SITE, asked.pop("limit_rank", 2), **asked)
    return [entry.content["name"] for entry in storage.register.find(TENANT, query)]


def test_every_change_is_a_version_and_each_can_be_read(storage: Storage) -> None:
    register = storage.register
    assert register.head(TENANT).number == 0
    first = register.commit(LOCAL, NOW, [site(1, "Linde"), site(2, "Vos")])
    second = register.commit(LOCAL, NOW + timedelta(days=1), [site(1, "Linde Gent", before=1)])
    assert (first.number, second.number, register.head(TENANT)) == (1, 2, second)
    assert first.hash != second.hash
    assert names(storage) == ["Linde Gent", "Vos"]
    assert names(storage, version=1) == ["Linde", "Vos"]
    assert names(storage, version=2) == ["Linde Gent", "Vos"]
    assert register.version(TENANT, 1) == first
    assert register.version(TENANT, 3) is None
    old, new = register.history(TENANT, name_of(1))
    assert (old.version, old.content["name"], new.version, new.content["name"]) == (1, "Linde", 2, "Linde Gent")
    before = register.get(TENANT, SITE, name_of(1), 1)
    assert before == old
    assert register.get("other", SITE, name_of(1)) is None
    assert register.get(TENANT, LINK, name_of(1)) is None


def test_a_stale_change_records_nothing(storage: Storage) -> None:
    register = storage.register
    register.commit(LOCAL, NOW, [site(1, "Linde")])
    register.commit(LOCAL, NOW, [site(1, "Linde 2", before=1)])
    for wrong in (site(1, "Linde 3", before=1), site(1, "New", before=0), site(9, "None", before=1)):
        with pytest.raises(StaleRevisionError):
            register.commit(LOCAL, NOW, [site(2, "Vos"), wrong])
    assert names(storage) == ["Linde 2"]
    assert register.head(TENANT).number == 2
    assert list(register.faults(TENANT)) == []


def test_each_version_stands_in_the_audit_trail_and_what_is_changed_is_found(storage: Storage) -> None:
    register = storage.register
    register.commit(LOCAL, NOW, [site(1, "Linde"), site(2, "Vos")])
    register.commit(LOCAL, NOW, [site(1, "Linde Gent", before=1)])
    events = [event for event in storage.audit.events(TENANT) if event["event"] == "register.changed"]
    assert [event["payload"]["changes"] for event in events] == [{"site": 2}, {"site": 1}]
    assert "Linde" not in str([event["payload"] for event in events])
    assert storage.audit.verify(TENANT) == []
    assert list(register.faults(TENANT)) == []
    with storage._engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(sa.text("DROP TRIGGER register_content_no_update"))
            connection.execute(sa.text("DROP TRIGGER register_version_no_update"))
        else:
            for table in ("register_content", "register_version"):
                connection.execute(sa.text(f"DROP TRIGGER {table}_no_change ON {table}"))
        connection.execute(sa.text("UPDATE register_content SET salt = 'x' WHERE number = 3"))
        connection.execute(sa.text("UPDATE register_version SET changes = 5 WHERE number = 1"))
    faults = " ".join(register.faults(TENANT))
    assert "content of change 3" in faults
    assert "Version 1" in faults
    assert any("register_version 1" in fault for fault in storage.audit.verify(TENANT))


@pytest.mark.parametrize("table", ["register_version", "register_change", "register_content"])
def test_the_record_is_append_only(storage: Storage, table: str) -> None:
    storage.register.commit(LOCAL, NOW, [site(1, "Linde")])
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET tenant_id = 'x'"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), storage._engine.begin() as connection:
            connection.execute(sa.text(statement))


def test_lists_are_searched_by_words_codes_and_place(storage: Storage) -> None:
    storage.register.commit(
        LOCAL,
        NOW,
        [
            site(1, "Brouwerij Eenhoorn NV", address="Kaai 1, Gent", nace=["C11.05"]),
            site(2, "Meubelfabriek Linde", place=("50.6", "5.6"), nace=["C31.01"], nuts3="BE332"),
            site(3, "Linde Verpakking", place=None, country="NL", lei="506700GE1G29325QX363"),
            site(4, "Ελληνική Μπύρα", place=("38.0", "23.7"), country="GR"),
        ],
    )
    assert names(storage, prefixes=(("word", "lin"),)) == ["Linde Verpakking", "Meubelfabriek Linde"]
    assert names(storage, prefixes=(("word", "lin"), ("word", "meubel"))) == ["Meubelfabriek Linde"]
    assert names(storage, prefixes=(("word", "gen"),)) == ["Brouwerij Eenhoorn NV"]
    assert names(storage, prefixes=(("word", "ελλ"),)) == ["Ελληνική Μπύρα"]
    assert names(storage, prefixes=(("word", "506700ge1g29325qx363"),)) == ["Linde Verpakking"]
    assert names(storage, prefixes=(("nace", "11"),)) == ["Brouwerij Eenhoorn NV"]
    assert names(storage, prefixes=(("nuts", "BE3"),)) == ["Meubelfabriek Linde"]
    assert names(storage, exact=(("country", "NL"),)) == ["Linde Verpakking"]
    box = Box(*reversed(steps_of_int(50, 3)), *reversed(steps_of_int(52, 4)))
    assert names(storage, box=box) == ["Brouwerij Eenhoorn NV"]
    around = Box(359 * STEPS, 0, 190 * STEPS, 180 * STEPS)  # from 179 east over 180 to 10 east
    assert names(storage, box=around) == ["Brouwerij Eenhoorn NV", "Meubelfabriek Linde"]
    assert names(storage, prefixes=(("word", "%"),)) == []
    assert storage.register.count(TENANT, Query(SITE, 2), 100) == 4
    assert storage.register.count(TENANT, Query(SITE, 2), 3) == 3


def steps_of_int(latitude: int, longitude: int) -> tuple[int, int]:
    from decimal import Decimal  # noqa: PLC0415

    return steps_of(Decimal(latitude), Decimal(longitude))


def test_pages_follow_each_other_without_gap_or_repetition(storage: Storage) -> None:
    made = [site(number, f"Works {number % 7}") for number in range(40)]
    storage.register.commit(LOCAL, NOW, made)
    for newest_first in (False, True):
        seen: list[str] = []
        after = ""
        while True:
            found = storage.register.find(TENANT, Query(SITE, 2, after=after, limit=7, newest_first=newest_first))
            seen += [entry.id for entry in found]
            if len(found) < 7:
                break
            after = found[-1].id
        assert sorted(seen) == sorted(one.id for one in made)
        assert len(set(seen)) == 40
    assert [entry.id for entry in storage.register.walk(TENANT, Query(SITE, 2))] == seen[::-1]


def test_squares_of_the_map_count_what_may_be_seen(storage: Storage) -> None:
    made = [site(number, "Works", place=(f"51.0{number}", "3.7")) for number in range(1, 9)]
    closed = site(20, "Hidden place", place=("51.05", "3.7"), confidentiality={"place": "secret"})
    nowhere = site(21, "Nowhere", place=None)
    storage.register.commit(LOCAL, NOW, [*made, closed, nowhere])
    query = Query(SITE, 2)
    assert sum(cell.sites for cell in storage.register.cells(TENANT, query, 100)) == 8
    assert [cell.sites for cell in storage.register.cells(TENANT, query, 3_600_000)] == [8]
    assert storage.register.extent(TENANT, query) == Box(1_837_000, 1_410_100, 1_837_000, 1_410_800)
    assert sum(cell.sites for cell in storage.register.cells(TENANT, query._replace(limit_rank=3), 100)) == 9
    assert storage.register.extent("other", query) is None


def test_nothing_is_found_by_what_may_not_be_seen(storage: Storage) -> None:
    closed = {"identity": "tenant", "place": "secret", "activity": "buyer"}
    made = site(1, "Linde", address="Kaai 1", nace=["C31.01"], gln="9506000140445", confidentiality=closed)
    storage.register.commit(LOCAL, NOW, [made])
    box = Box(0, 0, 3_600_000, 1_800_000)
    ways: list[dict[str, Any]] = [{"prefixes": (("word", "kaai"),)}, {"exact": (("country", "BE"),)}, {"box": box}]
    for way in ways:
        assert names(storage, limit_rank=2, **way) == []
        assert names(storage, limit_rank=3, **way) == ["Linde"]
    assert names(storage, limit_rank=1, prefixes=(("nace", "31"),)) == []
    assert names(storage, limit_rank=0) == []
    assert storage.register.sharing(TENANT, [Term("identifier", "gln:9506000140445", 0)], 0) == {
        Term("identifier", "gln:9506000140445", 0): ()
    }


def test_what_is_closed_now_is_not_found_in_an_older_version_either(storage: Storage) -> None:
    register = storage.register
    register.commit(LOCAL, NOW, [site(1, "Linde", address="Kaai 1", confidentiality={"place": "public"})])
    register.commit(LOCAL, NOW, [site(2, "Vos")])
    assert names(storage, version=1, prefixes=(("word", "kaai"),)) == ["Linde"]
    changed = site(1, "Linde", before=1, address="Kaai 1", confidentiality={"place": "secret"})
    register.commit(LOCAL, NOW, [changed])
    assert names(storage, version=1, prefixes=(("word", "kaai"),)) == []
    assert names(storage, version=1, limit_rank=3, prefixes=(("word", "kaai"),)) == ["Linde"]
    assert sum(cell.sites for cell in register.cells(TENANT, Query(SITE, 1, version=1), 100)) == 0
    assert list(register.faults(TENANT)) == []


def test_the_place_behind_a_closed_site_cannot_be_asked_for(storage: Storage) -> None:
    hidden = site(1, "M Hidden", confidentiality={"identity": "secret"})
    storage.register.commit(LOCAL, NOW, [hidden, site(2, "A"), site(3, "Z")])
    assert names(storage, after=name_of(1)) == []
    assert names(storage, after=name_of(2)) == ["Z"]


def test_a_thing_is_deleted_whole_and_a_tombstone_tells_of_it(storage: Storage) -> None:
    register = storage.register
    register.commit(LOCAL, NOW, [site(1, "Jan Peeters, Linde"), site(2, "Vos")])
    register.commit(LOCAL, NOW, [site(1, "Jan Peeters", before=1, address="Kaai 1")])
    assert register.forget(LOCAL, name_of(1), "asked for by the person", NOW) == 2
    assert names(storage) == ["Vos"]
    assert names(storage, version=1) == ["Vos"]
    assert register.history(TENANT, name_of(1)) == ()
    assert storage.audit.verify(TENANT) == []
    assert list(register.faults(TENANT)) == []
    with storage._engine.connect() as connection:
        found = sa.MetaData()
        found.reflect(connection)
        left = [str(connection.execute(sa.select(table)).all()) for table in found.tables.values()]
    assert not any("Peeters" in rows or "peeters" in rows or "Kaai" in rows for rows in left)
    with pytest.raises(NotFoundError):
        register.forget(LOCAL, name_of(1), "again", NOW)
    register.commit(LOCAL, NOW, [site(3, "New")])
    assert register.head(TENANT).number == 4
    last = [event["event"] for event in storage.audit.events(TENANT)][-2:]
    assert last == ["register.deleted", "register.changed"]


def test_a_content_that_vanished_without_a_tombstone_is_found(storage: Storage) -> None:
    storage.register.commit(LOCAL, NOW, [site(1, "Linde")])
    with storage._engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO deletion_permit (tenant_id) VALUES ('local')"))
        connection.execute(sa.text("DELETE FROM register_content"))
        connection.execute(sa.text("DELETE FROM deletion_permit"))
    assert list(storage.register.faults(TENANT)) == [
        "The content of change 1 of the register is gone, and no deletion was recorded."
    ]


def test_registers_of_tenants_are_apart(storage: Storage) -> None:
    other = replace(LOCAL, tenant_id="other")
    storage.register.commit(LOCAL, NOW, [site(1, "Linde")])
    storage.register.commit(other, NOW, [site(1, "Theirs")])
    assert names(storage) == ["Linde"]
    assert storage.register.newest("other", [name_of(1)])[name_of(1)].content["name"] == "Theirs"
    assert storage.register.head("other").number == 1
    assert storage.register.head("third").number == 0
