"""What a running service is made of; put together in bootstrap, read by the views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from procurement_plugin.web.openapi_examples import NO_EXAMPLES, Examples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.evidence_file import EvidenceFile
    from procurement_plugin.application.guard import LegalGuard
    from procurement_plugin.application.import_notice import NoticeImport
    from procurement_plugin.application.issue_document import DocumentDesk
    from procurement_plugin.application.issue_token import TokenEndpoint
    from procurement_plugin.application.job_ports import Jobs, KeptAnswers, Webhooks
    from procurement_plugin.application.launch_pages import LaunchDesk
    from procurement_plugin.application.notice_forms import Writers
    from procurement_plugin.application.notice_text import Statement
    from procurement_plugin.application.official_evaluation import EvaluationLife
    from procurement_plugin.application.ports import Clock, Evaluations, Profiles, Tables
    from procurement_plugin.application.production_ports import ComparisonForms
    from procurement_plugin.application.profile_history import ProfileTrail
    from procurement_plugin.application.publish_profile import Publisher
    from procurement_plugin.application.raw_material_ports import RawMaterials
    from procurement_plugin.application.site_register.register_office import RegisterOffice
    from procurement_plugin.application.site_register.search_register import Cluster
    from procurement_plugin.application.starting_criteria import StartingCriteria
    from procurement_plugin.application.watch_lists import WatchDesk
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.screening import ScreeningCriterion
    from procurement_plugin.web.schemas.request import Schemas
    from procurement_plugin.web.watch import Watch


class Limits(Protocol):
    """How often who may call."""

    def wait(self, tenant_id: str, client: str) -> int:
        """Seconds that a client has to wait; 0 when it may go on."""

    def wait_at(self, address: str) -> int:
        """The same for an address that says nothing that can be believed."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call.

    Attributes:
        required: whether every call needs a token; if not, only this machine is answered.
        actor: who a bearer token speaks for.
        tokens: issues access tokens; none when the service has no keys of its own.
        jwks: the service's own public keys.
        public_url: how others reach the service; empty when that was not said.
        frame_ancestors: whose pages may show ours in a frame; none when empty.
    """

    required: bool
    actor: Callable[[str], Actor]
    tokens: TokenEndpoint | None
    jwks: Callable[[], dict[str, Any]]
    launches: LaunchDesk
    limits: Limits
    public_url: str
    frame_ancestors: tuple[str, ...] = ()


class Questionnaire(Protocol):
    """The questions that projects are screened by."""

    @property
    def criteria(self) -> tuple[ScreeningCriterion, ...]:
        """The criteria in their order."""

    @property
    def sha256(self) -> str:
        """SHA-256 over their files."""


class PageWords(Protocol):
    """The words of one language for views and templates of pages."""

    def text(self, identifier: str, **figures: Any) -> str:
        """A fixed text with its figures put in."""

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Functions of the templates, by name."""

    def filters(self) -> Mapping[str, Callable[..., Any]]:
        """Filters of the templates, by name."""


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


class SiteMaps(NamedTuple):
    """How the register is drawn.

    Attributes:
        frame: a box around west, south, east and north in degrees, in the shape of a map.
        draw: the map of such a frame with clusters.
    """

    frame: Callable[[tuple[float, float, float, float]], tuple[float, float, float, float]]
    draw: Callable[[tuple[float, float, float, float], Sequence[Cluster]], Any]


@dataclass(frozen=True, slots=True)
class Service:
    """The wired parts.

    Attributes:
        words: the words of pages in a language.
        maps: the chains of a record's bids as the drawing of maps takes them; nothing when no chain has places.
        market_maps: the regions of a picture of the market (``application/market_picture.py``), likewise.
    """

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
    access: Access
    tables: Tables
    materials: RawMaterials
    monitoring: WatchDesk
    questionnaire: Questionnaire
    notices: NoticeImport
    writers: Writers
    engine_version: str
    work: Work
    desk: DocumentDesk
    watch: Watch
    words: Callable[[str], PageWords]
    maps: Callable[[Mapping[str, Any]], Any]
    market_maps: Callable[[Mapping[str, Any]], Any]
    trail: ProfileTrail
    starting: StartingCriteria
    comparisons: ComparisonForms
    register: RegisterOffice
    site_maps: SiteMaps
    examples: Examples = NO_EXAMPLES
