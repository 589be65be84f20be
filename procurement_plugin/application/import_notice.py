"""Import a tender notice: a proposal of a request for each lot, to be confirmed by a person. Nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.notice_lots import skeleton_of
from procurement_plugin.application.notice_places import DeliveryPlaces
from procurement_plugin.domain.findings import Finding, Kind, Severity, UnreadableInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from procurement_plugin.application.ports import NoticeReader, Places
    from procurement_plugin.domain.notices.imported import ImportedBid, ImportedNotice, Problem
    from procurement_plugin.domain.transport_chain import Coordinates

FORMATS = ("eforms", "ocds", "prozorro")
MOST_LOTS, MOST_LOST = 2_000, 100
# Of an answer, about; a small document can repeat what its lots share very often.
MOST_CHARACTERS = 40_000_000
USE = (
    "Proposals to be confirmed by a person. Weights are as read, contradictions are listed as findings; no scale, "
    "anchor or policy is made up. A name that is not in the request is listed under missing."
)
# What no public standard of notices has a place for; names with * stand for every member of a list.
NOT_CARRIED = (
    (
        "bids[*].items[*].productionSites",
        "Where an item is produced, with shares; eForms and OCDS know countries at most.",
    ),
    ("bids[*].items[*].productionSites[*].chains", "The transport chain from a site to a delivery point."),
    ("bids[*].criterionInputs", "Guaranteed lead times, capacities, stocks, suppliers of materials."),
    ("bids[*].evidence", "Documents behind these facts, with issuer, validity and who checked them."),
    ("lot.items[*].massKg", "Masses with packaging."),
    ("lot.items[*].shipmentMassKg", "Mass of one shipment."),
    ("lot.functionalUnit", "What emissions are counted per."),
    ("lot.deliveryPoints[*].share", "Shares of several delivery points, and their exact place in eForms."),
    ("weightProfile.criteria[*].scale", "Anchors: which measure is worth how much."),
    ("weightProfile.criteria[*].missingPolicy", "What happens when facts are missing."),
    ("weightProfile.tieRule", "How a tie is broken."),
)


class NoticeImport:
    """The use case, with the reader of formats, the tables of places, and what tells land from sea."""

    def __init__(self, reader: NoticeReader, places: Places, on_land: Callable[[Coordinates], bool]) -> None:
        self._reader = reader
        self._places = places
        self._on_land = on_land

    def imported(self, content: bytes, form: str = "", language: str = "") -> dict[str, Any]:
        """What a document says, as request skeletons.

        Args:
            form: one of ``FORMATS``; found out when empty.
            language: two letters of the language to prefer; the notice's own when empty.

        Raises:
            UnreadableInputError: it is no notice, or not well-formed, or has too many lots.
        """
        try:
            notices = self._reader.read(content, form, language)
        except UnreadableInputError as error:
            raise error if error.findings else _refused(str(error)) from error
        lots = sum(len(notice.lots) for notice in notices)
        if lots > MOST_LOTS:
            raise _refused(f"The document has {lots} lots; at most {MOST_LOTS} are imported at once. Send it in parts.")
        places, left = DeliveryPlaces(self._places, self._on_land), MOST_CHARACTERS
        read = []
        for notice in notices:
            row, size = _notice(notice, places, language, left)
            read.append(row)
            left -= size
        return {
            "format": notices[0].format,
            "use": USE,
            "notices": read,
            "carriedByNoStandard": [{"name": name, "message": message} for name, message in NOT_CARRIED],
        }


def _refused(message: str) -> UnreadableInputError:
    finding = Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, message)
    return UnreadableInputError(message, (finding,))


def _notice(notice: ImportedNotice, places: DeliveryPlaces, language: str, most: int) -> tuple[dict[str, Any], int]:
    """The notice with its lots, and about its size; refused while it grows beyond ``most`` characters."""
    bids: defaultdict[str, list[ImportedBid]] = defaultdict(list)
    for bid in notice.bids:
        for name in bid.lot_ids:
            bids[name].append(bid)
    lots, size = [], 0
    for lot in notice.lots:
        row, more = skeleton_of(notice, lot, bids.pop(lot.id.value, []) if lot.id else [], places)
        lots.append(row)
        size += more
        if size > most:
            raise _refused("What the document says of all its lots is too much for one answer; send it in parts.")
    said = {
        "kind": notice.kind,
        "noticeId": notice.notice_id.value[:200] if notice.notice_id else "",
        "noticeVersion": notice.notice_version[:80],
        "procedureId": notice.procedure_id.value[:200] if notice.procedure_id else "",
        "title": notice.title.value[:500] if notice.title else "",
        "language": language or notice.language,
    }
    answer = {
        **{name: text for name, text in said.items() if text},
        "problems": [*map(_problem, notice.problems), *islice(_lost(bids), MOST_LOST)],
        "lots": lots,
    }
    return answer, size


def _problem(problem: Problem) -> dict[str, str]:
    row = {"code": problem.code, "message": problem.message, "pointer": problem.pointer, "field": problem.field}
    return {name: text for name, text in row.items() if text or name == "pointer"}


def _lost(left: dict[str, list[ImportedBid]]) -> Iterator[dict[str, str]]:
    """Bids for lots that the notice does not have."""
    for name, bids in left.items():
        message = f"The bid is for the lot '{name[:60]}', which the notice does not describe; it was left out."
        yield {"code": "notice.bidOfUnknownLot", "message": message, "pointer": bids[0].pointer}
