"""Bids, profile settings and tables for the tests of supply security."""

from datetime import date
from decimal import Decimal as D
from typing import Any

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.criteria import supply_security
from procurement_plugin.domain.criterion import Measurement, Question
from procurement_plugin.domain.evidence import Evidence
from procurement_plugin.domain.procedure import AwardCriterion, Lot, MissingPolicy
from procurement_plugin.domain.supply.origins import Determination, Determinations
from procurement_plugin.domain.transport_chain import Coordinates

DAY, CLOSING = date(2026, 12, 1), date(2027, 1, 15)
ALL = {
    "redundancy": "20",
    "countryConcentration": "15",
    "determinedDependency": "10",
    "criticalMaterials": "15",
    "surviveAndRecover": "20",
    "leadTime": "15",
    "transparency": "5",
}
NAMES = {
    "A": "redundancy",
    "B1": "countryConcentration",
    "B2": "determinedDependency",
    "C": "criticalMaterials",
    "D": "surviveAndRecover",
    "E": "leadTime",
    "F": "transparency",
}
MATERIALS = ("lithium", "graphite")
VERIFIED = {"E": Evidence("E", "statement", "", "verified")}


def determined(*countries: str) -> Determinations:
    """Determinations against these countries for battery packs; treaty origins are those of the shipped table."""
    rows = [
        Determination("battery-packs", country, date(2026, 1, 1), None, "Invented", "https://x")
        for country in countries
    ]
    protected = [
        c.iso2 for c in knowledge.reference().tables["countries"].values() if c.access not in ("none", "pending")
    ]
    return Determinations(rows, protected)


def site(capacity: Any, recovery: Any, owner: str = "a", latitude: Any = "0", evidence: str = "E") -> dict[str, Any]:
    """A site on the meridian of Greenwich; 0.45 degrees are 49.95 km in these tests."""
    return {
        "id": str(capacity),
        "owner": owner,
        "location": Coordinates(D(latitude), D(0)),
        "capacityPerDay": D(capacity),
        "timeToRecoverDays": D(recovery),
        "evidence": [evidence] if evidence else [],
    }


def inputs(
    sites: list[dict[str, Any]],
    shares: dict[str, str] | None = None,
    stock: Any = "0",
    lead: tuple[Any, Any] = ("8", "2"),
    tiers: tuple[str, ...] = ("1", "1", "1"),
    mitigated: tuple[str, ...] = (),
) -> dict[str, Any]:
    """All that a bidder declares."""
    return {
        "sites": sites,
        "plannedShares": [
            {"country": c, "share": D(s), "evidence": ["E"]} for c, s in (shares or {"BE": "100"}).items()
        ],
        "stock": {"quantity": D(stock), "evidence": ["E"]},
        "leadTime": {
            "meanDays": D(lead[0]),
            "standardDeviationDays": D(lead[1]),
            "deliveries": D(12),
            "evidence": ["E"],
        },
        "transparency": dict(zip(("firstTier", "secondTier", "thirdTier"), map(D, tiers), strict=True))
        | {"evidence": ["E"]},
        "materials": [
            {"material": name, "qualifiedSources": D(2 if name in mitigated else 1), "evidence": ["E"]}
            for name in MATERIALS
        ],
    }


def settings(weights: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """The published settings, all seven on unless weights say otherwise."""
    rows = [{"name": name, "weight": D(weight)} for name, weight in (weights or ALL).items()]
    return {
        "demandPerDay": D(10),
        "leadTimeTargetDays": D(10),
        "leadTimeMaximumDays": D(40),
        "subCriteria": rows,
        "criticalMaterials": [{"material": name} for name in MATERIALS],
        "dependencyProducts": [{"product": "battery-packs"}],
        **more,
    }


def measured(
    given: dict[str, Any],
    published: dict[str, Any] | None = None,
    evidence: dict[str, Evidence] | None = None,
    countries: tuple[str, ...] = ("CN",),
) -> Measurement:
    """The criterion measured with the shipped figures."""
    reference = knowledge.reference()
    criterion = AwardCriterion(
        "supplySecurity", "", D(10), None, MissingPolicy.ZERO, "engine", "", "", (), published or settings()
    )
    lot = Lot("L", "", "tonneDelivered", (), ())
    return supply_security.measure(
        Question(
            criterion,
            lot,
            given,
            (),
            (),
            (),
            VERIFIED if evidence is None else evidence,
            lambda name: reference.parameters.figure(name, DAY),
            lambda a, b: abs(a.latitude - b.latitude) * 111,
            "bids[0]",
            DAY,
            CLOSING,
            (),
            {**reference.tables, "determinations": determined(*countries)},
        )
    )


def sub_scores(given: dict[str, Any], **more: Any) -> dict[str, D]:
    """The result of each step by its name, the weighted mean among them."""
    return {step.code: step.result for step in measured(given, **more).explain() if step.result is not None}


def codes(found: Measurement) -> set[str]:
    """The codes of the findings, without the criterion's name."""
    return {finding.code.partition(".")[2] for finding in found.findings}
