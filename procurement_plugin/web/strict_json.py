"""JSON, strictly: no duplicate names, no NaN, bounded depth and size; every refusal says where to look."""

from __future__ import annotations

import json
from typing import Any

from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError

LARGEST_BODY = 8 * 1024 * 1024
# No object of the contract has as many; each unknown name would be a problem of its own.
MOST_NAMES = 10_000


def parse(raw: bytes) -> Any:
    """The parsed value.

    Raises:
        UnreadableInputError: not UTF-8, not JSON, a name twice in one object, NaN or Infinity, too deep, too large.
    """
    if len(raw) > LARGEST_BODY:
        raise unreadable(f"The request is larger than {LARGEST_BODY // 1024 // 1024} MB.", "Send fewer bids at once.")
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise unreadable(f"The request is not UTF-8 text (byte {error.start}).", "Encode it as UTF-8.") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise unreadable(f"The request is not JSON: {error.msg} ({place}).", "Correct the JSON there.") from None
    except _RefusedError as error:
        raise unreadable(str(error), "Correct the JSON there.") from None
    except RecursionError:
        raise unreadable("The request is nested too deeply.", "Send it as the published schema shows.") from None
    except ValueError:  # an integer of thousands of digits
        raise unreadable("The request holds a number too long to read.", "Write decimals as text.") from None


def unreadable(message: str, remedy: str) -> UnreadableInputError:
    """An error with its one finding, about the whole body."""
    finding = Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, message, remedy=remedy)
    return UnreadableInputError(message, (finding,))


class _RefusedError(Exception):
    pass


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_NAMES:
        raise _RefusedError(f"An object has {len(pairs)} names; no object of this service has more than {MOST_NAMES}.")
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _RefusedError(f"The name {twice[:60]!r} stands twice in one object.")
    return value


def _no_constant(constant: str) -> Any:
    raise _RefusedError(f"{constant} is not a number that JSON knows.")
