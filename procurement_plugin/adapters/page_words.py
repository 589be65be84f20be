"""Words of the pages in one language: their own, and beneath them those of the documents."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel import dates

from procurement_plugin.adapters.document_catalogue import SOURCE, Catalogue, Worded, loaded
from procurement_plugin.adapters.document_figures import LOCALES
from procurement_plugin.adapters.document_words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

# Sentences of the code, which a page shows as they were raised; the other files hold fixed texts of templates.
MESSAGES = "messages.po"
# Between two sentences; a split in the wrong place does no harm, for then one part is not known.
_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z0-9“])")


class PageCatalogue(Catalogue):
    """The texts of the pages; what they lack is looked for among those of the documents.

    Args:
        pages: the folder that holds ``<language>/*.po``.
        documents: the catalogues of the documents.
    """

    def __init__(self, pages: Path, documents: Path, language: str) -> None:
        super().__init__(documents, language)
        fixed, messages = of_pages(pages, language)
        self._fixed = {**self._fixed, **fixed}
        self.with_recorded(messages)

    def _translated(self, stored: str, figure: Callable[[str], str]) -> str:
        """A reasoning of several sentences is known when each of them is."""
        whole = super()._translated(stored, figure)
        sentences = _SENTENCES.split(stored)
        if whole or len(sentences) == 1:
            return whole
        found = [super(PageCatalogue, self)._translated(sentence, figure) for sentence in sentences]
        return " ".join(found) if all(found) else ""

    def text(self, identifier: str, **figures: str) -> str:
        """A fixed text with its figures put in; English where the catalogue lacks it, which the tests refuse."""
        worded = self._fixed.get(identifier, identifier)
        return worded.format(**figures) if figures else worded


class PageWords(Words):
    """Words, names and figures of the pages; the same functions and filters that the templates of documents have.

    Args:
        pages: the folder of the pages' catalogues.
        catalogues: that of the documents.
        method: the folder with the words of each criterion.
    """

    def __init__(self, pages: Path, catalogues: Path, method: Path, language: str) -> None:
        super().__init__(catalogues, method, language, PageCatalogue(pages, catalogues, language))

    def said(self, stored: str) -> Worded:
        """A message of the code or a stored sentence in the reader's language, with the language it is in."""
        # A text of the pages themselves, raised as a problem, before any sentence with places that it would fit into.
        fixed = stored if self._catalogue.holds(stored) else self.text(stored)
        return self.recorded(stored) if fixed == stored else Worded(fixed, self.language)

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Functions of the templates."""
        return {**super().functions(), "said": self.said, "month_name": self.month_name, "weekday": self.weekday}

    def month_name(self, day: str) -> str:
        """The month of a day, with its year."""
        return self._dated(day, "LLLL y")

    def weekday(self, day: str) -> str:
        """The day of the week."""
        return self._dated(day, "cccc")

    def _dated(self, day: str, pattern: str) -> str:
        shown: str = dates.format_date(date.fromisoformat(day), pattern, locale=LOCALES[self.language])
        return shown


def of_pages(folder: Path, language: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Fixed texts, and sentences of the code, of a language's catalogues."""
    if language == SOURCE:
        return {}, {}
    fixed: dict[str, str] = {}
    messages: dict[str, str] = {}
    for path in sorted((folder / language).glob("*.po")):
        (messages if path.name == MESSAGES else fixed).update(loaded(path))
    return fixed, messages


@lru_cache(maxsize=8)
def page_words(pages: Path, catalogues: Path, method: Path, language: str) -> PageWords:
    """The words of a language, read once a process."""
    return PageWords(pages, catalogues, method, language)
