"""Identifiers of sites and of those who run them, each checked by its own check digits.

LEI by ISO 17442 (ISO/IEC 7064 MOD 97-10), GLN by the GS1 check digit, the Belgian establishment number by modulo 97,
an OS ID by the sum that Open Supply Hub uses. An EORI has no check digit of its own, so only its form is checked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MODULUS = 97
SITE, COMPANY = "site", "company"
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base 32 as Crockford writes it
_SEPARATORS = re.compile(r"[\s.\-]")


class Identifier(NamedTuple):
    """A kind of identifier.

    Attributes:
        form: pattern of the bare identifier.
        says: what it looks like, in words.
        holds: whether its check digits fit.
        names: site or company; an LEI and an EORI name a company, which may have many sites.
    """

    name: str
    form: str
    says: str
    holds: Callable[[str], bool]
    names: str


def lei_holds(text: str) -> bool:
    """Whether the whole number, with letters as 10 to 35, leaves 1 when divided by 97."""
    return int("".join(str(int(sign, 36)) for sign in text)) % MODULUS == 1


def gln_holds(text: str) -> bool:
    """Whether the last digit fills the weighted sum (3 and 1 in turn from the right) up to a multiple of 10."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(text[:-1])))
    return (weighted + int(text[-1])) % 10 == 0


def establishment_holds(text: str) -> bool:
    """Whether the last two digits are 97 less the rest of the first eight by 97."""
    return MODULUS - int(text[:8]) % MODULUS == int(text[8:])


def os_id_holds(text: str) -> bool:
    """Whether the last sign stands for the sum of the others, taken by 32; letters of the country by their code."""
    rest = text[2:-1]
    if any(sign not in SYMBOLS for sign in rest):
        return False
    total = sum(map(ord, text[:2])) + sum(map(SYMBOLS.index, rest))
    return SYMBOLS[total % len(SYMBOLS)] == text[-1]


IDENTIFIERS: Mapping[str, Identifier] = {
    "osId": Identifier(
        "OS ID", "[A-Z]{2}[0-9]{7}[A-Z0-9]{6}", 'an OS ID of 15 signs, for example "CN2021250D1DTN7"', os_id_holds, SITE
    ),
    "lei": Identifier(
        "LEI", "[A-Z0-9]{18}[0-9]{2}", "an LEI of 20 signs, the last two of them digits", lei_holds, COMPANY
    ),
    "establishmentNumber": Identifier(
        "establishment number",
        "[2-8][0-9]{9}",
        "a Belgian establishment number of 10 digits, the first of them 2 to 8",
        establishment_holds,
        SITE,
    ),
    "eori": Identifier(
        "EORI number",
        "[A-Z]{2}[A-Z0-9]{1,15}",
        "an EORI number: two letters of the country and up to 15 signs",
        lambda _: True,
        COMPANY,
    ),
    "gln": Identifier("GLN", "[0-9]{13}", "a GLN of 13 digits", gln_holds, SITE),
}


def bare(text: str) -> str:
    """An identifier without blanks, points and hyphens, in capitals."""
    return _SEPARATORS.sub("", text).upper()


def fault(kind: str, text: str) -> str:
    """What is wrong with a bare identifier, in words; empty when nothing is."""
    known = IDENTIFIERS[kind]
    if not re.fullmatch(known.form, text):
        return f"Write {known.says}."
    if not known.holds(text):
        return f"The check digits of this {known.name} do not fit; please look for a typing error."
    return ""
