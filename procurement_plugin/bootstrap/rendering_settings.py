"""The limits inside which a document is laid out, from the environment."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 100_000


class RenderingSettingsError(ProcurementError):
    """A limit cannot be read."""


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """The most that one document may take.

    Attributes:
        seconds: by the clock on the wall.
        memory_mib: of address space, so of all that the process has mapped.
        pages: of the document.
    """

    seconds: int = 120
    memory_mib: int = 1024
    pages: int = 300


def limits_from(given: Mapping[str, str]) -> RenderLimits:
    """The limits that the environment sets: ``PROCUREMENT_RENDER_SECONDS``, ``_MEMORY_MIB`` and ``_PAGES``.

    Raises:
        RenderingSettingsError: one of them is no whole number above 0.
    """
    said = {}
    for limit in fields(RenderLimits):
        name = f"PROCUREMENT_RENDER_{limit.name.upper()}"
        text = given.get(name, "")
        if text and (not text.isdecimal() or not 1 <= int(text) <= LARGEST):
            raise RenderingSettingsError(
                f"{name} must be a whole number from 1 to {LARGEST}, for example {limit.default}."
            )
        if text:
            said[limit.name] = int(text)
    return RenderLimits(**said)
