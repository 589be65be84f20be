"""Names of groups, fields, classes and outcomes on the pages of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.web.pages.language import marked

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUPS: Mapping[str, str] = {
    "identity": marked("Name and identifiers"),
    "place": marked("Place"),
    "ownership": marked("Ownership"),
    "activity": marked("Activity"),
    "capacity": marked("Capacity"),
    "certificates": marked("Certificates"),
    "continuity": marked("Continuity"),
    "evidence": marked("Evidence and verification"),
}
FIELDS: Mapping[str, str] = {
    "name": marked("Name of the site"),
    "osId": marked("OS ID (Open Supply Hub)"),
    "lei": marked("LEI of the company"),
    "establishmentNumber": marked("Belgian establishment number"),
    "eori": marked("EORI number of the company"),
    "gln": marked("GLN of the site"),
    "country": marked("Country code"),
    "address": marked("Address"),
    "location": marked("Coordinates"),
    "location.latitude": marked("Degrees north"),
    "location.longitude": marked("Degrees east"),
    "nuts3": marked("Region (NUTS 3)"),
    "owner": marked("Owner"),
    "ultimateParent": marked("Ultimate parent company"),
    "nace": marked("NACE codes"),
    "prodcom": marked("PRODCOM codes"),
    "cpv": marked("CPV codes"),
    "hs": marked("HS or CN codes"),
    "processStep": marked("Production step"),
    "closedOn": marked("Closed on"),
    "capacity": marked("Installed capacity"),
    "capacityUnit": marked("Unit of the capacities"),
    "spareCapacity": marked("Free capacity"),
    "certificates": marked("Certificates"),
    "timeToRecoverDays": marked("Days until it produces again after an outage"),
    "stockLocation": marked("Where stock is kept"),
    "evidence": marked("Hashes of documents (SHA-256)"),
    "verifiedOn": marked("Verified on"),
    "verifiedBy": marked("Verified by"),
}
CLASSES: Mapping[str, str] = {
    "public": marked("everybody"),
    "tenant": marked("readers of this organisation"),
    "buyer": marked("its officers"),
    "secret": marked("persons who may approve"),
}
CONFIDENCES: Mapping[str, str] = {"high": marked("high"), "medium": marked("medium"), "low": marked("low")}
EVENT_TYPES: Mapping[str, str] = {
    "backshoring": marked("back to the country it came from"),
    "nearshoring": marked("to a nearer country"),
    "onshoring": marked("into the own country, for the first time"),
    "diversification": marked("a second source beside the first"),
}
OUTCOMES: Mapping[str, str] = {
    "same": marked("probably one site"),
    "review": marked("perhaps one site"),
}
DECISIONS: Mapping[str, str] = {"same": marked("one site"), "different": marked("two different sites")}
REASONS: Mapping[str, str] = {
    "sameIdentifier": marked("same identifier: {about}"),
    "otherIdentifier": marked("different identifier: {about}"),
    "sameCompany": marked("same company: {about}"),
    "otherCompany": marked("different company: {about}"),
    "name": marked("names alike to {measured} %"),
    "address": marked("addresses alike to {measured} %"),
    "distance": marked("{measured} m apart"),
    "otherCountry": marked("in different countries"),
}
DIMENSIONS: Mapping[str, str] = {
    "type": marked("Kind of move"),
    "year": marked("Year of the announcement"),
    "from": marked("From country"),
    "to": marked("To country"),
    "naceDivision": marked("Division of NACE"),
}
HELP: Mapping[str, str] = {
    "osId": marked("The identifier that Open Supply Hub gives a site, for example CN2021250D1DTN7."),
    "lei": marked("Legal Entity Identifier: 20 signs that name a company worldwide."),
    "establishmentNumber": marked("10 digits of the Crossroads Bank for Enterprises that name one establishment."),
    "eori": marked("The number by which customs know a company, for example BE0207451227."),
    "gln": marked("Global Location Number: 13 digits that name a place."),
    "nuts3": marked("Code of the region in the statistics of the Union, for example BE234 for Ghent."),
    "nace": marked("What is done there by the classification of economic activities, for example C31.01. One a line."),
    "prodcom": marked("Products by the list of industrial production. One a line."),
    "timeToRecoverDays": marked("How long it takes after a fire or flood until the site produces again."),
    "spareCapacity": marked("What could be produced beyond today's orders, in the same unit."),
    "evidence": marked("The fingerprint of a document tells later whether it is still the same. One a line."),
}
