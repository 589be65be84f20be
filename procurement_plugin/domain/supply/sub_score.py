"""What every sub-criterion answers: 0 to 100 as an exact fraction, with all that it was worked out from."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.scale import half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from procurement_plugin.domain.evidence import Support

FULL = Fraction(100)
NONE = Fraction(0)
ONE = Fraction(1)


class Need(NamedTuple):
    """What the contract needs, as published; every sub-score is capped at it. Demand in units a day, times in days."""

    demand: Decimal
    target: Decimal
    maximum: Decimal


class Judge(NamedTuple):
    """How documents and figures are looked up while one bid is scored."""

    supports: Callable[[Iterable[str]], Support]
    figure: Callable[[str], Decimal]


class SubScore(NamedTuple):
    """One sub-criterion of one bid.

    Attributes:
        reason: code of why it is 0 for want of a fact; empty when it was worked out.
        remarks: codes of facts that were left out of it.
    """

    name: str
    value: Fraction
    operands: tuple[tuple[str, Any], ...]
    reason: str = ""
    evidence: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def share(part: Fraction, whole: Fraction) -> Fraction:
    """The part of the whole, at most all of it, times 100."""
    return FULL * min(ONE, part / whole)


def rounded(value: Fraction, places: int) -> Decimal:
    """The fraction half-up at so many decimals."""
    return half_up(Decimal(value.numerator), Decimal(value.denominator), places)


# Why a sub-criterion gives nothing, or what was left out of it; the words in documents stand in criterion.yaml.
REASONS: Mapping[str, str] = {
    "noSites": "no production site with capacity and recovery time was declared",
    "noEvidence": "no evidence stands behind it",
    "evidenceRefused": "its evidence was refused",
    "evidenceNotValid": "its evidence is not valid on the day the tenders close",
    "capacityBelowDemand": "the reserved capacity does not cover the demand",
    "noLeadTime": "no lead time was declared",
    "noLiquidatedDamages": "a guaranteed lead time counts only with a liquidated-damages clause",
    "tooFewDeliveries": "the lead time rests on too few deliveries",
    "nothingDisclosed": "no tier of the supply chain was disclosed",
    "noShares": "no planned share per country was declared",
    "noMitigation": "nothing was declared about the critical materials of the lot",
}
REMARKS: Mapping[str, str] = {
    "siteWithoutEvidence": "a site without usable evidence was left out",
    "stockWithoutEvidence": "the stock has no usable evidence and was left out",
    "materialWithoutEvidence": "a mitigation without usable evidence was left out",
    "materialNotListed": "a material that the lot does not list was left out",
    "productNotListed": "shares of a product for which nothing is determined were left out",
    "ownersAtOnePlace": "sites at the very same place have different owners and count as independent",
}
NO_GUESS = "Missing facts count as nothing, as published; they are never guessed."
NEW_EVIDENCE = (
    "Clarify it if the document can be completed; what cannot be shown counts as nothing (Directive 2014/24/EU, "
    "Article 56(3))."
)
REMEDIES: Mapping[str, str] = {
    "noEvidence": "A document has to stand behind each fact; it may be asked for where the law allows it.",
    "evidenceRefused": "The refusal and its reason stand in the evidence file of the evaluation.",
    "evidenceNotValid": NEW_EVIDENCE,
    "capacityBelowDemand": "A person decides whether this bid can perform the contract at all; nothing is rejected "
    "automatically.",
    "noLiquidatedDamages": "Name the clause in liquidatedDamagesClause, or show past deliveries.",
    "tooFewDeliveries": "A record of enough deliveries is needed, or a guaranteed time with a damages clause.",
    "materialNotListed": "The lot's list of materials was published; others bring nothing.",
    "productNotListed": "Name the products as the profile does in dependencyProducts.",
    "ownersAtOnePlace": "Ask who the ultimate owner is: sites of one owner this near are lost together.",
}
