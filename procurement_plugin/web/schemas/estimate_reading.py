"""From the request for an estimate to the application's values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.estimate_bid import SCORED_AT
from procurement_plugin.application.what_ifs.what_if import ROOT
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.schemas.reading import load, read_evaluation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from procurement_plugin.application.estimate_bid import Reader
    from procurement_plugin.application.evaluate_lot import LotRequest, Reference
    from procurement_plugin.application.publish_profile import Published
    from procurement_plugin.web.schemas.request import Schemas

# Stands in for who bids; no criterion sees it.
NOBODY = {"id": "estimate", "bidder": {"id": "estimate", "name": "estimate"}}


class AskedEstimate(NamedTuple):
    """A version, one bid as sent, how bids are read under that version, and what it froze."""

    published: Published
    bid: Mapping[str, Any]
    read: Reader
    reference: Reference


def read_estimate(
    body: Any,
    schemas: Schemas,
    version_of: Callable[[str, int], Published],
    reference_of: Callable[[Published], Reference],
) -> AskedEstimate:
    """The request for an estimate; the bid itself is read once more by ``read``, which says what is wrong with it.

    Raises:
        UnreadableInputError: with every problem of form at once.
        NotFoundError: there is no such version.
        StateError: the version cannot be computed by this release.
    """
    named = load(schemas.estimate, body)["weightProfileVersion"]
    published = version_of(named["profileId"], named["version"])
    reference = reference_of(published)
    return AskedEstimate(published, body["bid"], reader_of(published, schemas, reference), reference)


def reader_of(published: Published, schemas: Schemas, reference: Reference) -> Reader:
    """How one bid is read under a version; places of problems begin with ``bid``."""
    whole = {name: published.body[name] for name in ("procedure", "lot", "weightProfile")}

    def read(bid: Mapping[str, Any]) -> LotRequest:
        try:
            return read_evaluation({**whole, "bids": [{**bid, **NOBODY}]}, schemas, reference)
        except UnreadableInputError as error:
            raise UnreadableInputError(str(error), tuple(map(_moved, error.findings))) from error

    return read


def _moved(finding: Any) -> Any:
    inside = finding.where.startswith(SCORED_AT)
    return replace(finding, where=ROOT + finding.where.removeprefix(SCORED_AT)) if inside else finding
