"""From a request's JSON to the domain's values: shape first, then what only shows when parts are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import marshmallow as ma

from procurement_plugin.application.evaluate_lot import LotRequest
from procurement_plugin.domain import procedure as p
from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError
from procurement_plugin.domain.scale import Breakpoint, Outside, Scale
from procurement_plugin.domain.weighting import WeightProfile
from procurement_plugin.web.schemas.bids import bid_of
from procurement_plugin.web.schemas.cross_checks import (
    bid_findings,
    class_findings,
    lot_findings,
    profile_findings,
    set_findings,
)
from procurement_plugin.web.schemas.formulation import answers, clause_of
from procurement_plugin.web.schemas.places import place_deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.domain.criterion import Criterion
    from procurement_plugin.web.schemas.request import Schemas

MOST_ISSUES = 200
DEFAULT_TIE_RULE = ("price", "lots")
DEFAULT_DATA_SET = "open-eu-2026"


def read_evaluation(body: Any, schemas: Schemas, reference: Reference) -> LotRequest:
    """An evaluation request.

    Raises:
        UnreadableInputError: with every problem at once, each at its path.
    """
    known = reference.criteria
    loaded = load(schemas.evaluation, body)
    procedure, profile = procedure_of(loaded["procedure"]), profile_of(loaded["weightProfile"], known)
    findings = [
        *profile_findings(loaded["weightProfile"], known),
        *lot_findings(loaded),
        *place_deliveries(loaded, reference),
        *bid_findings(loaded, known),
        *set_findings(loaded["weightProfile"], reference.intensities),
        *class_findings(loaded["bids"], reference.intensities.get(profile.data_set), procedure.day),
    ]
    refuse(findings)
    bids = tuple(bid_of(row, schemas, reference.places) for row in loaded["bids"])
    return LotRequest(procedure, lot_of(loaded["lot"]), profile, bids, body)


def read_compliance_check(
    body: Any, schemas: Schemas, reference: Reference
) -> tuple[p.Procedure, WeightProfile, p.Lot | None]:
    """A request for findings about a profile; evaluation requests are accepted too, their bids unread.

    Raises:
        UnreadableInputError: with every problem at once, each at its path.
    """
    if isinstance(body, dict):
        body = {name: part for name, part in body.items() if name != "bids"}
    loaded = load(schemas.compliance_check, body)
    found = [
        *profile_findings(loaded["weightProfile"], reference.criteria),
        *set_findings(loaded["weightProfile"], reference.intensities),
    ]
    if "lot" in loaded:
        found += [*lot_findings(loaded), *place_deliveries(loaded, reference)]
    refuse(found)
    lot = lot_of(loaded["lot"]) if "lot" in loaded else None
    return procedure_of(loaded["procedure"]), profile_of(loaded["weightProfile"], reference.criteria), lot


def load(schema: ma.Schema, body: Any) -> dict[str, Any]:
    """The body by the schema, or an error that names every place."""
    if not isinstance(body, dict):
        refuse([issue("input.schemaViolation", "", "The request must be a JSON object.")])
    try:
        loaded: dict[str, Any] = schema.load(body)
    except ma.ValidationError as error:
        refuse(list(_flatten(error.messages, "", schema)))
        raise
    return loaded


def _flatten(messages: Any, path: str, known: Any) -> Iterator[Finding]:
    """Each message at its place; ``known`` is the schema or field that the messages are about, where that is known."""
    if not isinstance(messages, dict):
        for message in messages:
            code = "input.unknownInput" if message == "Unknown field." else "input.schemaViolation"
            yield issue(code, path, MESSAGES.get(message, message))
        return
    schema = known.schema if isinstance(known, ma.fields.Nested) else known
    fields = schema.fields if isinstance(schema, ma.Schema) else {}
    for key, inner in messages.items():
        if key == "_schema":
            yield from _flatten(inner, path, None)
        elif isinstance(key, int):
            row = known.inner if isinstance(known, ma.fields.List) else None
            yield from _flatten(inner, f"{path}[{key}]", row)
        elif isinstance(known, ma.fields.Dict) and isinstance(inner, dict):
            # Of a mapping marshmallow tells what is wrong with a key, and with its value.
            place = f"{path}.{str(key)[:80]}"
            yield from _flatten(inner.get("key", []), place, None)
            yield from _flatten(inner.get("value", []), place, known.value_field)
        else:
            name = str(key)[:80]
            yield from _flatten(inner, f"{path}.{name}" if path else name, fields.get(key))


def refuse(findings: list[Finding]) -> None:
    """Raise one error with all findings, if there are any."""
    if not findings:
        return
    shown = findings[:MOST_ISSUES]
    if len(findings) > MOST_ISSUES:
        shown.append(issue("input.schemaViolation", "", f"{len(findings) - MOST_ISSUES} more problems are not listed."))
    raise UnreadableInputError("The request does not have the published form.", tuple(shown))


def issue(code: str, where: str, message: str) -> Finding:
    """A problem of form at a place of the request."""
    return Finding(code=code, severity=Severity.BLOCK, kind=Kind.STRUCTURAL, message=message, where=where)


def procedure_of(data: Mapping[str, Any]) -> p.Procedure:
    """The procedure, from loaded data."""
    value = data.get("estimatedValue")
    return p.Procedure(
        id=data["id"],
        title=data["title"],
        contracting_authority=p.ContractingAuthority(**data["contractingAuthority"]),
        jurisdiction=data["jurisdiction"],
        directive=data["directive"],
        buyer_type=data["buyerType"],
        contract_type=data["contractType"],
        cpv=tuple(data["cpv"]),
        estimated_value=p.Money(**value) if value else None,
        gpa_covered=data["gpaCovered"],
        notice_dispatched_at=data["noticeDispatchedAt"],
        tender_deadline_at=data["tenderDeadlineAt"],
        circumstances=answers(data.get("circumstances")),
        weights_published_at=data.get("weightsPublishedAt"),
        method_fixed_at=data.get("methodFixedAt"),
        tenders_opened_at=data.get("tendersOpenedAt"),
    )


def lot_of(data: Mapping[str, Any]) -> p.Lot:
    """The lot, from loaded data."""
    return p.Lot(
        id=data["id"],
        title=data["title"],
        functional_unit=data["functionalUnit"],
        delivery_points=tuple(p.DeliveryPoint(**point) for point in data["deliveryPoints"]),
        items=tuple(
            p.Item(
                id=item["id"],
                description=item.get("description", ""),
                cpv=item["cpv"],
                quantity=item["quantity"],
                unit=item["unit"],
                mass_kg=item["massKg"],
                shipment_mass_kg=item["shipmentMassKg"],
                refrigerated=item.get("temperature", "ambient") == "refrigerated",
            )
            for item in data["items"]
        ),
    )


def profile_of(data: Mapping[str, Any], known: Mapping[str, Criterion]) -> WeightProfile:
    """The weight profile, from loaded data, with the published defaults filled in."""
    return WeightProfile(
        id=data.get("id", ""),
        criteria=tuple(_criterion(row, known) for row in data["criteria"]),
        points_decimals=int(data.get("pointsDecimals", "4")),
        tie_rule=tuple(data.get("tieRule") or DEFAULT_TIE_RULE),
        item_weights={row["itemId"]: row["weight"] for row in data.get("itemWeights") or ()},
        data_set=data.get("dataSet", DEFAULT_DATA_SET),
        road_distance=data.get("roadDistance", "circuity"),
        sea_scenario=data.get("seaScenario", "suez"),
        fixed_price=p.Money(**data["fixedPrice"]) if "fixedPrice" in data else None,
        clauses=tuple(clause_of(row) for row in data.get("clauses") or ()),
    )


def _criterion(row: Mapping[str, Any], known: Mapping[str, Criterion]) -> p.AwardCriterion:
    breakpoints = tuple(Breakpoint(point["at"], point["value"]) for point in row.get("scale") or ())
    name = row["criterion"]
    ours = known.get(name)
    definition = ours.definition(row.get("measure", "")) if ours else None
    named = definition.name if definition and ours and len(ours.measures) > 1 else row.get("measure", "")
    return p.AwardCriterion(
        criterion=name,
        measure=named if ours is None or len(ours.measures) > 1 else "",
        weight=row["weight"],
        scale=Scale(breakpoints, Outside(row.get("outside", "clip"))) if breakpoints else None,
        missing_policy=p.MissingPolicy(row["missingPolicy"]),
        source=row.get("source", "engine"),
        need=row.get("need", ""),
        link=row.get("link", ""),
        evidence=tuple(row.get("evidence") or ()),
        settings=(row.get("settings") or {}).get(name, {}),
        title=row.get("title", ""),
        description=row.get("description", ""),
        answers=answers(row.get("formulation")),
        weight_range=(row["weightRange"]["minimum"], row["weightRange"]["maximum"]) if "weightRange" in row else None,
    )


MESSAGES = {
    "Unknown field.": "This name is not part of the published form; take it out or correct its spelling.",
    "Missing data for required field.": "This is required and missing.",
    "Field may not be null.": "This may not be null.",
    "Invalid input type.": "This must be an object.",
    "Not a valid list.": "This must be a list.",
    "Not a valid mapping type.": "This must be an object.",
}
