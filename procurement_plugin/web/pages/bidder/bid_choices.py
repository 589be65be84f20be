"""What the fields of a bid can be chosen from: modes and vehicles of the data set, countries, published words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from babel import Locale

from procurement_plugin.web.pages.language import language, marked, t, words
from procurement_plugin.web.schemas.chains import MODES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.application.evaluate_lot import Reference

# Words for the values of choices that criteria declare; others are shown as they are.
WORDS: Mapping[str, str] = {
    "h": marked("hours"),
    "d": marked("days"),
    "calendar": marked("calendar days"),
    "working": marked("working days"),
}


class Choices(NamedTuple):
    """Pairs of value and words; vehicles by mode."""

    vehicles: Mapping[str, Sequence[tuple[str, str]]]
    countries: Sequence[tuple[str, str]]
    said: Mapping[str, str]


def choices(reference: Reference, data_set: str) -> Choices:
    """The choices of a lot's bids, in the reader's language."""
    functions = words().functions()
    named = functions["vehicle_class"]
    table = reference.intensities[data_set]
    vehicles: dict[str, list[tuple[str, str]]] = {mode: [] for mode in MODES}
    for row in table.rows():
        pair = (row.vehicle_class, str(named(row.vehicle_class)))
        if pair not in vehicles.setdefault(row.mode, []):
            vehicles[row.mode].append(pair)
    names = country_names()
    countries = sorted(
        ((code, names.get(code, row.name)) for code, row in reference.tables["countries"].items()),
        key=lambda row: row[1],
    )
    return Choices(
        {mode: rows for mode, rows in vehicles.items() if rows}, countries, {v: t(w) for v, w in WORDS.items()}
    )


def country_names() -> Mapping[str, str]:
    """Names of countries by their code, in the reader's language."""
    return {str(code): str(name) for code, name in Locale.parse(language()).territories.items()}
