"""The audit trail: whole when nothing happened, and telling of every row that somebody touched."""

from __future__ import annotations

import copy
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from procurement_plugin.adapters.frozen_method import NO_OWN_DATA, MethodFiles, sha256_of
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.application import weight_profiles
from procurement_plugin.application.official_evaluation import EvaluationLife
from procurement_plugin.application.publish_profile import Publication, Published, Publisher
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.domain.findings import StateError
from procurement_plugin.web.access import LOCAL
from procurement_plugin.web.schemas.life_reading import read_draft, read_official

if TYPE_CHECKING:
    from collections.abc import Callable

NOTICE = datetime(2026, 12, 1, 9, tzinfo=UTC)
OPENED = datetime(2027, 2, 1, 9, tzinfo=UTC)
TABLES = {
    "evaluation": "status = 'changed'",
    "evaluation_step": "created_at = 'changed'",
    "lot_record": "kind = 'changed'",
    "weight_profile": "state = 'changed'",
    "profile_version": "fingerprint = 'changed'",
    "frozen_file": "body = x'00' WHERE sha256 = (SELECT min(sha256) FROM frozen_file)",
    "audit_event": "actor = 'changed' WHERE sequence = 2",
    "audit_payload": "body = x'00' WHERE sequence = 2",
    "audit_head": "sequence = sequence - 1",
}


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """A request whose profile meets one warning of the guard."""
    return copy.deepcopy(requests_by_name["transport_emissions/request.json"])


def published(storage: Storage, lot: dict[str, Any], method: MethodFiles) -> Published:
    """A version of the lot's profile."""
    reasons = [
        {
            "code": "neutrality.internalMarketEffect",
            "where": "weightProfile.criteria",
            "parameter": "guard.internal_market_warn",
            "reason": "x" * 20,
        }
    ]
    body = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    clock = wiring.StoppedClock(NOTICE)
    draft = read_draft({**body, "answers": reasons}, knowledge.schemas(), knowledge.reference())
    stored = weight_profiles.create(draft, LOCAL, storage.profiles, clock)
    publisher = Publisher(storage.profiles, method, clock, knowledge.guard(), sha256_of)
    return publisher.publish(stored.id, draft, Publication(1, ()), LOCAL)


def evaluated(storage: Storage, version: Published, lot: dict[str, Any], method: MethodFiles) -> bytes:
    """An official evaluation under the version."""
    publisher = Publisher(storage.profiles, method, wiring.StoppedClock(OPENED), knowledge.guard(), sha256_of)
    named = {"profileId": version.profile_id, "version": version.number}
    request, reference = read_official(
        {"weightProfileVersion": named, "bids": lot["bids"]},
        knowledge.schemas(),
        lambda profile, number: publisher.version("local", profile, number),
        publisher.reference_of,
    )
    life = EvaluationLife(storage, wiring.StoppedClock(OPENED), knowledge.standstill())
    return life.evaluate(request, reference, LOCAL, "e-1").body


@pytest.fixture
def filled(storage: Storage, lot: dict[str, Any]) -> Storage:
    """A store with a profile, its version, and an official evaluation."""
    evaluated(storage, published(storage, lot, knowledge.method_files()), lot, knowledge.method_files())
    return storage


def tamper(storage: Storage, statement: str) -> None:
    """Change the database behind the software's back, triggers out of the way."""
    with storage._engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(sa.text("SET session_replication_role = replica"))
            statement = statement.replace("x'00'", "decode('00', 'hex')")
        assert connection.execute(sa.text(statement)).rowcount >= 1


def test_an_untouched_store_has_no_faults(filled: Storage) -> None:
    assert filled.audit.verify("local") == []
    assert [event["event"] for event in filled.audit.events("local")] == [
        "profile.created",
        "profile.published",
        "version.frozen",
        "evaluation.stored",
        "evaluation.evaluated",
        "lot.bidsOpened",
    ]


@pytest.mark.parametrize("table", TABLES)
def test_a_changed_row_of_any_table_is_found(filled: Storage, table: str) -> None:
    tamper(filled, f"UPDATE {table} SET {TABLES[table]}")
    assert filled.audit.verify("local") != []


@pytest.mark.parametrize("table", TABLES)
def test_a_deleted_row_of_any_table_is_found(filled: Storage, table: str) -> None:
    tamper(filled, f"DELETE FROM {table}")
    assert filled.audit.verify("local") != []


@pytest.mark.parametrize("table", ["evaluation", "evaluation_step", "profile_version"])
def test_a_row_smuggled_in_is_found(filled: Storage, table: str) -> None:
    key = "id" if table == "evaluation" else "number"
    with filled._engine.begin() as connection:
        columns = [row["name"] for row in sa.inspect(connection).get_columns(table)]
        others = ", ".join("'9'" if name == key else name for name in columns)
        connection.execute(sa.text(f"INSERT INTO {table} SELECT {others} FROM {table}"))
    assert any("without an event" in fault for fault in filled.audit.verify("local"))


@pytest.mark.parametrize(
    "statement",
    [
        *(f"UPDATE {table} SET body = x'00'" for table in ("evaluation_step", "profile_version", "frozen_file")),
        "UPDATE audit_payload SET body = x'00'",
        *(f"DELETE FROM {table}" for table in ("evaluation_step", "profile_version", "frozen_file", "audit_event")),
    ],
)
def test_the_database_itself_refuses_changes(filled: Storage, statement: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), filled._engine.begin() as connection:
        connection.execute(sa.text(statement.replace("x'00'", "'0'")))


def test_a_payload_deleted_on_purpose_is_no_fault_but_leaves_its_mark(filled: Storage) -> None:
    filled.audit.forget(LOCAL, 1, "retention of three years has ended", OPENED)
    events = list(filled.audit.events("local"))
    assert events[0]["payload"] is None
    assert events[-1]["event"] == "payload.deleted"
    assert filled.audit.verify("local") == []


def test_the_chain_holds_no_names_and_no_reasons(filled: Storage) -> None:
    for event in filled.audit.events("local"):
        chained = {name: value for name, value in event.items() if name not in ("payload", "body", "salt", "tenant_id")}
        assert "local" not in str(chained)
        assert event["payload"]["actor"] == "local"


def test_an_upgrade_of_law_and_method_never_changes_a_frozen_version(
    storage: Storage, lot: dict[str, Any], tmp_path: Path, fresh_database: Callable[..., str]
) -> None:
    """A later release has another circuity and another limit; the version is still computed by its own."""
    method = knowledge.method_files()
    version = published(storage, lot, method)
    before = evaluated(storage, version, lot, method)
    config = tmp_path / "config"
    shutil.copytree(Path(wiring.data_directory("config")), config)
    file = config / "method" / "transport_emissions" / "road_circuity.yaml"
    file.write_text(file.read_text().replace("1.25", "1.99"))
    later = MethodFiles(config, knowledge.reference_from, NO_OWN_DATA)
    assert later.current.parameters.fingerprint() != knowledge.reference().parameters.fingerprint()
    storage_two = Storage(fresh_database())
    for source, target in ((storage, storage_two),):
        body = source.profiles.version("local", version.profile_id, version.number)
        assert body is not None
        assert target.profiles.version("local", version.profile_id, version.number) is None
    storage_two.close()
    publisher = Publisher(storage.profiles, later, wiring.StoppedClock(OPENED), knowledge.guard(), sha256_of)
    reference = publisher.reference_of(publisher.version("local", version.profile_id, version.number))
    assert reference.parameters.fingerprint() == knowledge.reference().parameters.fingerprint()
    assert reference.parameters.figure(
        "transport_emissions.road_circuity", NOTICE.date()
    ) != later.current.parameters.figure("transport_emissions.road_circuity", NOTICE.date())
    assert before


@pytest.mark.parametrize("name", ["methodVersion", "weightProfile"])
def test_a_version_that_cannot_be_computed_as_published_is_refused(
    storage: Storage, lot: dict[str, Any], name: str
) -> None:
    """Another method, or a body that is not the one of its fingerprint."""
    version = published(storage, lot, knowledge.method_files())
    publisher = Publisher(
        storage.profiles, knowledge.method_files(), wiring.StoppedClock(OPENED), knowledge.guard(), sha256_of
    )
    changed = Published(version.profile_id, version.number, {**version.body, name: "99"})
    if name == "methodVersion":
        with pytest.raises(StateError, match="method 99"):
            publisher.reference_of(changed)
    else:
        storage.profiles.version = lambda *_: changed.body  # type: ignore[method-assign,misc,assignment]
        with pytest.raises(StateError, match="not as it was published"):
            publisher.version("local", version.profile_id, version.number)
