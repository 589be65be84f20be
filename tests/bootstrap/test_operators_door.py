"""The operator's door: calls wait for whoever comes next, and what was taken is answered before a process ends."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from running import ask, until

from procurement_plugin.bootstrap.environment import SettingsError
from procurement_plugin.bootstrap.operators_door import Door, listening, open_door

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """What the parent listens at."""
    made = listening(("127.0.0.1", 0))
    assert made is not None
    with made:
        yield made


class Answers:
    """An application that takes until it may answer."""

    def __init__(self, name: bytes) -> None:
        self.name, self.asked, self.may = name, threading.Event(), threading.Event()

    def __call__(self, _: Any, start: Any) -> list[bytes]:
        self.asked.set()
        self.may.wait(30)
        start("200 OK", [("Content-Length", str(len(self.name)))])
        return [self.name]


def door(listener: socket.socket, answers: Answers) -> Door:
    """A process's door: it has the listener for itself, as after a fork."""
    made = Door(listener.dup())
    made.set_app(answers)
    made.begin()
    return made


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_a_call_that_was_taken_is_answered_and_those_that_wait_go_to_the_next(listener: socket.socket) -> None:
    first, second = Answers(b"first"), Answers(b"second")
    old = door(listener, first)
    with ThreadPoolExecutor(20) as threads:
        taken = threads.submit(ask, address(listener))
        assert first.asked.wait(30)
        closing = threads.submit(old.close, 30)
        until(lambda: old.socket.fileno() < 0)
        waiting = [threads.submit(ask, address(listener)) for _ in range(16)]
        time.sleep(0.2)
        assert not closing.done()
        first.may.set()
        assert taken.result()[2] == b"first"
        closing.result()
        assert not any(call.done() for call in waiting)
        second.may.set()
        new = door(listener, second)
        assert {call.result()[2] for call in waiting} == {b"second"}
        new.close()


def test_two_that_share_a_socket_answer_every_call(listener: socket.socket) -> None:
    both = [Answers(b"first"), Answers(b"second")]
    for one in both:
        one.may.set()
    doors = [door(listener, one) for one in both]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: ask(address(listener))[0], range(200)))
    assert found == [200] * 200
    for one in doors:
        one.close()


def test_who_calls_and_says_nothing_is_not_waited_for_without_end(listener: socket.socket) -> None:
    silent = door(listener, Answers(b""))
    with socket.create_connection(listener.getsockname()):
        until(lambda: silent._calls)
        began = time.monotonic()
        silent.close(0.2)
        assert time.monotonic() - began < 5


def test_an_address_is_listened_at_by_one_service_alone(listener: socket.socket) -> None:
    with pytest.raises(SettingsError, match="PROCUREMENT_OPERATIONS_ADDRESS cannot be listened at: Address already"):
        listening(("127.0.0.1", listener.getsockname()[1]))
    assert listening(None) is None
    assert open_door(None, None) is None  # type: ignore[arg-type]  # nobody looks at it


def test_a_door_also_opens_at_an_address_of_six() -> None:
    with listening(("::1", 0)) as made:  # type: ignore[union-attr]
        answers = Answers(b"six")
        answers.may.set()
        opened = door(made, answers)
        assert ask(f"http://[::1]:{made.getsockname()[1]}/")[2] == b"six"
        opened.close()
