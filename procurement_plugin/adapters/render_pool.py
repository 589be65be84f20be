"""A pool of processes that lay documents out, each inside limits of time, memory and pages.

A renderer that runs over its time is killed; one that runs out of memory ends by itself. Either way its task fails in
clear words, and the next task gets a fresh process. What answers requests never loads the library that lays out.
"""

from __future__ import annotations

import json
import pickle
import queue
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.render_process import FAULT, MEMORY, MISSING, PAGES, read_frame, write_frame
from procurement_plugin.application.rendering import RenderingError
from procurement_plugin.domain.findings import NotSetUpError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from procurement_plugin.adapters.render_process import Setup
    from procurement_plugin.application.rendering import RenderTask

MODULE = "procurement_plugin.adapters.render_process"
# A process is replaced after so many documents: what its libraries keep stays small.
MOST_TASKS = 50
# Ends by which the C libraries that lay out answer a refused allocation.
OUT_OF_MEMORY = (-5, -6, -11)


class RenderPool:
    """Renderers that start when they are needed.

    ``setup`` is asked for when the first one starts; ``count`` is told the seconds that each document took.
    """

    def __init__(
        self, setup: Callable[[], Setup], processes: int = 1, count: Callable[[float], None] | None = None
    ) -> None:
        self._setup = setup
        self._count = count
        self._free: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(processes):
            self._free.put(None)

    def render(self, task: RenderTask) -> bytes:
        """The document, laid out in one of the processes; waits for a free one.

        Raises:
            RenderingError: a limit was reached, or the process was killed.
            NotSetUpError: the system libraries that lay out are missing.
        """
        child = self._free.get()
        try:
            if child is None:
                child = _Child(self._setup())
            began = time.perf_counter()
            header, pdf = child.ask(task)
            limit = child.memory_mib
            if self._count is not None:
                self._count(time.perf_counter() - began)
        except BaseException:
            if child is not None:
                child.end()
            self._free.put(None)
            raise
        if child.tasks >= MOST_TASKS or header.get("problem") in (MEMORY, MISSING):
            child.end()
            child = None
        self._free.put(child)
        if not header["done"]:
            raise _problem(header, limit)
        return pdf

    def close(self) -> None:
        """End every process that is at rest."""
        for _ in range(self._free.qsize()):
            try:
                child = self._free.get_nowait()
            except queue.Empty:
                return
            if child is not None:
                child.end()
            self._free.put(None)


class _Child:
    """One process."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.memory_mib = setup.memory_mib
        self.tasks = 0
        self._late = False
        self._process = subprocess.Popen(  # noqa: S603  a fixed command
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # out of reach of Ctrl-C, also while it starts
        )
        assert self._process.stdin is not None  # noqa: S101  pipes were asked for
        assert self._process.stdout is not None  # noqa: S101
        self._to: BinaryIO = self._process.stdin  # type: ignore[assignment]  # a buffered pipe of bytes
        self._from: BinaryIO = self._process.stdout  # type: ignore[assignment]
        self._greeting = pickle.dumps(setup)

    def ask(self, task: RenderTask) -> tuple[dict[str, Any], bytes]:
        """Have a task done; the process is killed when it takes too long."""
        self.tasks += 1
        timer = threading.Timer(self._setup.seconds, self._kill)
        timer.daemon = True
        timer.start()
        try:
            if self.tasks == 1:
                write_frame(self._to, self._greeting)
            write_frame(self._to, pickle.dumps(task))
            header: dict[str, Any] = json.loads(read_frame(self._from))
            return header, read_frame(self._from)
        except (EOFError, OSError) as gone:
            raise self._ended() from gone
        finally:
            timer.cancel()

    def _kill(self) -> None:
        self._late = True
        self._process.kill()

    def _ended(self) -> RenderingError:
        code = self._process.wait()
        if self._late:
            limit = f"{self._setup.seconds} seconds, which is the limit"
            return RenderingError("renderingTooLong", f"Laying the document out takes longer than {limit}.")
        if code in OUT_OF_MEMORY:
            return _out_of_memory(self._setup.memory_mib)
        how = f"signal {-code}" if code < 0 else f"code {code}"
        return RenderingError("rendererKilled", f"The renderer was ended from outside ({how}). Order it again.")

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._to, self._from):
            try:
                pipe.close()
            except OSError:
                continue  # what was still to be sent has nobody to go to


def _out_of_memory(limit: int) -> RenderingError:
    text = f"Laying the document out needs more memory than {limit} MiB, which is the limit."
    return RenderingError("renderingTooLarge", text)


def _problem(header: dict[str, Any], limit: int) -> Exception:
    kind, text = header["problem"], header["text"]
    if kind == MISSING:
        return NotSetUpError(text)
    if kind == MEMORY:
        return _out_of_memory(limit)
    if kind == PAGES:
        return RenderingError("tooManyPages", text)
    if kind == FAULT:
        return RenderingError("renderingFailed", f"The document could not be laid out ({text}); please report this.")
    raise ValueError(kind)
