"""Evaluations and their steps in SQLite or PostgreSQL; append-only, each change with its audit event."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from procurement_plugin.adapters.audit import AuditStorage
from procurement_plugin.adapters.backup import backup_to
from procurement_plugin.adapters.client_storage import ClientStorage
from procurement_plugin.adapters.database import engine_of, reading, text_of, transaction, writing
from procurement_plugin.adapters.document_storage import DocumentStorage
from procurement_plugin.adapters.job_storage import JobStorage
from procurement_plugin.adapters.kept_answers import AnswerStorage
from procurement_plugin.adapters.launch_storage import LaunchStorage
from procurement_plugin.adapters.ledger import Change, new_salt, record
from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.adapters.outbox import announce
from procurement_plugin.adapters.profile_storage import ProfileStorage
from procurement_plugin.adapters.profile_trail import ProfileTrailStorage
from procurement_plugin.adapters.register_storage import RegisterStorage
from procurement_plugin.adapters.retention_storage import RetentionStorage
from procurement_plugin.adapters.schema_state import check_known, is_ready, upgrade
from procurement_plugin.adapters.tables import evaluation, evaluation_step, lot_record
from procurement_plugin.adapters.watch_list_storage import WatchListStorage
from procurement_plugin.adapters.webhook_storage import WebhookStorage
from procurement_plugin.application.events import completed_event, step_event
from procurement_plugin.application.ports import Record, Step, StoredEvaluation
from procurement_plugin.domain.findings import StateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from procurement_plugin.application.ports import Clock
    from procurement_plugin.domain.actor import Actor


KEPT_ANSWERS = timedelta(hours=24)
# Any number that no other lock of this database has.
UPGRADE_LOCK = 7_302_026


class Storage:
    """The store of one service.

    ``machine`` tells the time of leases, retries and retention: that of the machine, also where the service's own
    clock stands still. ``keep_answers``: how long the answer to an Idempotency-Key is kept.
    """

    def __init__(self, url: str, machine: Clock | None = None, keep_answers: timedelta = KEPT_ANSWERS) -> None:
        self._engine = engine_of(url)
        clock = machine or MachineClock()
        self.answers = AnswerStorage(self._engine, clock, keep_answers)
        self.jobs = JobStorage(self._engine, clock)
        self.webhooks = WebhookStorage(self._engine, clock)
        self.documents = DocumentStorage(self._engine, clock)
        self.profiles = ProfileStorage(self._engine)
        self.audit = AuditStorage(self._engine)
        self.trail = ProfileTrailStorage(self._engine)
        self.retention = RetentionStorage(self._engine, self.audit)
        self.clients = ClientStorage(self._engine)
        self.launches = LaunchStorage(self._engine)
        self.register = RegisterStorage(self._engine)
        self.watch_lists = WatchListStorage(self._engine)

    def transaction(self) -> AbstractContextManager[None]:
        """Everything written inside is kept together or not at all."""
        return transaction(self._engine)

    def add(
        self, stored: StoredEvaluation, actor: Actor, step: Step | None = None, record: Record | None = None
    ) -> None:
        """Keep an evaluation and, when it is official, its step and the bids as opened, in one transaction.

        Raises:
            StateError: somebody else took a step at the same time.
        """
        with self._taking_steps() as connection:
            _add_evaluation(connection, stored, actor)
            if step is not None:
                _add_step(connection, step, actor, text_of(stored.created_at))
            if record is not None:
                _add_record(connection, record, actor, text_of(stored.created_at))

    @contextmanager
    def _taking_steps(self) -> Iterator[sa.Connection]:
        try:
            with writing(self._engine) as connection:
                yield connection
        except sa.exc.IntegrityError as error:
            if not any(name in str(error.orig) for name in ("evaluation_step", "lot_record")):
                raise
            message = "Somebody else took a step at the same time; please read the evaluation again."
            raise StateError("stepTaken", message) from error

    def get(self, tenant_id: str, evaluation_id: str) -> StoredEvaluation | None:
        """The evaluation of that tenant; another tenant's does not exist."""
        wanted = sa.select(evaluation).where(evaluation.c.id == evaluation_id, evaluation.c.tenant_id == tenant_id)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).mappings().first()
        if row is None:
            return None
        values = {name: row[name] for name in StoredEvaluation._fields}
        values["created_at"] = datetime.fromisoformat(row["created_at"])
        return StoredEvaluation(**values)

    def secret_of(self, tenant_id: str, evaluation_id: str) -> bytes:
        """A hash of the salt of its row, which no answer and no export of the trail holds."""
        wanted = sa.select(evaluation.c.salt).where(
            evaluation.c.id == evaluation_id, evaluation.c.tenant_id == tenant_id
        )
        with reading(self._engine) as connection:
            salt: str = connection.execute(wanted).scalar_one()
        return hashlib.sha256(f"commitments {salt}".encode()).digest()

    def note_simulation(self, actor: Actor, input_hash: str, procedure_id: str, moment: datetime) -> None:
        """Record that somebody simulated, by the hash of what was sent."""
        payload = {"actor": actor.subject, "name": actor.name, "procedure": procedure_id}
        subject = ("simulation", input_hash, actor.subject)
        with writing(self._engine) as connection:
            row = {"input_hash": input_hash}
            record(connection, Change(actor.tenant_id, text_of(moment), "simulation.made", *subject, row, payload))

    def steps(self, tenant_id: str, profile_id: str, version: int) -> tuple[Step, ...]:
        """The life of the evaluation under a version, in order."""
        table = evaluation_step
        same = (table.c.tenant_id == tenant_id, table.c.profile_id == profile_id, table.c.version == version)
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(table).where(*same).order_by(table.c.number)).mappings().all()
        return tuple(Step(**{**{n: row[n] for n in Step._fields}, "body": json.loads(row["body"])}) for row in rows)

    def add_step(self, step: Step, actor: Actor, moment: datetime) -> None:
        """Append a step.

        Raises:
            StateError: somebody else took a step at the same time, or the evaluation was deleted.
        """
        with self._taking_steps() as connection:
            _add_step(connection, step, actor, text_of(moment))
            _check_kept(connection, step)

    def records(self, tenant_id: str, lot_key: str) -> tuple[Record, ...]:
        """What was recorded about the bids of a lot, in order."""
        table = lot_record
        same = (table.c.tenant_id == tenant_id, table.c.lot_key == lot_key)
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(table).where(*same).order_by(table.c.number)).mappings().all()
        return tuple(Record(**{**{n: row[n] for n in Record._fields}, "body": json.loads(row["body"])}) for row in rows)

    def add_record(self, added: Record, actor: Actor, moment: datetime) -> None:
        """Append a record.

        Raises:
            StateError: somebody else recorded something at the same time, or the evaluation was deleted.
        """
        with self._taking_steps() as connection:
            _add_record(connection, added, actor, text_of(moment))
            _check_kept(connection, added)

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

    def ready(self) -> bool:
        """Whether the database answers and stands at this release's migration."""
        return is_ready(self._engine)

    def check_known(self) -> None:
        """Refuse a database that a newer release made.

        Raises:
            NewerDatabaseError: it stands at a revision that this release does not know.
        """
        check_known(self._engine)

    def upgrade(self, revision: str = "head") -> None:
        """Bring the database to this release's form; a second run changes nothing.

        Raises:
            NewerDatabaseError: a newer release made it.
        """
        upgrade(self._engine, revision)

    def backup(self, target: Path) -> None:
        """Copy the database to a new file while others write; see ``backup_to``."""
        backup_to(self._engine, target)


def _add_record(connection: sa.Connection, added: Record, actor: Actor, when: str) -> None:
    row = {**added._asdict(), "created_at": when, "salt": new_salt(), "body": _written(added.body)}
    connection.execute(lot_record.insert().values(**row))
    payload = {"actor": actor.subject, "name": actor.name, "reason": added.body.get("reason", "")}
    subject = ("lot_record", f"{added.lot_key}/{added.number}", actor.subject)
    record(connection, Change(added.tenant_id, when, f"lot.{added.kind}", *subject, row, payload))


def _check_kept(connection: sa.Connection, beside: Step | Record) -> None:
    """The evaluation is still there; asked after the event was recorded, which waits for a deletion to end."""
    wanted = sa.select(evaluation.c.id).where(
        evaluation.c.id == beside.evaluation_id, evaluation.c.tenant_id == beside.tenant_id
    )
    if connection.execute(wanted).first() is None:
        raise StateError("evaluationDeleted", "This evaluation was deleted meanwhile; nothing was kept.")


def _written(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _add_evaluation(connection: sa.Connection, stored: StoredEvaluation, actor: Actor) -> None:
    row = stored._asdict() | {"created_at": text_of(stored.created_at), "salt": new_salt()}
    connection.execute(evaluation.insert().values(**row))
    payload = {"actor": actor.subject, "name": actor.name, "kind": stored.kind}
    subject = ("evaluation", stored.id, actor.subject)
    record(connection, Change(stored.tenant_id, row["created_at"], "evaluation.stored", *subject, row, payload))
    announce(connection, stored.tenant_id, completed_event(stored.id, row["created_at"]))


def _add_step(connection: sa.Connection, step: Step, actor: Actor, when: str) -> None:
    row = {
        **step._asdict(),
        "created_at": when,
        "salt": new_salt(),
        "body": _written(step.body),
    }
    connection.execute(evaluation_step.insert().values(**row))
    payload = {"actor": actor.subject, "name": actor.name, "reason": step.body.get("reason", "")}
    subject = f"{step.profile_id}/{step.version}/{step.number}"
    event = f"evaluation.{step.body['state']}"
    record(connection, Change(step.tenant_id, when, event, "evaluation_step", subject, actor.subject, row, payload))
    if step.body["step"] != "evaluate":
        announce(connection, step.tenant_id, step_event(step.evaluation_id, step.number, when))
