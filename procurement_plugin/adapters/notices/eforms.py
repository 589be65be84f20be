"""Reads eForms notices (UBL 2.3): procedure and buyer here, lots and tenders in the modules beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from procurement_plugin.adapters.notices import xml_tree
from procurement_plugin.adapters.notices.eforms_bids import bids_of
from procurement_plugin.adapters.notices.eforms_lots import lots_of
from procurement_plugin.adapters.notices.eforms_parts import EXTENSION, LOT, PROJECT, Context, cpv_codes
from procurement_plugin.adapters.notices.languages import THREE_LETTERS, two_letters
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.notices import imported as n

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.adapters.notices.xml_tree import Node

ROOTS = ("ContractNotice", "ContractAwardNotice", "PriorInformationNotice")
# What else people hold in their hands, and what to do then.
OTHER_ROOTS = {
    "TED_EXPORT": "This is TED's XML from before eForms (until 2023), which is not read; send eForms or OCDS.",
    "TED_ESENDERS": "This is TED's XML from before eForms (until 2023), which is not read; send eForms.",
    "BusinessRegistrationInformationNotice": "This notice registers a business; it is about no tender.",
    "CodeList": "This is a code list, not a notice.",
    "html": "This is a web page, not a notice; download the notice as eForms XML.",
}
DIRECTIVES = {"32014L0024": "2014/24", "32014L0025": "2014/25", "32014L0023": "2014/23", "32009L0081": "2009/81"}
# Codes of the buyer's legal type that say which kind of buyer it is; the others leave it open.
BUYERS = {
    "cga": "central",
    "body-pl-cga": "central",
    "ra": "subcentral",
    "la": "subcentral",
    "body-pl-la": "subcentral",
    "body-pl-ra": "subcentral",
    "pub-undert": "utility",
    "pub-undert-cga": "utility",
    "pub-undert-la": "utility",
    "pub-undert-ra": "utility",
    "spec-rights-entity": "utility",
    "def-cont": "defence",
}
MOST_EMPTY = 30


def read_eforms(content: bytes, alpha2: Mapping[str, str], language: str = "") -> n.ImportedNotice:
    """A notice.

    Args:
        alpha2: ISO 3166-1 alpha-2 codes by alpha-3 code.
        language: two letters of the language to prefer; the notice's own when empty.

    Raises:
        UnreadableInputError: it is no eForms notice.
    """
    root = xml_tree.parse(content)
    kind = re.sub(r"^[\w.-]+:", "", root.path.removeprefix("/"))
    if kind not in ROOTS:
        message = f"The root element is '{kind[:60]}'; eForms notices are {', '.join(ROOTS)}."
        raise UnreadableInputError(OTHER_ROOTS.get(kind, message))
    own = root.text_at("cbc:NoticeLanguageCode")
    preferred = [code for code in (THREE_LETTERS.get(language, ""), own.upper()) if code]
    context = Context(root, alpha2, tuple(preferred))
    return _notice(kind, context, two_letters(own))


def _notice(kind: str, context: Context, language: str) -> n.ImportedNotice:
    root, project = context.root, context.root.first(PROJECT)
    buyer = _buyer(context)
    amount = project.first("cac:RequestedTenderTotal", "cbc:EstimatedOverallContractAmount") if project else None
    lots, bids = tuple(lots_of(context)), tuple(bids_of(context))
    dispatched = context.moment(root, ("cbc:IssueDate", "cbc:IssueTime"), "BT-05(a)-notice")
    _note_empty(context)
    return n.ImportedNotice(
        format="eforms",
        kind=kind,
        notice_id=root.sourced("BT-701-notice", "cbc:ID"),
        notice_version=root.text_at("cbc:VersionID"),
        procedure_id=root.sourced("BT-04-notice", "cbc:ContractFolderID"),
        title=context.words(project, "BT-21-Procedure", "cbc:Name"),
        buyer_id=buyer.sourced("BT-501-Organization-Company", *_COMPANY_ID) if buyer else None,
        buyer_name=context.words(buyer, "BT-500-Organization-Company", "cac:PartyName", "cbc:Name"),
        buyer_country=context.country(buyer, "BT-514-Organization-Company", "cac:PostalAddress"),
        buyer_type=_buyer_type(root),
        directive=_directive(root),
        contract_type=project.sourced("BT-23-Procedure", "cbc:ProcurementTypeCode") if project else None,
        cpv=tuple(cpv_codes(context, project, "Procedure")),
        amount=n.Sourced(amount.text, amount.path, "BT-27-Procedure") if amount and amount.text else None,
        currency=_currency(amount),
        dispatched=dispatched,
        not_the_call=_not_the_call(root),
        language=language,
        lots=lots,
        bids=bids,
        problems=tuple(context.notes.problems),
    )


_COMPANY_ID = ("cac:PartyLegalEntity", "cbc:CompanyID")


def _currency(amount: Node | None) -> n.Sourced | None:
    code = amount.attribute("currencyID") if amount else ""
    return n.Sourced(code, f"{amount.path}/@currencyID", "BT-27-Procedure") if amount and code else None


def _buyer(context: Context) -> Node | None:
    """The company of the first contracting party."""
    wanted = context.root.text_at("cac:ContractingParty", "cac:Party", "cac:PartyIdentification", "cbc:ID")
    if wanted and wanted in context.companies:
        return context.companies[wanted]
    if wanted:
        place = "/cac:ContractingParty[1]/cac:Party[1]/cac:PartyIdentification[1]/cbc:ID[1]"
        context.notes.add(
            "notice.buyerNotFound",
            f"The buyer is organisation '{wanted[:40]}', which the notice does not describe.",
            context.root.path + place,
            "OPT-300-Procedure-Buyer",
        )
    return None


def _buyer_type(root: Node) -> n.Sourced | None:
    for node in root.children("cac:ContractingParty", "cac:ContractingPartyType", "cbc:PartyTypeCode"):
        if node.attribute("listName") in ("buyer-legal-type", "") and node.text in BUYERS:
            return n.Sourced(BUYERS[node.text], node.path, "BT-11-Procedure-Buyer", f"The code is {node.text}.")
    return None


def _directive(root: Node) -> n.Sourced | None:
    found = root.first("cbc:RegulatoryDomain")
    if found is None or found.text not in DIRECTIVES:
        return None
    return n.Sourced(DIRECTIVES[found.text], found.path, "BT-01-notice", f"The code is {found.text}.")


def _not_the_call(root: Node) -> str:
    """Why the notice's date is not that of the call for competition, or nothing."""
    kind = root.first("cbc:NoticeTypeCode")
    stage = kind.attribute("listName") if kind else ""
    if root.first(*EXTENSION, "efac:Changes", "efbc:ChangedNoticeIdentifier") is not None:
        return "This notice changes an earlier one, and its date is that of the change."
    if root.path.endswith("ContractAwardNotice") or stage in ("result", "dir-awa-pre", "cont-modif"):
        return "This notice reports a result, and its date is later than that of the call for competition."
    if root.path.endswith("PriorInformationNotice") and stage != "competition":
        return "This notice announces a procedure that has not begun."
    return ""


def _note_empty(context: Context) -> None:
    """Empty elements, which stand where something should have been said."""
    found = list(context.root.empty_elements())
    for path in found[:MOST_EMPTY]:
        context.notes.add("notice.emptyElement", "The element is empty; whatever it should say is missing.", path)
    if len(found) > MOST_EMPTY:
        more = f"{len(found) - MOST_EMPTY} more elements are empty."
        context.notes.add("notice.emptyElement", more, context.root.path)
    if not any(True for _ in context.root.children(LOT)):
        context.notes.add("notice.noLots", "The notice has no lots.", context.root.path)
