"""Settings from the environment, and where the data folders are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from procurement_plugin.adapters.frozen_method import OwnData
from procurement_plugin.bootstrap.access_settings import AccessSettings, access_from
from procurement_plugin.bootstrap.environment import Environment
from procurement_plugin.bootstrap.rendering_settings import RenderLimits, limits_from
from procurement_plugin.bootstrap.seal_settings import seal_from
from procurement_plugin.bootstrap.server_settings import ALONE, ServerSettings, server_from
from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from procurement_plugin.adapters.seal import Seal
    from procurement_plugin.bootstrap.demonstration import Demonstration

DEFAULT_DATABASE = "sqlite:///procurement.sqlite3"
ON_THIS_MACHINE = AccessSettings()
DEFAULT_LIMITS = RenderLimits()
BIDS_AT_ONCE = 2_000
ANSWER_HOURS = 24
MOST_YEARS = 100
FOLDERS = ("config", "schemas", "templates")


@dataclass(frozen=True, slots=True)
class Settings:
    """What may differ between two installations.

    Attributes:
        platform_keys: the platform's public keys, a JWK set; without them nobody can approve or confirm.
        queue_url: of the queue that wakes workers; beside or in the database when empty.
        bids_at_once: with more bids than these, a request becomes a task.
        keep_answers: how long the answer to an Idempotency-Key is kept.
        webhook_loopback: webhooks may lead to this machine, without TLS, too; for tests and development.
        clock_at: where the clock stands still, for demonstrations; official evaluations then say so.
        access: who else may call.
        documents_url: of the document store; beside the database when empty.
        rendering: the limits of one document.
        seal: of the contracting authority; none when documents stay unsealed.
        retention_years: for which a procedure's data is kept; 0 for the least that the law asks for.
        server: how requests are answered, logged and counted.
        demonstration: the roles of a demonstration; none in any other service.
    """

    database_url: str = DEFAULT_DATABASE
    platform_keys: Path | None = None
    clock_at: datetime | None = None
    access: AccessSettings = ON_THIS_MACHINE

    @property
    def serves_others(self) -> bool:
        """Whether something says who may call, so that other machines can be answered."""
        return bool(self.platform_keys or self.access.signing_keys or self.access.issuer)

    queue_url: str = ""
    bids_at_once: int = BIDS_AT_ONCE
    keep_answers: timedelta = timedelta(hours=ANSWER_HOURS)
    webhook_loopback: bool = False
    documents_url: str = ""
    rendering: RenderLimits = DEFAULT_LIMITS
    seal: Seal | None = None
    retention_years: int = 0
    server: ServerSettings = ALONE
    demonstration: Demonstration | None = None


class MissingFolderError(ProcurementError):
    """A data folder is neither in the environment, nor in the installation, nor in the checkout."""


def settings_from(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings; an empty environment gives a service that runs on a laptop.

    Raises:
        SettingsError: with everything that is wrong at once.
    """
    given = Environment(os.environ if environment is None else environment)
    settings = gathered(given)
    given.check()
    return settings


def gathered(given: Environment) -> Settings:
    """The settings as far as they can be read; faults go to the environment."""
    keys = given.path("PROCUREMENT_PLATFORM_KEYS")
    return Settings(
        database_url=given.text("PROCUREMENT_DATABASE_URL", DEFAULT_DATABASE),
        platform_keys=keys,
        clock_at=given.moment("PROCUREMENT_CLOCK_AT"),
        access=access_from(given, platform=keys is not None),
        queue_url=given.text("PROCUREMENT_QUEUE_URL"),
        bids_at_once=given.count("PROCUREMENT_BIDS_AT_ONCE", BIDS_AT_ONCE),
        keep_answers=timedelta(hours=given.count("PROCUREMENT_ANSWER_HOURS", ANSWER_HOURS)),
        documents_url=given.text("PROCUREMENT_DOCUMENTS_URL"),
        rendering=limits_from(given),
        seal=seal_from(given),
        retention_years=given.count("PROCUREMENT_RETENTION_YEARS", 0, most=MOST_YEARS),
        webhook_loopback=given.choice("PROCUREMENT_WEBHOOK_LOOPBACK", ("yes", "no"), "no") == "yes",
        server=server_from(given),
    )


def own_data_from(environment: Mapping[str, str] | None = None) -> OwnData:
    """The customer's own sets of emission intensities, and the determinations an administrator entered.

    They hold for a whole process: what is read once serves every application in it.
    """
    given = os.environ if environment is None else environment
    intensities, determinations = given.get("PROCUREMENT_INTENSITIES_DIR"), given.get("PROCUREMENT_DETERMINATIONS_DIR")
    return OwnData(_folder(intensities), _folder(determinations))


def _folder(name: str | None) -> Path | None:
    return Path(name) if name else None


def data_directory(name: str) -> Path:
    """The folder config, schemas or templates: named by the environment, else installed, else in the checkout.

    Raises:
        MissingFolderError: it is in none of them; the message names the places.
    """
    package = Path(__file__).resolve().parents[1]
    named = os.environ.get(f"PROCUREMENT_{name.upper()}_DIR")
    places = [Path(named)] if named else [package / "_data" / name, package.parent / name]
    for place in places:
        if place.is_dir():
            return place
    listed = " nor ".join(str(place) for place in places)
    raise MissingFolderError(f"The folder '{name}' is neither {listed}. Set PROCUREMENT_{name.upper()}_DIR to it.")
