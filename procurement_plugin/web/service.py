"""What a running service is made of; put together in bootstrap, read by the views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.evidence_file import EvidenceFile
    from procurement_plugin.application.guard import LegalGuard
    from procurement_plugin.application.notice_forms import Writers
    from procurement_plugin.application.notice_text import Statement
    from procurement_plugin.application.official_evaluation import EvaluationLife
    from procurement_plugin.application.ports import Clock, Evaluations, Profiles, Tables
    from procurement_plugin.application.publish_profile import Publisher
    from procurement_plugin.application.raw_material_ports import RawMaterials
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.web.schemas.request import Schemas


@dataclass(frozen=True, slots=True)
class Service:
    """The wired parts."""

    reference: Reference
    schemas: Schemas
    guard: LegalGuard
    evaluations: Evaluations
    profiles: Profiles
    publisher: Publisher
    life: EvaluationLife
    evidence: EvidenceFile
    notice: Callable[[Sequence[Statement], str], str]
    clauses: Callable[[Sequence[Statement], str], str]
    clock: Clock
    claims: Callable[[str], Actor] | None
    tables: Tables
    materials: RawMaterials
    writers: Writers
    engine_version: str
