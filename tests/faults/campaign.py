"""A campaign of kills: callers work through whole procedures while processes die at random; then all is counted."""

from __future__ import annotations

import copy
import json
import os
import random
import signal
import threading
import time
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from faults.running import Answer, Process, Server

from procurement_plugin.adapters.claims import new_keys, signed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SYSTEM = "scoring:evaluate scoring:profiles scoring:read"
PLACE = ("code", "where", "parameter")
REASON = "Weighed against the need of this contract."
# What is killed how often, of a hundred kills.
SHARES = {"web process": 50, "worker": 30, "whole service": 15, "parent only": 5}


class Sent(NamedTuple):
    """A request with its key, and the first answer it got."""

    kind: str
    path: str
    body: Any
    headers: Mapping[str, str]
    answer: Answer
    early: bool


class Campaign:
    """The processes of one campaign on one database, the callers, and what they were told."""

    def __init__(self, folder: Path, url: str, lots: Mapping[str, dict[str, Any]]) -> None:
        self._lots = lots
        self._folder = folder
        self.sent: list[Sent] = []
        self.faults: list[str] = []
        self.stopped, self.ended = threading.Event(), threading.Event()
        self.retries = self.restarts = 0
        self._lock = threading.Lock()
        new_keys(folder / "keys")
        self._system = self._bearer("platform", person=False)
        self._person = self._bearer("chair", person=True)
        procedure = lots["life"]["procedure"]
        deadline = datetime.fromisoformat(procedure["tenderDeadlineAt"]) + timedelta(hours=48)
        given = {
            "PROCUREMENT_DATABASE_URL": url,
            "PROCUREMENT_QUEUE_URL": f"sqlite:///{folder}/queue.sqlite3",
            "PROCUREMENT_PLATFORM_KEYS": str(folder / "keys/public.json"),
            "PROCUREMENT_RATE_LIMIT": "off",
        }
        early = given | {"PROCUREMENT_CLOCK_AT": procedure["noticeDispatchedAt"]}
        late = given | {"PROCUREMENT_CLOCK_AT": deadline.isoformat()}
        only = ("--workers", "2", "--without-worker")
        self._peek = sa.create_engine(url)
        # The two begin at once on a database that neither has prepared.
        self.early = Server(early, *only, log=folder / "early.log")
        self.late = Server(late, *only, log=folder / "late.log")
        self.worker = Process(late, "worker", log=folder / "worker.log")
        self.processes = (self.early, self.late, self.worker)
        self._starting = threading.Lock()

    def _bearer(self, subject: str, *, person: bool) -> dict[str, str]:
        claims = {"sub": subject, "name": subject.title(), "person": person, "exp": 4_000_000_000, "scope": SYSTEM}
        return {"Authorization": f"Bearer {signed(self._folder / 'keys/private.json', claims)}"}

    def _keep(
        self, kind: str, path: str, body: Any, *, early: bool = False, person: bool = False, **more: str
    ) -> Answer:
        """Send with a new key until it is answered; only what was stored is expected here."""
        headers = {**(self._person if person else self._system), **more, "Idempotency-Key": str(uuid.uuid4())}
        answer = (self.early if early else self.late).settle("POST", path, body, **headers)
        with self._lock:
            self.retries += answer.attempts - 1
            self.sent.append(Sent(kind, path, body, headers, answer, early))
            if answer.status not in (201, 202):
                self.faults.append(f"{kind} was answered {answer.status}: {answer.body[:400]!r}")
        if answer.status not in (201, 202):
            raise RuntimeError(kind)
        return answer

    def score(self) -> None:
        """A trial."""
        self._keep("trial", "evaluations", self._lots["trial"])

    def give(self) -> None:
        """A task."""
        self._keep("task", "evaluations", self._lots["trial"], Prefer="respond-async")

    def live(self) -> None:
        """A procedure from its draft to the decision."""
        lot = copy.deepcopy(self._lots["life"])
        lot["procedure"]["id"] = f"P-{uuid.uuid4()}"
        draft = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
        found = self.early.settle("POST", "complianceChecks", draft, **self._system).json()["findings"]
        warned = [{name: row[name] for name in PLACE if name in row} for row in found if row["severity"] == "warn"]
        draft["answers"] = [{**row, "reason": REASON} for row in warned]
        kept = self._keep("draft", "weightProfiles", draft, early=True)
        place, tag = kept.headers["Location"], kept.headers["ETag"]
        made = self._keep("version", f"{place}/publications", {}, early=True, If_Match=tag).json()
        body = {
            "weightProfileVersion": {"profileId": made["profileId"], "version": made["version"]},
            "bids": lot["bids"],
        }
        official = self._keep("official", "evaluations", body).json()
        here, winner = f"evaluations/{official['id']}", official["ranking"][0]["bidId"]
        for document in next(bid for bid in official["bids"] if bid["id"] == winner)["evidence"]:
            told = {"bidId": winner, "evidenceId": document["id"], "status": "verified", "reason": REASON}
            self._keep("evidence", f"{here}/evidence", told, person=True)
        for step in ("confirm", "sendDecision"):
            self._keep("step", f"{here}/steps", {"step": step, "reason": REASON}, person=True)

    def call(self, seed: int) -> None:
        """Work until told to stop."""
        chance = random.Random(seed)  # noqa: S311  for tests
        while not self.stopped.is_set():
            try:
                chance.choice((self.score, self.give, self.live))()
            except RuntimeError:
                return
            except Exception as error:  # noqa: BLE001  told at the end
                self.faults.append(repr(error))
                return

    def kill(self, chance: random.Random) -> str:
        """Kill something that works; what it was."""
        kind = chance.choices(list(SHARES), list(SHARES.values()))[0]
        server = chance.choice((self.early, self.late))
        if kind == "worker":
            self._until_a_job_runs()
            with self._starting:
                self.worker.kill()
                self.worker.start()
            return kind
        server.wait()
        time.sleep(chance.random())
        if kind == "web process":
            for child in chance.sample(server.children(), 1):
                os.kill(child, signal.SIGKILL)
            return kind
        with self._starting:
            if kind == "whole service":
                server.kill()
            else:
                server.running.kill()
                server.running.wait()
            server.start()
        return kind

    def supervise(self) -> None:
        """Start again what ended by itself, as a service manager does: the old port may be taken for a moment."""
        while not self.ended.wait(0.5):
            with self._starting:
                for process in self.processes:
                    if process.running.poll() is not None and not self.ended.is_set():
                        self.restarts += 1
                        process.start()

    def _until_a_job_runs(self) -> None:
        ends = time.monotonic() + 20
        running = sa.text("SELECT count(*) FROM job WHERE state = 'running'")
        while time.monotonic() < ends and not self.stopped.is_set():
            with self._peek.connect() as connection:
                if connection.scalar(running):
                    return
            time.sleep(0.005)

    def run(self, kills: int, callers: int = 3, pause: float = 1.5) -> dict[str, int]:
        """Kill so many times while the callers work; how often what was killed."""
        self.early.wait()
        self.late.wait()
        threading.Thread(target=self.supervise, daemon=True).start()
        threads = [threading.Thread(target=self.call, args=(seed,), daemon=True) for seed in range(callers)]
        for thread in threads:
            thread.start()
        chance, killed = random.Random(11), dict.fromkeys(SHARES, 0)  # noqa: S311  for tests
        for _ in range(kills):
            time.sleep(0.2 + pause * chance.random())
            killed[self.kill(chance)] += 1
        self.stopped.set()
        for thread in threads:
            thread.join(240)
            if thread.is_alive():
                self.faults.append("a caller never ended")
        for server in (self.early, self.late):
            server.wait()
        return killed

    def tasks(self) -> list[str]:
        """Where the evaluations of all tasks are, once they are done."""
        places = [sent.answer.headers["Location"] for sent in self.sent if sent.kind == "task"]
        ends, done = time.monotonic() + 300, {}
        while len(done) < len(places) and time.monotonic() < ends:
            for place in places:
                if place not in done:
                    answer = self.late.settle("GET", place, **self._system)
                    if answer.status == 303:
                        done[place] = answer.headers["Location"]
            time.sleep(0.2)
        assert len(done) == len(places), f"{len(places) - len(done)} tasks never ended"
        return [done[place] for place in places]

    def read(self, path: str) -> Answer:
        """What stands at an address."""
        return self.late.settle("GET", path, **self._system)

    def again(self, sent: Sent) -> Answer:
        """The same request under the same key once more."""
        return (self.early if sent.early else self.late).settle("POST", sent.path, sent.body, **sent.headers)

    def end(self) -> None:
        """Kill all that is left."""
        self.stopped.set()
        self.ended.set()
        with self._starting:
            for process in self.processes:
                process.kill()
        self._peek.dispose()

    def unforeseen(self) -> list[str]:
        """What the logs call unforeseen."""
        told = [line for log in self._folder.glob("*.log") for line in log.read_text(errors="replace").splitlines()]
        return [line for line in told if "unforeseen error" in line or "met " in line]


def identifiers(answers: list[Answer]) -> list[str]:
    """The identifiers of documents."""
    return [str(json.loads(answer.body)["id"]) for answer in answers]
