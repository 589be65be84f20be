"""YAML, strictly: every scalar is text, a key stands once, nothing is guessed; every refusal says where to look."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# The same grammar ten times as fast where PyYAML brings libyaml.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class PlainText(str):
    """Text that stood without quotes in the file."""

    __slots__ = ()


class Problem(NamedTuple):
    """Something in a file that cannot be accepted, and where it stands."""

    code: str
    place: str
    message: str


def parse(raw: bytes) -> tuple[Any, tuple[Problem, ...]]:
    """The content as dicts, lists, text and None (the bare word ``null``), with every problem found on the way."""
    try:
        text = raw.decode("utf-8")
        problems = _guesses(text)
        node = None if problems else yaml.compose(text, Loader=_LOADER)
    except UnicodeDecodeError as error:
        return None, (_unreadable(f"byte {error.start}", "The file is not UTF-8 text; please save it as UTF-8."),)
    except yaml.MarkedYAMLError as error:
        return None, (_unreadable(_line(error.problem_mark), _not_yaml(error)),)
    except yaml.YAMLError as error:
        return None, (_unreadable("", f"The file is not YAML: {error}"),)
    if node is None:
        return None, problems or (_unreadable("", "The file is empty; please fill it in, or remove it."),)
    found: list[Problem] = []
    return _content(node, "", found), tuple(found)


def _guesses(text: str) -> tuple[Problem, ...]:
    """Tags, anchors and aliases: they make one word mean another, so a reviewer cannot read the file as it stands."""
    problems = []
    for event in yaml.parse(text, Loader=_LOADER):
        marked = isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None)
        if marked:
            message = "Tags (!), anchors (&) and aliases (*) are not used here; please write the text out."
            problems.append(Problem("config.tagOrAlias", _line(event.start_mark), message))
    return tuple(problems)


def _content(node: yaml.Node, place: str, found: list[Problem]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, found)
    if isinstance(node, yaml.SequenceNode):
        return [_content(item, f"{place}[{index}]", found) for index, item in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: yaml.Node) -> str | None:
    quoted = bool(getattr(node, "style", None))
    if node.value == "null" and not quoted:
        return None
    return str(node.value) if quoted else PlainText(node.value)


def _mapping(node: yaml.MappingNode, place: str, found: list[Problem]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            found.append(_unreadable(place, f"A key must be one word of text ({_line(key_node.start_mark)})."))
            continue
        key = _scalar(key_node) or PlainText(key_node.value)
        inside = join(place, key)
        if key in content:
            message = f"The key “{key}” stands twice ({_line(key_node.start_mark)}); please keep one of them."
            found.append(Problem("config.duplicateKey", inside, message))
        content[key] = _content(value_node, inside, found)
    return content


def _unreadable(place: str, message: str) -> Problem:
    return Problem("config.unreadable", place, message)


def _not_yaml(error: yaml.MarkedYAMLError) -> str:
    return f"The file is not YAML: {error.problem or error.context}. Please correct it there."


def _line(mark: Any) -> str:
    return f"line {mark.line + 1}" if mark else ""


class Sheet:
    """One file being read: each reader gives the content or a stand-in, and notes what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, code: str, place: str, message: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(f"config.{code}", place, message))

    def parse(self, raw: bytes) -> Any:
        """The content of the file; None when it cannot be read."""
        content, problems = parse(raw)
        self.problems.extend(problems)
        return content

    def keys(self, content: Any, place: str, wanted: Collection[str], more: Collection[str] = ()) -> dict[str, Any]:
        """The mapping with the known keys only; unknown and missing ones are refused, naming those allowed."""
        allowed = ", ".join([*wanted, *more])
        if not isinstance(content, dict):
            self.refuse("shape", place, f"Keys with their content are expected here; allowed are: {allowed}.")
            return {}
        for key in content:
            if key not in wanted and key not in more:
                self.refuse("unknownKey", join(place, key), f"“{key}” is not a key here; allowed are: {allowed}.")
        for key in wanted:
            if key not in content:
                self.refuse("missingKey", place, f"The key “{key}” is missing; please add it. Allowed are: {allowed}.")
        return {key: value for key, value in content.items() if key in wanted or key in more}

    def text(self, content: Mapping[str, Any], key: str, place: str = "") -> str:
        """The text under a key; empty when the key is absent (which ``keys`` refuses if it is compulsory)."""
        if key not in content:
            return ""
        value = content[key]
        if not isinstance(value, str) or not value.strip():
            self.refuse("text", join(place, key), f"“{key}” must be a text that is not empty; please write it.")
            return ""
        return str(value).strip()

    def choice(self, content: Mapping[str, Any], key: str, allowed: Collection[str]) -> str:
        """The text under a key, one of those allowed."""
        value = self.text(content, key)
        if value and value not in allowed:
            self.refuse("choice", key, f"“{value}” is not possible for “{key}”; please choose: {', '.join(allowed)}.")
            return ""
        return value

    def day(self, value: Any, place: str) -> date:
        """The day, in full and between quotes, so that no other tool reads it as something else."""
        if not isinstance(value, str) or not DAY.fullmatch(value):
            message = f'“{value}” is not a full day; please write year-month-day, for example "2026-11-01".'
            self.refuse("day", place, message)
            return date.min
        if isinstance(value, PlainText):
            self.refuse("dayUnquoted", place, f'Please put the day between quotes: "{value}".')
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.refuse("day", place, f"There is no day “{value}” in the calendar; please correct it.")
            return date.min


def join(place: str, key: str) -> str:
    """The place of a key inside another place."""
    return f"{place}.{key}" if place else str(key)
