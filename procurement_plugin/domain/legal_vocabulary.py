"""The words in which a contracting authority describes a procedure, a criterion or a clause to the legal guard.

The tables are the whole vocabulary: schemas, facts and the conditions in ``config/legal`` are held against them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

YES_NO = ("true", "false")
# Questions about the procedure, each answered yes, no, or not at all.
PROCEDURE_QUESTIONS: Mapping[str, str] = {
    "aboveEuThreshold": "Whether the value reaches the EU threshold; worked out when it is not said",
    "crossBorderInterest": "Whether a contract below the thresholds has certain cross-border interest",
    "labourIntensive": "Whether the contract is labour-intensive",
    "intellectualServices": "Whether the contract is for intellectual or Annex IV services (Spain)",
    "collectiveCatering": "Whether the contract is for collective catering",
    "wasteForDisposal": "Whether waste for disposal or mixed household waste is treated",
    "netZeroTechnology": "Whether the subject-matter holds a technology of Regulation (EU) 2024/1735, Article 4(1)",
    "netZeroDependency": "Whether the Commission has determined a dependency for it (Article 29(2))",
    "renewableAuction": "Whether this is an auction for renewable energy (Article 26)",
    "ecodesignAwardAct": "Whether an act under Regulation (EU) 2024/1781, Article 65, sets criteria for it",
    "qualityRequirementsDescribed": "Whether the description sets quality requirements for the main elements (Poland)",
    "climateRequirementsInSpecification": "Whether climate requirements stand in the specification instead (Norway)",
    "smallClimateFootprint": "Whether climate footprint and environmental impact are immaterial (Norway)",
    "standardisedPurchase": "Whether the services or supplies are standardised (France)",
    "priceOnlyReasoned": "Whether the documents give reasons for awarding on price or cost alone",
    "bidderAdvisedAuthority": "Whether a bidder or a related undertaking advised on the procurement",
    "variantsAllowed": "Whether variants are allowed or required",
    "lightTouch": "Whether the services are social or other specific services (light regime)",
    "thirdCountryPolicyStated": "Whether the documents say how bidders of non-covered third countries are treated",
    "essentialSecurityInvoked": "Whether essential security interests are invoked (TFEU, Article 346)",
    "essentialSecurityDecision": "Whether a decision of the competent authority supports that",
    "methodFixedLateReasoned": "Whether demonstrable reasons for fixing the method late are on record",
}
# Questions about a criterion or a clause.
CLAUSE_QUESTIONS: Mapping[str, str] = {
    "acceptsEquivalents": "Whether equivalent products, labels or means of proof are accepted",
    "labelConditionsMet": "Whether the label meets Directive 2014/24/EU, Article 43(1), points (a) to (e)",
    "requiresExistingPremises": "Whether premises must exist when the tender is submitted",
    "needsPlaceOfPerformance": "Whether the place of performance itself makes it necessary",
    "selfScored": "Whether the bidder fixes its own mark",
    "dependsOnOtherBids": "Whether a bid's points depend on the other bids",
    "monetised": "Whether the effect is expressed in money (life-cycle costing)",
    "costMethodPublished": "Whether method, price and data of the monetised effect are published",
    "methodPublished": "Whether the method of assessment is published",
    "contractClause": "Whether the promise is binding through a contract clause",
    "environmental": "Whether it is an environmental criterion",
    "beyondContractNeed": "Whether quantities or capacity beyond the contract's need are rewarded",
    "evidenceAfterDeadline": "Whether scoring evidence may be asked for after the tender deadline",
}
REWARDS: Mapping[str, str] = {
    "productionTerritory": "that a thing is made in a named territory",
    "establishment": "a seat, branch, office, depot or plant at a place",
    "localWorkforce": "local employment or local subcontractors",
    "unionOrigin": "that a product originates in the Union",
    "contentShare": "a share of domestic, Union or agreement content",
    "countryOfProduction": "the country of production or its risk index",
    "distanceToAuthority": "nearness to the contracting authority or to an administrative area",
    "distanceToDelivery": "nearness of production to the delivery point",
    "distanceOrEmissions": "a short distance or, equally, low transport emissions",
    "transportEmissions": "low transport emissions of this contract's goods",
    "vehicleRequirements": "vehicles, modes or consolidation of deliveries",
    "freshness": "hours from harvest, slaughter or production to delivery",
    "leadTime": "a guaranteed delivery or intervention time",
    "supplySecurity": "reserved stock, second sources and continuity for this contract",
    "company": "the company as a whole: size, finances, experience, certificates, its own footprint",
    "ladder": "the level on a management or performance ladder",
    "label": "a named label",
    "originLabel": "a label of origin or region",
    "protectedName": "a protected designation of origin",
    "shortChain": "few intermediaries",
    "seasonalProduce": "seasonal produce or named varieties",
    "smallLots": "delivery in small lots at several places",
    "thirdCountryShare": "the share of products of third countries without agreement",
    "dependentCountryCap": "a ceiling for what comes from a third country on which the Union depends",
    "unionMeans": "that the means of performance are located in the Union",
    "thirdCountryBidder": "whether the bidder comes from a third country that no agreement covers",
    "measureExclusion": "the exclusion that an International Procurement Instrument measure orders",
    "inspectionNearby": "that the product can be inspected within a radius",
    "nearnessOrIncumbency": "the nearer or the present contractor",
    "price": "price or cost",
    "other": "something else",
}
ROLES: Mapping[str, str] = {
    "awardCriterion": "scored",
    "minimumRequirement": "a requirement that every bid must meet",
    "performanceCondition": "a condition of the contract, after the award",
    "selectionCriterion": "a condition on the bidder",
    "tieBreak": "decides between equal bids",
    "rejectionGround": "a ground on which a bid may or must be rejected",
    "lotDesign": "how the contract is divided and delivered",
}
PURPOSES: Mapping[str, str] = {
    "environment": "environment and climate",
    "quality": "quality of what is bought",
    "deliveryNeed": "the delivery need of the contracting authority",
    "supplyContinuity": "continuity of this contract's supply",
    "publicHealth": "public health",
    "security": "public security",
    "regionalEconomy": "support of the regional or national economy, its firms, jobs or taxes",
}
MEASURED_TO: Mapping[str, str] = {
    "deliveryPoint": "the delivery point",
    "placeOfPerformance": "the place of performance",
    "authoritySeat": "the seat of the contracting authority",
    "administrativeArea": "an administrative area",
}
CLAUSE_CHOICES: Mapping[str, Mapping[str, str]] = {
    "rewards": REWARDS,
    "purpose": PURPOSES,
    "measuredTo": MEASURED_TO,
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the procurement documents that is no award criterion of the profile, but is looked at with it."""

    id: str
    role: str
    text: str
    answers: Mapping[str, str] = field(default_factory=dict)


# What conditions in ``config/legal`` may ask: the fact's name, and the words it can hold (none: free words or figure).
CLAUSE_FACTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(CLAUSE_QUESTIONS, YES_NO),
    **{name: tuple(words) for name, words in CLAUSE_CHOICES.items()},
    "role": tuple(ROLES),
    "family": (),
    **dict.fromkeys(("ours", "territorialWords", "needStated", "linkStated", "evidenceStated", "weighted"), YES_NO),
}
PROCEDURE_FACTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(PROCEDURE_QUESTIONS, YES_NO),
    "directive": ("2014/24", "2014/25", "2014/23", "2009/81", "none"),
    "buyerType": ("central", "subcentral", "utility", "concession", "defence", "other"),
    "contractType": ("supplies", "services", "works"),
    "cpv": (),
    "estimatedValueEur": (),
    "rewarded": tuple(REWARDS),
    "gpaCovered": YES_NO,
    **dict.fromkeys(("priceOnly", "treatyRulesApply", "methodFixedAfterOpening", "publishedAfterNotice"), YES_NO),
}
