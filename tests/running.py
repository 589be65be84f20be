"""The service and its worker as processes of their own, started as an operator starts them."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from multiprocessing.process import BaseProcess

ROOT = Path(__file__).resolve().parents[1]
COMMAND = str(Path(sys.executable).with_name("procurement-plugin"))
START_SECONDS = 60
STOP_SECONDS = 40  # more than the service gives to requests that it still answers
# Below the ports that Linux gives to whoever calls out, so that no caller sits on one that was found free.
PORTS = range(15_000, 32_000)


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process: this one's without its settings, and those given."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PROCUREMENT_", "PROMETHEUS_"))}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**own, "PYTHONPATH": path, **environment}


def free_port() -> int:
    """A port that nobody uses at present, and that nobody is given by chance soon after."""
    chance = random.SystemRandom()
    while True:
        port = chance.choice(PORTS)
        with socket.socket() as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something holds."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, f"not in {seconds} seconds"
        time.sleep(0.02)


def kill(process: subprocess.Popen[Any]) -> None:
    """Kill a process that has a session of its own, and all that it started, also when it has ended itself."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def begun(command: Sequence[str], **how: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process as ``subprocess.Popen`` makes it; with the block, it and all that it started end, also on a failure."""
    with subprocess.Popen(command, start_new_session=True, **how) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(STOP_SECONDS)
            kill(process)


@contextmanager
def working(process: BaseProcess) -> Iterator[BaseProcess]:
    """A process of ``multiprocessing``; it ends with the block, also on a failure."""
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def run(*arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [COMMAND, *arguments], env=clean(environment), capture_output=True, text=True, check=False, timeout=120
    )


def ask(address: str, body: Any = None, headers: Mapping[str, str] | None = None, seconds: float = 20) -> Any:
    """Status, headers and bytes of an answer."""
    sent = None if body is None else json.dumps(body).encode()
    request = Request(address, sent, {"Content-Type": "application/json", **(headers or {})})  # noqa: S310  this machine
    try:
        with urlopen(request, timeout=seconds) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        return error.code, error.headers, error.read()


class Running:
    """A process that runs until it is stopped; its standard error is the log."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    def lines(self) -> list[dict[str, Any]]:
        """The lines of the log; each has to be JSON."""
        return [json.loads(line) for line in self._log.read_text("utf-8").splitlines()]

    def stop(self) -> int:
        """Stop it as a container engine does."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)


@contextmanager
def running(arguments: Sequence[str], environment: Mapping[str, str], folder: Path, wait_for: str) -> Iterator[Running]:
    """Run a command until its address answers, and stop it at the end."""
    log = folder / f"{'-'.join(arguments[:1])}.log"
    with (
        log.open("wb") as errors,
        begun(
            [COMMAND, *arguments], cwd=folder, env=clean(environment), stdout=subprocess.DEVNULL, stderr=errors
        ) as process,
    ):
        ends = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < ends, log.read_text()
            try:
                ask(wait_for, seconds=2)
                break
            except OSError:
                time.sleep(0.1)
        yield Running(process, log)
