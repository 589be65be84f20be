"""What is wrong, or worth a reason, in the published settings of supply security."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import TRUSTED, Finding, Kind, Severity
from procurement_plugin.domain.supply.published import (
    CONCENTRATION_NAME,
    DETERMINATIONS,
    MATERIALS,
    material_ids,
    placed_clauses,
    product_ids,
    promises,
    published,
    stated_weights,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal
    from typing import Any

    from procurement_plugin.domain.criterion import ProfileQuestion
    from procurement_plugin.domain.supply.materials import CriticalMaterials
    from procurement_plugin.domain.supply.origins import Determinations

LEAST = "supply_security.sub_weight_minimum"
MOST = "supply_security.sub_weight_maximum"
SHORTEST_REASON = 20


def check(asked: ProfileQuestion) -> tuple[Finding, ...]:
    """Anchors, sub-weights and their bounds, materials, determinations, the reason for concentration, clauses."""
    settings = asked.criterion.settings
    if not settings:
        message = "Supply security needs demand and lead-time anchors."
        return (_setting(asked, "settingsMissing", message),)
    return (
        *_need(asked, settings),
        *_sub_weights(asked, settings),
        *_materials(asked, settings),
        *_unverified(asked, settings),
        *_dependency(asked, settings),
        *_clauses(asked, settings),
    )


def _need(asked: ProfileQuestion, settings: Mapping[str, Any]) -> Iterator[Finding]:
    if settings["leadTimeMaximumDays"] <= settings["leadTimeTargetDays"]:
        yield _setting(asked, "leadTimeAnchors", "The longest lead time must be above the target.")
    if settings["demandPerDay"] <= 0:
        yield _setting(asked, "demand", "The demand per day must be above zero.")


def _sub_weights(asked: ProfileQuestion, settings: Mapping[str, Any]) -> Iterator[Finding]:
    rows = settings.get("subCriteria") or ()
    stated = stated_weights(settings) or {}
    if len(stated) < len(rows):
        yield _setting(asked, "subCriterionTwice", "A sub-criterion is listed twice.")
    if rows and not any(weight > 0 for weight in stated.values()):
        yield _setting(asked, "allOff", "At least one sub-criterion must carry weight.")
        return
    whole = sum(stated.values()) or 1
    least, most = asked.figure(LEAST), asked.figure(MOST)
    for index, row in enumerate(rows):
        share = row["weight"] * 100 / whole
        if row["weight"] > 0 and not least <= share <= most:
            yield _out_of_bounds(asked, index, share, least, most)
    if stated.get(CONCENTRATION_NAME):
        yield _concentration_on(asked, recorded=_says_something(settings.get("concentrationReason", "")))


def _says_something(reason: str) -> bool:
    return len(reason.strip()) >= SHORTEST_REASON


def _out_of_bounds(asked: ProfileQuestion, index: int, share: Decimal, least: Decimal, most: Decimal) -> Finding:
    name = asked.criterion.settings["subCriteria"][index]["name"]
    return Finding(
        code="supplySecurity.subWeightOutOfBounds",
        severity=Severity.BLOCK,
        kind=Kind.GUARDRAIL,
        message=f"{name} is {share:.2f} per cent of supply security; the published bounds are {least} to {most}.",
        where=f"{asked.where}.settings.supplySecurity.subCriteria[{index}].weight",
        remedy="Choose a weight within the bounds, switch the sub-criterion off with 0, or have a named legal "
        "approver set this caution rule aside.",
        parameter=MOST if share > most else LEAST,
        minimum=least,
        maximum=most,
        overridable=True,
    )


def _concentration_on(asked: ProfileQuestion, *, recorded: bool) -> Finding:
    return Finding(
        code="supplySecurity.countryConcentration",
        severity=Severity.WARN if recorded else Severity.BLOCK,
        kind=Kind.GUARDRAIL,
        message="Country concentration is on: two plants ten kilometres apart gain by lying on two sides of a border.",
        where=f"{asked.where}.settings.supplySecurity.subCriteria",
        remedy="Leave it off, or record the risk that justifies it in concentrationReason, in a sentence.",
        overridable=not recorded,
    )


def _materials(asked: ProfileQuestion, settings: Mapping[str, Any]) -> Iterator[Finding]:
    known: CriticalMaterials = asked.tables[MATERIALS]
    named = material_ids(settings)
    for index, row in enumerate(settings.get("criticalMaterials") or ()):
        if known.get(row["material"]) is None:
            yield _setting(
                asked,
                "unknownMaterial",
                f"'{row['material']}' is no critical raw material of the frozen list (Regulation (EU) 2024/1252, "
                "Annex II); without its supply risk it has no weight.",
                f"criticalMaterials[{index}].material",
                "Take an id from refData/materials, or leave the material out.",
            )
    if (stated_weights(settings) or {}).get("criticalMaterials") and not any(map(known.get, named)):
        message = "Mitigation of critical materials carries weight, but the lot lists none of them."
        remedy = "List the lot's materials in criticalMaterials (the scanner helps), or give this sub-criterion 0."
        yield _setting(asked, "noMaterials", message, "criticalMaterials", remedy)


def _unverified(asked: ProfileQuestion, settings: Mapping[str, Any]) -> Iterator[Finding]:
    """Supply risks that the profile has to accept first, as any figure that was read in one copy only."""
    held = published(asked.criterion, asked.figure, asked.tables, asked.day)
    if "criticalMaterials" not in held.weights:
        return
    accepted = TRUSTED.union(row["verification"] for row in settings.get("acceptedVerification") or ())
    for verification in sorted({material.verification for material in held.materials} - accepted):
        yield _setting(
            asked,
            "verificationNotAccepted",
            f"The supply risk of the materials has the verification '{verification}', which the profile does not "
            "accept.",
            "acceptedVerification",
            "Accept it in acceptedVerification (it is printed), or switch this sub-criterion off.",
        )


def _dependency(asked: ProfileQuestion, settings: Mapping[str, Any]) -> Iterator[Finding]:
    determinations: Determinations = asked.tables[DETERMINATIONS]
    products = product_ids(settings)
    in_force = determinations.in_force(products, asked.day)
    weighted = (stated_weights(settings) or {}).get("determinedDependency")
    where = f"{asked.where}.settings.supplySecurity.dependencyProducts"
    if in_force and (weighted or not settings.get("subCriteria")):
        yield Finding(
            code="supplySecurity.dependencyOn",
            severity=Severity.WARN,
            kind=Kind.GUARDRAIL,
            message=f"The origin of {', '.join(in_force)} counts, since a dependency has been determined.",
            where=where,
            remedy="Say why points are given on top of the contract obligations of Regulation (EU) 2024/1735, "
            "Article 25(7), and check Article 25(8) for contracts that agreements cover.",
        )
    elif weighted:
        message = "The determined dependency carries weight, but nothing is determined here for the products named."
        remedy = (
            "Give it 0, or have an administrator enter the Commission's determination; its weight is never spread "
            "over the others."
        )
        yield _setting(asked, "noDetermination", message, "dependencyProducts", remedy)
    elif products:
        yield Finding(
            code="supplySecurity.dependencyOff",
            severity=Severity.INFORM,
            kind=Kind.DATA,
            message=f"No determination that was entered here names {', '.join(products)} on the day of the notice: the "
            "determined dependency is off.",
            where=where,
            remedy="Nothing needs to be done; an administrator can enter determinations of the Commission, spelled "
            "the same way.",
        )


def _clauses(asked: ProfileQuestion, settings: Mapping[str, Any]) -> Iterator[Finding]:
    placed = placed_clauses(settings)
    weights = published(asked.criterion, asked.figure, asked.tables, asked.day).weights
    missing = [promise for promise in promises(weights) if promise not in placed]
    if missing:
        yield Finding(
            code="supplySecurity.promiseWithoutClause",
            severity=Severity.WARN,
            kind=Kind.GUARDRAIL,
            message=f"Scored, but without a clause in the contract: {', '.join(missing)}.",
            where=f"{asked.where}.settings.supplySecurity.contractClauses",
            remedy="Take the proposed clauses into the contract and say where they stand, so that what was scored "
            "can be enforced.",
        )


def _setting(asked: ProfileQuestion, code: str, message: str, where: str = "", remedy: str = "") -> Finding:
    place = f"{asked.where}.settings"
    return Finding(
        code=f"supplySecurity.{code}",
        severity=Severity.BLOCK,
        kind=Kind.STRUCTURAL,
        message=message,
        where=f"{place}.supplySecurity.{where}" if where else place,
        remedy=remedy or "Correct the settings of the criterion before publication.",
    )
