"""The few field types of the contract: decimals as text, plain text, identifiers, moments, places.

Each field knows its pattern once: the nested schema, the bulk check and the published JSON Schema all use it.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import marshmallow as ma

from procurement_plugin.domain.transport_chain import Coordinates

if TYPE_CHECKING:
    from collections.abc import Sequence

# Control characters, writing-direction overrides, lone surrogates, private use and non-characters break databases,
# pages and archived PDFs.
_UNPRINTABLE = (
    "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ue000-\\uf8ff\\ufffe\\uffff"
)


class PatternField(ma.fields.Field[Any]):
    """A string of one pattern; refuses every other JSON type."""

    def __init__(self, pattern: str, says: str, *, longest: int = 200, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pattern = pattern
        self.says = says
        self.longest = longest
        self._matches = re.compile(rf"(?:{pattern})\Z").match
        self._column = re.compile(rf"(?:(?:{pattern})\n)*\Z")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        del attr, data, kwargs
        if not isinstance(value, str) or len(value) > self.longest or "\n" in value or not self._matches(value):
            raise ma.ValidationError(f"Write {self.says}; found {shown(value)}.")
        return self.convert(value)

    def convert(self, text: str) -> Any:
        """From the accepted text to the value."""
        return text

    def conforms(self, column: Sequence[Any]) -> bool:
        """Whether every value of a column would be accepted; one regular-expression match for all of them."""
        if set(map(type, column)) != {str} or max(map(len, column)) > self.longest:
            return False
        joined = "\n".join(column)
        return joined.count("\n") == len(column) - 1 and self._column.match(joined + "\n") is not None


class DecimalText(PatternField):
    """A decimal written as text, so that not one digit is lost on the way."""

    def __init__(
        self, *, digits: int = 12, places: int = 3, percent: bool = False, positive: bool = False, **kwargs: Any
    ) -> None:
        decimals = rf"(?:\.\d{{1,{places}}})?" if places else ""
        whole = rf"[0-9]{{1,{digits}}}"
        pattern = f"{whole}{decimals}".replace(r"\d", "[0-9]")
        if percent:
            zeros = rf"(?:\.0{{1,{places}}})?" if places else ""
            pattern = f"100{zeros}|[0-9]{{1,2}}{decimals}".replace(r"\d", "[0-9]")
        if positive:
            pattern = rf"(?=[0-9.]*[1-9])(?:{pattern})"
        least = "above 0" if positive else "from 0"
        most = "up to 100" if percent else f"with at most {digits} digits before the point"
        says = f'a number {least} {most} and at most {places} decimals, as text, for example "12.5"'
        super().__init__(pattern, says if places else says.replace("12.5", "12"), longest=40, **kwargs)

    def convert(self, text: str) -> Decimal:
        """The decimal, digit for digit."""
        return Decimal(text)


class Latitude(PatternField):
    """Degrees north, WGS84."""

    def __init__(self, **kwargs: Any) -> None:
        pattern = r"-?(?:90(?:\.0{1,7})?|[0-8]?[0-9](?:\.[0-9]{1,7})?)"
        super().__init__(pattern, 'degrees from -90 to 90 as text, for example "51.0543"', longest=12, **kwargs)

    def convert(self, text: str) -> Decimal:
        """The decimal, digit for digit."""
        return Decimal(text)


class Longitude(PatternField):
    """Degrees east, WGS84."""

    def __init__(self, **kwargs: Any) -> None:
        pattern = r"-?(?:180(?:\.0{1,7})?|(?:1[0-7][0-9]|[0-9]{1,2})(?:\.[0-9]{1,7})?)"
        super().__init__(pattern, 'degrees from -180 to 180 as text, for example "3.7174"', longest=12, **kwargs)

    def convert(self, text: str) -> Decimal:
        """The decimal, digit for digit."""
        return Decimal(text)


class PlainText(PatternField):
    """Words of a person: never interpreted, never empty, without control characters."""

    def __init__(self, *, longest: int = 200, **kwargs: Any) -> None:
        pattern = f"[^{_UNPRINTABLE}\\n]+"
        super().__init__(pattern, f"text of 1 to {longest} printable characters on one line", longest=longest, **kwargs)


class Identifier(PatternField):
    """A name for a thing within the request."""

    def __init__(self, **kwargs: Any) -> None:
        pattern = r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}"
        super().__init__(pattern, "an identifier of letters, digits and . _ : / - (at most 80)", longest=80, **kwargs)


class Choice(PatternField):
    """One of a few published words."""

    def __init__(self, values: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__("|".join(map(re.escape, values)), f"one of {', '.join(values)}", longest=80, **kwargs)
        self.values = values


class Sha256(PatternField):
    """A SHA-256 hash in lower-case hexadecimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("[0-9a-f]{64}", "a SHA-256 hash: 64 hexadecimals", longest=64, **kwargs)


class Moment(PatternField):
    """An instant: ISO 8601 with offset."""

    def __init__(self, **kwargs: Any) -> None:
        pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
        says = 'a moment with offset, for example "2026-12-01T09:00:00+01:00"'
        super().__init__(pattern, says, longest=40, **kwargs)

    def convert(self, text: str) -> datetime:
        """The instant; a day that does not exist is refused."""
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise ma.ValidationError(f"Write {self.says}; found {shown(text)}.") from None


class Day(PatternField):
    """A day: ISO 8601 without time."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("[0-9]{4}-[0-9]{2}-[0-9]{2}", 'a day, for example "2026-12-01"', longest=10, **kwargs)

    def convert(self, text: str) -> date:
        """The day; one that does not exist is refused."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ma.ValidationError(f"Write {self.says}; found {shown(text)}.") from None

    def conforms(self, column: Sequence[Any]) -> bool:
        """Whether every day of a column exists."""
        if not super().conforms(column):
            return False
        try:
            all(map(date.fromisoformat, set(column)))
        except ValueError:
            return False
        return True


class CountryCode(PatternField):
    """A country by the code of ISO 3166-1 alpha-2, as the table of countries knows it."""

    def __init__(self, codes: Sequence[str], **kwargs: Any) -> None:
        super().__init__("|".join(codes), 'an ISO 3166-1 alpha-2 code, for example "BE"', longest=2, **kwargs)


class Truth(ma.fields.Field[bool]):
    """true or false, nothing that looks like them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        del attr, data, kwargs
        if not isinstance(value, bool):
            raise ma.ValidationError(f"Write true or false; found {shown(value)}.")
        return value


class Count(ma.fields.Field[int]):
    """A JSON number that counts, from 1."""

    most = 999_999

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        del attr, data, kwargs
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= self.most:
            raise ma.ValidationError(f"Expected a whole number from 1 to {self.most}.")
        return value


class ClosedSchema(ma.Schema):
    """A schema that refuses every name it does not know, and says so in the published JSON Schema."""

    class Meta:
        """Unknown names are errors."""

        unknown = ma.RAISE


class PlaceSchema(ClosedSchema):
    """WGS84 coordinates, each as text."""

    latitude = Latitude(required=True, metadata={"description": "Degrees north"})
    longitude = Longitude(required=True, metadata={"description": "Degrees east"})

    @ma.post_load
    def to_coordinates(self, data: dict[str, Decimal], **kwargs: Any) -> Coordinates:
        """Coordinates of the domain."""
        del kwargs
        return Coordinates(data["latitude"], data["longitude"])


def shown(value: Any) -> str:
    """A short, harmless rendering of what was found, for messages."""
    kinds = {dict: "an object", list: "a list", bool: f"{str(value).lower()}", type(None): "null"}
    if type(value) in kinds:
        return kinds[type(value)]
    if isinstance(value, str):
        text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value)
        return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'  # noqa: PLR2004  60 characters suffice to recognise
    return f"the {type(value).__name__ if not isinstance(value, int | Decimal) else 'number'} {str(value)[:40]}"


def said(text: str, **more: Any) -> dict[str, Any]:
    """Keyword arguments of a required field with its description."""
    return {"required": True, "metadata": {"description": text}} | more


def listed(inner: ma.fields.Field[Any], text: str, most: int, least: int = 1, **more: Any) -> ma.fields.List[Any]:
    """A required list with bounds."""
    return ma.fields.List(inner, validate=ma.validate.Length(min=least, max=most), **said(text, **more))
