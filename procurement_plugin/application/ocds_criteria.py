"""The award criteria of a version in the Open Contracting Data Standard, as its eForms profile writes them.

The field ``x_scoring`` is our own extension of the standard, described in ``schemas/ocds_scoring_extension``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.evaluation_document import stripped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from procurement_plugin.application.notice_criteria import WrittenCriterion
    from procurement_plugin.domain.procedure import Money
    from procurement_plugin.domain.scale import Scale
    from procurement_plugin.domain.weighting import WeightProfile

OWN = "x_scoring"
RATED = "ratedCriteria"
VERSION = ("profileId", "version", "publishedAt", "fingerprint")


def ocds_notice(
    criteria: Iterable[WrittenCriterion],
    version: Mapping[str, Any],
    profile: WeightProfile,
    language: str,
    lot: str = "",
) -> dict[str, Any]:
    """What a release of the procedure says about the award criteria of one lot; to be merged into that release.

    Args:
        version: the body of a published version.
        profile: its weight profile as read.
        lot: identifier of the lot in the release, where it differs from the version's.
    """
    rules = {
        **{name: version[name] for name in VERSION},
        "pointsDecimals": profile.points_decimals,
        "tieRule": list(profile.tie_rule),
    }
    return {"language": language, "tender": tender(version, criteria, rules, lot)}


def tender(
    document: Mapping[str, Any], criteria: Iterable[WrittenCriterion], rules: Mapping[str, Any], lot: str = ""
) -> dict[str, Any]:
    """The tender with the one lot and its criteria; ``document`` holds procedure and lot, as sent."""
    named = document["lot"]
    awarded = {"criteria": [_criterion(criterion) for criterion in criteria], OWN: stripped(rules)}
    return {
        "id": document["procedure"]["id"],
        "title": document["procedure"]["title"],
        "awardCriteria": RATED,
        "lots": [{"id": lot or named["id"], "title": named["title"], "awardCriteria": awarded}],
    }


def number(value: Decimal) -> int | float:
    """A decimal as a JSON number that reads as the same decimal: a float prints up to 15 digits as they were."""
    return int(value) if value == value.to_integral_value() else float(value)


def _criterion(criterion: WrittenCriterion) -> dict[str, Any]:
    own = {"criterion": criterion.key, **(_scale(criterion.scale) if criterion.scale else {})}
    return stripped(
        {
            "type": criterion.kind,
            "name": criterion.name,
            "description": criterion.description,
            "numbers": [*_weight(criterion.weight), *_fixed(criterion.fixed_price)],
            OWN: own,
        }
    )


def _weight(weight: Decimal | None) -> list[dict[str, Any]]:
    return [] if weight is None else [{"number": number(weight), "weight": "percentageExact"}]


def _fixed(price: Money | None) -> list[dict[str, Any]]:
    return [] if price is None else [{"number": number(price.value), "fixed": "total"}]


def _scale(scale: Scale) -> dict[str, Any]:
    points = [{"at": number(point.at), "value": number(point.value)} for point in scale.breakpoints]
    return {"scale": points, "outside": str(scale.outside)}
