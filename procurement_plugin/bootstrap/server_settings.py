"""Settings of the web server, of the operator's door and of the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from procurement_plugin.web.access import is_loopback

if TYPE_CHECKING:
    from procurement_plugin.bootstrap.environment import Environment

LEVELS = ("debug", "info", "warning", "error")
LARGEST_PORT = 65_535
SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How requests are answered.

    Attributes:
        workers, threads: processes, and requests that each of them answers at a time.
        max_requests: a process is replaced after so many, so that nothing can grow for ever; 0 for never.
        stuck: seconds without a sign after which a process is killed.
        grace: seconds in which requests and tasks end at a stop.
        keepalive: seconds for which an idle connection stays open.
        receive: seconds in which a request has to arrive as a whole.
        operations: host and port of the operator's door.
        metrics_token: who sends it may read the metrics.
        log, log_level: form of the log, empty to choose by where it goes; and from which level on.
    """

    workers: int = 2
    threads: int = 8
    max_requests: int = 20_000
    stuck: int = 60
    grace: int = 30
    keepalive: int = 5
    receive: int = 30
    operations: tuple[str, int] | None = None
    metrics_token: str = ""
    log: str = ""
    log_level: str = "info"


ALONE = ServerSettings()


def server_from(environment: Environment) -> ServerSettings:
    """The settings in an environment; faults go to it."""
    token = environment.text("PROCUREMENT_METRICS_TOKEN")
    if token and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable() or " " in token):
        environment.faults.append(
            f"PROCUREMENT_METRICS_TOKEN must have {SHORTEST_TOKEN} characters or more, ASCII without spaces."
        )
    return ServerSettings(
        workers=environment.count("PROCUREMENT_WORKERS", ALONE.workers, most=64),
        threads=environment.count("PROCUREMENT_THREADS", ALONE.threads, most=64),
        max_requests=environment.count("PROCUREMENT_MAX_REQUESTS", ALONE.max_requests, least=0, most=10_000_000),
        stuck=environment.count("PROCUREMENT_STUCK_SECONDS", ALONE.stuck, least=5, most=3_600),
        grace=environment.count("PROCUREMENT_GRACE_SECONDS", ALONE.grace, most=600),
        keepalive=environment.count("PROCUREMENT_KEEPALIVE_SECONDS", ALONE.keepalive, most=600),
        receive=environment.count("PROCUREMENT_RECEIVE_SECONDS", ALONE.receive, most=600),
        operations=_door(environment, token),
        metrics_token=token,
        log=environment.choice("PROCUREMENT_LOG", ("json", "text"), "") if environment.text("PROCUREMENT_LOG") else "",
        log_level=environment.choice("PROCUREMENT_LOG_LEVEL", LEVELS, ALONE.log_level),
    )


def _door(environment: Environment, token: str) -> tuple[str, int] | None:
    """Host and port of the operator's door, which is open on this machine alone or wants a token."""
    name = "PROCUREMENT_OPERATIONS_ADDRESS"
    text = environment.text(name)
    if not text:
        return None
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdecimal() and 1 <= int(port[:6]) <= LARGEST_PORT):
        environment.faults.append(f"{name} is written as host and port, for example 127.0.0.1:9000.")
        return None
    if not is_loopback(host) and not token:
        environment.faults.append(
            f"{name} can be reached from elsewhere, so set PROCUREMENT_METRICS_TOKEN, too; or choose 127.0.0.1."
        )
    return host, int(port)
