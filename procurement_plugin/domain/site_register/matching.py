"""Whether two entries of the register are one site: points with their reasons, and one of three outcomes.

The points, limits and weights are choices of ours, tried on labelled pairs (tests/domain/site_register). Only what
both entries say is compared. Nothing is ever joined by itself: a person decides, and the decision is recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.site_register.identifiers import IDENTIFIERS, SITE
from procurement_plugin.domain.site_register.names import bare_name, likeness, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SAME, TO_REVIEW, DIFFERENT = "same", "review", "different"
OUTCOMES = (SAME, TO_REVIEW, DIFFERENT)
IDENTIFIER, COMPANY, NAME, ADDRESS, NEAR, COUNTRY = 60, 10, 30, 20, 25, 20
NEAR_METRES, FAR_METRES = 250, 2_000
SAME_FROM, REVIEW_FROM, ENOUGH = 85, 55, 50
# Below this, per cent, two names or two addresses are not alike.
ALIKE = 50


class Reason(NamedTuple):
    """One comparison.

    Attributes:
        code: sameIdentifier, otherIdentifier, sameCompany, otherCompany, name, address, distance or otherCountry.
        about: which identifier was compared; empty for the others.
        measured: likeness in per cent, or metres.
        points, possible: what it gave, of how much.
    """

    code: str
    about: str
    measured: int
    points: int
    possible: int


class Comparison(NamedTuple):
    """What the comparison of two sites gave; ``score`` from 0 to 100."""

    score: int
    outcome: str
    reasons: tuple[Reason, ...]


def compare(first: Mapping[str, Any], second: Mapping[str, Any], metres: float | None) -> Comparison:
    """Compare two sites by the fields that both have.

    Args:
        metres: geodesic distance between them; None when one of them has no coordinates.
    """
    reasons = (*_identifiers(first, second), *_words(first, second), *_places(first, second, metres))
    possible = sum(reason.possible for reason in reasons)
    score = 100 * sum(reason.points for reason in reasons) // possible if possible else 0
    return Comparison(score, _outcome(score, possible, {r.code: r for r in reasons}), reasons)


def _outcome(score: int, possible: int, by_code: Mapping[str, Reason]) -> str:
    against = "otherIdentifier" in by_code or "otherCountry" in by_code
    name = by_code["name"].measured >= ALIKE
    distance, address = by_code.get("distance"), by_code.get("address")
    far = distance is not None and distance.measured > FAR_METRES
    if score >= SAME_FROM and possible >= ENOUGH and name and not against and not far:
        return SAME
    if "sameIdentifier" in by_code:
        return TO_REVIEW
    near = distance is not None and distance.measured <= NEAR_METRES
    placed = not far and (distance is not None or (address is not None and address.measured >= ALIKE))
    if not against and ((placed and name and score >= REVIEW_FROM) or (near and "sameCompany" in by_code)):
        return TO_REVIEW
    return DIFFERENT


def _identifiers(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Reason]:
    for field, known in IDENTIFIERS.items():
        if field not in first or field not in second:
            continue
        equal = first[field] == second[field]
        possible = IDENTIFIER if known.names == SITE else COMPANY
        code = ("same" if equal else "other") + ("Identifier" if known.names == SITE else "Company")
        yield Reason(code, field, 100 if equal else 0, possible if equal else 0, possible)


def _words(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[Reason]:
    names = [bare_name(site["name"], site.get("country", "")) for site in (first, second)]
    alike = likeness(*names)
    yield Reason("name", "", alike, NAME * alike // 100, NAME)
    if "address" in first and "address" in second:
        alike = likeness(words_of(first["address"]), words_of(second["address"]))
        yield Reason("address", "", alike, ADDRESS * alike // 100, ADDRESS)


def _places(first: Mapping[str, Any], second: Mapping[str, Any], metres: float | None) -> Iterator[Reason]:
    if metres is not None:
        apart = round(metres)
        within = min(max(FAR_METRES - apart, 0), FAR_METRES - NEAR_METRES)
        yield Reason("distance", "", apart, NEAR * within // (FAR_METRES - NEAR_METRES), NEAR)
    if "country" in first and "country" in second and first["country"] != second["country"]:
        yield Reason("otherCountry", "", 0, 0, COUNTRY)
