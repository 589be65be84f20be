"""Reads the tenders that eForms result notices list: who, how much, for which lot, from which countries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.adapters.notices.eforms_parts import EXTENSION
from procurement_plugin.adapters.notices.plain_numbers import plain_number
from procurement_plugin.domain.notices import imported as n

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.adapters.notices.eforms_parts import Context
    from procurement_plugin.adapters.notices.xml_tree import Node

RESULT = (*EXTENSION, "efac:NoticeResult")


def bids_of(context: Context) -> Iterator[n.ImportedBid]:
    """Every tender that says more than that it exists."""
    parties = {
        party.text_at("cbc:ID"): [node.text for node in party.children("efac:Tenderer", "cbc:ID")]
        for party in context.root.children(*RESULT, "efac:TenderingParty")
    }
    for node in context.root.children(*RESULT, "efac:LotTender"):
        if node.first("efac:TenderLot") is not None or node.first("cac:LegalMonetaryTotal") is not None:
            yield _bid(context, node, parties)


def _bid(context: Context, node: Node, parties: Mapping[str, list[str]]) -> n.ImportedBid:
    amount = node.first("cac:LegalMonetaryTotal", "cbc:PayableAmount")
    currency = amount.attribute("currencyID") if amount else ""
    names = parties.get(node.text_at("efac:TenderingParty", "cbc:ID"), [])
    return n.ImportedBid(
        id=node.sourced("BT-3201-Tender", "efac:TenderReference", "cbc:ID") or node.sourced("OPT-321-Tender", "cbc:ID"),
        lot_ids=tuple(lot.text for lot in node.children("efac:TenderLot", "cbc:ID")),
        bidders=tuple(_bidder(context, context.companies[name]) for name in names if name in context.companies),
        amount=n.Sourced(amount.text, amount.path, "BT-720-Tender")
        if amount and plain_number(amount.text) is not None
        else None,
        currency=n.Sourced(currency, f"{amount.path}/@currencyID", "BT-720-Tender") if amount and currency else None,
        variant=_if_true(node.sourced("BT-193-Tender", "efbc:TenderVariantIndicator")),
        status=None,
        origin_countries=tuple(_origins(context, node)),
        pointer=node.path,
    )


def _if_true(found: n.Sourced | None) -> n.Sourced | None:
    return found if found is not None and found.value == "true" else None


def _bidder(context: Context, company: Node) -> n.ImportedBidder:
    return n.ImportedBidder(
        id=company.sourced("BT-501-Organization-Company", "cac:PartyLegalEntity", "cbc:CompanyID")
        or company.sourced("OPT-200-Organization-Company", "cac:PartyIdentification", "cbc:ID"),
        name=context.words(company, "BT-500-Organization-Company", "cac:PartyName", "cbc:Name"),
    )


def _origins(context: Context, node: Node) -> Iterator[n.Sourced]:
    for area in node.children("efac:Origin", "efbc:AreaCode"):
        if area.text:
            yield n.Sourced(context.alpha2(area.text), area.path, "BT-191-Tender")
