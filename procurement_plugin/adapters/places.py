"""Places by name or code from the shipped tables: ports, airports and towns, each with what it stands for."""

from __future__ import annotations

import csv
import gzip
import unicodedata
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import OutOfCoverageError
from procurement_plugin.domain.transport_chain import Coordinates

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Towns of one name this near are one place listed twice.
SAME_PLACE_DEGREES = Decimal("0.1")


class _Town(NamedTuple):
    name: str
    plain_name: str
    country: str
    place: Coordinates
    population: int


class TablesOfPlaces:
    """Looks places up; the tables are read when first asked, and read-only afterwards."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loading = Lock()

    def prepare(self) -> None:
        """Read the tables now; otherwise they are read when first asked."""
        _ = self._ports, self._airports, self._towns, self._other_names, self._bands

    def port(self, unlocode: str) -> Coordinates:
        """A port by UN/LOCODE.

        Raises:
            OutOfCoverageError: not in the table; so for the others.
        """
        return self._listed(self._ports, unlocode, "port", "UN/LOCODE")

    def airport(self, iata: str) -> Coordinates:
        """An airport by its IATA code."""
        return self._listed(self._airports, iata, "airport", "IATA code")

    @staticmethod
    def _listed(table: dict[str, Coordinates], code: str, kind: str, system: str) -> Coordinates:
        if code not in table:
            hint = (
                "; an airport goes by iata, any place by its coordinates"
                if kind == "port"
                else "; give its coordinates"
            )
            raise OutOfCoverageError(f"no {kind} with the {system} {code} is in the table{hint}")
        return table[code]

    def town(self, name: str, country: str) -> Coordinates:
        """A town by name, as locals or plain letters write it, and ISO 3166-1 alpha-2 code.

        Raises:
            OutOfCoverageError: none, or several of the name in different places.
        """
        by_name = self._towns.get(country)
        if by_name is None:
            raise OutOfCoverageError(
                f"no town of a country {country} is in the table; write the country as two letters"
            )
        found = by_name.get(_plain(name)) or by_name.get(self._other_names.get((country, _plain(name)), ""))
        if not found:
            raise OutOfCoverageError(f"no town {name} ({country}) is in the table{self._similar(name, by_name)}")
        first = found[0]
        if any(_apart(first.place, other.place) > SAME_PLACE_DEGREES for other in found):
            where = "; ".join(f"{town.place.latitude:f}, {town.place.longitude:f}" for town in found[:5])
            raise OutOfCoverageError(
                f"{len(found)} towns of {country} are called {name} ({where}); give the coordinates"
            )
        return first.place

    @staticmethod
    def _similar(name: str, by_name: dict[str, list[_Town]]) -> str:
        close = get_close_matches(_plain(name), by_name, n=3, cutoff=0.75)
        names = ", ".join(by_name[match][0].name for match in close)
        return f"; did you mean {names}?" if names else "; give the coordinates"

    def country_doubt(self, place: Coordinates, country: str) -> str:
        """Words when only towns of other countries lie near; empty when all is well."""
        near = [
            (_apart(place, town.place), town) for town in self._around(place) if _apart(place, town.place) < Decimal(2)
        ]
        if not near or any(town.country == country for _, town in near):
            return ""
        nearest = min(near, key=lambda pair: pair[0])[1]
        return f"the nearest town is {nearest.name} ({nearest.country}), and none of {country} lies near"

    def _around(self, place: Coordinates) -> Iterable[_Town]:
        south = int(place.latitude)
        return (town for band in range(south - 3, south + 4) for town in self._bands.get(band, ()))

    @cached_property
    def _ports(self) -> dict[str, Coordinates]:
        return self._coded(self._folder / "sea_distances" / "ports.csv", "unlocode", "port")

    @cached_property
    def _airports(self) -> dict[str, Coordinates]:
        return self._coded(self._folder / "places" / "airports.csv", "iata", "airport")

    @staticmethod
    def _coded(file: Path, column: str, basis: str) -> dict[str, Coordinates]:
        with file.open(encoding="utf-8") as lines:
            return {row[column]: _coordinates(row, basis) for row in csv.DictReader(lines)}

    @cached_property
    def _all_towns(self) -> list[_Town]:
        with gzip.open(self._folder / "places" / "towns.csv.gz", "rt", encoding="utf-8") as lines:
            return [
                _Town(row["name"], row["plain_name"], row["country"], _coordinates(row, "town"), int(row["population"]))
                for row in csv.DictReader(lines)
            ]

    @cached_property
    def _towns(self) -> dict[str, dict[str, list[_Town]]]:
        with self._loading:
            found: dict[str, dict[str, list[_Town]]] = {}
            for town in sorted(self._all_towns, key=lambda town: -town.population):
                for name in {_plain(town.name), _plain(town.plain_name)} - {""}:
                    found.setdefault(town.country, {}).setdefault(name, []).append(town)
            return found

    @cached_property
    def _other_names(self) -> dict[tuple[str, str], str]:
        """Country and another name of a town, in plain letters, to the name in the table."""
        with (self._folder / "places" / "other_names.csv").open(encoding="utf-8") as lines:
            return {(row["country"], _plain(row["other_name"])): _plain(row["name"]) for row in csv.DictReader(lines)}

    @cached_property
    def _bands(self) -> dict[int, list[_Town]]:
        with self._loading:
            bands: dict[int, list[_Town]] = {}
            for town in self._all_towns:
                bands.setdefault(int(town.place.latitude), []).append(town)
            return bands


def _coordinates(row: dict[str, str], basis: str) -> Coordinates:
    return Coordinates(Decimal(row["latitude"]), Decimal(row["longitude"]), basis)


def _plain(name: str) -> str:
    """Letters without accents, in one case, hyphens as spaces: Liège and Liege are one name."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("-", " "))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _apart(one: Coordinates, other: Coordinates) -> Decimal:
    """Degrees of latitude and longitude together: enough to tell places apart."""
    return abs(one.latitude - other.latitude) + abs(one.longitude - other.longitude)
