"""The limits inside which a document is laid out, from the environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procurement_plugin.bootstrap.environment import Environment


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


def limits_from(environment: Environment) -> RenderLimits:
    """The limits that ``PROCUREMENT_RENDER_SECONDS``, ``_MEMORY_MIB`` and ``_PAGES`` set; faults go to it."""
    limits = RenderLimits()
    return RenderLimits(
        seconds=environment.count("PROCUREMENT_RENDER_SECONDS", limits.seconds),
        memory_mib=environment.count("PROCUREMENT_RENDER_MEMORY_MIB", limits.memory_mib),
        pages=environment.count("PROCUREMENT_RENDER_PAGES", limits.pages),
    )
