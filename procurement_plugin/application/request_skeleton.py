"""A request that is filled in step by step: each value with its source, each gap with its reason."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.findings import Severity

if TYPE_CHECKING:
    from procurement_plugin.application.notice_values import Fit
    from procurement_plugin.domain.notices.imported import Sourced

LONGEST_PUBLISHED = 300


class Why(StrEnum):
    """Why a value is missing."""

    NO_STANDARD = "noStandard"
    NOT_PUBLISHED = "notPublished"
    CHOICE = "choice"
    NOT_RESOLVED = "notResolved"
    UNUSABLE = "unusable"


class RequestSkeleton:
    """The skeleton of one lot's request.

    Attributes:
        request: the names of our own request, as far as they could be filled.
        sources: of each value its name in the request and where it was read.
        missing: names that are still to be filled in.
        findings: contradictions and what else to look at.
        size: about how many characters it takes, written as JSON.
    """

    def __init__(self) -> None:
        self.request: dict[str, Any] = {}
        self.sources: list[dict[str, str]] = []
        self.missing: list[dict[str, str]] = []
        self.findings: list[dict[str, str]] = []
        self.size = 0

    def put(self, into: dict[str, Any], name: str, found: Sourced | None, fit: Fit, gap: str = "") -> str | None:
        """Put a value where the last part of ``name`` says, with its source.

        Args:
            name: whole path of the value in the request.
            gap: what to say when there is none; an optional value, whose absence is no gap, has no words.
        """
        if found is None:
            if gap:
                self.lack(name, Why.NOT_PUBLISHED, gap)
            return None
        value, change = fit(found.value)
        if value is None:
            if gap:
                self.lack(name, Why.UNUSABLE, f"{change} {gap}", found)
            else:
                self.remark("import.valueUnusable", Severity.INFORM, f"{change} It was left out.", name, found)
            return None
        into[name.rsplit(".", 1)[-1]] = value
        self.size += len(value)
        self.source(name, found, found.value if value != found.value else "", change)
        return value

    def derive(self, into: dict[str, Any], name: str, value: Any, pointer: str, how: str) -> None:
        """Put a value that follows from the notice without standing there."""
        into[name.rsplit(".", 1)[-1]] = value
        self._keep(self.sources, {"name": name, "pointer": pointer, "derived": how})

    def source(self, name: str, found: Sourced, published: str = "", change: str = "") -> None:
        """Where a value was read; ``published`` is what stands there when the value differs."""
        row = {"name": name, "pointer": found.pointer, "field": found.field}
        told = " ".join(part for part in (found.derived, change) if part)
        row |= {"published": published[:LONGEST_PUBLISHED], "derived": told}
        self._keep(self.sources, {key: text for key, text in row.items() if text or key == "pointer"})

    def lack(self, name: str, why: Why, message: str, found: Sourced | None = None) -> None:
        """Say that a value is still to be filled in."""
        row = {"name": name, "why": str(why), "message": message}
        if found is not None:
            row |= {"pointer": found.pointer} | ({"field": found.field} if found.field else {})
        self._keep(self.missing, row)

    def remark(self, code: str, severity: Severity, message: str, name: str = "", found: Sourced | None = None) -> None:
        """Say what a person should look at."""
        row = {"code": code, "severity": str(severity), "message": message, "name": name}
        if found is not None:
            row |= {"pointer": found.pointer, "field": found.field}
        self._keep(self.findings, {key: text for key, text in row.items() if text or key == "pointer"})

    def _keep(self, rows: list[dict[str, str]], row: dict[str, str]) -> None:
        rows.append(row)
        self.size += sum(map(len, row.values())) + 15 * len(row)
