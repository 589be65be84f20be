"""Public holidays of a jurisdiction, from the ``holidays`` library."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import holidays

from procurement_plugin.domain.findings import OutOfCoverageError

if TYPE_CHECKING:
    from datetime import date

# The institutions of the Union have holidays of their own; the country of the action counts (Article 2(1)).
NAMES = {"EL": "GR", "UK": "GB"}


@lru_cache(maxsize=64)
def _calendar(country: str) -> Any:
    try:
        return holidays.country_holidays(country)
    except NotImplementedError as unknown:
        message = f"The public holidays of {country} are not known; name the country whose law applies, for example BE."
        raise OutOfCoverageError(message) from unknown


def is_public_holiday(jurisdiction: str, day: date) -> bool:
    """Whether the whole country has a public holiday on that day; regional ones are not counted.

    Args:
        jurisdiction: for example ``BE`` or ``BE-VLG``.

    Raises:
        OutOfCoverageError: the country is not known; ``EU`` is none.
    """
    country = jurisdiction.split("-", maxsplit=1)[0]
    return day in _calendar(NAMES.get(country, country))
