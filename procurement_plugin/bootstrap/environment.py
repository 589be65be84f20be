"""Reads the environment's PROCUREMENT_… variables and gathers what is wrong with them, to say it all at once."""

from __future__ import annotations

import difflib
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from procurement_plugin.bootstrap.variables import BY_NAME, FILE, PREFIX, SECRETS
from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Kubernetes sets such variables for every service of a namespace; they are not meant for this program.
OF_KUBERNETES = re.compile(r".*_(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT(?:_\d+_(?:TCP|UDP)(?:_.+)?)?)\Z")
ALIKE = 0.75
LARGEST_COUNT = 100_000


class SettingsError(ProcurementError):
    """Settings of the environment cannot be read, or do not make a whole."""


class Environment:
    """The variables, with the secrets that were given as files read; ``faults`` grows as they are read."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.faults: list[str] = []
        self.given = dict(given)
        for name in SECRETS:
            self._read_file(name)

    def text(self, name: str, default: str = "") -> str:
        """A text; an empty variable is like none."""
        return self.given.get(name) or default

    def path(self, name: str) -> Path | None:
        """A file or folder."""
        found = self.text(name)
        return Path(found) if found else None

    def count(self, name: str, default: int, least: int = 1, most: int = LARGEST_COUNT) -> int:
        """A whole number."""
        found = self.text(name)
        if not found:
            return default
        if found.isascii() and found.isdecimal() and len(found) <= len(str(most)) and least <= int(found) <= most:
            return int(found)
        self.faults.append(f"{name} must be a whole number from {least} to {most}, for example {default}.")
        return default

    def choice(self, name: str, values: Sequence[str], default: str) -> str:
        """One of some words."""
        found = self.text(name, default)
        if found in values:
            return found
        self.faults.append(f"{name} must be {' or '.join(values)}.")
        return default

    def moment(self, name: str) -> datetime | None:
        """A moment with its offset."""
        found = self.text(name)
        if not found:
            return None
        try:
            moment = datetime.fromisoformat(found)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.faults.append(f"{name} must be a moment with offset, for example 2026-12-01T09:00:00+01:00.")
            return None
        return moment

    def check(self) -> None:
        """Refuse what was gathered.

        Raises:
            SettingsError: with every fault on a line of its own.
        """
        if self.faults:
            lines = (f"- {text}" for text in self.faults)
            raise SettingsError("\n".join(("These settings of the environment cannot be used:", *lines)))

    def _read_file(self, name: str) -> None:
        named = self.given.get(name + FILE)
        if not named:
            return
        if self.given.get(name):
            self.faults.append(f"{name} and {name}{FILE} are both set; keep one.")
            return
        try:
            found = Path(named).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            found = ""
        if found:
            self.given[name] = found
        else:
            self.faults.append(f"{name}{FILE} names a file that cannot be read or is empty.")


def strangers(given: Mapping[str, str]) -> dict[str, str]:
    """Variables that begin like ours and are none of ours; each with the one that is probably meant, if any."""
    known = {*BY_NAME, *(name + FILE for name in SECRETS)}
    ends = [name.removeprefix(PREFIX) for name in known]
    found = {}
    for name in sorted(given):
        if name.startswith(PREFIX) and name not in known and not OF_KUBERNETES.match(name):
            near = difflib.get_close_matches(name.removeprefix(PREFIX), ends, n=1, cutoff=ALIKE)
            found[name] = f"{PREFIX}{near[0]}" if near else ""
    return found


def refuse_strangers(environment: Environment) -> list[str]:
    """Add a fault for every variable that looks like a slip of the pen; the others, to be told only."""
    found = strangers(environment.given)
    slips = [f"{name} is not known. Did you mean {meant}?" for name, meant in found.items() if meant]
    environment.faults.extend(slips)
    return [name for name, meant in found.items() if not meant]
