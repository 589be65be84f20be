"""Processes that work on the parts of a study; each has a line of its own to this one, and they share nothing.

The pool of ``concurrent.futures`` hands parts on through one pipe, which a thread of this process fills and which this
process can read, too. Ended in the middle of a part, its processes leave that thread waiting for ever, and with it the
whole command. Here nothing is written but to a process that reads, no thread is needed, and a process that ends or is
ended closes its line, which is seen at once, on both sides.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection

# Parts under way for each process: one being worked on, one waiting.
AHEAD = 2
# So long is waited before it is asked again whether to stop.
LOOK_SECONDS = 0.2
# Ctrl-C pressed again after so long is no echo of the first one.
AGAIN_SECONDS = 1.0
READY = -1


class Member:
    """One process; ``part`` is the number of what it works on, ``None`` while it waits for one."""

    def __init__(self, work: Callable[[Any], Any], prepare: Callable[[], object] | None) -> None:
        # Fresh processes on every system: a copy of this one would share locks that its threads hold.
        context = get_context("spawn")
        self.line, others = context.Pipe()
        self.part: int | None = READY
        self._process = context.Process(target=serve, args=(others, work, prepare), daemon=True)
        resource_tracker.ensure_running()  # multiprocessing begins it with the first process, and unblocks Ctrl-C then
        try:
            with _blocked():
                self._process.start()
        finally:
            others.close()  # from now on the line ends with the process

    def begin(self, number: int, part: Any) -> None:
        """Hand a part on; it waits for one, so this takes no longer than the copying.

        Raises:
            ProcurementError: the process ended by itself.
        """
        with _ended_by_itself():
            self.line.send((number, part))
        self.part = number

    def result(self) -> tuple[int, Any]:
        """The number of its part and what came of it; it waits for another one then.

        Raises:
            ProcurementError: the process ended by itself.
        """
        with _ended_by_itself():
            number, made, error = self.line.recv()
        if error is not None:
            raise error
        self.part = None
        return number, made

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()

    def join(self) -> None:
        """Wait until it has ended, and let go of it."""
        self._process.join()
        self._process.close()
        self.line.close()


class Crew:
    """Several processes.

    Args:
        most: how many there may be.
        work: done with each part; function, parts and results are pickled.
        prepare: called once in each process before its first part.
    """

    def __init__(self, most: int, work: Callable[[Any], Any], prepare: Callable[[], object] | None = None) -> None:
        self._most, self._work, self._prepare = most, work, prepare
        self._members: list[Member] = []

    def results(self, parts: Iterable[Any], stop: Callable[[], None]) -> Iterator[Any]:
        """The results in the order of the parts; ``stop`` is called again and again, and may raise.

        Raises:
            ProcurementError: a process ended by itself, for example for lack of memory.
        """
        source, waiting, made = enumerate(parts), deque[tuple[int, Any]](), dict[int, Any]()
        known = given = 0
        while True:
            for numbered in islice(source, given + self._most * AHEAD - known):
                waiting.append(numbered)
                known += 1
            if given == known:
                return
            self._hand_out(waiting)
            stop()
            made.update(self._made(0 if given in made else LOOK_SECONDS))
            if given in made:
                yield made.pop(given)
                given += 1

    def end(self) -> None:
        """End all of them, whatever they do."""
        for member in self._members:
            member.kill()
        while self._members:
            self._members.pop().join()

    def _hand_out(self, waiting: deque[tuple[int, Any]]) -> None:
        for member in self._members:
            if waiting and member.part is None:
                member.begin(*waiting.popleft())
        starting = sum(member.part == READY for member in self._members)
        for _ in range(min(len(waiting) - starting, self._most - len(self._members))):
            self._members.append(Member(self._work, self._prepare))

    def _made(self, seconds: float) -> Iterator[tuple[int, Any]]:
        at_work = {member.line: member for member in self._members if member.part is not None}
        for line in wait(list(at_work), seconds):
            number, made = at_work[line].result()  # type: ignore[index]  # only lines were given
            if number != READY:
                yield number, made


def serve(line: Connection, work: Callable[[Any], Any], prepare: Callable[[], object] | None) -> None:
    """What each process does: say that it is ready, then give a result for each part, until the other side is gone."""
    # Ctrl-C reaches every process of a terminal; only the parent answers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def begun(_: object) -> None:
        if prepare is not None:
            prepare()

    number, part = READY, None
    do: Callable[[Any], Any] = begun
    answer: tuple[int, Any, Exception | None]
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            try:
                answer = (number, do(part), None)
            except Exception as error:  # noqa: BLE001  it is raised on the other side
                answer = (number, None, error)
            line.send(answer)
            (number, part), do = line.recv(), work


@contextmanager
def interrupts_held() -> Iterator[Callable[[], None]]:
    """Keeps Ctrl-C back, so that it never comes while something is half done; only who presses again gets through.

    Yields a function that raises ``KeyboardInterrupt`` when it has come; so does the end. In other threads than the
    main one, and where Ctrl-C is ignored, there is nothing to keep back.
    """
    came: list[float] = []

    def note(*_: object) -> None:
        came.append(time.monotonic())
        if came[-1] - came[0] > AGAIN_SECONDS:
            raise KeyboardInterrupt

    def ask() -> None:
        if came:
            raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield ask
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield ask
    finally:
        signal.signal(signal.SIGINT, before)
    ask()


@contextmanager
def _blocked() -> Iterator[None]:
    """A process that is begun meanwhile never sees Ctrl-C, not even before it can say that it ignores it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _ended_by_itself() -> Iterator[None]:
    try:
        yield
    except (EOFError, OSError) as error:
        message = "A process of the study ended by itself, perhaps for lack of memory. Use fewer --workers."
        raise ProcurementError(message) from error
