"""Documents that the contracting authority has checked, instead of documents that are only claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.application.what_ifs.what_if import ROOT, Change, Kind, WhatIf
from procurement_plugin.domain.evidence import EvidenceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.application.what_ifs.what_if import Asked

NAME = "verifiedDocuments"
CLAIMED, VERIFIED = str(EvidenceStatus.CLAIMED), str(EvidenceStatus.VERIFIED)


def offers(asked: Asked) -> Iterator[WhatIf]:
    """All claimed documents verified; points then stand firm, and figures that count only once verified count."""
    changes = tuple(
        Change(f"{ROOT}.evidence[{number}].status", CLAIMED, VERIFIED)
        for number, row in enumerate(asked.bid.get("evidence") or ())
        if row["status"] == CLAIMED
    )
    if changes:
        yield WhatIf(NAME, "", changes)


KIND = Kind(NAME, offers)
