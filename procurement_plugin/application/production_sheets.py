"""A comparison's request as sheets, and sheets as a request: one table a kind of thing, one row a figure.

Columns are named as in the JSON. What a reader may not know stands in a column of its own, which is never read back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.spreadsheet_table import Table
from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError
from procurement_plugin.domain.production.registry import case_figures, location_figures
from procurement_plugin.domain.production.units import units_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from procurement_plugin.domain.production.cost_factor import FigureDefinition

PLACE = ("latitude", "longitude", "unlocode", "iata", "town", "country")
QUANTITY = ("value", "low", "high", "unit", "source")
WORDS = "whatItIs"
CASE, FIGURES, CURRENCIES = "Case", "Figures", "Currencies"
LOCATIONS, SOURCES, ELEMENTS = "Locations", "Sources", "Elements"
FIELDS = (
    *("title", "note", "unit", "currency", "years", "reference", "day", "switchedOn"),
    *(f"delivery.location.{name}" for name in PLACE),
    *("delivery.shipmentMassKg", "delivery.refrigerated"),
    *("transportMethod.dataSet", "transportMethod.roadDistance", "transportMethod.seaScenario"),
)
COLUMNS = {
    CASE: ("field", "value", WORDS),
    LOCATIONS: ("id", "name", "country"),
    FIGURES: ("location", "figure", *QUANTITY, WORDS, "units"),
    CURRENCIES: ("currency", "day", "year", *QUANTITY),
    SOURCES: ("location", "id", "share", "country", "owner", "capacityPerDay", *(f"location.{name}" for name in PLACE)),
    ELEMENTS: (
        *("location", "source", "mode", "vehicleClass", "distanceKm", "distanceBasis", "distanceSource"),
        *(f"{end}.{name}" for end in ("from", "to") for name in PLACE),
    ),
}


class Row(NamedTuple):
    """A row of a sheet: its number as a reader sees it, and its cells by the name of the column; no empty ones."""

    number: int
    cells: dict[str, str]


Sheets = dict[str, list[Row]]


class Sheet(NamedTuple):
    """A request read from sheets; ``cells`` says in which sheet and row a place of it stands."""

    tree: dict[str, Any]
    cells: dict[str, str]


def request_tables(tree: Mapping[str, Any], about: Callable[[str], str]) -> tuple[Table, ...]:
    """The sheets of a request; ``about`` words what a figure or field is."""
    rows: dict[str, list[Sequence[str]]] = {
        CASE: [(field, _text(_at(tree, field)), about(field)) for field in FIELDS],
        LOCATIONS: [_row(place, COLUMNS[LOCATIONS]) for place in tree.get("locations", ())],
        FIGURES: list(_figures(tree, about)),
        CURRENCIES: list(_currencies(tree)),
        SOURCES: list(_sources(tree)),
        ELEMENTS: list(_elements(tree)),
    }
    return tuple(Table(name, columns, tuple(map(tuple, rows[name]))) for name, columns in COLUMNS.items())


def template_tables(currency: str, about: Callable[[str], str]) -> tuple[Table, ...]:
    """Empty sheets for two locations, each figure with its first unit."""
    places = [{"id": name, "name": ""} for name in ("HOME", "ABROAD")]
    tables = request_tables({"currency": currency, "years": "5", "reference": "HOME", "locations": places}, about)
    rows = [_asked("", figure, currency, about) for figure in case_figures().values()]
    rows += [_asked(place["id"], figure, currency, about) for place in places for figure in location_figures().values()]
    return tuple(table._replace(rows=tuple(rows)) if table.name == FIGURES else table for table in tables)


def request_of(sheets: Sheets) -> Sheet:
    """The request in sheets, its figures still text.

    Raises:
        UnreadableInputError: sheets or columns that are not known, rows that belong to nothing; all at once.
    """
    faults = list(_unknown(sheets))
    tree, cells = _case(sheets.get(CASE, ()), faults)
    places: dict[str, tuple[str, dict[str, Any]]] = {}
    for row in sheets.get(LOCATIONS, ()):
        where, name = f"locations[{len(places)}]", row.cells.get("id", "")
        if name in places:
            faults.append(_issue(f"The location {name[:40]} stands twice ({_cell(LOCATIONS, row)})."))
        places.setdefault(name, (where, {**row.cells, "figures": {}}))
        cells[where] = _cell(LOCATIONS, row)
    tree |= {"locations": [place for _, place in places.values()], "figures": {}}
    _put_figures(sheets.get(FIGURES, ()), (tree, cells, places), faults)
    _put_currencies(sheets.get(CURRENCIES, ()), tree, cells, faults)
    _put_sources(sheets, places, cells, faults)
    if faults:
        raise UnreadableInputError("The workbook does not have the form of the template.", tuple(faults))
    return Sheet(tree, cells)


def placed(problems: Sequence[Finding], cells: Mapping[str, str]) -> tuple[Finding, ...]:
    """The same problems, each with its sheet and row."""
    found = ((problem, [place for place in cells if problem.where.startswith(place)]) for problem in problems)
    return tuple(
        replace(problem, message=f"{problem.message} ({cells[max(places, key=len)]})") if places else problem
        for problem, places in found
    )


def _figures(tree: Mapping[str, Any], about: Callable[[str], str]) -> Iterator[Sequence[str]]:
    groups = [("", tree.get("figures", {}), case_figures())]
    groups += [(place["id"], place.get("figures", {}), location_figures()) for place in tree.get("locations", ())]
    for owner, given, known in groups:
        for name, quantity in given.items():
            units = ", ".join(units_of(known[name].dimension, tree.get("currency", "EUR"))) if name in known else ""
            yield (owner, name, *_row(quantity, QUANTITY), about(name), units)


def _asked(owner: str, figure: FigureDefinition, currency: str, about: Callable[[str], str]) -> tuple[str, ...]:
    units = units_of(figure.dimension, currency)
    return (owner, figure.name, "", "", "", units[0], "", about(figure.name), ", ".join(units))


def _currencies(tree: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    for given in tree.get("currencies", ()):
        for year, quantity in enumerate([given.get("rate", {}), *given.get("path", ())], 1):
            yield (_text(given.get("currency")), _text(given.get("day")), str(year), *_row(quantity, QUANTITY))


def _sources(tree: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    own = ("id", "share", "country", "owner", "capacityPerDay")
    for place in tree.get("locations", ()):
        for given in place.get("sources", ()):
            yield (place["id"], *_row(given, own), *_row(given.get("location", {}), PLACE))


def _elements(tree: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    own = ("mode", "vehicleClass", "distanceKm", "distanceBasis", "source")
    for place in tree.get("locations", ()):
        for given in place.get("sources", ()):
            for element in given.get("elements", ()):
                ends = [cell for end in ("from", "to") for cell in _row(element.get(end, {}), PLACE)]
                yield (place["id"], _text(given.get("id")), *_row(element, own), *ends)


def _unknown(sheets: Sheets) -> Iterator[Finding]:
    for name, rows in sheets.items():
        if name not in COLUMNS:
            yield _issue(f"There is no sheet {name[:40]} in the template. Its sheets are: {', '.join(COLUMNS)}.")
            continue
        strange = dict.fromkeys(column for row in rows for column in row.cells if column not in COLUMNS[name])
        for column in strange:
            yield _issue(f"Sheet {name} has no column {column[:40]}. Its columns are: {', '.join(COLUMNS[name])}.")


def _case(rows: Sequence[Row], faults: list[Finding]) -> tuple[dict[str, Any], dict[str, str]]:
    tree: dict[str, Any] = {}
    cells: dict[str, str] = {}
    for row in rows:
        field, value = row.cells.get("field", ""), row.cells.get("value", "")
        if field not in FIELDS:
            faults.append(_issue(f"There is no field {field[:40]} ({_cell(CASE, row)})."))
        elif value:
            inner = tree
            *groups, last = field.split(".")
            for group in groups:
                inner = inner.setdefault(group, {})
            inner[last] = [part.strip() for part in value.split(",")] if field == "switchedOn" else value
            cells[field] = _cell(CASE, row)
    return tree, cells


def _put_figures(
    rows: Sequence[Row],
    into: tuple[dict[str, Any], dict[str, str], Mapping[str, tuple[str, dict[str, Any]]]],
    faults: list[Finding],
) -> None:
    """A row with no more than the unit that stood ready in it is one that nobody has filled in."""
    tree, cells, places = into
    for row in rows:
        owner, name = row.cells.get("location", ""), row.cells.get("figure", "")
        if not any(row.cells.get(part) for part in ("value", "low", "high", "source")):
            continue
        if owner and owner not in places:
            faults.append(_issue(f"There is no location {owner[:40]} ({_cell(FIGURES, row)})."))
            continue
        where, figures = f"{places[owner][0]}.figures" if owner else "figures", tree["figures"]
        figures = places[owner][1]["figures"] if owner else figures
        if name in figures:
            faults.append(_issue(f"The figure {name[:40]} stands twice ({_cell(FIGURES, row)})."))
        figures[name] = _quantity(row)
        cells[f"{where}.{name}"] = _cell(FIGURES, row)


def _put_currencies(rows: Sequence[Row], tree: dict[str, Any], cells: dict[str, str], faults: list[Finding]) -> None:
    """The row of year 1 (or of none) is the rate of a currency, the others are those of later years, one a year."""
    found: dict[str, dict[int, Row]] = {}
    for row in rows:
        year = row.cells.get("year", "1")
        years = found.setdefault(row.cells.get("currency", ""), {})
        if not (year.isascii() and year.isdigit() and len(year) <= 2) or int(year) in years:  # noqa: PLR2004
            faults.append(_issue(f"Number the years of a currency from 1 on, each once ({_cell(CURRENCIES, row)})."))
        else:
            years[int(year)] = row
    for index, years in enumerate(found.values()):
        if sorted(years) != list(range(1, len(years) + 1)):
            last = _cell(CURRENCIES, years[max(years)]) if years else ""
            faults.append(_issue(f"Number the years of a currency from 1 on, each once ({last})."))
            continue
        cells[f"currencies[{index}]"] = _cell(CURRENCIES, years[1])
        told: dict[str, Any] = {part: years[1].cells[part] for part in ("currency", "day") if part in years[1].cells}
        rates = [_quantity(years[year]) for year in sorted(years)]
        for number in range(len(rates) - 1):
            cells[f"currencies[{index}].path[{number}]"] = _cell(CURRENCIES, years[number + 2])
        told["rate"] = rates[0]
        if rates[1:]:
            told["path"] = rates[1:]
        tree.setdefault("currencies", []).append(told)


def _quantity(row: Row) -> dict[str, str]:
    return {part: row.cells[part] for part in QUANTITY if part in row.cells}


def _put_sources(
    sheets: Sheets,
    places: Mapping[str, tuple[str, dict[str, Any]]],
    cells: dict[str, str],
    faults: list[Finding],
) -> None:
    known: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
    for row in sheets.get(SOURCES, ()):
        owner = row.cells.get("location", "")
        if owner not in places:
            faults.append(_issue(f"There is no location {owner[:40]} ({_cell(SOURCES, row)})."))
            continue
        where, place = places[owner]
        found = place.setdefault("sources", [])
        spot = f"{where}.sources[{len(found)}]"
        given = _nested({name: cell for name, cell in row.cells.items() if name != "location"})
        found.append(given)
        cells[spot] = _cell(SOURCES, row)
        known[owner, given.get("id", "")] = (spot, given)
    for row in sheets.get(ELEMENTS, ()):
        key = row.cells.get("location", ""), row.cells.get("source", "")
        if key not in known:
            faults.append(_issue(f"There is no source {key[1][:40]} of {key[0][:40]} ({_cell(ELEMENTS, row)})."))
            continue
        where, source = known[key]
        elements = source.setdefault("elements", [])
        cells[f"{where}.elements[{len(elements)}]"] = _cell(ELEMENTS, row)
        own = {name: cell for name, cell in row.cells.items() if name not in ("location", "source", "distanceSource")}
        if "distanceSource" in row.cells:
            own["source"] = row.cells["distanceSource"]
        elements.append(_nested(own))


def _nested(cells: Mapping[str, str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, cell in cells.items():
        group, _, inner = name.partition(".")
        if inner:
            tree.setdefault(group, {})[inner] = cell
        else:
            tree[group] = cell
    return tree


def _at(tree: Mapping[str, Any], field: str) -> Any:
    found: Any = tree
    for part in field.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _row(given: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    return [_text(given.get(name)) for name in names]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cell(sheet: str, row: Row) -> str:
    return f"sheet {sheet}, row {row.number}"


def _issue(message: str) -> Finding:
    return Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, message)
