"""Requests about the register of production sites."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields as mf
from marshmallow.validate import Length

from procurement_plugin.domain.site_register.confidentiality import CLASSES, KINDS, SITE
from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.fields import said
from procurement_plugin.web.schemas.material_scans import HS

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
COUNTRY = "[A-Z]{2}"
NACE = r"[A-V]?[0-9]{2}(?:\.[0-9]{1,2})?"
NUTS3 = "[A-Z]{2}[0-9A-Z]{3}"
LINK_TO = (
    r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/?#-]*)?"
)
CONFIDENCES = ("high", "medium", "low")
EVENT_TYPES = ("backshoring", "nearshoring", "onshoring", "diversification")
DECISIONS = ("same", "different")
# A table that is sent to be imported; with its JSON around it, it still fits into one request.
LARGEST_TABLE = 4_000_000
SEVERAL = 50


def described(text: str) -> dict[str, Any]:
    """The description of a field that may be left out."""
    return {"metadata": {"description": text}}


def several(inner: ma.fields.Field[Any], text: str, most: int = SEVERAL) -> mf.List[Any]:
    """A list that may be left out."""
    return mf.List(inner, validate=Length(min=1, max=most), **described(text))


class IdentifierText(f.PatternField):
    """An identifier as people write it; its own check digits are looked at afterwards."""

    def __init__(self, **kwargs: Any) -> None:
        says = "letters and digits, with blanks, points or hyphens between them if you like"
        super().__init__("[A-Za-z0-9][A-Za-z0-9 .-]{1,39}", says, longest=40, **kwargs)


class EntryName(f.PatternField):
    """The identifier of an entry of the register."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(UUID, "an identifier of the register (UUID)", longest=36, **kwargs)


class CountryText(f.PatternField):
    """A country by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(COUNTRY, 'an ISO 3166-1 alpha-2 code, for example "BE"', longest=2, **kwargs)


class NaceText(f.PatternField):
    """A code of NACE."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(NACE, 'a NACE code, for example "C31.01"', longest=6, **kwargs)


class SitePlaceSchema(f.ClosedSchema):
    """Where it lies, WGS84."""

    latitude = f.Latitude(**said("Degrees north"))
    longitude = f.Longitude(**said("Degrees east"))


class CertificateSchema(f.ClosedSchema):
    """A certificate of the site."""

    name = f.PlainText(**said("What it is"))
    number = f.PlainText(longest=80, **described("Its number"))
    validTo = f.Day(**described("Last day on which it holds"))


class RegisterSourceSchema(f.ClosedSchema):
    """Where it is known from."""

    title = f.PlainText(longest=300, **said("Title, for example of a report or a register"))
    url = f.PatternField(LINK_TO, "an https address", longest=500, **described("Address"))
    day = f.Day(**described("Day of the source"))


ConfidentialitySchema: type[ma.Schema] = type(
    "SiteConfidentialitySchema",
    (f.ClosedSchema,),
    {
        "__doc__": "The class of each group of fields.",
        **{group: f.Choice(CLASSES, **described("Who may see it")) for group in KINDS[SITE].groups},
    },
)


class RecordedSchema(f.ClosedSchema):
    """How sure something is, and why it is recorded."""

    confidence = f.Choice(CONFIDENCES, **said("How sure it is"))
    reason = f.PlainText(longest=1000, **said("Why it is recorded or changed"))


class SiteRequestSchema(RecordedSchema):
    """A production site."""

    name = f.PlainText(**said("Name of the site"))
    osId = IdentifierText(**described("OS ID of Open Supply Hub"))
    lei = IdentifierText(**described("LEI of who runs it (ISO 17442)"))
    establishmentNumber = IdentifierText(**described("Belgian establishment number"))
    eori = IdentifierText(**described("EORI number of who runs it"))
    gln = IdentifierText(**described("GLN of the site"))
    country = CountryText(**said("Country in which it lies"))
    address = f.PlainText(longest=300, **described("Street, number, postcode, town"))
    location = mf.Nested(SitePlaceSchema, **described("Coordinates"))
    nuts3 = f.PatternField(NUTS3, 'a NUTS 3 code, for example "BE234"', longest=5, **described("Region (NUTS 3)"))
    owner = f.PlainText(**described("Who owns it"))
    ultimateParent = f.PlainText(**described("Who controls the owner in the end"))
    nace = several(NaceText(), "Economic activities (NACE)")
    prodcom = several(
        f.PatternField(r"[0-9]{2}(?:\.?[0-9]{2}){0,3}", "a PRODCOM code of 2 to 8 digits", longest=11), "PRODCOM codes"
    )
    cpv = several(f.PatternField("[0-9]{8}(?:-[0-9])?", "a CPV code of 8 digits", longest=10), "CPV codes")
    hs = several(f.PatternField(HS, "an HS or CN code of 4 to 10 digits", longest=13), "HS or CN codes")
    processStep = f.PlainText(**described("What is done there"))
    closedOn = f.Day(**described("Day on which it was closed"))
    capacity = f.DecimalText(**described("Installed capacity"))
    capacityUnit = f.PlainText(longest=60, **described("Unit of the capacities, for example t/year"))
    spareCapacity = f.DecimalText(**described("Capacity that is free"))
    certificates = several(mf.Nested(CertificateSchema), "Certificates")
    timeToRecoverDays = f.DecimalText(digits=5, places=1, **described("Days until it produces again after an outage"))
    stockLocation = f.PlainText(longest=300, **described("Where stock is kept"))
    evidence = several(f.Sha256(), "Hashes of documents behind it")
    verifiedOn = f.Day(**described("Day on which somebody verified it"))
    verifiedBy = f.PlainText(**described("Who verified it"))
    source = mf.Nested(RegisterSourceSchema, **said("Where it is known from"))
    confidentiality = mf.Nested(ConfidentialitySchema, **described("Who may see which group of fields"))


class SiteLinkRequestSchema(RecordedSchema):
    """Who supplies whom."""

    buyerSiteId = EntryName(**said("Site that is supplied"))
    supplierSiteId = EntryName(**said("Site that supplies"))
    item = f.PlainText(**said("What is supplied"))
    share = f.DecimalText(percent=True, places=2, **described("Per cent of what the buyer site needs of it"))
    tier = f.Count(**described("Tier of the supplier, 1 for a direct one"))
    qualified = f.Truth(**described("Whether the buyer has qualified the supplier"))
    validFrom = f.Day(**described("First day"))
    validTo = f.Day(**described("Last day"))
    source = mf.Nested(RegisterSourceSchema, **said("Where it is known from"))
    confidentiality = f.Choice(CLASSES, **described("Who may see it (buyer)"))


class CaseFieldsSchema(RecordedSchema):
    """A reshoring case with the fields of Eurofound's European Reshoring Monitor, and ours."""

    company = f.PlainText(**said("Company"))
    siteId = EntryName(**described("Site of the register that it is about"))
    announced = f.Day(**said("Day on which it was announced"))
    # `from` is a word of Python, so the two are added below.
    nace = NaceText(**described("Economic activity (NACE)"))
    activity = f.PlainText(longest=300, **described("What moved"))
    jobs = f.Count(**described("Jobs announced"))
    motive = f.PlainText(longest=500, **described("Why"))
    type = f.Choice(EVENT_TYPES, **said("What kind of move"))
    sourceUrl = f.PatternField(LINK_TO, "an https address", longest=500, **said("Address of the report"))
    confidentiality = f.Choice(CLASSES, **described("Who may see it (tenant)"))


class ReshoringEventRequestSchema(CaseFieldsSchema):
    """The same with its two countries."""

    locals()["from"] = CountryText(**described("Country from which it moved"))
    to = CountryText(**described("Country to which it moved"))


class MatchReviewRequestSchema(f.ClosedSchema):
    """What a person decided about two sites."""

    siteIds = f.listed(EntryName(), "The two sites", most=2, least=2)
    outcome = f.Choice(DECISIONS, **said("Whether they are one site; nothing is joined by it"))
    reason = f.PlainText(longest=1000, **said("Why"))


class SiteImportRequestSchema(f.ClosedSchema):
    """A table of sites, and what holds for all its lines that do not say otherwise."""

    table = mf.String(validate=Length(min=1, max=LARGEST_TABLE), **said("Comma-, semicolon- or tab-separated values"))
    store = f.Truth(**described("Record it; otherwise it is only looked at"))
    source = mf.Nested(RegisterSourceSchema, **described("Where the lines are known from"))
    confidence = f.Choice(CONFIDENCES, **described("How sure they are"))
    reason = f.PlainText(longest=1000, **described("Why they are recorded"))
    confidentiality = mf.Nested(ConfidentialitySchema, **described("Who may see which group of fields of new sites"))


SITE_REQUEST, LINK_REQUEST = SiteRequestSchema(), SiteLinkRequestSchema()
EVENT_REQUEST = ReshoringEventRequestSchema()
REVIEW_REQUEST, IMPORT_REQUEST = MatchReviewRequestSchema(), SiteImportRequestSchema()
REGISTER_REQUESTS = {
    "SiteRequest": SITE_REQUEST,
    "SiteLinkRequest": LINK_REQUEST,
    "ReshoringEventRequest": EVENT_REQUEST,
    "MatchReviewRequest": REVIEW_REQUEST,
    "SiteImportRequest": IMPORT_REQUEST,
}
