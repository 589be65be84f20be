"""Real processes of the service for fault tests, and a client that sends again until it is answered."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from running import free_port, kill

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
BASE = "/scoring/v1"
COMMAND = str(Path(sys.executable).with_name("procurement-plugin"))
START_SECONDS = 60.0
GIVE_UP_SECONDS = 180.0
PASSING = ("requestStillRunning", "takenOver")


class Answer(NamedTuple):
    """What was answered in the end, and how often it was asked."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    attempts: int = 1

    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


class Process:
    """One command of the service, in a process group of its own."""

    def __init__(self, environment: Mapping[str, str], *arguments: str, log: Path, quick: bool = True) -> None:
        self._environment = os.environ | {"PYTHONPATH": str(ROOT), **environment}
        start = [sys.executable, str(ROOT / "tests/faults/quick.py")] if quick else [COMMAND]
        self._command = [*start, *arguments]
        self._log = log
        self.start()

    def start(self) -> None:
        """Start it, or start it again."""
        with self._log.open("ab") as log:
            self.running = subprocess.Popen(
                self._command,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self._log.parent,
            )

    def children(self) -> list[int]:
        """The processes it started."""
        tasks = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children")
        try:
            return [int(name) for name in tasks.read_text().split()]
        except OSError:
            return []

    def kill(self) -> None:
        """Kill it and all it started, at once."""
        kill(self.running)

    def stop(self, seconds: float = 60) -> int:
        """Ask it to end; its exit code."""
        self.running.terminate()
        return self.running.wait(seconds)


class Server(Process):
    """``procurement-plugin serve`` on a port of this machine."""

    def __init__(self, environment: Mapping[str, str], *arguments: str, log: Path, quick: bool = True) -> None:
        self.port = free_port()
        super().__init__(environment, "serve", "--port", str(self.port), *arguments, log=log, quick=quick)

    def ask(self, method: str, path: str, body: Any = None, seconds: float = 60, **headers: str) -> Answer:
        """One request on a connection of its own.

        Raises:
            OSError, http.client.HTTPException: the service was not there, or went away.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        sent = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            place = path if path.startswith("/") else f"{BASE}/{path}"
            connection.request(method, place, sent, {"Content-Type": "application/json", **named})
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        finally:
            connection.close()

    def settle(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """The same request, sent again until it is answered for good."""
        ends, attempts = time.monotonic() + GIVE_UP_SECONDS, 0
        while True:
            attempts += 1
            try:
                answer = self.ask(method, path, body, **headers)
            except (OSError, http.client.HTTPException):
                answer = None
            passing = (
                answer is None
                or answer.status == 503
                or (answer.status == 409 and str(answer.json()["type"]).endswith(PASSING))
            )
            if answer is not None and not passing:
                return answer._replace(attempts=attempts)
            if time.monotonic() > ends:
                raise AssertionError(f"{method} {path} was never answered: {answer}")
            time.sleep(0.2)

    def wait(self) -> None:
        """Until it answers.

        Raises:
            TimeoutError: it never did.
        """
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            try:
                if self.ask("GET", "/health", seconds=2).status == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.1)
        raise TimeoutError(self._log.read_text()[-3000:])
