"""The language of an authority's documents, by its jurisdiction; another is used on request."""

from __future__ import annotations

LANGUAGES = ("nl", "fr", "de", "en")
OTHERS = "en"
# Where several of the four are official (Belgium, Brussels, Luxembourg, Switzerland) one stands first; the
# authority asks for another.
BY_JURISDICTION = {
    "BE": "nl",
    "BE-VLG": "nl",
    "BE-BRU": "nl",
    "BE-WAL": "fr",
    "NL": "nl",
    "FR": "fr",
    "LU": "fr",
    "MC": "fr",
    "DE": "de",
    "AT": "de",
    "CH": "de",
    "LI": "de",
}


def language_of(jurisdiction: str) -> str:
    """The language of documents unless another is asked for; English where none of the four is official."""
    country = jurisdiction.partition("-")[0]
    return BY_JURISDICTION.get(jurisdiction) or BY_JURISDICTION.get(country, OTHERS)
