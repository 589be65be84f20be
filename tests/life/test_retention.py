"""Retention: what was stored of a procedure goes without a trace, all or nothing, and the trail still holds."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from databases import programs, url_of
from life.procedures import BASE, CLOSED, SECRETS, Lived, Place

from procurement_plugin.adapters import retention_storage, tables
from procurement_plugin.application.retention import Retention
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.domain.findings import NotFoundError, StateError, UnavailableError
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from pathlib import Path

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.application.ports import Step

REASON = "The three years of the directive have passed."
LATER = CLOSED + timedelta(days=3 * 365 + 2)


@pytest.fixture
def place(storage: Storage, database_url: str, tmp_path: Path) -> Place:
    """An empty store with its documents."""
    return Place(storage, database_url, tmp_path)


def retention(place: Place, moment: datetime = LATER, years: int = 0) -> Retention:
    """Retention at a moment."""
    return Retention(
        place.storage.retention,
        lambda: place.storage.documents.tidy(place.documents),
        wiring.StoppedClock(moment),
        knowledge.reference().parameters,
        years,
    )


def traces(place: Place) -> list[str]:
    """Where a secret is still found: in files as they lie there, and in what the database tells."""
    place.storage.close()
    files = [path for path in place.folder.rglob("*") if path.is_file()]
    found = [f"{path.name}: {secret!r}" for path in files for secret in SECRETS if secret in path.read_bytes()]
    engine = sa.create_engine(place.url)
    with engine.connect() as connection:
        for table in tables.metadata.tables.values():
            for row in connection.execute(sa.select(table)):
                told = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
                found += [f"{table.name}: {secret!r}" for secret in SECRETS if secret in told]
    engine.dispose()
    return found + (dumped(place.url) if place.url.startswith("postgresql") else [])


def dumped(url: str) -> list[str]:
    """What a dump of the database, and the server's own files of its tables, still hold."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CHECKPOINT"))
        folder = connection.scalar(sa.text("SHOW data_directory"))
        number = connection.scalar(sa.text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    engine.dispose()
    address = url.replace("postgresql+psycopg", "postgresql")
    dump = subprocess.run([programs() / "pg_dump", "--inserts", address], capture_output=True, check=True).stdout
    grep = [
        "grep",
        "-rlaF",
        *(part for secret in SECRETS for part in ("-e", secret.decode())),
        f"{folder}/base/{number}",
    ]
    files = subprocess.run(grep, capture_output=True, check=False).stdout.decode().split()
    # A dump writes bytes as hexadecimal digits.
    return [f"dump: {secret!r}" for secret in SECRETS if secret in dump or secret.hex().encode() in dump] + files


def rows_of(storage: Storage) -> dict[str, list[Any]]:
    """Every row of every table."""
    with storage._engine.connect() as connection:
        made = {name: connection.execute(sa.select(table)).all() for name, table in tables.metadata.tables.items()}
    return {name: sorted(map(str, rows)) for name, rows in made.items()}


def test_no_byte_of_a_deleted_procedure_is_left_and_others_are_as_they_were(place: Place) -> None:
    gone = Lived(place, "P-1", secret=True)
    stays = Lived(place, "P-2", secret=False)
    waiting = [gone.accept(), stays.accept()]
    before = {
        name: stays.client(LATER).get(f"{BASE}/evaluations/{stays.evaluation['id']}{name}").data
        for name in ("", "/steps", "/evidence")
    }
    assert {line.split(":")[0] for line in traces(place)} >= {
        "evaluation",
        "lot_record",
        "kept_answer",
        "job",
        "audit_payload",
    }
    done = retention(place).delete("P-1", REASON, LOCAL)
    assert done is not None
    assert done.rows["evaluation"] == 3
    assert done.rows["document"] == done.rows["document_bytes"] == done.rows["weight_profile"] == 1
    assert set(done.rows) >= {
        "evaluation_step",
        "lot_record",
        "job",
        "kept_answer",
        "webhook_event",
        "webhook_delivery",
    }
    assert traces(place) == []
    assert place.storage.audit.verify("local") == []
    assert list(place.storage.documents.faults("local", place.documents)) == []
    client = stays.client(LATER)
    assert {name: client.get(f"{BASE}/evaluations/{stays.evaluation['id']}{name}").data for name in before} == before
    for name in ("", "/steps", "/evidence", "/table"):
        assert client.get(f"{BASE}/evaluations/{gone.evaluation['id']}{name}").status_code == 404
    assert [client.get(f"{BASE}/tasks/{name}").status_code for name in waiting] == [404, 200]
    assert [life.procedure_id for life, _, _ in retention(place).procedures("local")] == ["P-2"]
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), place.storage._engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM lot_record"))


def test_a_procedure_can_be_lived_again_after_its_deletion(place: Place) -> None:
    Lived(place, "P-1", secret=True, close=False)
    retention(place).delete("P-1", REASON, LOCAL, forced=True)
    again = Lived(place, "P-1", secret=False)
    assert place.storage.audit.verify("local") == []
    assert again.client(LATER).get(f"{BASE}/evaluations/{again.evaluation['id']}").status_code == 200
    assert retention(place).delete("P-1", REASON, LOCAL) is not None
    assert place.storage.audit.verify("local") == []


def test_deletion_waits_for_the_end_and_for_the_years_unless_it_is_forced(place: Place) -> None:
    Lived(place, "P-1", secret=True, close=False)
    Lived(place, "P-2", secret=True)
    for procedure, moment, words in (
        ("P-1", LATER, "open"),
        ("P-2", CLOSED + timedelta(days=3 * 365), "until 2030-06-02"),
    ):
        kept = rows_of(place.storage)
        with pytest.raises(StateError, match=words):
            retention(place, moment).delete(procedure, REASON, LOCAL)
        assert rows_of(place.storage) == kept
    with pytest.raises(StateError, match="at least 20"):
        retention(place).delete("P-2", "too short", LOCAL, forced=True)
    with pytest.raises(StateError, match="at least 3"):
        retention(place, years=2).delete("P-2", REASON, LOCAL)
    with pytest.raises(StateError, match="10 years, until 2037-06-02"):
        retention(place, years=10).delete("P-2", REASON, LOCAL)
    with pytest.raises(NotFoundError, match="P-3"):
        retention(place).delete("P-3", REASON, LOCAL)
    with pytest.raises(NotFoundError, match="P-2"):
        retention(place).delete("P-2", REASON, replace(LOCAL, tenant_id="other"))
    assert {life.procedure_id: (life.state, due) for life, due, _ in retention(place).procedures("local")} == {
        "P-1": ("open", None),
        "P-2": ("closed", datetime.fromisoformat("2030-06-02").date()),
    }
    for procedure in ("P-1", "P-2"):
        assert retention(place, CLOSED).delete(procedure, REASON, LOCAL, forced=True) is not None
    assert traces(place) == []
    assert place.storage.audit.verify("local") == []


@pytest.mark.parametrize("at", ["_tombstone", "_release_bytes", "lasting_rows"])
def test_a_deletion_that_fails_on_the_way_changes_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    lived = Lived(place, "P-1", secret=True)

    def fails(*_: Any) -> None:
        raise ZeroDivisionError

    before = rows_of(place.storage)
    monkeypatch.setattr(retention_storage, at, fails)
    with pytest.raises(ZeroDivisionError):
        retention(place).delete("P-1", REASON, LOCAL)
    assert rows_of(place.storage) == before
    assert place.storage.documents.get("local", lived.document) is not None
    assert list(place.storage.documents.faults("local", place.documents)) == []


def test_what_an_interrupted_deletion_left_over_is_finished_by_the_next_run(place: Place) -> None:
    Lived(place, "P-1", secret=True).accept()
    interrupted = retention(place)
    interrupted._remove_bytes = lambda: 1 // 0  # type: ignore[assignment]  # stands for a crash after the commit
    with pytest.raises(ZeroDivisionError):
        interrupted.delete("P-1", REASON, LOCAL)
    assert place.storage.audit.verify("local") == []
    assert any(line.endswith(f": {SECRETS[0]!r}") and ".json" not in line for line in traces(place))
    assert retention(place).delete("P-1", REASON, LOCAL) is None
    assert traces(place) == []
    assert retention(place).finish() == 0


def test_a_tombstone_cannot_be_taken_away_or_changed_unseen(place: Place) -> None:
    Lived(place, "P-1", secret=True)
    retention(place).delete("P-1", REASON, LOCAL)
    stone = list(place.storage.audit.events("local"))[-1]
    assert (stone["event"], stone["payload"]["procedure"], stone["payload"]["reason"]) == (
        "procedure.deleted",
        "P-1",
        REASON,
    )
    with pytest.raises(StateError, match="its payload stays"):
        place.storage.audit.forget(LOCAL, stone["sequence"], REASON, LATER)
    with place.storage._engine.begin() as connection:
        connection.execute(sa.text(f"DELETE FROM audit_payload WHERE sequence = {stone['sequence']}"))
    assert any("is gone, and no deletion was recorded" in fault for fault in place.storage.audit.verify("local"))


def test_a_payload_forgotten_before_and_a_simulation_go_with_their_procedure(place: Place) -> None:
    Lived(place, "P-1", secret=True)
    told = {event["event"]: event["sequence"] for event in place.storage.audit.events("local")}
    place.storage.audit.forget(LOCAL, told["evaluation.confirmed"], "Zwanenburg asked for this.", LATER)
    retention(place).delete("P-1", REASON, LOCAL)
    assert place.storage.audit.verify("local") == []
    assert traces(place) == []
    left = [event["event"] for event in place.storage.audit.events("local") if event["payload"] is not None]
    assert "simulation.made" in told
    assert set(left) == {"webhook.created", "procedure.deleted"}


def test_a_profile_that_another_procedure_uses_stays(place: Place) -> None:
    lived = Lived(place, "P-1", secret=True)
    client = lived.client(CLOSED)
    address = f"{BASE}/weightProfiles/{lived.version['profileId']}"
    draft = client.get(address)
    body = {name: draft.get_json()[name] for name in ("procedure", "lot", "weightProfile")}
    body["procedure"]["id"] = "P-2"
    changed = {**body, "reason": "The same weights serve the next procedure."}
    assert client.put(address, json=changed, headers={"If-Match": draft.headers["ETag"]}).status_code == 200
    done = retention(place).delete("P-1", REASON, LOCAL)
    assert done is not None
    assert done.kept_profiles == [lived.version["profileId"]]
    assert client.get(f"{address}/versions/1").status_code == 200
    assert place.storage.audit.verify("local") == []
    assert traces(place) == []


def test_a_step_or_a_document_that_comes_late_is_refused(place: Place) -> None:
    """Both were begun before the deletion, and store after it."""
    lived = Lived(place, "P-1", secret=True, close=False)
    step: Step = place.storage.steps("local", lived.version["profileId"], lived.version["version"])[-1]
    place.storage.documents.reserve("local", lived.evaluation["id"], "late.pdf")
    stored = place.storage.documents.get("local", lived.document)
    assert stored is not None
    retention(place).delete("P-1", REASON, LOCAL, forced=True)
    place.documents.put("late.pdf", SECRETS[0])
    with pytest.raises(StateError, match="deleted meanwhile"):
        place.storage.add_step(step._replace(number=9), LOCAL, LATER)
    with pytest.raises(StateError, match="deleted meanwhile"):
        place.storage.documents.add(stored._replace(id="late", file="late.pdf"), LOCAL)
    assert place.storage.audit.verify("local") == []
    assert retention(place).finish() == 1
    assert traces(place) == []


def test_the_same_procedure_of_another_tenant_stays(place: Place) -> None:
    Lived(place, "P-1", secret=True)
    there = Lived(place, "P-1", secret=False, tenant="other")
    for name in ("nobody", "local"):
        with suppress(NotFoundError):
            retention(place).delete("P-1", REASON, replace(LOCAL, tenant_id=name))
    assert traces(place) == []
    for name in ("", "/steps", "/evidence"):
        assert there.client(LATER).get(f"{BASE}/evaluations/{there.evaluation['id']}{name}").status_code == 200
    assert {name: place.storage.audit.verify(name) for name in place.storage.audit.tenants()} == {
        "local": [],
        "other": [],
    }
    assert [life.state for life, _, _ in retention(place).procedures("other")] == ["closed"]


def test_space_in_use_is_said_and_done_later(place: Place) -> None:
    Lived(place, "P-1", secret=True)
    if not url_of(place.storage).startswith("sqlite"):
        pytest.skip("PostgreSQL waits for whoever reads a table; SQLite refuses")
    with place.storage._engine.connect().execution_options(reads=True) as reader:
        reader.execute(sa.text("SELECT count(*) FROM evaluation")).all()
        with pytest.raises(UnavailableError, match="retention finish"):
            retention(place).delete("P-1", REASON, LOCAL)
    assert retention(place).finish() == 0
    assert traces(place) == []
