"""Answers of the register of production sites."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas import fields as f
from procurement_plugin.web.schemas.answer_parts import anything, listed, text, texts, truth


class RegisterVersionSchema(f.ClosedSchema):
    """A version of the register; 0 while it is empty."""

    version = mf.Integer(required=True, metadata={"description": "Its number"})
    hash = text("SHA-256 over its changes and the version before")
    recordedAt = text("When it was recorded", required=False)


class RecordSchema(f.ClosedSchema):
    """An entry as recorded; what the reader may not see is left out."""

    id = text("Identifier")
    version = mf.Integer(required=True, metadata={"description": "Version of the register that holds it first"})
    contentHash = text("Salted SHA-256 of the content; a bid may name it as evidence", required=False)
    recordedAt = text("When it was recorded", required=False)
    source = anything("Where it is known from", required=False)
    confidence = text("high, medium or low", required=False)
    reason = text("Why it was recorded", required=False)
    actor = anything("Who recorded it", required=False)


class RegisteredSiteSchema(RecordSchema):
    """A production site as the reader may see it."""

    confidentiality = anything("Who may see which group of fields", required=False)
    name = text("Name")
    osId = text("OS ID of Open Supply Hub", required=False)
    lei = text("LEI of who runs it", required=False)
    establishmentNumber = text("Belgian establishment number", required=False)
    eori = text("EORI number of who runs it", required=False)
    gln = text("GLN", required=False)
    country = text("Country", required=False)
    address = text("Address", required=False)
    location = anything("Coordinates: latitude and longitude", required=False)
    nuts3 = text("Region (NUTS 3)", required=False)
    owner = text("Owner", required=False)
    ultimateParent = text("Who controls the owner in the end", required=False)
    nace = texts("NACE codes", required=False)
    prodcom = texts("PRODCOM codes", required=False)
    cpv = texts("CPV codes", required=False)
    hs = texts("HS or CN codes", required=False)
    processStep = text("What is done there", required=False)
    closedOn = text("Day on which it was closed", required=False)
    capacity = text("Installed capacity", required=False)
    capacityUnit = text("Unit of the capacities", required=False)
    spareCapacity = text("Capacity that is free", required=False)
    certificates = mf.List(mf.Dict(), metadata={"description": "Certificates: name, number, validTo"})
    timeToRecoverDays = text("Days until it produces again after an outage", required=False)
    stockLocation = text("Where stock is kept", required=False)
    evidence = texts("Hashes of documents behind it", required=False)
    verifiedOn = text("Day on which somebody verified it", required=False)
    verifiedBy = text("Who verified it", required=False)
    sameAs = texts("Sites of which a person said that they are this one", required=False)


class RegisteredSiteListSchema(f.ClosedSchema):
    """A page of sites."""

    items = listed(RegisteredSiteSchema, "Sites by name")
    next = text("Identifier to name in 'after' for the next page; empty at the end")
    register = mf.Nested(RegisterVersionSchema, required=True)


class SiteHistorySchema(f.ClosedSchema):
    """What was recorded of a site."""

    items = listed(RegisteredSiteSchema, "Each state of it, the newest first")


class SiteClusterSchema(f.ClosedSchema):
    """Sites that lie together."""

    latitude = text("Degrees north of the middle, or of the site when it is one")
    longitude = text("Degrees east")
    sites = mf.Integer(required=True, metadata={"description": "How many"})
    siteId = text("The site, when it is one", required=False)
    name = text("Its name", required=False)


class SiteClusterListSchema(f.ClosedSchema):
    """The clusters of a map."""

    bbox = texts("West, south, east and north, in degrees; empty when nothing has a place")
    items = listed(SiteClusterSchema, "Clusters")
    register = mf.Nested(RegisterVersionSchema, required=True)


class SiteImportSchema(f.ClosedSchema):
    """What an import did, or would do."""

    stored = truth("Whether it was recorded; otherwise it was only looked at")
    new = mf.Integer(required=True, metadata={"description": "Lines that are new sites"})
    changed = mf.Integer(required=True, metadata={"description": "Lines that change a site"})
    unchanged = mf.Integer(required=True, metadata={"description": "Lines that say what the register says"})
    known = mf.List(
        mf.Dict(), required=True, metadata={"description": "Lines left out, since the register has their identifier"}
    )
    alike = mf.List(
        mf.Dict(),
        required=True,
        metadata={"description": "New sites that may be known ones, looked at for the first 200"},
    )
    passedOver = texts("Columns that hold nothing for the register")
    register = mf.Nested(RegisterVersionSchema, required=True)


class SiteLinkSchema(RecordSchema):
    """A link between two sites."""

    confidentiality = text("Who may see it: public, tenant, buyer or secret", required=False)
    buyerSiteId = text("Site that is supplied")
    supplierSiteId = text("Site that supplies")
    item = text("What is supplied")
    share = text("Per cent", required=False)
    tier = mf.Integer(metadata={"description": "Tier of the supplier"})
    qualified = mf.Boolean(metadata={"description": "Whether the buyer has qualified the supplier"})
    validFrom = text("First day", required=False)
    validTo = text("Last day", required=False)


class SiteLinkListSchema(f.ClosedSchema):
    """A page of links."""

    items = listed(SiteLinkSchema, "Links")
    next = text("Identifier to name in 'after' for the next page; empty at the end")
    register = mf.Nested(RegisterVersionSchema, required=True)


class ReshoringCaseSchema(RecordSchema):
    """A reshoring case."""

    confidentiality = text("Who may see it: public, tenant, buyer or secret", required=False)
    company = text("Company")
    siteId = text("Site of the register", required=False)
    announced = text("Day of the announcement")
    to = text("Country to which it moved", required=False)
    nace = text("NACE code", required=False)
    activity = text("What moved", required=False)
    jobs = mf.Integer(metadata={"description": "Jobs announced"})
    motive = text("Why", required=False)
    type = text("backshoring, nearshoring, onshoring or diversification")
    sourceUrl = text("Address of the report")


class ReshoringEventSchema(ReshoringCaseSchema):
    """A reshoring case with both countries."""

    locals()["from"] = text("Country from which it moved", required=False)


class ReshoringEventListSchema(f.ClosedSchema):
    """A page of reshoring cases."""

    items = listed(ReshoringEventSchema, "Cases, the newest announcement first")
    next = text("Identifier to name in 'after' for the next page; empty at the end")
    note = text("What these are: cases, not rates")
    register = mf.Nested(RegisterVersionSchema, required=True)


class CaseStatisticsSchema(f.ClosedSchema):
    """Counts of reshoring cases."""

    note = text("What these are: cases, not rates")
    withheld = text("What is not shown")
    cases = mf.Integer(required=True, metadata={"description": "Cases counted"})
    tables = mf.List(mf.Dict(), required=True, metadata={"description": "Counts by dimension, with their sources"})
    register = mf.Nested(RegisterVersionSchema, required=True)


class SiteMatchSchema(f.ClosedSchema):
    """Two entries that may be one site."""

    siteIds = texts("The two sites")
    names = texts("Their names")
    score = mf.Integer(required=True, metadata={"description": "0 to 100"})
    outcome = text("same or review; nothing is ever joined by itself")
    reasons = mf.List(mf.Dict(), required=True, metadata={"description": "Comparisons with their points"})
    review = anything(
        "The last decision of a person; changedSince says whether a site changed after it", required=False
    )


class SiteMatchListSchema(f.ClosedSchema):
    """Pairs of entries that may be one site."""

    items = listed(SiteMatchSchema, "Pairs, the likeliest first")
    next = text("Site to name in 'after' to look on; empty at the end")


class MatchReviewSchema(RecordSchema):
    """What a person decided about two sites."""

    confidentiality = text("Who may see it: public, tenant, buyer or secret", required=False)
    siteIds = texts("The two sites")
    outcome = text("same or different")


REGISTER_ANSWERS = (
    *(RegisterVersionSchema, RegisteredSiteSchema, RegisteredSiteListSchema, SiteHistorySchema, SiteClusterSchema),
    *(SiteClusterListSchema, SiteImportSchema, SiteLinkSchema, SiteLinkListSchema, ReshoringEventSchema),
    *(ReshoringEventListSchema, CaseStatisticsSchema, SiteMatchSchema, SiteMatchListSchema, MatchReviewSchema),
)
