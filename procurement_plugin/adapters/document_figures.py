"""Numbers, moments and characters of a document, as its reader is used to them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import dates, numbers

from procurement_plugin.adapters.pdf_words import printable

LOCALES = {"en": "en_GB", "nl": "nl_BE", "fr": "fr_BE", "de": "de_DE"}
# A no-break space inside numbers keeps them whole; the narrow one is missing from many fonts.
NARROW, NO_BREAK = "\u202f", "\u00a0"
# A moment as it is stored; to people it is said as a day and a time.
MOMENT = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


class Figures:
    """Formats for one language; figures keep every digit they have."""

    def __init__(self, language: str) -> None:
        self._locale = LOCALES[language]

    def number(self, value: str) -> str:
        """A decimal with all its digits, grouped as the reader is used to; the minus is the printers' one."""
        decimal = Decimal(value)
        places = max(0, -int(decimal.as_tuple().exponent))
        pattern = "#,##0" + (f".{'0' * places}" if places else "")
        shown: str = numbers.format_decimal(decimal, format=pattern, locale=self._locale, decimal_quantization=False)
        return shown.replace("-", "−").replace(NARROW, NO_BREAK)

    def figure(self, value: Any) -> str:
        """A plain decimal formatted, anything else as it is written: 007 and 1E5 are names, not numbers."""
        text = str(value)
        return self.number(text) if _DECIMAL.fullmatch(text) else printable(text)

    def moment(self, value: str) -> str:
        """A day, and the time with its offset."""
        at = datetime.fromisoformat(value)
        return f"{self.day(value)}, {at:%H:%M} (UTC{at:%z})"

    def day(self, value: str) -> str:
        """A day in words."""
        at = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        shown: str = dates.format_date(at, "long", locale=self._locale)
        return shown.replace(NARROW, NO_BREAK)
