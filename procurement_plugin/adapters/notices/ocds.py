"""Reads OCDS 1.1 releases, records and packages: procedure and buyer here, lots in the module beside it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from procurement_plugin.adapters.notices.json_parts import (
    ONE_LOT,
    Notes,
    category_of,
    country_of,
    cpv_of,
    moment,
)
from procurement_plugin.adapters.notices.languages import two_letters
from procurement_plugin.adapters.notices.ocds_lots import lots_of, lots_of_bids
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.notices import imported as n

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.adapters.notices.json_tree import Value

DIRECTIVES = {"32014L0024": "2014/24", "32014L0025": "2014/25", "32014L0023": "2014/23", "32009L0081": "2009/81"}
# Tags of releases that are the call for competition itself.
CALL = {"planning", "planningUpdate", "tender"}
SEVERAL = (
    "The document holds {} releases of this process, and each is read alone; "
    "send the compiled release to have them together."
)


def read_ocds(document: Value, countries: Mapping[str, str]) -> tuple[n.ImportedNotice, ...]:
    """Every release of the document; of a record, its compiled release.

    Args:
        countries: ISO 3166-1 alpha-2 codes by code or name in small letters.

    Raises:
        UnreadableInputError: it is no OCDS document.
    """
    found = list(_releases(document))
    releases = [release for release in found if isinstance(release.raw, dict)]
    if not releases:
        raise UnreadableInputError(_why_nothing(document, len(found)))
    counted = Counter(release.get("ocid").text for release in releases)
    return tuple(_Reader(release, countries).notice(counted[release.get("ocid").text]) for release in releases)


def _why_nothing(document: Value, found: int) -> str:
    if isinstance(document.get("records").raw, list) and found:
        return "The records only link to their releases; send the compiled releases themselves (at /records)."
    if isinstance(document.get("releases").raw, list):
        return "The package holds no release that could be read (at /releases)."
    return "This is neither OCDS (no 'tender', 'bids', 'releases' or 'records') nor a tender of Prozorro."


def _releases(document: Value) -> Iterator[Value]:
    if isinstance(document.raw, list):
        for part in document.each():
            yield from _releases(part)
    elif isinstance(document.get("records").raw, list):
        for record in document.each("records"):
            compiled = record.get("compiledRelease")
            embedded = [release for release in record.each("releases") if release.get("id").raw is not None]
            yield from [compiled] if isinstance(compiled.raw, dict) else embedded[-1:] or [compiled]
    elif isinstance(document.get("releases").raw, list):
        yield from document.each("releases")
    elif isinstance(document.get("compiledRelease").raw, dict):
        yield document.get("compiledRelease")
    elif isinstance(document.get("release").raw, dict):
        yield document.get("release")
    elif document.get("ocid").text or isinstance(document.get("tender").raw, dict) or _has_bids(document):
        yield document


def _has_bids(document: Value) -> bool:
    return isinstance(document.get("bids", "details").raw, list)


class _Reader:
    """Reads one release."""

    def __init__(self, release: Value, countries: Mapping[str, str]) -> None:
        self._release, self._tender = release, release.get("tender")
        self._countries = countries
        self._notes = Notes()
        self._parties: dict[str, Value] = {}
        for party in release.each("parties"):
            if party.get("id").text:
                self._parties.setdefault(party.get("id").text, party)

    def notice(self, of_this_process: int) -> n.ImportedNotice:
        """The release as a notice; ``of_this_process`` releases of one ocid stand in the document."""
        release, tender = self._release, self._tender
        buyer = self._party(release.get("buyer")) or self._party(tender.get("procuringEntity"))
        if of_this_process > 1 and release.get("ocid").text:
            self._notes.add("notice.severalReleases", SEVERAL.format(of_this_process), release.get("ocid").pointer)
        lots = tuple(lots_of(release, self._countries, self._notes))
        bids = tuple(self._bids())
        if not lots:
            self._notes.add(
                "notice.noTender", "The release has no tender; of a lot only its bids are known.", tender.pointer
            )
            lots = tuple(lots_of_bids(bids))
        published = tender.get("datePublished")
        return n.ImportedNotice(
            format="ocds",
            kind=", ".join(tag for tag in self._tags()) or "release",
            notice_id=release.get("id").sourced,
            notice_version="",
            procedure_id=tender.get("id").sourced or release.get("ocid").sourced,
            title=tender.words("title"),
            buyer_id=(buyer.get("identifier", "id").sourced or buyer.get("id").sourced) if buyer else None,
            buyer_name=buyer.words("name") if buyer else None,
            buyer_country=country_of(buyer.get("address"), self._countries) if buyer else None,
            buyer_type=None,
            directive=self._directive(),
            contract_type=category_of(tender.get("mainProcurementCategory")),
            cpv=tuple(self._cpv()),
            amount=tender.get("value", "amount").exact,
            currency=tender.get("value", "currency").sourced,
            dispatched=moment(published if published.text else release.get("date"), self._notes),
            not_the_call="" if published.text else self._not_the_call(),
            language=two_letters(release.get("language").text),
            lots=lots,
            bids=bids,
            problems=tuple(self._notes.problems),
        )

    def _tags(self) -> list[str]:
        tag = self._release.get("tag")
        return [tag.text] if tag.text else [part.text for part in tag.each() if part.text]

    def _not_the_call(self) -> str:
        tags = set(self._tags())
        if tags and tags <= CALL:
            return ""
        if "compiled" in tags:
            return "A compiled release carries the date of its last change."
        if not tags:
            return "The release does not say of which stage it is (tag)."
        return f"The release is of a later stage ({', '.join(sorted(tags))}), and so is its date."

    def _party(self, reference: Value) -> Value | None:
        """The organisation that a reference names, with its address; the reference itself when parties lack it."""
        if not isinstance(reference.raw, dict):
            return None
        found: Value = self._parties.get(reference.get("id").text, reference)
        return found

    def _directive(self) -> n.Sourced | None:
        basis = self._tender.get("legalBasis")
        for found in (basis.get("id"), basis.get("wasDerivedFrom", "id")):
            if found.text in DIRECTIVES:
                return n.Sourced(DIRECTIVES[found.text], found.pointer, "", f"The code is {found.text}.")
        return None

    def _cpv(self) -> Iterator[n.Sourced]:
        seen = set()
        for owner in (self._tender, *self._tender.each("items")):
            for found in (owner.get("classification"), *owner.each("additionalClassifications")):
                code = cpv_of(found)
                if code and code.value not in seen:
                    seen.add(code.value)
                    yield code

    def _bids(self) -> Iterator[n.ImportedBid]:
        bids = self._release.get("bids")
        rows = bids.each("details") if isinstance(bids.raw, dict) else bids.each()
        for bid in rows:
            values = list(bid.each("lotValues"))
            value = (values[0] if values else bid).get("value")
            yield n.ImportedBid(
                id=bid.get("id").sourced,
                lot_ids=_lots_named(bid, values),
                bidders=tuple(self._bidder(tenderer) for tenderer in bid.each("tenderers")),
                amount=value.get("amount").exact,
                currency=value.get("currency").sourced,
                variant=n.Sourced("true", bid.get("variant").pointer) if bid.get("variant").raw is True else None,
                status=bid.get("status").sourced,
                origin_countries=tuple(
                    n.Sourced(self._countries.get(code.text.casefold(), code.text), code.pointer)
                    for code in bid.each("countriesOfOrigin")
                    if code.text
                ),
                pointer=bid.pointer,
            )

    def _bidder(self, tenderer: Value) -> n.ImportedBidder:
        party = self._party(tenderer) or tenderer
        return n.ImportedBidder(
            id=party.get("identifier", "id").sourced or party.get("id").sourced,
            name=party.words("name") or tenderer.words("name"),
        )


def _lots_named(bid: Value, values: list[Value]) -> tuple[str, ...]:
    """The lots of a bid; nothing when it names none."""
    named = [lot.text for lot in bid.each("relatedLots") if lot.text]
    named += [row.get("relatedLot").text for row in values if row.get("relatedLot").text]
    if bid.get("relatedLot").text:
        named.append(bid.get("relatedLot").text)
    return tuple(dict.fromkeys(named)) or (ONE_LOT,)
