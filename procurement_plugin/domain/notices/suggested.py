"""Criteria of ours that the words of an award criterion clearly speak of: suggested to a person, never decided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.domain.notices.imported import ImportedCriterion

# Parts of words in en, nl, fr, de, no/da/sv, es, it, pl, uk.
TRANSPORT = r"transport|vervoer|vehicle|voertuig|véhicule|fahrzeug|kjøretøy|køretøj|fordon|livraison|lieferfahrt|bezorg|перевезен|транспорт"  # noqa: E501
EMISSION = r"emission|émission|uitstoot|utslipp|udledning|utsläpp|emision|emisj|\bco2|\bco₂|greenhouse|broeikas|treibhaus|klimagass|umwelt|environment|milieu|miljø|miljö|викид"  # noqa: E501
LEAD_TIME = (
    r"delivery (?:time|period|term)s?|time of delivery|lead[- ]?times?|lever(?:ings)?(?:tijd|termijn)\w*|"
    r"délais? de (?:livraison|fourniture)|liefer(?:zeit|frist|termin)\w*|leverings(?:tid|frist)\w*|leveranstid\w*|"
    r"plazos? de entrega|(?:tempi|termini) di consegna|termin\w* (?:dostaw\w*|realizacji)|(?:строк|термін)\w* постав\w*"
)
SUPPLY = (
    r"(?:security|reliability|continuity) of supply|supply (?:security|chain resilience)|"
    r"(?:leverings|bevoorradings|voorzienings)zekerheid|sécurité d['’ ]?approvisionnement|versorgungssicherheit|"
    r"liefersicherheit|(?:leverings|forsynings)(?:sikkerhet|sikkerhed)|försörjnings?(?:trygghet|säkerhet)|"
    r"seguridad d(?:el|e) suministro|sicurezza dell['’ ]?approvvigionamento|bezpieczeństw\w+ dostaw"
)
# How far apart, in letters, transport and emission may stand to be spoken of together.
NEAR = 60
PATTERNS: Mapping[tuple[str, str], re.Pattern[str]] = {
    ("transportEmissions", ""): re.compile(
        rf"(?:{TRANSPORT})[^.;\n]{{0,{NEAR}}}?(?:{EMISSION})|(?:{EMISSION})[^.;\n]{{0,{NEAR}}}?(?:{TRANSPORT})",
        re.IGNORECASE,
    ),
    ("proximity", "deliveryLeadTime"): re.compile(LEAD_TIME, re.IGNORECASE),
    ("supplySecurity", ""): re.compile(SUPPLY, re.IGNORECASE),
}
LONGEST_TEXT = 10_000


class Suggestion(NamedTuple):
    """One of our criteria, with its measure if it has several, and the words that speak of it."""

    criterion: str
    measure: str
    words: str


def suggestions(criterion: ImportedCriterion) -> list[Suggestion]:
    """What the words speak of; prices and costs never speak of it."""
    if criterion.type is not None and criterion.type.value in ("price", "cost"):
        return []
    text = criterion.words[:LONGEST_TEXT]
    found = ((name, pattern.search(text)) for name, pattern in PATTERNS.items())
    return [Suggestion(*name, hit.group()) for name, hit in found if hit is not None]
