"""Settings from the environment, and where the data folders are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_DATABASE = "sqlite:///procurement.sqlite3"
FOLDERS = ("config", "schemas", "templates")


@dataclass(frozen=True, slots=True)
class Settings:
    """What may differ between two installations."""

    database_url: str = DEFAULT_DATABASE


class MissingFolderError(ProcurementError):
    """A data folder is neither in the environment, nor in the installation, nor in the checkout."""


def settings_from(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings; an empty environment gives a service that runs on a laptop."""
    given = os.environ if environment is None else environment
    return Settings(database_url=given.get("PROCUREMENT_DATABASE_URL", DEFAULT_DATABASE))


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
