"""What only shows when parts of a request are compared: sums, references, names that must exist once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.findings import Finding, Kind, OutOfCoverageError, Severity
from procurement_plugin.web.schemas.places import location_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from procurement_plugin.application.ports import EmissionIntensities
    from procurement_plugin.domain.criterion import Criterion

HUNDRED = Decimal(100)


def profile_findings(profile: Mapping[str, Any], known: Mapping[str, Criterion]) -> Iterator[Finding]:
    """Weights that do not sum to 100, criteria twice, unknown measures, weights without anchors."""
    where = "weightProfile"
    criteria = profile["criteria"]
    yield from _sum_is_hundred((row["weight"] for row in criteria), f"{where}.criteria", "weights")
    keys = [(row["criterion"], _measure(row, known)) for row in criteria]
    yield from _once(keys, f"{where}.criteria", "The criterion {0[0]} {0[1]} stands twice in the profile.")
    for index, row in enumerate(criteria):
        yield from _criterion_findings(row, f"{where}.criteria[{index}]", known)
    weights = profile.get("itemWeights")
    if weights:
        yield from _sum_is_hundred((row["weight"] for row in weights), f"{where}.itemWeights", "item weights")


def _measure(row: Mapping[str, Any], known: Mapping[str, Criterion]) -> str:
    """The measure a criterion is scored by: the one named, else the first that ours has."""
    ours = known.get(row["criterion"])
    definition = ours.definition(row.get("measure", "")) if ours else None
    return definition.name if definition else row.get("measure", "")


def _criterion_findings(row: Mapping[str, Any], where: str, known: Mapping[str, Criterion]) -> Iterator[Finding]:
    ours = known.get(row["criterion"])
    if ours is not None and row.get("measure") and ours.definition(row["measure"]) is None:
        names = ", ".join(definition.name for definition in ours.measures)
        yield _issue("input.invalidInput", f"{where}.measure", f"{ours.name} has no such measure; it has: {names}.")
    if ours is not None and row.get("source") == "platform":
        yield _issue("input.invalidInput", f"{where}.source", f"{ours.name} is computed by this software.")
    if not row.get("scale") and (ours is not None or row.get("source", "engine") == "engine"):
        message = "A weight without anchors means nothing: publish at least two."
        yield _issue("input.requiredInput", f"{where}.scale", message)
    published = row.get("weightRange")
    if published and not published["minimum"] <= row["weight"] <= published["maximum"]:
        yield _issue("input.outOfRange", f"{where}.weight", "The weight must lie within its published range.")
    for name in row.get("settings") or {}:
        if name != row["criterion"]:
            yield _issue("input.unknownInput", f"{where}.settings.{name}", "Settings of another criterion.")


def lot_findings(request: Mapping[str, Any]) -> Iterator[Finding]:
    """Shares of delivery points, names used twice, item weights of unknown items, dates in the wrong order."""
    lot, procedure = request["lot"], request["procedure"]
    points, items = lot["deliveryPoints"], lot["items"]
    yield from _sum_is_hundred((row["share"] for row in points), "lot.deliveryPoints", "shares")
    yield from _once([row["id"] for row in points], "lot.deliveryPoints", "The identifier {0} is used twice.")
    yield from _once([row["id"] for row in items], "lot.items", "The identifier {0} is used twice.")
    names = {row["id"] for row in items}
    for index, row in enumerate(request["weightProfile"].get("itemWeights") or ()):
        if row["itemId"] not in names:
            where = f"weightProfile.itemWeights[{index}].itemId"
            yield _issue("input.referencedResourceNotFound", where, f"The lot has no item {row['itemId']}.")
    if procedure["tenderDeadlineAt"] <= procedure["noticeDispatchedAt"]:
        message = "The deadline must lie after the dispatch of the notice."
        yield _issue("input.invalidPeriod", "procedure.tenderDeadlineAt", message)


def bid_findings(request: Mapping[str, Any], known: Mapping[str, Criterion]) -> Iterator[Finding]:
    """Shares, references to items, delivery points and evidence, points above the weight."""
    yield from _once([row["id"] for row in request["bids"]], "bids", "The identifier {0} is used twice.")
    items = {row["id"] for row in request["lot"]["items"]}
    points = {row["id"] for row in request["lot"]["deliveryPoints"]}
    others = {
        row["criterion"] + (f".{row['measure']}" if row.get("measure") else ""): row
        for row in request["weightProfile"]["criteria"]
        if row["criterion"] not in known
    }
    places = int(request["weightProfile"].get("pointsDecimals", "4"))
    for index, bid in enumerate(request["bids"]):
        where = f"bids[{index}]"
        evidence = {row["id"] for row in bid.get("evidence") or ()}
        yield from _once([row["itemId"] for row in bid["items"]], f"{where}.items", "Item {0} is offered twice.")
        yield from document_findings(bid.get("evidence") or (), f"{where}.evidence")
        for number, item in enumerate(bid["items"]):
            yield from _item_findings(item, f"{where}.items[{number}]", items, points, evidence)
        if bid.get("criterionInputs"):
            yield from _input_findings(bid["criterionInputs"], f"{where}.criterionInputs", evidence)
        yield from _other_findings(bid.get("otherCriteria") or {}, f"{where}.otherCriteria", others, places)


def document_findings(rows: Sequence[Mapping[str, Any]], where: str) -> Iterator[Finding]:
    """Documents named twice, or whose last day lies before the first."""
    yield from _once([row["id"] for row in rows], where, "The identifier {0} is used for two documents.")
    for number, row in enumerate(rows):
        if "validFrom" in row and "validTo" in row and row["validTo"] < row["validFrom"]:
            message = "The last day lies before the first on which the document holds."
            yield _issue("input.invalidPeriod", f"{where}[{number}].validTo", message)


def _item_findings(
    item: Mapping[str, Any], where: str, items: set[str], points: set[str], evidence: set[str]
) -> Iterator[Finding]:
    if item["itemId"] not in items:
        message = f"The lot has no item {item['itemId']}."
        yield _issue("input.referencedResourceNotFound", f"{where}.itemId", message)
    sites = item["productionSites"]
    if len(sites) != 1 or sites[0]["share"] not in ("100", "100.0", "100.00"):
        yield from _sum_is_hundred((Decimal(s["share"]) for s in sites), f"{where}.productionSites", "shares")
    for number, site in enumerate(sites):
        place = f"{where}.productionSites[{number}]"
        yield from _unknown(site.get("evidence") or (), evidence, f"{place}.evidence", "evidence")
        if "location" in site:
            yield from location_faults(site["location"], f"{place}.location")
        chains = [chain["deliveryPoint"] for chain in site.get("chains") or ()]
        yield from _unknown(chains, points, f"{place}.chains", "delivery point", ".deliveryPoint")
        yield from _once(chains, f"{place}.chains", "Two chains lead to delivery point {0}.")
        yield from _chain_findings(site.get("chains") or (), f"{place}.chains", evidence)


def _chain_findings(chains: Iterable[Mapping[str, Any]], where: str, evidence: set[str]) -> Iterator[Finding]:
    """References to evidence, and places given in no way or in several, at the elements that have them."""
    for c, chain in enumerate(chains):
        for e, element in enumerate(chain["elements"]):
            for name in ("from", "to"):
                if name in element:
                    yield from location_faults(element[name], f"{where}[{c}].elements[{e}].{name}")
            if "evidence" in element:
                yield from _unknown(element["evidence"], evidence, f"{where}[{c}].elements[{e}].evidence", "evidence")


def set_findings(profile: Mapping[str, Any], known: Mapping[str, EmissionIntensities]) -> Iterator[Finding]:
    """A data set that does not exist here."""
    name = profile.get("dataSet")
    if name is not None and name not in known:
        message = f"There is no data set {name}; there are: {', '.join(sorted(known))}."
        yield _issue("input.referencedResourceNotFound", "weightProfile.dataSet", message)


def class_findings(bids: list[Any], intensities: EmissionIntensities | None, day: date) -> Iterator[Finding]:
    """Vehicle classes that the data set does not have on the procedure's day, at each element that names one."""
    if intensities is None:
        return
    elements = [
        element
        for bid in bids
        for item in bid["items"]
        for site in item["productionSites"]
        for chain in site.get("chains") or ()
        for element in chain["elements"]
    ]
    refused: dict[tuple[str, str], str] = {}
    named = {(row["mode"], row.get("vehicleClass", "")) for row in elements if "primaryData" not in row}
    for mode, vehicle_class in sorted(named):
        try:
            intensities.find(mode, vehicle_class, day)
        except OutOfCoverageError as error:
            refused[mode, vehicle_class] = str(error)
    if refused:
        for where, element in _elements(bids):
            message = refused.get((element["mode"], element.get("vehicleClass", "")))
            if message and "primaryData" not in element:
                yield _issue("input.invalidInput", f"{where}.vehicleClass", message)


def _elements(bids: list[Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for b, bid in enumerate(bids):
        for i, item in enumerate(bid["items"]):
            for s, site in enumerate(item["productionSites"]):
                for c, chain in enumerate(site.get("chains") or ()):
                    for e, element in enumerate(chain["elements"]):
                        yield f"bids[{b}].items[{i}].productionSites[{s}].chains[{c}].elements[{e}]", element


def _input_findings(inputs: Any, where: str, evidence: set[str]) -> Iterator[Finding]:
    """References to evidence and shares per country, wherever a criterion declared them."""
    if isinstance(inputs, dict):
        for name, value in inputs.items():
            if name == "evidence":
                yield from _unknown(value, evidence, f"{where}.evidence", "evidence")
            else:
                yield from _input_findings(value, f"{where}.{name}", evidence)
    elif isinstance(inputs, list):
        if inputs and all(isinstance(row, dict) and "share" in row for row in inputs):
            for product in sorted({row.get("product", "") for row in inputs}):
                shares = (Decimal(row["share"]) for row in inputs if row.get("product", "") == product)
                yield from _sum_is_hundred(shares, where, f"shares of {product}" if product else "shares")
        names = [row["id"] for row in inputs if isinstance(row, dict) and "id" in row]
        yield from _once(names, where, "The identifier {0} is used twice.")
        for number, value in enumerate(inputs):
            yield from _input_findings(value, f"{where}[{number}]", evidence)


def _other_findings(given: Mapping[str, Any], where: str, others: Mapping[str, Any], places: int) -> Iterator[Finding]:
    for name, value in given.items():
        row = others.get(name)
        if row is None:
            message = f"The profile has no criterion {name} whose points or amount a bid could bring."
            yield _issue("input.referencedResourceNotFound", f"{where}.{name}", message)
        elif "points" in value and Decimal(value["points"]) > row["weight"]:
            finding = _issue("input.outOfRange", f"{where}.{name}.points", "Points may not be above the weight.")
            limits = {"minimum": Decimal(0), "maximum": row["weight"], "actual": Decimal(value["points"])}
            yield replace(finding, **limits)
        elif len(value.get("points", "").partition(".")[2]) > places:
            message = f"Points have at most {places} decimals, as published; they are not rounded here."
            yield _issue("input.invalidInput", f"{where}.{name}.points", message)


def _unknown(names: Iterable[str], known: set[str], where: str, kind: str, suffix: str = "") -> Iterator[Finding]:
    for number, name in enumerate(names):
        if name not in known:
            message = f"There is no {kind} {name}."
            yield _issue("input.referencedResourceNotFound", f"{where}[{number}]{suffix}", message)


def _once(names: list[Any], where: str, message: str) -> Iterator[Finding]:
    if len(set(names)) == len(names):
        return
    for name, count in Counter(names).items():
        if count > 1:
            yield _issue("input.invalidInput", where, message.format(name))


def _sum_is_hundred(values: Iterable[Decimal], where: str, kind: str) -> Iterator[Finding]:
    total = sum(values, Decimal(0))
    if total != HUNDRED:
        finding = _issue("input.outOfRange", where, f"The {kind} must sum to exactly 100; they sum to {total}.")
        yield replace(finding, minimum=HUNDRED, maximum=HUNDRED, actual=total)


def _issue(code: str, where: str, message: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCK, kind=Kind.STRUCTURAL, message=message, where=where)
