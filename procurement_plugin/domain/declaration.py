"""How a criterion says what it needs from a bid or a profile; the edge turns it into a strict schema."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal, written as text, between two bounds and with at most ``places`` decimals."""

    help: str
    minimum: str = "0"
    maximum: str = "999999999999"
    places: int = 3
    required: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a person or an identifier, never interpreted."""

    help: str
    longest: int = 200
    required: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few published words."""

    help: str
    values: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """WGS84 coordinates."""

    help: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 alpha-2 code."""

    help: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Identifiers:
    """A list of identifiers declared elsewhere in the bid, for example of evidence."""

    help: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Named parts that belong together."""

    help: str
    parts: dict[str, Part] = field(default_factory=dict)
    required: bool = True


@dataclass(frozen=True, slots=True)
class Many:
    """A list of groups."""

    help: str
    of: Group
    longest: int = 100
    required: bool = True


Part = Number | Text | Choice | Place | Country | Identifiers | Group | Many
