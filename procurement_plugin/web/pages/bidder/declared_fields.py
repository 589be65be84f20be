"""What a criterion declares it needs, as fields of a form; a fourth criterion needs no change here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain import declaration as declared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    # How many rows the form shows of a list at a place.
    Rows = Callable[[str], int]

IDENTIFIER = "id"


class Field(NamedTuple):
    """A field as the template draws it.

    Attributes:
        kind: number, text, choice, country, place, document, group or list.
        place: its name in the form, like its place in the request.
        help: what it is, in English; the page says it in the reader's language.
        choices: values of a choice.
        parts: of a group; of a list the parts of each row.
        fixed: what the published settings fix within a group, such as the unit.
    """

    kind: str
    place: str
    help: str
    required: bool
    choices: tuple[str, ...] = ()
    parts: tuple[Field, ...] = ()
    fixed: tuple[str, ...] = ()


def fields_of(group: declared.Group, place: str, settings: Mapping[str, Any], rows: Rows) -> tuple[Field, ...]:
    """The fields of a group; what the published settings fix is not asked."""
    return tuple(
        field
        for name, part in group.parts.items()
        if not _is_fixed(name, part, settings)
        for field in _field(part, f"{place}.{name}", name, settings, rows)
    )


def _field(part: Any, place: str, name: str, settings: Mapping[str, Any], rows: Rows) -> Iterator[Field]:
    common = (place, part.help, part.required)
    match part:
        case declared.Identifiers():
            yield Field("document", *common)
        case declared.Group():
            fixed = (str(settings[key]) for key, inner in part.parts.items() if _is_fixed(key, inner, settings))
            yield Field("group", *common, (), fields_of(part, place, settings, rows), tuple(fixed))
        case declared.Many():
            made = (
                Field(
                    "group",
                    f"{place}[{row}]",
                    part.of.help,
                    required=True,
                    parts=_row(part, place, row, settings, rows),
                )
                for row in range(rows(place))
            )
            yield Field("list", *common, (), tuple(made))
        case declared.Choice():
            yield Field("choice", *common, part.values)
        case declared.Text():
            listed = published_names(settings, name)
            yield Field("choice" if listed else "text", *common, listed)
        case _:
            yield Field(type(part).__name__.lower(), *common)


def _is_fixed(name: str, part: Any, settings: Mapping[str, Any]) -> bool:
    return isinstance(part, declared.Choice) and name in settings


def _row(part: declared.Many, place: str, row: int, settings: Mapping[str, Any], rows: Rows) -> tuple[Field, ...]:
    """The fields of a row; its identifier is made, not asked."""
    found = fields_of(part.of, f"{place}[{row}]", settings, rows)
    return tuple(field for field in found if not field.place.endswith(f".{IDENTIFIER}"))


def published_names(settings: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """What the profile lists under the same name: a bid can only choose among it."""
    lists = (rows for rows in settings.values() if isinstance(rows, list))
    return tuple(
        dict.fromkeys(str(row[name]) for rows in lists for row in rows if isinstance(row, dict) and name in row)
    )
