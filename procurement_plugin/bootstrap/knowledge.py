"""What this release knows: law, method, data and words, each loaded once a process."""

from __future__ import annotations

import gc
import importlib
import json
import pkgutil
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.customer_intensities import load_customer_intensities
from procurement_plugin.adapters.distances import OfflineDistances
from procurement_plugin.adapters.frozen_method import MethodFiles, OwnData, sha256_of
from procurement_plugin.adapters.notice_texts import written, written_criteria
from procurement_plugin.adapters.notices.reading import NoticeReaders
from procurement_plugin.adapters.parameter_files import load_parameters
from procurement_plugin.adapters.places import TablesOfPlaces
from procurement_plugin.adapters.public_holidays import is_public_holiday
from procurement_plugin.adapters.raw_material_tables import RawMaterialTables
from procurement_plugin.adapters.reference_data import SHEET, TableOfIntensities, load_intensities
from procurement_plugin.adapters.screening_questions import Questionnaire, load_questions
from procurement_plugin.adapters.strict_yaml import parse
from procurement_plugin.adapters.supply_tables import supply_tables
from procurement_plugin.adapters.towns import load_towns
from procurement_plugin.application.check_document import Release
from procurement_plugin.application.evaluate_lot import Reference
from procurement_plugin.application.guard import LegalGuard
from procurement_plugin.application.import_notice import NoticeImport
from procurement_plugin.application.standstill import Standstill
from procurement_plugin.application.starting_criteria import StartingCriteria
from procurement_plugin.bootstrap.settings import data_directory, own_data_from
from procurement_plugin.domain import criteria
from procurement_plugin.domain.findings import ProcurementError
from procurement_plugin.web.openapi_examples import Examples
from procurement_plugin.web.schemas.places import COAST
from procurement_plugin.web.schemas.request import Schemas
from procurement_plugin.web.service import SiteMaps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from procurement_plugin.adapters.chain_map import ChainMap
    from procurement_plugin.adapters.market_map import MarketMap
    from procurement_plugin.adapters.page_words import PageWords
    from procurement_plugin.adapters.pdf import PdfRenderer
    from procurement_plugin.application.notice_criteria import NoticeCriterion, WrittenCriterion
    from procurement_plugin.application.notice_text import Statement
    from procurement_plugin.application.ports import EmissionIntensities
    from procurement_plugin.domain.criterion import Criterion
    from procurement_plugin.domain.transport_chain import Coordinates


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
def starting_criteria() -> StartingCriteria:
    """With what a new draft begins."""
    content, problems = parse((data_directory("config") / "starting_criteria" / "criteria.yaml").read_bytes())
    if problems:
        raise ProcurementError("; ".join(f"criteria.yaml, {problem.place}: {problem.message}" for problem in problems))
    return StartingCriteria(content)


@cache
def raw_materials() -> RawMaterialTables:
    """The tables of the scanner, as this release ships them."""
    return RawMaterialTables(data_directory("config") / "reference_data")


@cache
def questionnaire() -> Questionnaire:
    """The questions that projects are screened by."""
    return load_questions(data_directory("config") / "method" / "project_screening")


def notice_import() -> NoticeImport:
    """The import of notices, with the countries and places of this release."""
    known = reference()
    countries = ((row.iso2, row.iso3, row.name) for row in known.tables["countries"].values())

    reach = known.parameters[COAST].values[-1].figure or Decimal(0)

    def on_land(place: Coordinates) -> bool:
        return known.distances.on_land(place, reach)

    return NoticeImport(NoticeReaders(countries), known.places, on_land)


def standstill() -> Standstill:
    """The standstills of this release."""
    return Standstill(reference().parameters, is_public_holiday)


@cache
def guard() -> LegalGuard:
    """The legal guard of this release, with its memory of simulated markets."""
    towns = load_towns(data_directory("config") / "reference_data" / "towns")
    return LegalGuard(reference(), towns.towns)


@cache
def schemas() -> Schemas:
    """The request schemas of this release's criteria."""
    return Schemas(known_criteria(), tuple(reference().tables["countries"]))


@cache
def examples() -> Examples:
    """The recorded calls of the description."""
    folder = data_directory("schemas") / "examples"
    read = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}
    problems = read.pop("problems", {})
    return Examples(read, problems)


def release() -> Release:
    """What this release has itself, for comparison with what a document rests on."""
    known = reference()
    hashes = {name: table.sha256 for name, table in known.intensities.items()}
    files = {path: sha256_of(content) for path, content in method_files().files().items()}
    return Release(known.parameters.fingerprint(), hashes, files)


def attributions() -> dict[str, list[str]]:
    """What is printed beside each data set."""
    return {
        name: [source["attribution"] for source in table.sheet["sources"]]
        for name, table in reference().intensities.items()
        if isinstance(table, TableOfIntensities)
    }


def renderer() -> PdfRenderer:
    """The renderer of documents."""
    from procurement_plugin.adapters.document_pages import DocumentPages  # noqa: PLC0415  used for documents only
    from procurement_plugin.adapters.pdf import PdfRenderer  # noqa: PLC0415  loads WeasyPrint's text stack

    return PdfRenderer(DocumentPages(*page_sources(), attributions()))


def page_words(language: str) -> PageWords:
    """The words of the pages in a language."""
    from procurement_plugin.adapters.page_words import page_words as words_of  # noqa: PLC0415  used for pages only

    templates, method, _ = page_sources()
    return words_of(templates.parent / "pages" / "locale", templates / "locale", method, language)


def page_map(record: Mapping[str, Any]) -> ChainMap | None:
    """The map of the chains in a record, for pages."""
    from procurement_plugin.adapters.chain_map import chain_map  # noqa: PLC0415  used for pages only

    return chain_map(record, page_sources()[2])


def page_market_map(picture: Mapping[str, Any]) -> MarketMap | None:
    """The map of a picture of the market, for pages."""
    from procurement_plugin.adapters.market_map import market_map  # noqa: PLC0415  used for pages only

    return market_map(picture, page_sources()[2])


def site_maps() -> SiteMaps:
    """How the register is drawn."""
    from procurement_plugin.adapters.site_map import framed, site_map  # noqa: PLC0415  used for pages only

    return SiteMaps(framed, lambda box, clusters: site_map(box, clusters, page_sources()[2]))


def page_sources() -> tuple[Path, Path, Path]:
    """What pages are made of: templates, words of the criteria, outlines of the land."""
    config = data_directory("config")
    outlines = config / "reference_data" / "landmass" / "landmass.csv.gz"
    return data_directory("templates") / "justification", config / "method", outlines


def prepare_process() -> None:
    """Load what every request reads, and keep the collector from walking it again and again."""
    reference()
    schemas()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
