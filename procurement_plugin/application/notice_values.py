"""Fits values of notices into the forms of our request: each gives the value, or None, and what was changed."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Fitted = tuple[str | None, str]
    Fit = Callable[[str], Fitted]

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}")
# The same signs that the fields of the request refuse.
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]+"
)
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
MOST_DIGITS = 12
AMOUNT, QUANTITY, DEGREES = Decimal("0.01"), Decimal("0.001"), Decimal("0.0000001")


def identifier(text: str) -> Fitted:
    """An identifier; signs it may not have become hyphens."""
    if IDENTIFIER.fullmatch(text):
        return text, ""
    found = re.sub(r"[^A-Za-z0-9._:/-]+", "-", text).strip("-._:/")[:80]
    if not found:
        return None, f"“{text[:60]}” has no letter or digit that an identifier may have."
    return found, "Signs that an identifier may not have were replaced, or it was shortened."


def words(longest: int) -> Fit:
    """Text on one line, of at most that many characters."""

    def fit(text: str) -> Fitted:
        found = " ".join(UNPRINTABLE.sub(" ", text).split())
        if not found:
            return None, "The text holds nothing that can be printed."
        if len(found) > longest:
            return found[: longest - 1] + "…", f"Shortened to {longest} characters."
        return found, "" if found == text else "Signs that cannot be printed were taken out."

    return fit


def one_of(*known: str) -> Fit:
    """One of a few words."""

    def fit(text: str) -> Fitted:
        return (text, "") if text in known else (None, f"“{text[:60]}” is none of {', '.join(known)}.")

    return fit


def pattern(form: str, says: str) -> Fit:
    """A text of one form."""
    matches = re.compile(form).fullmatch

    def fit(text: str) -> Fitted:
        return (text, "") if matches(text) else (None, f"“{text[:60]}” is not {says}.")

    return fit


def _decimal(text: str, step: Decimal, least: Decimal) -> Fitted:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None, f"“{text[:60]}” is no number."
    if not number.is_finite() or number < least or abs(number) >= Decimal(10) ** MOST_DIGITS:
        return None, f"{text[:60]} lies outside what the request takes."
    rounded = number.quantize(step, ROUND_HALF_UP)
    if rounded < least:
        return None, f"{text[:60]} is too small for the request."
    places = -int(step.as_tuple().exponent)
    exact = number == rounded
    plain = f"{rounded.normalize():f}" if step != AMOUNT else f"{rounded:f}"
    return plain, "" if exact else f"Rounded to {places} decimals."


def amount(text: str) -> Fitted:
    """An amount of money, two decimals."""
    return _decimal(text, AMOUNT, Decimal(0))


def quantity(text: str) -> Fitted:
    """A quantity above zero, at most three decimals."""
    return _decimal(text, QUANTITY, QUANTITY)


def degrees(most: int) -> Fit:
    """Degrees of latitude (90) or longitude (180), at most seven decimals."""

    def fit(text: str) -> Fitted:
        found, change = _decimal(text, DEGREES, Decimal(-most))
        if found is None or abs(Decimal(found)) > most:
            return None, f"“{text[:60]}” is no number of degrees from {-most} to {most}."
        return ("0" if found == "-0" else found), change

    return fit


def moment(text: str) -> Fitted:
    """A moment with offset, as a request writes it."""
    try:
        found = datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None, f"“{text[:60]}” is no moment."
    return (found, "") if MOMENT.fullmatch(found) else (None, f"“{text[:60]}” is no moment with an offset in minutes.")


currency = pattern("[A-Z]{3}", "a currency code of three letters")
unit_code = pattern("[A-Z0-9]{2,3}", 'a UN/ECE unit code such as "TNE"')
country = pattern("[A-Z]{2}", "a country code of two letters")
