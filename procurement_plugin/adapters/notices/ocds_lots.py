"""Reads the lots of OCDS releases: award criteria of the extension, of groups of lots, of the core; places; items."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from procurement_plugin.adapters.notices.json_parts import item_of, moment, only_lot, places_of, together
from procurement_plugin.domain.notices import imported as n

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from procurement_plugin.adapters.notices.json_parts import Notes
    from procurement_plugin.adapters.notices.json_tree import Value

KINDS: Mapping[str, tuple[str, bool]] = {
    "percentageExact": (n.PERCENTAGE, False),
    "percentageRangeMiddle": (n.PERCENTAGE, True),
    "decimalExact": (n.DECIMAL, False),
    "decimalRangeMiddle": (n.DECIMAL, True),
    "pointsExact": (n.POINTS, False),
    "pointsRangeMiddle": (n.POINTS, True),
    "order": (n.ORDER, False),
    "total": (n.FIXED_TOTAL, False),
    "unit": (n.FIXED_UNIT, False),
    "minimumScore": (n.MINIMUM_SCORE, False),
    "maximumBids": (n.MAXIMUM_BIDS, False),
}
# The core's own word for how an award is made, where it leaves one criterion only.
ONE_CRITERION = {"priceOnly": "price", "lowestCost": "price", "costOnly": "cost", "qualityOnly": "quality"}
SCATTERED = (
    "Types, names and numbers of the criteria stand in separate rows, and which belong together is not said; "
    "none was taken over. Enter them by hand, or send the eForms notice."
)


def lots_of(release: Value, countries: Mapping[str, str], notes: Notes) -> Iterator[n.ImportedLot]:
    """Every lot of the tender; one lot when it has none."""
    tender = release.get("tender")
    if not isinstance(tender.raw, dict):
        return
    reader = _Lots(tender, countries, notes)
    lots = [lot for lot in tender.each("lots") if isinstance(lot.raw, dict)]
    if not lots:
        yield reader.lot(tender, only_lot(tender.pointer), list(tender.each("items")))
    for number, lot in enumerate(lots):
        name = lot.get("id").sourced
        if name is None:
            notes.add("notice.lotWithoutId", "The lot has no identifier.", lot.pointer)
        own = [*reader.items_of[name.value if name else None], *(reader.items_of[""] if len(lots) == 1 else ())]
        first = number == 0 and len(lots) > 1 and reader.items_of[""]
        if first:
            message = "Items name no lot, so it is not known which lot they are of; they were left out."
            notes.add("notice.itemsWithoutLot", message, f"{tender.pointer}/items")
        yield reader.lot(lot, name, own)


def lots_of_bids(bids: Iterable[n.ImportedBid]) -> Iterator[n.ImportedLot]:
    """The lots that bids name, where there is no tender that describes them."""
    named = {name: bid.pointer for bid in reversed(tuple(bids)) for name in bid.lot_ids}
    for name, pointer in sorted(named.items()):
        lot_id = n.Sourced(name, pointer, "", "The bid names it, or names no lot.")
        yield n.ImportedLot(lot_id, None, (), None, None, (), (), None, None, None, "", "", pointer)


class _Lots:
    """What the lots of one tender share."""

    def __init__(self, tender: Value, countries: Mapping[str, str], notes: Notes) -> None:
        self._tender, self._countries, self._notes = tender, countries, notes
        self._shared = together(list(places_of(tender, countries)))
        self._deadline = moment(tender.get("tenderPeriod", "endDate"), notes)
        covered = tender.get("coveredBy")
        listed = [part.text for part in covered.each()]
        self._gpa = n.Sourced("true" if "GPA" in listed else "false", covered.pointer) if listed else None
        self.items_of: defaultdict[str | None, list[Value]] = defaultdict(list)
        for item in tender.each("items"):
            self.items_of[item.get("relatedLot").text].append(item)
        self._groups: dict[str, Value] = {}
        self._of_groups: dict[str, tuple[tuple[n.ImportedCriterion, ...], str]] = {}
        for group in tender.each("lotGroups"):
            for member in group.each("relatedLots"):
                self._groups.setdefault(member.text, group)

    def lot(self, lot: Value, name: n.Sourced | None, items: list[Value]) -> n.ImportedLot:
        """One lot; a lot without criteria has those of its group, or what the core says of the tender."""
        places = [place for owner in (lot, *items) for place in places_of(owner, self._countries)]
        # Some converters make a member of the items of what is a place only.
        real = [item for item in items if any(item.get(part).raw for part in _SAYING)]
        awarding, group = lot.get("awardCriteria"), ""
        criteria, unread = self._criteria(awarding)
        if not criteria and not unread and name is not None and name.value in self._groups:
            owner = self._groups[name.value]
            if owner.pointer not in self._of_groups:
                self._of_groups[owner.pointer] = self._criteria(owner.get("awardCriteria"))
            criteria, unread = self._of_groups[owner.pointer]
            group = owner.get("id").text if criteria else ""
        if not criteria and not unread:
            criteria = (*_of_core(lot), *_of_core(self._tender))[:1]
        details = self._tender.get("awardCriteriaDetails")
        ends = lot.get("tenderPeriod", "endDate")
        own_end = moment(ends, self._notes) if lot.pointer != self._tender.pointer else None
        return n.ImportedLot(
            id=name,
            title=lot.words("title"),
            criteria=criteria,
            calculation=awarding.words("weightingDescription") or (None if criteria else details.sourced),
            order_reason=awarding.words("orderRationale"),
            places=tuple(together(places) or self._shared),
            items=tuple(map(item_of, real)),
            variants=lot.get("submissionTerms", "variantPolicy").sourced,
            deadline=own_end or self._deadline,
            gpa_covered=self._gpa,
            group=group,
            unread_criteria=unread,
            pointer=lot.pointer,
        )

    def _criteria(self, awarding: Value) -> tuple[tuple[n.ImportedCriterion, ...], str]:
        """The criteria, or why those that are there cannot be read."""
        rows = [row for row in awarding.each("criteria") if isinstance(row.raw, dict)]
        torn = [row for row in rows if len(_PARTS & set(row.raw)) == 1]
        if len(rows) > 1 and len(torn) * 2 > len(rows) and len({part for row in torn for part in row.raw}) > 1:
            self._notes.add("notice.criteriaScattered", SCATTERED, awarding.get("criteria").pointer)
            return (), SCATTERED
        return tuple(map(self._criterion, rows)), ""

    def _criterion(self, row: Value) -> n.ImportedCriterion:
        if not row.get("type").text:
            self._notes.add("notice.criterionWithoutType", "The criterion has no type.", row.pointer)
        return n.ImportedCriterion(
            type=row.get("type").sourced,
            name=row.words("name"),
            description=row.words("description"),
            figures=tuple(self._figures(row)),
            group=1,
            withheld=False,
            pointer=row.pointer,
        )

    def _figures(self, row: Value) -> Iterator[n.Figure]:
        for figure in row.each("numbers"):
            codes = [figure.get(name) for name in ("weight", "fixed", "threshold") if figure.get(name).text]
            number = figure.get("number")
            if not codes or codes[0].text not in KINDS:
                said = f"the kind '{codes[0].text[:40]}', which is on no list" if codes else "no kind"
                self._notes.add("notice.unknownKindOfNumber", f"The number has {said}.", figure.pointer)
                continue
            if number.number is None:
                self._notes.add("notice.numberUnreadable", f"'{str(number.raw)[:40]}' is no number.", number.pointer)
            kind, middle = KINDS[codes[0].text]
            yield n.Figure(kind, number.number, middle, number.exact, n.Sourced(codes[0].text, codes[0].pointer))
        if row.get("weight").number is not None:
            message = "The weight does not say whether it is per cent, a decimal or points."
            self._notes.add("notice.unknownKindOfNumber", message, row.get("weight").pointer)


_PARTS = {"type", "name", "description", "numbers"}
_SAYING = ("classification", "quantity", "description")


def _of_core(owner: Value) -> Iterator[n.ImportedCriterion]:
    """One criterion where the core's word leaves only one."""
    word = owner.get("awardCriteria")
    if word.text in ONE_CRITERION:
        type_ = n.Sourced(ONE_CRITERION[word.text], word.pointer, "", f"The tender says {word.text}.")
        yield n.ImportedCriterion(type_, None, None, (), 1, withheld=False, pointer=word.pointer)
