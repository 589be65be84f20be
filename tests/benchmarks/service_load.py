"""The service under load, beside a bare Flask echo: ``python tests/benchmarks/service_load.py``.

Both run under gunicorn with the same settings (two processes with four threads, loopback), the service on SQLite and
on PostgreSQL with its usual durability. Callers keep their connections and send the next request when the last is
answered. For each number of bids a table shows requests a second, median and 99th percentile, and the ratio of the
medians to the echo of the same bytes; the figures are medians of several rounds in which all three take turns.

``--memory 20000`` sends so many small requests instead and shows what the processes hold after each tenth.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/benchmarks")]

import databases  # noqa: E402
from bytes_to_scores import EXAMPLE  # noqa: E402  found by the line before
from bytes_to_scores import request as request_of  # noqa: E402
from faults.running import COMMAND  # noqa: E402
from running import free_port  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (10, 100, 1000)
CALLERS = 4
EVALUATIONS = "/scoring/v1/evaluations"
ECHO = """
from flask import Flask, Response, request
from gunicorn.app.base import BaseApplication
import sys
app = Flask("echo")
@app.post("/scoring/v1/evaluations")
def echo(): return Response(request.get_data(), 201, content_type="application/json")
@app.get("/health")
def health(): return "UP"
class Server(BaseApplication):
    def load_config(self):
        for name, value in {"bind": "127.0.0.1:" + sys.argv[1], "workers": 2, "threads": 4, "worker_class": "gthread",
                            "accesslog": None, "control_socket_disable": True}.items(): self.cfg.set(name, value)
    def load(self): return app
Server().run()
"""


class Load(NamedTuple):
    """What one round showed: answers a second; median, 99th percentile and processor time of a request, seconds."""

    rate: float
    median: float
    p99: float
    processor: float


class Running:
    """A server on a port of this machine, with its processes."""

    def __init__(self, name: str, command: list[str], port: int, log: Path, **environment: str) -> None:
        self.name, self.port = name, port
        given = os.environ | {"PYTHONPATH": str(ROOT), **environment}
        with log.open("ab") as told:
            self._process = subprocess.Popen(command, env=given, stdout=told, stderr=told)
        ends = time.monotonic() + 60
        while not self._up():
            if time.monotonic() > ends or self._process.poll() is not None:
                raise RuntimeError(log.read_text()[-2000:])
            time.sleep(0.1)

    def _up(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def _children(self) -> list[str]:
        pid = self._process.pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

    def processor(self) -> float:
        """Seconds of processor that its processes have used; not what their database used."""
        told = [Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split() for child in self._children()]
        return sum(int(fields[11]) + int(fields[12]) for fields in told) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> list[int]:
        """What each of its processes holds, in kilobytes (RSS)."""
        lines = [Path(f"/proc/{child}/status").read_text().splitlines() for child in self._children()]
        return sorted(int(line.split()[1]) for status in lines for line in status if line.startswith("VmRSS"))

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(60)

    def load(self, body: bytes, seconds: float, most: int, callers: int = CALLERS) -> Load:
        """Call for so long, or so often, from so many callers at once."""
        taken: list[float] = []
        began, used = time.perf_counter(), self.processor()
        threads = [
            threading.Thread(target=self._call, args=(body, began + seconds, most, taken)) for _ in range(callers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        whole = time.perf_counter() - began
        ordered = sorted(taken)
        each = (self.processor() - used) / len(ordered)
        return Load(len(ordered) / whole, statistics.median(ordered), ordered[int(0.99 * (len(ordered) - 1))], each)

    def _call(self, body: bytes, ends: float, most: int, taken: list[float]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        while time.perf_counter() < ends and len(taken) < most:
            began = time.perf_counter()
            connection.request("POST", EVALUATIONS, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 201:
                raise RuntimeError(f"{self.name} answered {answer.status}")
            taken.append(time.perf_counter() - began)
        connection.close()


def servers(folder: Path, postgres: databases.PrivatePostgres, wanted: list[str]) -> Iterator[Running]:
    """The echo, and the service on either database."""
    port = free_port()
    if "echo" in wanted:
        yield Running("echo", [sys.executable, "-c", ECHO, str(port)], port, folder / "echo.log")
    for name, url in (("SQLite", f"sqlite:///{folder}/load.sqlite3"), ("PostgreSQL", postgres.fresh(prepared=False))):
        if name in wanted:
            port = free_port()
            command = [COMMAND, "serve", "--port", str(port), "--workers", "2"]
            given = {"PROCUREMENT_DATABASE_URL": url}
            yield Running(name, command, port, folder / f"{name}.log", **given)


def compare(running: list[Running], rounds: int, seconds: float) -> None:
    """The table of requests a second and latencies."""
    print(f"{CALLERS} callers, medians of {rounds} rounds of {seconds:g} s; latencies and processor time in ms")
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(
        f"{'bids':>5} {'bytes':>8}  {'server':<11} {'1/s':>8} {'p50':>9} {'p99':>9} {'p50 to echo':>12} {'1 caller':>9} {'CPU':>8}"
    )
    for bids in SIZES:
        body = request_of(bids)
        found: dict[str, list[tuple[Load, Load]]] = {server.name: [] for server in running}
        for server in running:
            server.load(body, seconds / 2, 10_000)
        for _ in range(rounds):
            for server in running:
                alone = server.load(body, seconds / 2, 10_000, callers=1)
                found[server.name].append((server.load(body, seconds, 10_000), alone))
        middles = {
            name: [statistics.median(part[n] for part, _ in rows) for n in range(4)] for name, rows in found.items()
        }
        for name, (rate, median, p99, used) in middles.items():
            ratio = median / middles["echo"][1] if "echo" in middles else 0
            single = statistics.median(alone.median for _, alone in found[name])
            print(
                f"{bids:>5} {len(body):>8}  {name:<11} {rate:>8.1f} {median * 1e3:>9.1f} {p99 * 1e3:>9.1f} "
                f"{ratio:>12.1f} {single * 1e3:>9.1f} {used * 1e3:>8.1f}",
                flush=True,
            )


def hold(running: list[Running], requests: int) -> None:
    """What the processes hold after each tenth of the requests."""
    body = EXAMPLE.read_bytes()
    for server in running:
        for tenth in range(1, 11):
            server.load(body, 3600, requests // 10)
            held = ", ".join(f"{size / 1024:.1f}" for size in server.memory())
            print(f"{server.name}: MB after {tenth * requests // 10} requests: {held}", flush=True)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--memory", type=int, default=0, metavar="REQUESTS")
    parser.add_argument("--servers", nargs="+", default=["echo", "SQLite", "PostgreSQL"])
    asked = parser.parse_args()
    # As a server is set up when nobody says otherwise: every commit waits for the disk.
    databases.SETTINGS = ("listen_addresses=''", "max_connections=200")
    postgres = databases.PrivatePostgres()
    running: list[Running] = []
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        try:
            running.extend(servers(Path(folder), postgres, asked.servers))
            if asked.memory:
                hold(running, asked.memory)
            else:
                compare(running, asked.rounds, asked.seconds)
        finally:
            for server in running:
                server.stop()
            postgres.remove()


if __name__ == "__main__":
    main()
