"""Operations of the register of production sites; no award reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.actor import PROFILES, READ
from procurement_plugin.domain.site_register.confidentiality import AUDIENCES
from procurement_plugin.web.negotiation import CSV
from procurement_plugin.web.operation import BASE, EVALUATION_ID, IF_MATCH, Operation
from procurement_plugin.web.schemas.register import COUNTRY, EVENT_TYPES, NACE, UUID
from procurement_plugin.web.schemas.register_reading import BOX, BOX_SAYS, NUTS

if TYPE_CHECKING:
    from collections.abc import Mapping

TAG = "register of sites"
SITE_ID = {**EVALUATION_ID, "name": "siteId", "description": "Identifier of the site"}
LINK_ID = {**EVALUATION_ID, "name": "linkId", "description": "Identifier of the link"}
EVENT_ID = {**EVALUATION_ID, "name": "eventId", "description": "Identifier of the reshoring case"}


def _asked(name: str, text: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


def _pattern(name: str, text: str, pattern: str) -> dict[str, Any]:
    return _asked(name, text, type="string", pattern=f"^(?:{pattern})$", maxLength=80)


SEARCHED = "Words, or beginnings of words, of name, address, owner, process step or identifier"
TEXT = _asked("text", SEARCHED, type="string", maxLength=80)
BY_NACE = _pattern("nace", "Economic activity: a NACE code or its beginning from two digits on", NACE)
BY_COUNTRY = _pattern("country", "Country by its ISO 3166-1 alpha-2 code", COUNTRY)
BY_NUTS = _pattern("nuts", "Region: a NUTS code or its beginning", NUTS)
BY_BOX = _pattern("bbox", f"Box on the earth: {BOX_SAYS}; west greater than east crosses 180 degrees", BOX)
BY_SITE = _asked("site", "Identifier of a site that it is about", type="string", format="uuid")
BY_TYPE = _asked("type", "Kind of move: one of the published words", type="string", enum=list(EVENT_TYPES))
VERSION = _asked(
    "version", "Version of the register to read (the newest)", type="integer", minimum=1, maximum=999_999_999
)  # fmt: skip
BY_HASH = _pattern(
    "contentHash", "The state of a site that a bid names as evidence; other filters then do not count", "[0-9a-f]{64}"
)
AFTER = _pattern("after", "Identifier of the last entry of the page before", f"(?:{UUID})?")
AUDIENCE = _asked(
    "audience", "Who is to read the table (public): what is more closed stays out", type="string", enum=list(AUDIENCES)
)  # fmt: skip
FILTERS = (TEXT, BY_NACE, BY_COUNTRY, BY_NUTS, BY_BOX, VERSION)
READING, WRITING = ("400", "401", "403", "404"), ("400", "401", "403", "413", "415")
CHANGING = (*WRITING, "404", "412", "428")


def _get(path: str, name: str, summary: str, answer: str, text: str, *parameters: Mapping[str, Any]) -> Operation:
    return Operation(
        "get", f"{BASE}{path}", name, summary, TAG, answer, text, READING, parameters=parameters, scope=READ
    )


def _post(path: str, name: str, summary: str, shapes: tuple[str, str], text: str, **more: Any) -> Operation:
    given = {"status": "201", "body": shapes[0], "scope": PROFILES, "once": True, **more}
    return Operation("post", f"{BASE}{path}", name, summary, TAG, shapes[1], text, WRITING, **given)


def _put(path: str, name: str, summary: str, shapes: tuple[str, str], which: Mapping[str, Any]) -> Operation:
    return Operation(
        "put",
        f"{BASE}{path}",
        name,
        summary,
        TAG,
        shapes[1],
        "As it stands now",
        CHANGING,
        body=shapes[0],
        parameters=(which, IF_MATCH_ENTRY),
        scope=PROFILES,
        headers={"ETag": "Version that the next change names"},
    )


IF_MATCH_ENTRY = {**IF_MATCH, "description": "ETag of the entry as it was read; needed, else 428"}
REGISTER = (
    _get(
        "/productionSites",
        "listSites",
        "Production sites by name, a page at a time",
        "RegisteredSiteList",
        "A page; what the reader may not see is left out",
        *FILTERS,
        BY_HASH,
        AFTER,
    ),
    _post(
        "/productionSites",
        "createSite",
        "Record a production site",
        ("SiteRequest", "RegisteredSite"),
        "Recorded",
        headers={"Location": "Address of the site", "ETag": "Version that a change names"},
    ),
    _get(
        "/productionSites/clusters",
        "listSiteClusters",
        "Sites on a map, those that lie together as one",
        "SiteClusterList",
        "The clusters",
        *FILTERS,
    ),
    Operation(
        "get",
        f"{BASE}/productionSites/table",
        "getSiteTable",
        "Sites as a table, for an audience",
        TAG,
        "",
        "Comma-separated values with the column names of Open Supply Hub where it has them",
        READING,
        parameters=(AUDIENCE, *FILTERS),
        scope=READ,
        headers={"Content-Disposition": "Name of the file"},
        media={CSV: "text"},
    ),
    _post(
        "/productionSites/imports",
        "createSiteImport",
        "Look at a table of sites, or record it",
        ("SiteImportRequest", "SiteImport"),
        "Recorded as one version",
        other_answers={"200": ("Only looked at; nothing is recorded", "SiteImport")},
    ),
    _get(
        "/productionSites/{siteId}",
        "getSite",
        "A production site, as it stands or stood",
        "RegisteredSite",
        "The site as the reader may see it",
        SITE_ID,
        VERSION,
    ),
    _put(
        "/productionSites/{siteId}",
        "changeSite",
        "Record a new state of a site; groups that the caller may not read stay as they are",
        ("SiteRequest", "RegisteredSite"),
        SITE_ID,
    ),
    _get(
        "/productionSites/{siteId}/history",
        "getSiteHistory",
        "Every state of a site",
        "SiteHistory",
        "The newest first; what is closed now is closed in all",
        SITE_ID,
    ),
    _get(
        "/siteLinks",
        "listSiteLinks",
        "Who supplies whom",
        "SiteLinkList",
        "A page; links to sites that the reader may not see are left out",
        *(BY_SITE, VERSION, AFTER),
    ),
    _post("/siteLinks", "createSiteLink", "Record who supplies whom", ("SiteLinkRequest", "SiteLink"), "Recorded"),
    _put(
        "/siteLinks/{linkId}",
        "changeSiteLink",
        "Record a new state of a link",
        ("SiteLinkRequest", "SiteLink"),
        LINK_ID,
    ),
    _get(
        "/reshoringEvents",
        "listReshoringEvents",
        "Reshoring cases, the newest announcement first",
        "ReshoringEventList",
        "A page",
        *(TEXT, BY_NACE, BY_COUNTRY, BY_TYPE, BY_SITE, VERSION, AFTER),
    ),
    _post(
        "/reshoringEvents",
        "createReshoringEvent",
        "Record a reshoring case",
        ("ReshoringEventRequest", "ReshoringEvent"),
        "Recorded",
    ),
    _put(
        "/reshoringEvents/{eventId}",
        "changeReshoringEvent",
        "Record a new state of a case",
        ("ReshoringEventRequest", "ReshoringEvent"),
        EVENT_ID,
    ),
    _get(
        "/reshoringEvents/statistics",
        "getCaseStatistics",
        "Counts of reshoring cases with their sources; never rates",
        "CaseStatistics",
        "The counts",
    ),
    _get(
        "/siteMatches",
        "listSiteMatches",
        "Entries that may be one site: of one site, or all that nobody has decided about",
        "SiteMatchList",
        "Pairs with score and reasons; nothing is ever joined by itself",
        *(BY_SITE, AFTER),
    ),
    _post(
        "/siteMatches",
        "createMatchReview",
        "Record what a person decided about two sites",
        ("MatchReviewRequest", "MatchReview"),
        "Recorded; nothing is joined",
    ),
)
