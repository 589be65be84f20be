"""The log: one line an event on standard error, as JSON or text, and never the words of an error.

An error's own words may hold what a bidder sent, or an address with a secret in it; its type and its places do not.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from types import TracebackType

    from structlog.typing import Processor

# Libraries speak up when something is wrong; our own lines and gunicorn's follow the level.
OURS = ("procurement_plugin", "gunicorn.error")
# What gunicorn says about a request that it could not read or answer repeats parts of it.
REPEATS = re.compile(r"(Invalid request from ip=\S+?(?=: )|Error handling (?:HTTP/2 )?request).*", re.DOTALL)
ERROR_KEYS = ("exc_info", "stack_info", "exception", "stack")


def configure(form: str, level: str) -> None:
    """Write the log from now on; ``form`` is json or text, empty for text on a terminal and else json."""
    text = form == "text" or (not form and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(text=text))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    logging.captureWarnings(capture=True)


def formatter(*, text: bool) -> structlog.stdlib.ProcessorFormatter:
    """Makes a line of a record."""
    render: Processor = structlog.processors.JSONRenderer(ensure_ascii=False, default=_kind)
    if text:
        render = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.contextvars.merge_contextvars,
            _told,
            _without_words,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )


def _told(logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add what the line tells beside its text."""
    del logger, name
    event.update(getattr(event["_record"], "told", {}))
    return event


def _without_words(logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put type and places where an error's words and a request's parts would stand."""
    del logger, name
    record: logging.LogRecord = event["_record"]
    error = record.exc_info[1] if record.exc_info else None
    for key in ERROR_KEYS:
        event.pop(key, None)
    if isinstance(record.msg, BaseException):
        error, event["event"] = record.msg, "error"
    else:
        event["event"] = REPEATS.sub(r"\1", str(event["event"]))
    if error is not None:
        event.update(error=type(error).__name__, places=places(error.__traceback__))
    return event


def places(trace: TracebackType | None) -> str:
    """Where an error arose, outermost first."""
    return " > ".join(f"{Path(step.filename).name}:{step.lineno}" for step in traceback.extract_tb(trace))


def _kind(value: object) -> str:
    """What stands for a value that JSON cannot write: its type, for its own words are not known."""
    return type(value).__name__
