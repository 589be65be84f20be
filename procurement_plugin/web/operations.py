"""Every operation of the service, as a table; the OpenAPI description is made from it and held against the routes."""

from __future__ import annotations

from procurement_plugin.web.evidence_operations import EVIDENCE
from procurement_plugin.web.export_operations import EXPORTS
from procurement_plugin.web.profile_operations import PROFILES
from procurement_plugin.web.reference_operations import REFERENCE
from procurement_plugin.web.scan_operations import SCANS
from procurement_plugin.web.scoring_operations import SCORING

OPERATIONS = (*SCORING, *EXPORTS, *EVIDENCE, *PROFILES, *SCANS, *REFERENCE)
ERRORS = {
    "400": "The request has problems; every one is named with its place",
    "401": "The claims of this call cannot be believed",
    "403": "Not allowed",
    "404": "Nothing at this address",
    "406": "None of the accepted media types can be given",
    "409": "The state or open findings do not allow it; findings are listed",
    "412": "Somebody else changed it; nothing was stored",
    "428": "If-Match is missing",
    "413": "The request is too large",
    "415": "Not application/json",
}
