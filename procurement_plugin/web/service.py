"""What a running service is made of; put together in bootstrap, read by the views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.evidence_file import EvidenceFile
    from procurement_plugin.application.guard import LegalGuard
    from procurement_plugin.application.job_ports import Jobs, KeptAnswers, Webhooks
    from procurement_plugin.application.notice_text import Statement
    from procurement_plugin.application.official_evaluation import EvaluationLife
    from procurement_plugin.application.ports import Clock, Evaluations, Profiles, Tables
    from procurement_plugin.application.publish_profile import Publisher
    from procurement_plugin.application.raw_material_ports import RawMaterials
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.web.schemas.request import Schemas


@dataclass(frozen=True, slots=True)
class Work:
    """Safe retries, long work and webhooks.

    Attributes:
        transaction: what is stored inside is kept together or not at all.
        after_commit: calls once that is kept.
        wake: says to a worker that there is something to do.
        new_secret: a fresh secret of a webhook.
        bids_at_once: with more bids than these, a request becomes a task.
        loopback: webhooks may lead to this machine.
    """

    transaction: Callable[[], AbstractContextManager[None]]
    after_commit: Callable[[Callable[[], None]], None]
    wake: Callable[[], None]
    answers: KeptAnswers
    jobs: Jobs
    webhooks: Webhooks
    new_secret: Callable[[], str]
    bids_at_once: int
    loopback: bool


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
    engine_version: str
    work: Work
