"""Processes of a study end at once when it stops, at whatever moment, and when the study itself is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from running import begun, clean

from procurement_plugin.adapters import study_crew
from procurement_plugin.adapters.study_crew import Crew, interrupts_held
from procurement_plugin.adapters.study_engines import FEW, Processes

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOW = Path(__file__).with_name("slow_parts.py")


@contextmanager
def studying(seconds: float, moment: str = "working") -> Iterator[subprocess.Popen[str]]:
    """A command whose two processes are at what takes so long."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with begun([sys.executable, str(SLOW), str(seconds), moment], env=clean({}), **pipes) as process:
        assert [process.stdout.readline() for _ in range(2)] == ["begun\n"] * 2  # type: ignore[union-attr]
        yield process


@pytest.mark.parametrize("moment", ["loading", "working"])
def test_ctrl_c_ends_everything_at_once(moment: str) -> None:
    """Standard output ends only when nobody has it open any more: no process is left."""
    with studying(3600, moment) as process:
        os.killpg(process.pid, signal.SIGINT)
        shown, told = process.communicate(timeout=30)
    assert (process.returncode, shown, told) == (130, "", "")


def test_processes_end_when_the_study_is_killed() -> None:
    with studying(0.5) as process:
        process.kill()
        assert process.communicate(timeout=30)[1] == ""


def stopped(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL if number == FEW else signal.SIGINT)
    return number


def test_ctrl_c_does_nothing_to_a_process_of_a_study_and_a_kill_is_told() -> None:
    made = []
    with pytest.raises(Exception, match="Use fewer --workers"), Processes(2).run(stopped, range(FEW + 1)) as results:
        made.extend(results)
    assert made == list(range(len(made)))


def failing(number: int) -> int:
    raise ValueError(number)


@pytest.mark.parametrize("prepare", [None, "prepare"])
def test_what_a_part_or_the_preparation_raises_is_raised_here(prepare: str | None) -> None:
    crew = Crew(2, failing, None if prepare is None else unprepared)
    try:
        with pytest.raises(OSError if prepare else ValueError):
            list(crew.results(range(FEW), lambda: None))
    finally:
        crew.end()


def unprepared() -> None:
    raise PermissionError("the data cannot be read")


def test_ctrl_c_waits_until_it_is_asked_for_or_the_end() -> None:
    before, held = signal.getsignal(signal.SIGINT), interrupts_held()
    ask = held.__enter__()
    ask()
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)  # a moment in which it would have come
    with pytest.raises(KeyboardInterrupt):
        ask()
    with pytest.raises(KeyboardInterrupt):
        held.__exit__(None, None, None)
    assert signal.getsignal(signal.SIGINT) is before


def test_who_presses_ctrl_c_again_later_gets_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study_crew, "AGAIN_SECONDS", 0.05)
    held = interrupts_held()
    held.__enter__()
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.1)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        held.__exit__(None, None, None)


def test_in_another_thread_ctrl_c_is_left_alone() -> None:
    handlers = [signal.getsignal(signal.SIGINT)]

    def held() -> None:
        with interrupts_held() as ask:
            ask()
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=held)
    thread.start()
    thread.join()
    assert handlers[0] is handlers[1]
