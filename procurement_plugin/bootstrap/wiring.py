"""The only wiring: which adapter stands behind which port, and which criteria exist."""

from __future__ import annotations

import gc
import importlib
import pkgutil
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask

from procurement_plugin import __version__
from procurement_plugin.adapters.distances import OfflineDistances
from procurement_plugin.adapters.parameter_files import load_parameters
from procurement_plugin.adapters.reference_data import TableOfIntensities, load_intensities
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.application.evaluate_lot import Reference
from procurement_plugin.bootstrap.settings import Settings, data_directory
from procurement_plugin.domain import criteria
from procurement_plugin.domain.findings import ProcurementError
from procurement_plugin.web import access, problems
from procurement_plugin.web.api import documentation, evaluations, health, reference_data
from procurement_plugin.web.schemas.request import Schemas
from procurement_plugin.web.service import Service
from procurement_plugin.web.strict_json import LARGEST_BODY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.adapters.pdf import PdfRenderer
    from procurement_plugin.domain.criterion import Criterion

BASE_PATH = "/scoring/v1"
DATA_SETS = ("open-eu-2026",)


class UnpreparedStoreError(ProcurementError):
    """The database is unreachable or stands at another release."""


class SystemClock:
    """The clock of this machine, in UTC."""

    def now(self) -> datetime:
        """Now."""
        return datetime.now(UTC)


@cache
def known_criteria() -> Mapping[str, Criterion]:
    """Every criterion that has a module in ``domain/criteria``, by its name; a new module needs no change here."""
    found: dict[str, Criterion] = {}
    for module in pkgutil.iter_modules(criteria.__path__):
        criterion: Criterion = importlib.import_module(f"{criteria.__name__}.{module.name}").CRITERION
        found[criterion.name] = criterion
    return found


@cache
def intensities(data_set: str) -> TableOfIntensities:
    """One data set of emission intensities, read once a process."""
    return load_intensities(data_directory("config") / "reference_data" / "emission_intensities", data_set)


@cache
def reference() -> Reference:
    """Law, method and data of this release, read once a process; read-only afterwards."""
    config = data_directory("config")
    return Reference(
        criteria=known_criteria(),
        parameters=load_parameters(config / "legal", config / "method"),
        intensities={data_set: intensities(data_set) for data_set in DATA_SETS},
        distances=OfflineDistances(config / "reference_data" / "landmass"),
    )


@cache
def schemas() -> Schemas:
    """The request schemas of this release's criteria."""
    return Schemas(known_criteria())


def renderer() -> PdfRenderer:
    """The renderer of documents."""
    from procurement_plugin.adapters.pdf import PdfRenderer  # noqa: PLC0415  loads WeasyPrint's text stack

    attributions = {
        name: [source["attribution"] for source in intensities(name).sheet["sources"]] for name in DATA_SETS
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
    app = Flask("procurement_plugin.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the provider is Flask's default one
    app.extensions["procurement"] = Service(reference(), schemas(), storage, SystemClock(), __version__)
    access.register(app)
    problems.register(app)
    for blueprint in (evaluations.blueprint, reference_data.blueprint, documentation.blueprint):
        app.register_blueprint(blueprint, url_prefix=BASE_PATH)
    app.register_blueprint(health.blueprint)
    app.after_request(access.add_security_headers)
    return app
