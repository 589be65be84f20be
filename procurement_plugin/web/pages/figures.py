"""Figures in the fields of a form: shown with the reader's decimal sign, read the way that reader writes them.

A page in Dutch shows 10.5 as ``10,5`` and never ``10.000`` for ten; who types ``10.000`` there means ten thousand.
Which fields hold figures, what stood in them and in which language the page was, the form says itself (the macros
``input(kind="number")``, ``figure_was`` and ``token`` of forms.html): so every form is read by ``api_pairs`` alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PLAIN = re.compile(r"(-?[0-9]{1,20})(?:\.([0-9]{1,12}))?")
WRITTEN = re.compile(r"-?[0-9][0-9.,]{0,40}")
# Spaces of any width and apostrophes group thousands in some countries.
SPACES = re.compile("(?<=[0-9])[\\s\u00a0\u202f'\u2019](?=[0-9]{3})")
LONGEST = 60
# Before the place of a field that shows a figure, with the figure as it was; and the language it was typed in.
FIGURE, TYPED_IN = "_figure.", "_typed_in"


def sign_of(language: str) -> str:
    """The decimal sign of a language."""
    return "." if language == "en" else ","


def shown_figure(text: str, language: str) -> str:
    """A figure of the API as a field shows it; what is none is shown as it was typed."""
    found = PLAIN.fullmatch(text)
    if found is None:
        return text
    decimals = (found[2] or "").rstrip("0")
    return f"{found[1]}{sign_of(language)}{decimals}" if decimals else found[1]


def read_figure(text: str, language: str) -> str:
    """A figure as typed, as the API writes it; what is none stays as it was typed."""
    plain = SPACES.sub("", text.strip()) if len(text) <= LONGEST else text
    if not WRITTEN.fullmatch(plain):
        return text
    sign = sign_of(language)
    other = "." if sign == "," else ","
    if sign in plain and other in plain:
        # The last one is the decimal sign, whatever the language.
        sign, other = (sign, other) if plain.rindex(sign) > plain.rindex(other) else (other, sign)
    elif other in plain and not re.fullmatch(rf"-?[1-9][0-9]{{0,2}}(?:{re.escape(other)}[0-9]{{3}})+", plain):
        sign, other = other, sign
    whole, _, decimals = plain.partition(sign)
    if other in whole and not re.fullmatch(rf"-?[0-9]{{1,3}}(?:{re.escape(other)}[0-9]{{3}})+", whole):
        return text
    made = whole.replace(other, "") + (f".{decimals}" if decimals else "")
    return made if PLAIN.fullmatch(made) else text


def kept_figure(text: str, before: str, language: str) -> str:
    """A figure as typed; while it is worth what stood there before, it stays written as it was."""
    made = read_figure(text, language)
    return before if PLAIN.fullmatch(before) and shown_figure(before, "en") == shown_figure(made, "en") else made


def api_pairs(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields of a form with their figures as the API writes them; every other field as it was sent."""
    given = list(pairs)
    before = {name.removeprefix(FIGURE): value for name, value in given if name.startswith(FIGURE)}
    typed_in = next((value for name, value in given if name == TYPED_IN), "en")
    return [(name, kept_figure(value, before[name], typed_in) if name in before else value) for name, value in given]
