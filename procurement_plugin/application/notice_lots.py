"""The skeleton of a request for one lot of a notice: procedure and lot; criteria, places and bids by their modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application import notice_values as v
from procurement_plugin.application.notice_bids import fill_bids
from procurement_plugin.application.request_skeleton import RequestSkeleton, Why
from procurement_plugin.application.skeleton_criteria import fill_criteria
from procurement_plugin.domain.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procurement_plugin.application.notice_places import DeliveryPlaces
    from procurement_plugin.domain.notices.imported import (
        ImportedBid,
        ImportedItem,
        ImportedLot,
        ImportedNotice,
        Sourced,
    )

MOST_ITEMS, MOST_CPV = 500, 30
DIRECTIVES = ("2014/24", "2014/25", "2014/23", "2009/81", "none")
MASS_UNITS = ("KGM", "TNE")
GAPS = {
    "procedure.id": "The notice has no identifier of the procedure.",
    "procedure.title": "The notice has no title.",
    "procedure.contractingAuthority.id": "The buyer has no identifier.",
    "procedure.contractingAuthority.name": "The buyer has no name.",
    "procedure.directive": f"Say which directive applies: {', '.join(DIRECTIVES[:-1])} or none.",
    "procedure.buyerType": "Say what kind of buyer it is: central, subcentral, utility, concession, defence or other.",
    "procedure.contractType": "Say whether it is supplies, services or works.",
    "procedure.noticeDispatchedAt": "When was the call for bids dispatched, or will it be? It chooses law and data.",
    "procedure.tenderDeadlineAt": "The notice gives no deadline for bids.",
    "procedure.gpaCovered": "Say whether the Agreement on Government Procurement covers the contract.",
    "procedure.jurisdiction": "The buyer's country is not said; write whose law applies, for example BE or BE-VLG.",
}
RESULT_BIDS = "A result notice names the tenders it chooses to, often the winner alone; check that these are all."


def skeleton_of(
    notice: ImportedNotice, lot: ImportedLot, bids: Sequence[ImportedBid], places: DeliveryPlaces
) -> tuple[dict[str, Any], int]:
    """The request skeleton of a lot, with sources, weights to confirm, places, gaps, findings; and about its size."""
    skeleton = RequestSkeleton()
    _fill_procedure(skeleton, notice, lot)
    body: dict[str, Any] = {}
    skeleton.request["lot"] = body
    lot_id = skeleton.put(body, "lot.id", lot.id, v.identifier, "The lot has no identifier.")
    title = lot.title or notice.title
    skeleton.put(body, "lot.title", title, v.words(500), "The lot has no title.")
    message = "Say what emissions are counted per: tonneDelivered or unitDelivered. No standard carries it."
    skeleton.lack("lot.functionalUnit", Why.CHOICE, message)
    resolved = places.fill(skeleton, body, lot.places)
    items = _fill_items(skeleton, body, lot.items)
    weighed = fill_criteria(skeleton, lot, notice.currency)
    fill_bids(skeleton, bids, items)
    if bids and notice.format == "eforms":
        skeleton.remark("import.bidsOfResult", Severity.INFORM, RESULT_BIDS, "bids")
    if lot.variants is not None and lot.variants.value in ("allowed", "required", "mandatory"):
        message = f"Variants are {lot.variants.value}; score each variant apart."
        skeleton.remark("import.variants", Severity.INFORM, message, "bids", lot.variants)
    named = {"lotId": lot_id} if lot_id else {}
    titled = {"title": body["title"]} if "title" in body else {}
    answer = {
        **named,
        **titled,
        "pointer": lot.pointer,
        "request": skeleton.request,
        **weighed,
        "deliveryPlaces": resolved,
        "findings": sorted(skeleton.findings, key=lambda row: row["severity"] != Severity.WARN),
        "missing": skeleton.missing,
        "sources": skeleton.sources,
    }
    return answer, skeleton.size


def _fill_procedure(skeleton: RequestSkeleton, notice: ImportedNotice, lot: ImportedLot) -> None:
    body: dict[str, Any] = {"contractingAuthority": {}}
    skeleton.request["procedure"] = body

    def put(name: str, found: Sourced | None, fit: v.Fit, into: dict[str, Any] = body) -> None:
        skeleton.put(into, f"procedure.{name}", found, fit, GAPS.get(f"procedure.{name}", ""))

    put("id", notice.procedure_id or notice.notice_id, v.identifier)
    put("title", notice.title or lot.title, v.words(500))
    put("contractingAuthority.id", notice.buyer_id, v.identifier, body["contractingAuthority"])
    put("contractingAuthority.name", notice.buyer_name, v.words(300), body["contractingAuthority"])
    put("jurisdiction", notice.buyer_country, _jurisdiction)
    put("directive", notice.directive, v.one_of(*DIRECTIVES))
    put("buyerType", notice.buyer_type, v.one_of("central", "subcentral", "utility", "concession", "defence", "other"))
    put("contractType", notice.contract_type, v.one_of("supplies", "services", "works"))
    _fill_cpv(skeleton, body, notice, lot)
    _fill_value(skeleton, body, notice)
    _fill_gpa(skeleton, body, lot.gpa_covered)
    if notice.not_the_call:
        message = f"{notice.not_the_call} {GAPS['procedure.noticeDispatchedAt']}"
        skeleton.lack("procedure.noticeDispatchedAt", Why.NOT_PUBLISHED, message, notice.dispatched)
    else:
        put("noticeDispatchedAt", notice.dispatched, v.moment)
    put("tenderDeadlineAt", lot.deadline, v.moment)


def _jurisdiction(country: str) -> v.Fitted:
    found, doubt = v.country(country)
    return found, doubt or "The buyer's country; a region with rules of its own is written as BE-VLG."


def _fill_cpv(skeleton: RequestSkeleton, body: dict[str, Any], notice: ImportedNotice, lot: ImportedLot) -> None:
    name = "procedure.cpv"
    found = {code.value: code for code in reversed(notice.cpv[:MOST_ITEMS])}
    found = found or {item.cpv.value: item.cpv for item in reversed(lot.items[:MOST_ITEMS]) if item.cpv is not None}
    if not found:
        skeleton.lack(name, Why.NOT_PUBLISHED, "The notice has no CPV code.")
        return
    kept = list(reversed(found.values()))[:MOST_CPV]
    if len(found) > MOST_CPV:
        message = f"There are {len(found)} CPV codes; a request takes {MOST_CPV}."
        skeleton.remark("import.tooMany", Severity.INFORM, message, name, kept[0])
    body["cpv"] = [code.value for code in kept]
    for index, code in enumerate(kept):
        skeleton.source(f"{name}[{index}]", code)


def _fill_value(skeleton: RequestSkeleton, body: dict[str, Any], notice: ImportedNotice) -> None:
    """The estimated value, which is optional: whole or not at all."""
    if notice.amount is None or notice.currency is None or v.currency(notice.currency.value)[0] is None:
        return
    money: dict[str, Any] = {}
    if skeleton.put(money, "procedure.estimatedValue.value", notice.amount, v.amount):
        skeleton.put(money, "procedure.estimatedValue.currency", notice.currency, v.currency)
        body["estimatedValue"] = money


def _fill_gpa(skeleton: RequestSkeleton, body: dict[str, Any], found: Sourced | None) -> None:
    name = "procedure.gpaCovered"
    if found is None or found.value not in ("true", "false"):
        skeleton.lack(name, Why.NOT_PUBLISHED, GAPS[name], found)
        return
    body["gpaCovered"] = found.value == "true"
    skeleton.source(name, found)


def _fill_items(skeleton: RequestSkeleton, lot: dict[str, Any], found: Sequence[ImportedItem]) -> list[str]:
    """Put the items into a lot; give their identifiers."""
    name = "lot.items"
    if not found:
        skeleton.lack(name, Why.NOT_PUBLISHED, "The notice names no items; enter what is delivered.")
        return []
    if len(found) > MOST_ITEMS:
        message = f"The lot has {len(found)} items; a request takes {MOST_ITEMS}, the others were left out."
        skeleton.remark("import.tooMany", Severity.WARN, message, name)
    lot["items"] = []
    used: set[str] = set()
    for index, item in enumerate(found[:MOST_ITEMS]):
        row: dict[str, Any] = {}
        lot["items"].append(row)
        _fill_item(skeleton, row, item, f"{name}[{index}]", index, used)
    return [row["id"] for row in lot["items"]]


def _fill_item(
    skeleton: RequestSkeleton, row: dict[str, Any], item: ImportedItem, name: str, index: int, used: set[str]
) -> None:
    given = v.identifier(item.id.value)[0] if item.id is not None else None
    if item.id is None or given is None or given in used:
        given = f"I{index + 1}" if f"I{index + 1}" not in used else f"I{index + 1}-{len(used)}"
        skeleton.derive(row, f"{name}.id", given, item.pointer, "our own number")
    else:
        skeleton.put(row, f"{name}.id", item.id, v.identifier)
    used.add(given)
    skeleton.put(row, f"{name}.description", item.description, v.words(500))
    skeleton.put(row, f"{name}.cpv", item.cpv, v.pattern("[0-9]{8}", "a CPV code"), "The item has no CPV code.")
    skeleton.put(row, f"{name}.quantity", item.quantity, v.quantity, "The notice gives no quantity.")
    skeleton.put(row, f"{name}.unit", item.unit, v.unit_code, 'Give the UN/ECE code of the unit, for example "TNE".')
    mass = "Mass of the whole quantity with packaging, kg."
    if row.get("unit") in MASS_UNITS and "quantity" in row:
        mass += f" The quantity alone is {row['quantity']} {row['unit']}, without packaging."
    skeleton.lack(f"{name}.massKg", Why.NO_STANDARD, mass)
    skeleton.lack(
        f"{name}.shipmentMassKg", Why.NO_STANDARD, "Mass of one shipment, kg; it chooses the default vehicle."
    )
