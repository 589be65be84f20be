"""Lines of an archive and the profile of a study: an evaluation request a line, and what the archive knows besides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import marshmallow as ma

from procurement_plugin.application.study_lot import PastLot
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.cross_checks import profile_findings, set_findings
from procurement_plugin.web.schemas.reading import issue, load, profile_of, read_evaluation, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from procurement_plugin.application.evaluate_lot import LotRequest, Reference
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.weighting import WeightProfile
    from procurement_plugin.web.schemas.request import Schemas

BESIDES = ("memberState", "awardedBid")
DAYS = ("noticeDispatchedAt", "tenderDeadlineAt")


def read_study_profile(body: Any, schemas: Schemas, reference: Reference) -> WeightProfile:
    """The profile of a study, in the form of a request's ``weightProfile``; anchors may be left to each lot.

    Raises:
        UnreadableInputError: with every problem at once, each at its path.
    """
    loaded = load(schemas.study_profile, {"weightProfile": body})["weightProfile"]
    found = [*profile_findings(loaded, reference.criteria), *set_findings(loaded, reference.intensities)]
    refuse([finding for finding in found if not _left_to_lots(finding)])
    return profile_of(loaded, reference.criteria)


def _left_to_lots(finding: Finding) -> bool:
    return finding.code == "input.requiredInput" and finding.where.endswith(".scale")


def read_past_lot(body: Any, schemas: Schemas, reference: Reference, method_of: date | None) -> PastLot:
    """A line of an archive.

    Args:
        method_of: lots dispatched before this day are computed by the method and data of this day.

    Raises:
        UnreadableInputError: with every problem at once, each at its path.
        NotInForceError: method or data of this release do not reach back to the lot's day.
    """
    besides: dict[str, Any] = {}
    found: list[Finding] = []
    if isinstance(body, dict):
        sent = {name: body[name] for name in BESIDES if name in body}
        body = {name: part for name, part in body.items() if name not in BESIDES}
        try:
            besides = load(schemas.study_besides, sent) if sent else {}
        except UnreadableInputError as error:
            found += error.findings
    try:
        request, lot = _read(body, schemas, reference, method_of)
    except UnreadableInputError as error:
        refuse([*error.findings, *found])
        raise
    awarded = besides.get("awardedBid", "")
    if awarded and awarded not in {bid.id for bid in request.bids}:
        found.append(issue("input.referencedResourceNotFound", "awardedBid", f"There is no bid {awarded}."))
    refuse(found)
    return replace(lot, member_state=besides.get("memberState", ""), awarded=awarded)


def _read(body: Any, schemas: Schemas, reference: Reference, method_of: date | None) -> tuple[LotRequest, PastLot]:
    """The request as computed, and the lot; they differ in days when the method is of a later one."""
    later = _dispatched_on(body, method_of) if method_of else None
    if later is None:
        request = read_evaluation(body, schemas, reference)
        return request, PastLot(request, request.procedure)
    moved = read_evaluation({**body, "procedure": later}, schemas, reference)
    dispatched, closing = (_moment(body["procedure"], name) for name in DAYS)
    procedure = replace(moved.procedure, notice_dispatched_at=dispatched, tender_deadline_at=closing)
    # Documents had to hold when the bids closed, so only the day of the method moves.
    computed = replace(procedure, notice_dispatched_at=moved.procedure.notice_dispatched_at)
    request = replace(moved, procedure=computed)
    return request, PastLot(request, procedure)


def _dispatched_on(body: Any, method_of: date) -> Mapping[str, Any] | None:
    """The procedure as if dispatched on that day; None when it was later, or cannot be read, which the schema says."""
    try:
        dispatched, closing = (_moment(body["procedure"], name) for name in DAYS)
        if dispatched.date() >= method_of or closing <= dispatched:
            return None
        moved = dispatched.replace(year=method_of.year, month=method_of.month, day=method_of.day)
        days = {
            name: moment.isoformat() for name, moment in zip(DAYS, (moved, moved + (closing - dispatched)), strict=True)
        }
    except (KeyError, TypeError, OverflowError, ma.ValidationError):
        return None
    return {**body["procedure"], **days}


def _moment(procedure: Mapping[str, Any], name: str) -> datetime:
    found: datetime = f.Moment().deserialize(procedure[name])
    return found
