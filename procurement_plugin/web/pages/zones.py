"""Moments in the time of a procedure: that of its country; what belongs to no procedure stays in UTC and says so."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

BRUSSELS = "Europe/Brussels"
# Where clocks differ from those of Brussels.
ZONES = {
    "BG": "Europe/Sofia",
    "CY": "Asia/Nicosia",
    "EE": "Europe/Tallinn",
    "FI": "Europe/Helsinki",
    "GR": "Europe/Athens",
    "IE": "Europe/Dublin",
    "LT": "Europe/Vilnius",
    "LV": "Europe/Riga",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "UA": "Europe/Kyiv",
}
# As ``moment`` of the words ends in UTC.
IN_UTC = re.compile(r"\(UTC\+0000\)\Z")


def zone_in(jurisdiction: str) -> ZoneInfo:
    """The time of a country or of a part of one, such as ``BE-VLG``."""
    return ZoneInfo(ZONES.get(jurisdiction[:2], BRUSSELS))


def local(text: str, jurisdiction: str) -> str:
    """A moment as it was stored, in UTC, in the time of a jurisdiction; one that has an offset of its own keeps it.

    Args:
        text: ISO 8601 with offset.
    """
    at = datetime.fromisoformat(text)
    return at.astimezone(zone_in(jurisdiction)).isoformat() if at.utcoffset() == UTC.utcoffset(None) else text
