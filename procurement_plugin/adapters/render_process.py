"""Lays documents out in a process of its own, inside limits: ``python -m procurement_plugin.adapters.render_process``.

It reads tasks from its standard input and writes each answer as a header in JSON and the bytes. The parent is trusted,
so tasks are pickled; what bidders wrote passes through here, so answers are not. It says nothing on standard error.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from procurement_plugin.adapters.pdf import PdfRenderer
    from procurement_plugin.application.rendering import RenderTask

LENGTH = struct.Struct(">Q")
MIB = 1024 * 1024
# Time that a renderer has beyond its limit before the kernel ends it, should nobody else be left to do so.
SPARE_SECONDS = 10
# From this share of the memory limit on, a fault is taken for want of memory.
NEAR = 0.9
MEMORY, PAGES, MISSING, FAULT = "memory", "pages", "missing", "fault"


class Setup(NamedTuple):
    """What a renderer is made of, and its limits; sent once, before the first task.

    ``sources`` are the folders and the file that pages are made of, as ``DocumentPages`` takes them.
    """

    sources: tuple[Path, Path, Path]
    attributions: dict[str, list[str]]
    memory_mib: int
    seconds: int
    pages: int


def write_frame(stream: BinaryIO, content: bytes) -> None:
    """Send bytes with their length before them."""
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def read_frame(stream: BinaryIO) -> bytes:
    """Receive bytes.

    Raises:
        EOFError: the other side is gone.
    """
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


def main() -> None:
    """Answer tasks until the parent is gone.

    A stop that is sent to every process at once (systemd, Ctrl-C) is the parent's to follow: it ends the task at hand.
    """
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):  # nothing that a library prints mixes with the answers or reaches a log
        os.dup2(silence, descriptor)
    try:
        setup: Setup = pickle.loads(read_frame(source))  # noqa: S301  from the parent
        _limit(resource.RLIMIT_AS, setup.memory_mib * MIB)
        renderer = _renderer(setup)
        while True:
            task: RenderTask = pickle.loads(read_frame(source))  # noqa: S301  the same
            used = resource.getrusage(resource.RUSAGE_SELF)
            _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + setup.seconds + SPARE_SECONDS)
            header, pdf = answered(renderer, task)
            write_frame(sink, json.dumps(header).encode())
            write_frame(sink, pdf)
    except (EOFError, BrokenPipeError):
        sys.exit(0)


def answered(renderer: PdfRenderer, task: RenderTask) -> tuple[dict[str, Any], bytes]:
    """The document, or which limit or fault stood in its way; never the words of an error, which may be a bidder's."""
    from procurement_plugin.adapters.pdf import PdfUnavailableError, TooManyPagesError  # noqa: PLC0415

    try:
        return {"done": True}, renderer.render(task.content, task.order.language, task.order, task.record)
    except MemoryError:
        return {"done": False, "problem": MEMORY, "text": ""}, b""
    except TooManyPagesError as error:
        return {"done": False, "problem": PAGES, "text": str(error)}, b""
    except PdfUnavailableError as error:
        return {"done": False, "problem": MISSING, "text": f"{error} {error.findings[0].remedy}"}, b""
    except Exception as error:  # noqa: BLE001  told to the parent by its kind
        problem = MEMORY if _memory_was_short() else FAULT
        return {"done": False, "problem": problem, "text": type(error).__name__}, b""


def _memory_was_short() -> bool:
    """Whether this process has been near its limit: a library in C that gets no memory may raise anything."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    status = Path("/proc/self/status")
    if limit == resource.RLIM_INFINITY or not status.exists():
        return False
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmPeak:"))
    return int(peak.split()[1]) * 1024 >= limit * NEAR


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _renderer(setup: Setup) -> PdfRenderer:
    from procurement_plugin.adapters.document_pages import DocumentPages  # noqa: PLC0415  after the limit was set
    from procurement_plugin.adapters.pdf import PdfRenderer  # noqa: PLC0415  the same

    return PdfRenderer(DocumentPages(*setup.sources, setup.attributions), setup.pages)


if __name__ == "__main__":
    main()
