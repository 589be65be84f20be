"""Criteria of ours that the words of an award criterion clearly speak of: suggested to a person, never decided."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.domain.notices.imported import ImportedCriterion

# Parts of words in en, nl, fr, de, no/da/sv, es, it, pl, uk.
TRANSPORT = r"transport|vervoer|vehicle|voertuig|véhicule|fahrzeug|kjøretøy|køretøj|fordon|livraison|lieferfahrt|bezorg|перевезен|транспорт"  # noqa: E501
EMISSION = r"emission|émission|emissie|uitstoot|utslipp|udledning|utsläpp|emision|emisj|\bco2|\bco₂|greenhouse|broeikas|treibhaus|klimagass|umwelt|environment|milieu|miljø|miljö|викид"  # noqa: E501
LEAD_TIME = (
    r"delivery (?:time|period|term)s?|time of delivery|lead[- ]?times?|lever(?:ings)?(?:tijd|termijn)\w*|"
    r"délais? de (?:livraison|fourniture)|liefer(?:zeit|frist|termin)\w*|leverings(?:tid|frist)\w*|leveranstid\w*|"
    r"plazos? de entrega|(?:tempi|termini) di consegna|termin\w* (?:dostaw\w*|realizacji)|(?:строк|термін)\w* постав\w*"
)
SUPPLY = (
    r"(?:security|reliability|continuity) of supply|supply (?:security|chain resilience)|"
    r"(?:leverings|bevoorradings|voorzienings)zekerheid|"
    r"sécurité (?:d['’ ]|de l['’ ]|des )?approvisionnements?|versorgungssicherheit|"
    r"liefersicherheit|(?:leverings|forsynings)(?:sikkerhet|sikkerhed)|försörjnings?(?:trygghet|säkerhet)|"
    r"seguridad d(?:el|e) suministro|sicurezza dell['’ ]?approvvigionamento|bezpieczeństw\w+ dostaw"
)
# How far apart, in letters, transport and emission may stand to be spoken of together.
NEAR = 60
APART = re.compile(r"[.;]")
SEARCHED = {name: re.compile(words) for name, words in (("transport", TRANSPORT), ("emission", EMISSION))}
PATTERNS: Mapping[tuple[str, str], re.Pattern[str]] = {
    ("proximity", "deliveryLeadTime"): re.compile(LEAD_TIME),
    ("supplySecurity", ""): re.compile(SUPPLY),
}
LONGEST_TEXT = 4_000


class Suggestion(NamedTuple):
    """One of our criteria, with its measure if it has several, and the words that speak of it."""

    criterion: str
    measure: str
    words: str


def suggestions(criterion: ImportedCriterion) -> tuple[Suggestion, ...]:
    """What the words speak of; prices and costs never speak of it."""
    if criterion.type is not None and criterion.type.value in ("price", "cost"):
        return ()
    return _spoken_of(criterion.words[:LONGEST_TEXT])


@lru_cache(maxsize=256)
def _spoken_of(text: str) -> tuple[Suggestion, ...]:
    small = text.lower()
    shown = text if len(text) == len(small) else small
    near = _transport_near_emission(small)
    found = [Suggestion("transportEmissions", "", shown[near[0] : near[1]])] if near else []
    for (criterion, measure), pattern in PATTERNS.items():
        hit = pattern.search(small)
        if hit is not None:
            found.append(Suggestion(criterion, measure, shown[hit.start() : hit.end()]))
    return tuple(found)


def _transport_near_emission(text: str) -> tuple[int, int] | None:
    """From where to where a word of transport and one of emissions stand in one sentence, the nearest two."""
    ways, emissions = ([hit.span() for hit in SEARCHED[name].finditer(text)][:50] for name in ("transport", "emission"))
    pairs = [sorted((way, emission)) for way in ways for emission in emissions]
    for first, second in sorted(pairs, key=lambda pair: pair[1][0] - pair[0][1]):
        between = text[first[1] : second[0]]
        if len(between) <= NEAR and not APART.search(between):
            return first[0], max(first[1], second[1])
    return None
