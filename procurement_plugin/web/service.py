"""What a running service is made of; put together in bootstrap, read by the views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.ports import Clock, Evaluations
    from procurement_plugin.web.schemas.request import Schemas


@dataclass(frozen=True, slots=True)
class Service:
    """The wired parts."""

    reference: Reference
    schemas: Schemas
    evaluations: Evaluations
    clock: Clock
    engine_version: str
