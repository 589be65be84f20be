"""What a comparison of production needs from outside to be read, worded and laid out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from procurement_plugin.application.production_sheets import Sheet


class ComparisonWords(Protocol):
    """Words in one language; what nobody has worded keeps its code."""

    def word(self, code: str) -> str:
        """A label."""

    def factor(self, name: str) -> str:
        """Title of a factor."""

    def figure(self, name: str) -> str:
        """Title of a figure."""

    def help_of(self, name: str) -> str:
        """What a figure is."""

    def unit_words(self, unit: str) -> str:
        """A unit in words."""

    def formula(self, text: str) -> str:
        """A formula with titles for names."""

    def functions(self) -> Mapping[str, Callable[..., str]]:
        """The same as functions of templates."""


class ComparisonPaper(NamedTuple):
    """A comparison to be laid out: the answer, and the request that it rests on."""

    document: Mapping[str, Any]
    request: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ComparisonForms:
    """The forms of a comparison beside JSON.

    Attributes:
        words: of a language.
        workbook: of a paper, in a language; its sheets can be read again.
        template: an empty workbook in a language.
        read: a workbook as a request, its figures still text.
        pdf: of a paper, in a language.
    """

    words: Callable[[str], ComparisonWords]
    workbook: Callable[[ComparisonPaper, str], bytes]
    template: Callable[[str], bytes]
    read: Callable[[bytes], Sheet]
    pdf: Callable[[ComparisonPaper, str], bytes]
