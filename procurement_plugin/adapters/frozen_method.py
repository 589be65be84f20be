"""Law, method and data as files: those of this release, and those that a published version froze."""

from __future__ import annotations

import hashlib
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from procurement_plugin.application.evaluate_lot import Reference

DATA = (
    "countries", "critical_materials", "determinations", "emission_intensities", "landmass", "places", "road_network",
    "sea_distances", "towns",
)  # fmt: skip
FOLDERS = ("legal", "method", *(f"reference_data/{name}" for name in DATA))

OWN_SUFFIXES = (".csv", ".yaml")


class OwnData(NamedTuple):
    """Folders of what the customer adds: sets of emission intensities, and the Commission's determinations."""

    intensities: Path | None
    determinations: Path | None

    def files(self) -> Mapping[str, bytes]:
        """Their content, by the path under which it is frozen."""
        return {
            f"own_{name}/{path.name}": path.read_bytes()
            for name, folder in self._asdict().items()
            if folder is not None
            for path in sorted(folder.glob("*.*"))
            if path.suffix in OWN_SUFFIXES
        }

    @classmethod
    def below(cls, folder: Path) -> OwnData:
        """The same, as they were frozen below a folder."""
        places = {name: folder / f"own_{name}" for name in cls._fields}
        return cls(**{name: place if place.is_dir() else None for name, place in places.items()})


NO_OWN_DATA = OwnData(None, None)


class FrozenFileError(ProcurementError):
    """A frozen file is not the one its hash names."""


class MethodFiles:
    """The files below ``config`` that decide a score, those of the customer's own sets, and what they make.

    Args:
        load: makes a reference of a folder like ``config`` and of what the customer adds.
        own: what the customer adds.
    """

    def __init__(self, config: Path, load: Callable[[Path, OwnData], Reference], own: OwnData) -> None:
        self._config, self._own = config, own
        self._load = load
        self._frozen = lru_cache(maxsize=8)(self._from_files)

    @cached_property
    def _files(self) -> Mapping[str, bytes]:
        files = {
            path.relative_to(self._config).as_posix(): path.read_bytes()
            for folder in FOLDERS
            for path in sorted((self._config / folder).rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        return {**files, **self._own.files()}

    @cached_property
    def current(self) -> Reference:
        """What this release looks things up in."""
        return self._load(self._config, self._own)

    def files(self) -> Mapping[str, bytes]:
        """The files of this release by their path."""
        return self._files

    def reference(self, files: Mapping[str, bytes]) -> Reference:
        """The reference that these files make; this release's own when they are the same."""
        if files == self._files:
            return self.current
        return self._frozen(tuple(sorted(files.items())))

    def _from_files(self, files: tuple[tuple[str, bytes], ...]) -> Reference:
        with TemporaryDirectory() as name:
            folder = Path(name)
            for path, content in files:
                place = folder / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            reference = self._load(folder, OwnData.below(folder))
            # These tables load when first asked; they must be read before the folder goes.
            reference.distances.prepare()
            reference.places.prepare()
        return reference


def sha256_of(content: bytes) -> str:
    """The name of a file in the store."""
    return hashlib.sha256(content).hexdigest()
