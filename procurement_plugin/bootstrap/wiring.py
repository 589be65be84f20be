"""The only wiring: which adapter stands behind which port, and which criteria exist."""

from __future__ import annotations

import gc
import importlib
import pkgutil
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask
from flask_bootstrap import Bootstrap5

from procurement_plugin import __version__
from procurement_plugin.adapters.claims import PlatformClaims
from procurement_plugin.adapters.customer_intensities import load_customer_intensities
from procurement_plugin.adapters.distances import OfflineDistances
from procurement_plugin.adapters.eforms_fragment import fragment
from procurement_plugin.adapters.frozen_method import MethodFiles, OwnData, sha256_of
from procurement_plugin.adapters.notice_texts import written, written_criteria
from procurement_plugin.adapters.parameter_files import load_parameters
from procurement_plugin.adapters.places import TablesOfPlaces
from procurement_plugin.adapters.public_holidays import is_public_holiday
from procurement_plugin.adapters.raw_material_tables import RawMaterialTables
from procurement_plugin.adapters.reference_data import SHEET, TableOfIntensities, load_intensities
from procurement_plugin.adapters.source_sheets import ShippedTables
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.adapters.supply_tables import supply_tables
from procurement_plugin.adapters.towns import load_towns
from procurement_plugin.adapters.workbook import workbook
from procurement_plugin.application.evaluate_lot import Reference
from procurement_plugin.application.evidence_file import EvidenceFile
from procurement_plugin.application.guard import LegalGuard
from procurement_plugin.application.notice_forms import Writers
from procurement_plugin.application.official_evaluation import EvaluationLife
from procurement_plugin.application.publish_profile import Publisher
from procurement_plugin.application.standstill import Standstill
from procurement_plugin.bootstrap.settings import Settings, data_directory, own_data_from
from procurement_plugin.domain import criteria
from procurement_plugin.domain.findings import ProcurementError
from procurement_plugin.web import access, problems
from procurement_plugin.web.api import (
    documentation,
    evaluations,
    evidence,
    exports,
    health,
    material_scans,
    notices,
    reference_data,
    weight_profiles,
)
from procurement_plugin.web.pages.scanner import pages_from
from procurement_plugin.web.schemas.request import Schemas
from procurement_plugin.web.service import Service
from procurement_plugin.web.strict_json import LARGEST_BODY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from procurement_plugin.adapters.pdf import PdfRenderer
    from procurement_plugin.application.notice_criteria import NoticeCriterion, WrittenCriterion
    from procurement_plugin.application.notice_text import Statement
    from procurement_plugin.application.ports import EmissionIntensities
    from procurement_plugin.domain.criterion import Criterion

BASE_PATH = "/scoring/v1"
BLUEPRINTS = (
    evaluations.blueprint,
    evidence.blueprint,
    exports.blueprint,
    weight_profiles.blueprint,
    notices.blueprint,
    material_scans.blueprint,
    reference_data.blueprint,
    documentation.blueprint,
)


class UnpreparedStoreError(ProcurementError):
    """The database is unreachable or stands at another release."""


class SystemClock:
    """The clock of this machine, in UTC."""

    def now(self) -> datetime:
        """Now."""
        return datetime.now(UTC)


class StoppedClock:
    """A clock that stands still, for demonstrations."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Always the same moment."""
        return self._moment


@cache
def known_criteria() -> Mapping[str, Criterion]:
    """Every criterion that has a module in ``domain/criteria``, by its name; a new module needs no change here."""
    found: dict[str, Criterion] = {}
    for module in pkgutil.iter_modules(criteria.__path__):
        criterion: Criterion = importlib.import_module(f"{criteria.__name__}.{module.name}").CRITERION
        found[criterion.name] = criterion
    return found


def reference_from(config: Path, own: OwnData) -> Reference:
    """Law, method and data below a folder of the shape of ``config``, and what the customer adds."""
    data = config / "reference_data"
    return Reference(
        criteria=known_criteria(),
        parameters=load_parameters(config / "legal", config / "method"),
        intensities=_data_sets(data / "emission_intensities", own.intensities),
        distances=OfflineDistances(data),
        places=TablesOfPlaces(data),
        tables=supply_tables(data, own.determinations),
    )


def _data_sets(folder: Path, own: Path | None) -> Mapping[str, EmissionIntensities]:
    names = sorted(sheet.name.removesuffix(SHEET) for sheet in folder.glob(f"*{SHEET}"))
    shipped = {name: load_intensities(folder, name) for name in names}
    return shipped | (load_customer_intensities(own, shipped) if own is not None else {})


@cache
def method_files() -> MethodFiles:
    """The files of this release that decide a score, read once a process; read-only afterwards."""
    return MethodFiles(data_directory("config"), reference_from, own_data_from())


def reference() -> Reference:
    """Law, method and data of this release."""
    return method_files().current


def notice(statements: Sequence[Statement], language: str) -> str:
    """A notice in a language."""
    return written(statements, data_directory("config") / "notice_texts", language)


def criteria_in(criteria: Sequence[NoticeCriterion], language: str) -> tuple[WrittenCriterion, ...]:
    """Award criteria with names and descriptions in a language."""
    return written_criteria(criteria, data_directory("config") / "notice_texts", language)


def clauses(statements: Sequence[Statement], language: str) -> str:
    """Proposed contract clauses in a language."""
    return written(statements, data_directory("config") / "contract_clauses", language)


@cache
def raw_materials() -> RawMaterialTables:
    """The tables of the scanner, as this release ships them."""
    return RawMaterialTables(data_directory("config") / "reference_data")


def standstill() -> Standstill:
    """The standstills of this release."""
    return Standstill(reference().parameters, is_public_holiday)


@cache
def guard() -> LegalGuard:
    """The legal guard of this release, with its memory of simulated markets."""
    towns = load_towns(data_directory("config") / "reference_data" / "towns")
    return LegalGuard(reference(), towns.towns)


def service_of(storage: Storage, settings: Settings) -> Service:
    """The parts of a service, on a store."""
    clock = SystemClock() if settings.clock_at is None else StoppedClock(settings.clock_at)
    claims = PlatformClaims(settings.platform_keys).actor if settings.platform_keys else None
    publisher = Publisher(storage.profiles, method_files(), clock, guard(), sha256_of)
    life = EvaluationLife(storage, clock, standstill(), demonstration=settings.clock_at is not None)
    documents = EvidenceFile(storage, life, clock)
    tables = ShippedTables(data_directory("config") / "reference_data")
    parts = (
        storage,
        storage.profiles,
        publisher,
        life,
        documents,
        notice,
        clauses,
        clock,
        claims,
        tables,
        raw_materials(),
        Writers(criteria_in, fragment, workbook),
    )
    return Service(reference(), schemas(), guard(), *parts, __version__)


@cache
def schemas() -> Schemas:
    """The request schemas of this release's criteria."""
    return Schemas(known_criteria(), tuple(reference().tables["countries"]))


def renderer() -> PdfRenderer:
    """The renderer of documents."""
    from procurement_plugin.adapters.pdf import PdfRenderer  # noqa: PLC0415  loads WeasyPrint's text stack

    attributions = {
        name: [source["attribution"] for source in table.sheet["sources"]]
        for name, table in reference().intensities.items()
        if isinstance(table, TableOfIntensities)
    }
    return PdfRenderer(data_directory("templates"), data_directory("config") / "method", attributions)


def prepare_process() -> None:
    """Load what every request reads, and keep the collector from walking it again and again."""
    reference()
    schemas()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def create_app(settings: Settings) -> Flask:
    """The web application, whole or not at all.

    Raises:
        ProcurementError: law, method or data do not load, or the database is not prepared.
    """
    storage = Storage(settings.database_url)
    if not storage.ready():
        raise UnpreparedStoreError("The database is not prepared. Run: procurement-plugin db upgrade")
    app = Flask("procurement_plugin.web", static_folder=None, static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the provider is Flask's default one
    app.extensions["procurement"] = service_of(storage, settings)
    access.register(app)
    problems.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=BASE_PATH)
    app.register_blueprint(health.blueprint)
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
    app.register_blueprint(pages_from(data_directory("templates")), url_prefix="/pages")
    app.after_request(access.add_security_headers)
    return app
