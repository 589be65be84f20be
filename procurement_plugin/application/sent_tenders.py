"""Bids from a file that an officer brings: our own JSON, or a release or notice that names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.application.import_notice import NoticeImport

NO_BIDS = "The file names no bids. It is a list of bids, an evaluation request, or a release or notice with bids."
OTHER_LOT = "The file has bids for several lots, and none of them is called {lot}: {lots}."


class SentBids(NamedTuple):
    """The bids of a lot as they stand in a file.

    Attributes:
        bids: as the API takes them; from a notice, as far as it names them.
        exclusions: bids that are out, where the file says so.
        missing: what a notice does not say, each with name, why and message.
        findings: what an import found, each with severity and message.
    """

    bids: Sequence[Any]
    exclusions: Sequence[Any] = ()
    missing: Sequence[Mapping[str, str]] = ()
    findings: Sequence[Mapping[str, str]] = ()


def bids_of(content: Any) -> SentBids | None:
    """The bids of our own JSON: a list of bids, or a request with its exclusions; None for anything else."""
    if isinstance(content, list):
        return SentBids(content)
    if isinstance(content, dict) and isinstance(content.get("bids"), list):
        exclusions = content.get("exclusions")
        return SentBids(content["bids"], exclusions if isinstance(exclusions, list) else ())
    return None


def bids_of_notice(content: bytes, lot_id: str, notices: NoticeImport) -> SentBids:
    """The bids that a release or notice names for a lot.

    Raises:
        UnreadableInputError: it is no notice, names no bids, or only bids of other lots.
    """
    read = notices.imported(content)
    lots = [lot for notice in read["notices"] for lot in notice["lots"] if lot["request"].get("bids")]
    if not lots:
        raise _refused(NO_BIDS)
    named = [lot for lot in lots if lot.get("lotId") == lot_id] or (lots if len(lots) == 1 else [])
    if not named:
        listed = ", ".join(str(lot.get("lotId", "?"))[:80] for lot in lots[:20])
        raise _refused(OTHER_LOT.format(lot=lot_id, lots=listed))
    found = named[-1]
    missing = [row for row in found["missing"] if row["name"].startswith("bids")]
    findings = [row for row in found["findings"] if row.get("name", "").startswith("bids")]
    return SentBids(found["request"]["bids"], (), missing, findings)


def _refused(message: str) -> UnreadableInputError:
    finding = Finding("input.invalidInput", Severity.BLOCK, Kind.STRUCTURAL, message, "_file")
    return UnreadableInputError(message, (finding,))
