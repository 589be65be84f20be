"""Languages of notices: two letters (ISO 639-1) as OCDS and our requests write them, three as eForms do."""

from __future__ import annotations

THREE_LETTERS = {
    "bg": "BUL", "cs": "CES", "da": "DAN", "de": "DEU", "el": "ELL", "en": "ENG", "es": "SPA", "et": "EST",
    "fi": "FIN", "fr": "FRA", "ga": "GLE", "hr": "HRV", "hu": "HUN", "is": "ISL", "it": "ITA", "lt": "LIT",
    "lv": "LAV", "mt": "MLT", "nl": "NLD", "no": "NOR", "pl": "POL", "pt": "POR", "ro": "RON", "ru": "RUS",
    "sk": "SLK", "sl": "SLV", "sv": "SWE", "uk": "UKR",
}  # fmt: skip
TWO_LETTERS = {three: two for two, three in THREE_LETTERS.items()}


def two_letters(code: str) -> str:
    """A language in two letters; a code of neither list in small letters as it is, at most eight of them."""
    return TWO_LETTERS.get(code.upper(), code.lower()[:8])
