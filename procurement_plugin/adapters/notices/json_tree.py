"""Reads JSON of other systems: any names, each once; numbers exact; each value knows where it stands (JSON pointer)."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.adapters.notices.plain_numbers import plain_number
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.notices.imported import Sourced

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_JSON = 50_000_000


class Value(NamedTuple):
    """A value of any kind with its pointer; what is not there is None. ``language`` is the one asked for, if any."""

    raw: Any
    pointer: str
    language: str = ""

    def get(self, *names: str) -> Value:
        """The value that a path of names leads to."""
        here = self
        for name in names:
            inner = here.raw.get(name) if isinstance(here.raw, dict) else None
            here = self._replace(raw=inner, pointer=f"{here.pointer}/{name.replace('~', '~0').replace('/', '~1')}")
        return here

    def each(self, *names: str) -> Iterator[Value]:
        """The members of a list; a single object where a list was expected stands for itself."""
        found = self.get(*names)
        if isinstance(found.raw, list):
            for index, part in enumerate(found.raw):
                yield self._replace(raw=part, pointer=f"{found.pointer}/{index}")
        elif isinstance(found.raw, dict):
            yield found

    @property
    def text(self) -> str:
        """A text or number as text on one line; nothing for anything else."""
        if isinstance(self.raw, str):
            return " ".join(self.raw.split())
        if isinstance(self.raw, Decimal):
            return f"{self.raw:f}"
        return ""

    @property
    def number(self) -> Decimal | None:
        """A number, also one that is written as text."""
        if isinstance(self.raw, Decimal):
            return self.raw
        return plain_number(self.raw.strip()) if isinstance(self.raw, str) else None

    @property
    def sourced(self) -> Sourced | None:
        """The text with its pointer, when there is any."""
        text = self.text
        return Sourced(text, self.pointer) if text else None

    @property
    def exact(self) -> Sourced | None:
        """The number as plain digits with its pointer, when it is one."""
        number = self.number
        return Sourced(f"{number:f}", self.pointer) if number is not None else None

    def words(self, name: str) -> Sourced | None:
        """A text in the language asked for (``title_fr``) when it is there, else as it is."""
        asked = self.get(f"{name}_{self.language}").sourced if self.language else None
        return asked or self.get(name).sourced


# Escapes from left to right: both halves of one character, half of one, any other.
_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)


class _RefusedError(Exception):
    pass


def parse(content: bytes, language: str = "") -> Value:
    """The document: an object or a list.

    Raises:
        UnreadableInputError: no UTF-8, no JSON, a name twice in one object, NaN, or too large or deep.
    """
    if len(content) > LARGEST_JSON:
        raise UnreadableInputError(f"The document is larger than {LARGEST_JSON // 1_000_000} MB.")
    try:
        loaded = json.loads(
            _ESCAPES.sub(_whole, content.decode("utf-8-sig")),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_constant,
            object_pairs_hook=_once_each,
        )
    except UnicodeDecodeError as error:
        raise UnreadableInputError(f"The JSON is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnreadableInputError(f"This is no well-formed JSON: {error.msg} ({place}).") from error
    except _RefusedError as error:
        raise UnreadableInputError(str(error)) from None
    except RecursionError as error:
        raise UnreadableInputError("The JSON is nested too deeply, as no notice is.") from error
    if not isinstance(loaded, dict | list):
        raise UnreadableInputError("The document must be a JSON object, or a list of them.")
    return Value(loaded, "", language)


def _whole(escape: re.Match[str]) -> str:
    """Half a character (a lone surrogate) is no text that could be answered; only that one character is lost."""
    return "\\ufffd" if escape["half"] else escape[0]


def _number(literal: str) -> Decimal | str:
    """A number; one too long to mean anything stays text, so that only its own place suffers."""
    found = plain_number(literal)
    return literal[:80] if found is None else found


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise _RefusedError(f"The name {twice[:60]!r} stands twice in one object of the JSON; which one counts?")
    return value


def _no_constant(constant: str) -> Any:
    raise _RefusedError(f"{constant} is not a number that JSON knows.")
