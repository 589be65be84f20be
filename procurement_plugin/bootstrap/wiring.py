"""The only wiring: which adapter stands behind which port, and which criteria exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_bootstrap import Bootstrap5

from procurement_plugin import __version__
from procurement_plugin.adapters.database import after_commit
from procurement_plugin.adapters.document_store import documents_at, documents_beside
from procurement_plugin.adapters.eforms_fragment import fragment
from procurement_plugin.adapters.frozen_method import sha256_of
from procurement_plugin.adapters.geodesics import Geodesics
from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.adapters.source_sheets import ShippedTables
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.adapters.wake_queue import WakeQueue, queue_beside
from procurement_plugin.adapters.webhook_secret import new_secret
from procurement_plugin.adapters.workbook import workbook
from procurement_plugin.application.evidence_file import EvidenceFile
from procurement_plugin.application.notice_forms import Writers
from procurement_plugin.application.official_evaluation import EvaluationLife
from procurement_plugin.application.publish_profile import Publisher
from procurement_plugin.application.site_register.register_office import RegisterOffice
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.access_wiring import access_of, behind_proxies
from procurement_plugin.bootstrap.comparison_wiring import comparison_forms, laid_out_by
from procurement_plugin.bootstrap.document_wiring import desk_of
from procurement_plugin.bootstrap.monitoring_wiring import watch_desk
from procurement_plugin.bootstrap.settings import Settings, data_directory
from procurement_plugin.bootstrap.watch_wiring import watch_of
from procurement_plugin.domain.findings import ProcurementError
from procurement_plugin.web import access, deprecation, problems, request_body, request_log
from procurement_plugin.web.api import (
    access_tokens,
    documentation,
    documents,
    estimates,
    evaluations,
    evidence,
    exports,
    health,
    imports,
    launches,
    material_scans,
    metrics,
    notices,
    production_comparisons,
    production_sites,
    project_screenings,
    reference_data,
    site_relations,
    tasks,
    watch_lists,
    webhooks,
    weight_profiles,
)
from procurement_plugin.web.pages import comparison, language, launch
from procurement_plugin.web.pages.bidder import breakdown, estimate
from procurement_plugin.web.pages.committee import committee
from procurement_plugin.web.pages.monitoring import views as monitoring
from procurement_plugin.web.pages.officer import routes as officer
from procurement_plugin.web.pages.officer import simulate
from procurement_plugin.web.pages.register import routes as register_pages
from procurement_plugin.web.pages.scanner import pages_from
from procurement_plugin.web.pages.screening import views as screening
from procurement_plugin.web.pages.session import MOST_FIELDS
from procurement_plugin.web.service import Service, Work
from procurement_plugin.web.strict_json import LARGEST_BODY

if TYPE_CHECKING:
    from datetime import datetime

    from procurement_plugin.application.document_ports import Documents


BASE_PATH = "/scoring/v1"
PAGES = (
    launch.blueprint,
    language.blueprint,
    committee,
    breakdown.blueprint,
    estimate.blueprint,
    simulate.blueprint,
    officer.blueprint,
    comparison.blueprint,
    register_pages.blueprint,
    monitoring.blueprint,
    screening.blueprint,
)
BLUEPRINTS = (
    evaluations.blueprint,
    estimates.blueprint,
    evidence.blueprint,
    documents.blueprint,
    exports.blueprint,
    weight_profiles.blueprint,
    imports.blueprint,
    notices.blueprint,
    material_scans.blueprint,
    production_comparisons.blueprint,
    reference_data.blueprint,
    documentation.blueprint,
    access_tokens.blueprint,
    launches.blueprint,
    tasks.blueprint,
    webhooks.blueprint,
    production_sites.blueprint,
    site_relations.blueprint,
    watch_lists.blueprint,
    project_screenings.blueprint,
)


class UnpreparedStoreError(ProcurementError):
    """The database is unreachable or stands at another release."""


class StoppedClock:
    """A clock that stands still, for demonstrations."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Always the same moment."""
        return self._moment


def service_of(storage: Storage, settings: Settings) -> Service:
    """The parts of a service, on a store."""
    clock = MachineClock() if settings.clock_at is None else StoppedClock(settings.clock_at)
    publisher = Publisher(storage.profiles, knowledge.method_files(), clock, knowledge.guard(), sha256_of)
    life = EvaluationLife(storage, clock, knowledge.standstill(), demonstration=settings.clock_at is not None)
    evidence_file = EvidenceFile(storage, life, clock)
    tables = ShippedTables(data_directory("config") / "reference_data")
    parts = (
        storage,
        storage.profiles,
        publisher,
        life,
        evidence_file,
        knowledge.notice,
        knowledge.clauses,
        clock,
        access_of(storage, settings, MachineClock()),
        tables,
        knowledge.raw_materials(),
        watch_desk(storage, clock),
        knowledge.questionnaire(),
        knowledge.notice_import(),
        Writers(knowledge.criteria_in, fragment, workbook),
    )
    known, work = (knowledge.reference(), knowledge.schemas(), knowledge.guard()), _work(storage, settings)
    watch = watch_of(settings, clock)
    desk = desk_of(storage, documents_of(settings), clock, settings, watch.counts.pdf)
    pages = (
        knowledge.page_words,
        knowledge.page_map,
        knowledge.page_market_map,
        storage.trail,
        knowledge.starting_criteria(),
        comparison_forms(laid_out_by(desk)),
        RegisterOffice(storage.register, Geodesics().metres, clock),
        knowledge.site_maps(),
    )
    return Service(known[0], known[1], known[2], *parts, __version__, work, desk, watch, *pages, knowledge.examples())


def queue_of(settings: Settings) -> WakeQueue:
    """The queue that wakes workers."""
    return WakeQueue(settings.queue_url or queue_beside(settings.database_url))


def storage_of(settings: Settings) -> Storage:
    """The store."""
    return Storage(settings.database_url, keep_answers=settings.keep_answers)


def documents_of(settings: Settings) -> Documents:
    """The document store."""
    return documents_at(settings.documents_url or documents_beside(settings.database_url))


def _work(storage: Storage, settings: Settings) -> Work:
    return Work(
        transaction=storage.transaction,
        after_commit=after_commit,
        wake=queue_of(settings).wake,
        answers=storage.answers,
        jobs=storage.jobs,
        webhooks=storage.webhooks,
        new_secret=new_secret,
        bids_at_once=settings.bids_at_once,
        loopback=settings.webhook_loopback,
    )


def create_app(settings: Settings, storage: Storage | None = None, *, prepared: bool = False) -> Flask:
    """The web application, whole or not at all, on its own store or a given one.

    Args:
        prepared: the database was upgraded before; where it is away for a moment, calls are answered 503 meanwhile.

    Raises:
        ProcurementError: law, method or data do not load, or the database is not prepared.
    """
    storage = storage or storage_of(settings)
    if not prepared and not storage.ready():
        storage.check_known()
        raise UnpreparedStoreError("The database is not prepared. Run: procurement-plugin db upgrade")
    app = Flask(
        "procurement_plugin.web",
        static_folder=None,
        static_url_path="/static",
        template_folder=str(data_directory("templates") / "drawings"),
    )
    # A form may hold some thousand tenders as text, with fields beside each.
    app.config |= {"MAX_CONTENT_LENGTH": LARGEST_BODY, "MAX_FORM_MEMORY_SIZE": LARGEST_BODY}
    app.config["MAX_FORM_PARTS"] = MOST_FIELDS
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the provider is Flask's default one
    wired = service_of(storage, settings)
    app.extensions |= {"procurement": wired, "watch": wired.watch}
    request_log.register(app)
    access.register(app)
    request_body.register(app)
    problems.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=BASE_PATH)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(metrics.blueprint)
    _add_pages(app)
    app.after_request(access.add_security_headers)
    deprecation.register(app)
    if settings.demonstration is not None:
        settings.demonstration.add_to(app, settings)
    behind_proxies(app, settings.access.proxies)
    return app


def _add_pages(app: Flask) -> None:
    # Styles and scripts are kept by browsers for a day; ours bear the release in their address.
    app.config |= {"BOOTSTRAP_SERVE_LOCAL": True, "SEND_FILE_MAX_AGE_DEFAULT": 24 * 3600}
    # Whatever a template is called: by itself Flask would not escape in the drawings, whose names end in .j2.
    app.jinja_env.autoescape = True
    Bootstrap5(app)
    language.register(app)
    for blueprint in (pages_from(data_directory("templates")), *PAGES):
        app.register_blueprint(blueprint, url_prefix="/pages")
