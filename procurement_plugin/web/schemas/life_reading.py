"""From the requests about drafts, publications, official evaluations and steps to the application's values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.application.official_evaluation import SHORTEST_REASON, Exclusion, OfficialRequest
from procurement_plugin.application.opened_bids import Correction
from procurement_plugin.application.weight_profiles import Draft
from procurement_plugin.domain.publication import Answer
from procurement_plugin.web.schemas.cross_checks import lot_findings, profile_findings, set_findings
from procurement_plugin.web.schemas.places import place_deliveries
from procurement_plugin.web.schemas.reading import (
    issue,
    load,
    lot_of,
    procedure_of,
    profile_of,
    read_evaluation,
    refuse,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.publish_profile import Published
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.web.schemas.request import Schemas

DRAFT = ("procedure", "lot", "weightProfile", "answers", "reason")


def read_draft(body: Any, schemas: Schemas, reference: Reference) -> Draft:
    """A draft as sent, or as stored (then with more names, which are left out).

    Raises:
        UnreadableInputError: with every problem at once, each at its path.
    """
    loaded = load(schemas.draft, body)
    refuse(
        [
            *profile_findings(loaded["weightProfile"], reference.criteria),
            *lot_findings(loaded),
            *place_deliveries(loaded, reference),
            *set_findings(loaded["weightProfile"], reference.intensities),
        ]
    )
    return Draft(
        procedure_of(loaded["procedure"]),
        lot_of(loaded["lot"]),
        profile_of(loaded["weightProfile"], reference.criteria),
        _answers(loaded.get("answers")),
        loaded.get("reason", ""),
        body,
    )


def stored_draft(body: Mapping[str, Any], schemas: Schemas, reference: Reference) -> Draft:
    """A draft from the store."""
    return read_draft({name: body[name] for name in DRAFT if body.get(name)}, schemas, reference)


def read_overrides(body: Any, schemas: Schemas) -> tuple[Answer, ...]:
    """The blocks that a publication sets aside, each with its reason."""
    return _answers(load(schemas.publication, body).get("overrides"))


def _answers(rows: Any) -> tuple[Answer, ...]:
    return tuple(Answer(row["code"], row["where"], row["reason"], row.get("parameter", "")) for row in rows or ())


def read_official(
    body: Any,
    schemas: Schemas,
    version_of: Callable[[str, int], Published],
    reference_of: Callable[[Published], Reference],
) -> tuple[OfficialRequest, Reference]:
    """Bids for a published version; procedure, lot and profile are those that were published.

    Raises:
        UnreadableInputError: with every problem at once; also where procedure or lot are sent and differ.
    """
    loaded = load(schemas.official, body)
    named = loaded["weightProfileVersion"]
    published = version_of(named["profileId"], named["version"])
    refuse(list(_differences(body, published)))
    reference = reference_of(published)
    whole = {name: published.body[name] for name in ("procedure", "lot", "weightProfile")}
    lot = read_evaluation({**whole, "bids": body["bids"]}, schemas, reference)
    exclusions = tuple(Exclusion(row["bidId"], row["kind"], row["reason"]) for row in loaded.get("exclusions") or ())
    refuse(list(_exclusion_faults(exclusions, [bid.id for bid in lot.bids])))
    corrections = tuple(Correction(row["bidId"], row["reason"]) for row in loaded.get("corrections") or ())
    refuse(list(_correction_faults(corrections)))
    official = OfficialRequest(
        published, lot, exclusions, loaded.get("supersedes", ""), loaded.get("reason", ""), corrections
    )
    return official, reference


def _correction_faults(corrections: tuple[Correction, ...]) -> Iterator[Finding]:
    for index, correction in enumerate(corrections):
        where = f"corrections[{index}]"
        if len(correction.reason.strip()) < SHORTEST_REASON:
            message = f"A reason of at least {SHORTEST_REASON} characters is needed; it is printed."
            yield issue("input.schemaViolation", f"{where}.reason", message)
        if correction.bid_id in {earlier.bid_id for earlier in corrections[:index]}:
            yield issue("input.invalidInput", f"{where}.bidId", f"Bid {correction.bid_id} is corrected twice.")


def _differences(body: Mapping[str, Any], published: Published) -> Iterator[Finding]:
    for name in ("procedure", "lot"):
        if name in body and body[name] != published.body[name]:
            message = f"This is not the {name} that was published with the version; leave it out, or send it unchanged."
            yield issue("input.invalidInput", name, message)


def _exclusion_faults(exclusions: tuple[Exclusion, ...], bids: list[str]) -> Iterator[Finding]:
    for index, out in enumerate(exclusions):
        if out.bid_id not in bids:
            yield issue(
                "input.referencedResourceNotFound", f"exclusions[{index}].bidId", f"There is no bid {out.bid_id}."
            )
    if exclusions and {out.bid_id for out in exclusions} >= set(bids):
        yield issue("input.invalidInput", "exclusions", "Every bid is out; nothing is left to evaluate.")
