"""Containerfile and compose file: what they say is run here without a container engine, on the tests' own PostgreSQL."""

from __future__ import annotations

import json
import re
import shlex
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from conftest import ROOT
from running import Running, ask, free_port, run, running, until

from procurement_plugin.adapters.pdf import APT_LINE
from procurement_plugin.bootstrap.environment import strangers
from procurement_plugin.bootstrap.variables import SECRETS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from databases import PrivatePostgres

FOLDER = ROOT / "examples" / "deployment"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
PROGRAMS = ("upgrade", "service", "worker")
PUBLIC = "https://scoring.example.org"


def instructions() -> list[tuple[str, str]]:
    """Every instruction of the Containerfile with its words; lines that go on are joined."""
    text = "\n".join(line for line in (FOLDER / "Containerfile").read_text("utf-8").splitlines() if line[:1] != "#")
    joined = text.replace("\\\n", " ")
    return [(name, " ".join(words.split())) for name, words in re.findall(r"^([A-Z]+) (.+)$", joined, re.MULTILINE)]


def values(name: str) -> list[str]:
    return [words for found, words in instructions() if found == name]


def test_the_image_is_debian_12_and_runs_as_nobody_in_particular() -> None:
    assert re.fullmatch(r"BASE=debian:12\.\d+-slim", values("ARG")[0])
    assert values("FROM") == ["${BASE} AS build", "${BASE}"]
    assert values("USER") == ["10001:10001"]
    assert "USER" in [name for name, _ in instructions()][-8:]
    assert json.loads(values("ENTRYPOINT")[0]) == ["procurement-plugin"]
    assert json.loads(values("CMD")[-1]) == ["serve", "--host", "0.0.0.0"]  # noqa: S104  inside the container
    assert values("STOPSIGNAL") == ["SIGTERM"]


def test_the_image_installs_what_is_locked_and_what_the_pdf_needs() -> None:
    commands = " ".join(values("RUN"))
    assert "--require-hashes -r requirements.lock" in commands
    for package in APT_LINE.split()[3:]:
        assert package in commands
    final = values("RUN")[-1]
    assert "pip install" not in final
    assert "venv" not in final


def test_what_is_copied_exists_and_is_let_in() -> None:
    ignored = (FOLDER / "Containerfile.dockerignore").read_text("utf-8").splitlines()
    copied = [word for words in values("COPY") if "--from" not in words for word in words.split()[:-1]]
    assert set(copied) == {line[1:] for line in ignored if line.startswith("!")}
    for name in copied:
        assert (ROOT / name).exists(), name


def test_no_secret_stands_in_image_or_variables() -> None:
    known = {f"{name}_FILE" for name in SECRETS}
    named = " ".join(values("ENV"))
    for name in SECRETS:
        assert name not in named
    for program in COMPOSE["services"].values():
        for name, value in program["environment"].items():
            assert name in known or name not in SECRETS
            assert not re.search(r"(?i)password|secret|token", name) or str(value).startswith("/run/secrets/"), name
    assert "examples/deployment/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_may_do_no_more_than_it_needs(name: str) -> None:
    program = COMPOSE["services"][name]
    assert program["read_only"] is True
    assert program["cap_drop"] == ["ALL"]
    assert program["security_opt"] == ["no-new-privileges:true"]
    assert set(program["secrets"]) <= set(COMPOSE["secrets"])
    assert strangers(program["environment"]) == {}
    used = [
        value.removeprefix("/run/secrets/") for value in program["environment"].values() if "/run/secrets/" in value
    ]
    assert set(used) == set(program["secrets"])
    seconds = int(program["stop_grace_period"].removesuffix("s"))
    assert seconds > 30  # than PROCUREMENT_GRACE_SECONDS


def test_everybody_waits_for_what_it_stands_on() -> None:
    services = COMPOSE["services"]
    assert services["upgrade"]["depends_on"]["database"]["condition"] == "service_healthy"
    for name in ("service", "worker"):
        assert services[name]["depends_on"]["upgrade"]["condition"] == "service_completed_successfully"
    assert services["service"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["database"]
    assert "ports" not in services["worker"]


class Engine:
    """Does with the compose file what a container engine would, on this machine."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.ports = {"8000": free_port()}
        self.secrets = {"database_url": database_url, "metrics_token": "a-token-of-the-operator"}
        for name, value in self.secrets.items():
            (folder / name).write_text(value)
        made = run("keys", "add", str(folder / "signing_keys"), environment={})
        assert made.returncode == 0, made.stderr

    def environment(self, name: str, door: int) -> dict[str, str]:
        """The variables of a program; secrets stand where this machine has them, the door at a free port."""
        given = COMPOSE["services"][name]["environment"]
        found = {key: str(value).replace("/run/secrets", str(self.folder)) for key, value in given.items()}
        assert found["PROCUREMENT_PUBLIC_URL"].startswith("${PROCUREMENT_PUBLIC_URL:?")
        changed = {"PROCUREMENT_PUBLIC_URL": PUBLIC, "PROCUREMENT_LOG": "json", "TMPDIR": str(self.folder)}
        assert found["PROCUREMENT_OPERATIONS_ADDRESS"].endswith(":9000")
        return {**found, **changed, "PROCUREMENT_OPERATIONS_ADDRESS": f"0.0.0.0:{door}"}

    def checked(self, name: str, door: int) -> int:
        """How the health check of a program ends."""
        kind, command, *arguments = COMPOSE["services"][name]["healthcheck"]["test"]
        assert (kind, command) == ("CMD", "procurement-plugin")
        own = [argument.replace(":9000", f":{door}") for argument in arguments]
        return run(*own, environment={}).returncode


def test_what_compose_says_runs(postgres: PrivatePostgres, tmp_path: Path, lot: dict[str, Any]) -> None:
    engine = Engine(tmp_path, postgres.fresh(prepared=False))
    doors = {name: free_port() for name in PROGRAMS}
    services = COMPOSE["services"]
    upgraded = run(*services["upgrade"]["command"], environment=engine.environment("upgrade", doors["upgrade"]))
    assert upgraded.returncode == 0, upgraded.stderr
    port = free_port()
    serve = [*services["service"]["command"], "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    ready = f"http://127.0.0.1:{doors['worker']}/health/ready"
    with (
        running(serve, engine.environment("service", doors["service"]), tmp_path, f"{url}/health/ready"),
        running(
            services["worker"]["command"], engine.environment("worker", doors["worker"]), tmp_path, ready
        ) as worker,
    ):
        assert [engine.checked(name, doors[name]) for name in ("service", "worker")] == [0, 0]
        token = issued(engine)
        sent = {"Authorization": f"Bearer {token}", "Prefer": "respond-async"}
        status, headers, _ = ask(f"{url}/scoring/v1/evaluations", lot, sent)
        assert status == 202
        assert finished(f"{url}{headers['Location']}", sent)["kind"] == "trial"
        until(lambda: noted(worker))  # what is done can be read before it is noted
        assert [line["end"] for line in noted(worker)] == ["done"]
        assert ask(f"http://127.0.0.1:{doors['worker']}/metrics")[0] == 401
        text = ask(f"http://127.0.0.1:{doors['worker']}/metrics", headers=operator(engine))[2].decode()
        assert 'procurement_evaluations_total{by="task",kind="trial"} 1.0' in text
        assert ask(f"{url}/scoring/v1/weightProfiles")[0] == 401
        assert worker.stop() == 0


def noted(worker: Running) -> list[dict[str, Any]]:
    """The lines of the log about tasks."""
    return [line for line in worker.lines() if line["event"] == "task"]


def operator(engine: Engine) -> dict[str, str]:
    return {"Authorization": f"Bearer {engine.secrets['metrics_token']}"}


def issued(engine: Engine) -> str:
    """An API key of a test tenant, made with the command of the page on access."""
    given = engine.environment("upgrade", 9000)
    made = run("clients", "api-key", "--tenant", "test-somebody", environment=given)
    assert made.returncode == 0, made.stderr
    found = re.search(r"\S{40,}", made.stdout)
    assert found is not None, made.stdout
    return found.group()


def finished(task: str, headers: dict[str, str]) -> dict[str, Any]:
    """The evaluation of a task; the redirect to it is followed."""
    ends = time.monotonic() + 60
    while True:
        body: dict[str, Any] = json.loads(ask(task, headers={"Authorization": headers["Authorization"]})[2])
        if "bids" in body:
            return body
        assert time.monotonic() < ends, body
        time.sleep(0.2)


def test_two_upgrades_at_a_time_do_not_disturb_each_other(fresh_database: Callable[..., str]) -> None:
    url = fresh_database(prepared=False)
    with ThreadPoolExecutor(3) as threads:
        found = list(
            threads.map(lambda _: run("db", "upgrade", environment={"PROCUREMENT_DATABASE_URL": url}), range(3))
        )
    assert [result.returncode for result in found] == [0, 0, 0], found[0].stderr + found[1].stderr


def test_the_command_of_the_page_names_the_file() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    (line,) = re.findall(r"`(PROCUREMENT_PUBLIC_URL=\S+ docker compose [^`]+)`", page)
    assert (ROOT / shlex.split(line)[4]).exists()
