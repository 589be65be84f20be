"""Finds out which format a document has, and reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.adapters.notices import json_tree
from procurement_plugin.adapters.notices.eforms import read_eforms
from procurement_plugin.adapters.notices.ocds import read_ocds
from procurement_plugin.adapters.notices.prozorro import is_prozorro, read_prozorro
from procurement_plugin.domain.findings import UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procurement_plugin.domain.notices.imported import ImportedNotice

# Marks of byte order, of UTF-8 and UTF-16, that may stand before the first character.
# Addresses of Prozorro, also in its OCDS, are written in Ukrainian.
OTHER_NAMES = {"україна": "UA"}
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class NoticeReaders:
    """Reads notices of every known format.

    Args:
        countries: of each country its ISO 3166-1 codes, alpha-2 and alpha-3, and its name.
    """

    def __init__(self, countries: Iterable[tuple[str, str, str]]) -> None:
        self._alpha2: dict[str, str] = {}
        self._by_name: dict[str, str] = dict(OTHER_NAMES)
        for alpha2, alpha3, name in countries:
            self._alpha2[alpha3] = alpha2
            self._by_name |= {word.casefold(): alpha2 for word in (alpha2, alpha3, name)}

    def read(self, content: bytes, form: str = "", language: str = "") -> tuple[ImportedNotice, ...]:
        """Every notice of the document.

        Args:
            form: eforms, ocds or prozorro; found out when empty.
            language: two letters of the language to prefer.

        Raises:
            UnreadableInputError: it is none of them, or not well-formed.
        """
        start = content[:200]
        for mark in BYTE_ORDER_MARKS:
            start = start.removeprefix(mark)
        start = start.replace(b"\0", b"").lstrip()
        if not start:
            raise UnreadableInputError("The document is empty.")
        is_xml = start.startswith(b"<")
        if form == "eforms" or (not form and is_xml):
            return (read_eforms(content, self._alpha2, language),)
        if is_xml:
            raise UnreadableInputError(f"This is XML; {form} is read from JSON. Leave the format out to have it found.")
        document = json_tree.parse(content, language)
        if form == "prozorro" or (not form and is_prozorro(document)):
            return (read_prozorro(document, self._by_name),)
        return read_ocds(document, self._by_name)
