"""Every operation of the service, as a table; the OpenAPI description is made from it and held against the routes."""

from __future__ import annotations

from procurement_plugin.web.access_operations import ACCESS
from procurement_plugin.web.document_operations import DOCUMENTS
from procurement_plugin.web.estimate_operations import ESTIMATES
from procurement_plugin.web.evidence_operations import EVIDENCE
from procurement_plugin.web.export_operations import EXPORTS
from procurement_plugin.web.import_operations import IMPORTS
from procurement_plugin.web.production_operations import PRODUCTION
from procurement_plugin.web.profile_operations import PROFILES
from procurement_plugin.web.reference_operations import REFERENCE
from procurement_plugin.web.register_operations import REGISTER
from procurement_plugin.web.scan_operations import SCANS
from procurement_plugin.web.scoring_operations import SCORING
from procurement_plugin.web.screening_operations import SCREENINGS
from procurement_plugin.web.watch_list_operations import WATCH_LISTS
from procurement_plugin.web.watch_operations import WATCHED
from procurement_plugin.web.work_operations import WORK

OPERATIONS = (
    *(*SCORING, *WORK, *EXPORTS, *DOCUMENTS, *EVIDENCE, *PROFILES, *IMPORTS),
    *ESTIMATES,
    *(*SCANS, *WATCH_LISTS, *SCREENINGS, *PRODUCTION, *REFERENCE, *ACCESS, *WATCHED, *REGISTER),
)
ERRORS = {
    "400": "The request has problems; every one is named with its place",
    "401": "The claims of this call cannot be believed",
    "403": "Not allowed",
    "404": "Nothing at this address",
    "406": "None of the accepted media types can be given",
    "409": "The state or open findings do not allow it; findings are listed",
    "422": "The Idempotency-Key was used for another request",
    "412": "Somebody else changed it; nothing was stored",
    "428": "If-Match is missing",
    "413": "The request is too large",
    "415": "Not a media type that is read here",
    "429": "Too many calls in a short time; Retry-After says how many seconds to wait",
    "503": "The database, or the issuer's keys, cannot be used at present; Retry-After says how many seconds to wait",
}
# What any call may meet on its way in.
AT_THE_DOOR = ("403", "429", "503")
WITHOUT_TOKEN = ("401",)
