"""Reads tenders of the Prozorro API: lots, features with their options, items with addresses, bids."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from procurement_plugin.adapters.notices.json_parts import (
    ONE_LOT,
    Notes,
    category_of,
    country_of,
    cpv_of,
    item_of,
    moment,
    only_lot,
    places_of,
)
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.notices import imported as n

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.adapters.notices.json_tree import Value

MARKS = ("procurementMethodType", "features", "items", "procuringEntity", "tenderID")
# One mark alone stands in other documents, too.
LEAST_MARKS = 2
MOST_FEATURES = 200


def is_prozorro(document: Value) -> bool:
    """Whether this is meant to be something of Prozorro's API."""
    if not isinstance(document.raw, dict) or "ocid" in document.raw:
        return False
    inner = document.get("data").raw
    return _marks(document) >= LEAST_MARKS or isinstance(inner, dict | list) or "errors" in document.raw


def _marks(data: Value) -> int:
    return sum(1 for name in MARKS if data.get(name).raw)


def read_prozorro(document: Value, countries: Mapping[str, str]) -> n.ImportedNotice:
    """A tender, as answered or as sent.

    Raises:
        UnreadableInputError: it is no tender; the message says what it is instead.
    """
    if document.get("errors").raw is not None:
        raise UnreadableInputError("This is an answer of Prozorro with errors, not a tender (at /errors).")
    inner = document.get("data")
    if isinstance(inner.raw, list):
        message = (
            "This is a list of Prozorro (awards, bids or documents of a tender); send the tender itself (at /data)."
        )
        raise UnreadableInputError(message)
    data = inner if isinstance(inner.raw, dict) else document
    if _marks(data) < LEAST_MARKS:
        if data.get("tenderers").raw or data.get("lotValues").raw:
            raise UnreadableInputError("This is a bid of Prozorro, not a tender; send the tender that it is part of.")
        message = "This is no tender of Prozorro: it has neither procurementMethodType, items, features nor tenderID."
        raise UnreadableInputError(message)
    return _Reader(data, countries).notice()


class _Reader:
    """Reads one tender."""

    def __init__(self, data: Value, countries: Mapping[str, str]) -> None:
        self._data = data
        self._countries = countries
        self._notes = Notes()
        self._deadline = moment(data.get("tenderPeriod", "endDate"), self._notes)
        self._features: defaultdict[str, list[tuple[int, n.ImportedCriterion]]] = defaultdict(list)
        for number, feature in enumerate(islice(data.each("features"), MOST_FEATURES)):
            every = feature.get("featureOf").text in ("tenderer", "")
            self._features["" if every else feature.get("relatedItem").text].append((number, self._feature(feature)))

    def notice(self) -> n.ImportedNotice:
        """The tender as a notice."""
        data, entity = self._data, self._data.get("procuringEntity")
        published = data.get("noticePublicationDate")
        start = published if published.text else data.get("tenderPeriod", "startDate")
        return n.ImportedNotice(
            format="prozorro",
            kind=data.get("procurementMethodType").text or "tender",
            notice_id=data.get("tenderID").sourced,
            notice_version=data.get("dateModified").text,
            procedure_id=data.get("tenderID").sourced or data.get("id").sourced,
            title=data.words("title"),
            buyer_id=entity.get("identifier", "id").sourced,
            buyer_name=entity.words("name"),
            buyer_country=country_of(entity.get("address"), self._countries),
            buyer_type=None,
            directive=None,
            contract_type=category_of(data.get("mainProcurementCategory")),
            cpv=tuple(self._cpv()),
            amount=data.get("value", "amount").exact,
            currency=data.get("value", "currency").sourced,
            dispatched=moment(start, self._notes),
            not_the_call="",
            language="uk",
            lots=tuple(self._lots()),
            bids=tuple(self._bids()),
            problems=tuple(self._notes.problems),
        )

    def _cpv(self) -> Iterator[n.Sourced]:
        found = [cpv_of(item.get("classification")) for item in self._data.each("items")]
        yield from {code.value: code for code in reversed(found) if code}.values()

    def _lots(self) -> Iterator[n.ImportedLot]:
        items: defaultdict[str, list[Value]] = defaultdict(list)
        for item in self._data.each("items"):
            items[item.get("relatedLot").text].append(item)
        lots = [lot for lot in self._data.each("lots") if isinstance(lot.raw, dict)]
        if not lots:
            every = [item for own in items.values() for item in own]
            yield self._lot(self._data, only_lot(self._data.pointer), every)
        for lot in lots:
            name = lot.get("id").sourced
            if name is None:
                self._notes.add("notice.lotWithoutId", "The lot has no identifier.", lot.pointer)
            yield self._lot(lot, name, items[name.value if name else ""])

    def _lot(self, lot: Value, name: n.Sourced | None, items: list[Value]) -> n.ImportedLot:
        related = {name.value if name else "", *(item.get("id").text for item in items)} - {""}
        return n.ImportedLot(
            id=name,
            title=lot.words("title"),
            criteria=tuple(self._criteria(related)),
            calculation=None,
            order_reason=None,
            places=tuple(place for item in items for place in places_of(item, self._countries)),
            items=tuple(map(item_of, items)),
            variants=None,
            deadline=self._deadline,
            gpa_covered=None,
            group="",
            unread_criteria="",
            pointer=lot.pointer,
        )

    def _feature(self, feature: Value) -> n.ImportedCriterion:
        """A feature as a criterion; its best option is its weight."""
        options = [option.get("value") for option in feature.each("enum") if option.get("value").exact]
        best = max(options, key=lambda option: option.number or Decimal(0), default=None)
        if best is None:
            self._notes.add("notice.numberUnreadable", "The feature has no option with a value.", feature.pointer)
        return n.ImportedCriterion(
            type=n.Sourced("quality", feature.pointer, "", "A feature is not the price."),
            name=feature.words("title"),
            description=feature.words("description"),
            figures=(_fraction(best),) if best else (),
            group=1,
            withheld=False,
            pointer=feature.pointer,
        )

    def _criteria(self, related: set[str]) -> Iterator[n.ImportedCriterion]:
        """The features of the tender, the lot and its items as criteria; the price has what they leave."""
        found = sorted((row for key in related | {""} for row in self._features.get(key, ())), key=lambda row: row[0])
        yield from (criterion for _, criterion in found)
        best = (figure.value for _, criterion in found for figure in criterion.figures)
        rest = Decimal(1) - sum((value for value in best if value is not None), Decimal(0))
        word, features = self._data.get("awardCriteria"), self._data.get("features")
        kind = "cost" if word.text == "lifeCycleCost" else "price"
        type_ = n.Sourced(kind, word.pointer, "", f"The tender says {word.text or 'nothing else'}.")
        left = n.Figure(n.PRICE_FRACTION, rest, False, None, n.Sourced("what the features leave", features.pointer))  # noqa: FBT003
        figures = (left,) if rest != 1 else ()
        yield n.ImportedCriterion(type_, None, None, figures, 1, withheld=False, pointer=word.pointer)

    def _bids(self) -> Iterator[n.ImportedBid]:
        for bid in self._data.each("bids"):
            if not isinstance(bid.raw, dict):
                continue
            values = list(bid.each("lotValues"))
            yield from (self._bid(bid, row, row.get("relatedLot").text or ONE_LOT) for row in values or [bid])

    @staticmethod
    def _bid(bid: Value, row: Value, lot: str) -> n.ImportedBid:
        """A bid for one lot; one submission for two lots becomes two bids."""
        return n.ImportedBid(
            id=bid.get("id").sourced,
            lot_ids=(lot,),
            bidders=tuple(
                n.ImportedBidder(tenderer.get("identifier", "id").sourced, tenderer.words("name"))
                for tenderer in bid.each("tenderers")
            ),
            amount=row.get("value", "amount").exact,
            currency=row.get("value", "currency").sourced,
            variant=None,
            status=row.get("status").sourced or bid.get("status").sourced,
            origin_countries=(),
            pointer=bid.pointer,
        )


def _fraction(best: Value) -> n.Figure:
    return n.Figure(n.PRICE_FRACTION, best.number, False, best.exact, n.Sourced("best option", best.pointer))  # noqa: FBT003
