"""What a first tenant has, so that another can try to reach it."""

from __future__ import annotations

import json
import re
import uuid
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from conftest import ROOT
from web.platforms import settings_of
from web.test_profile_life import draft_of, official_of

from procurement_plugin.adapters.document_store import documents_at, documents_beside
from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.application.document_file import DocumentFile, NewDocument
from procurement_plugin.application.events import EVENT_TYPES
from procurement_plugin.application.site_register import record_entry
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.domain.actor import Actor

if TYPE_CHECKING:
    from pathlib import Path

    from web.platforms import Platform

    from procurement_plugin.web.operation import Operation

CASE = ROOT / "examples/production_comparison/near_and_far/case.json"
REASON = "Weighed against the need of this contract."


class Held:
    """What the first tenant has: a draft, a version, an official evaluation, a clarification, a task, a delivery."""

    def __init__(self, owner: Platform, lot: dict[str, Any], folder: Path, url: str) -> None:
        self.owner = owner
        self.lot = lot
        self.token = owner.token(person={"subject": "anna", "name": "Anna"})
        early = settings_of(folder, url)
        sent = datetime.fromisoformat(lot["procedure"]["noticeDispatchedAt"])
        owner_now, owner.http = (
            owner.http,
            wiring.create_app(Settings(early.database_url, None, sent, early.access)).test_client(),
        )
        self.version = self._published()
        owner.http = owner_now
        body = official_of(lot, self.version)
        self.evaluation = self.ok("post", "evaluations", json=body).get_json()
        asked = self.bodies()["createClarification"]
        place = f"evaluations/{self.evaluation['id']}/clarifications"
        self.clarification = self.ok("post", place, json=asked).get_json()["clarifications"][0]["number"]
        self.webhook = self.ok("post", "webhooks", json=self.bodies()["createWebhook"]).get_json()["id"]
        later = {"json": self.lot, "headers": {"Prefer": "respond-async"}}
        self.task = self.ok("post", "evaluations", **later).get_json()["id"]
        self.ok("post", "evaluations", json=self.lot)
        self.document = kept_document(self, url)
        self._register()
        kept = self.ok("post", "watchLists", json=self.bodies()["createWatchList"])
        self.watch_list = kept.get_json()["id"]
        self.delivery = self.ok("get", f"webhooks/{self.webhook}/deliveries").get_json()["items"][0]["id"]

    def ok(self, method: str, path: str, **more: Any) -> Any:
        """A call of the owner's that works."""
        response = self.owner.call(method, path, token=self.token, **more)
        assert response.status_code in (200, 201, 202), response.get_data(as_text=True)
        return response

    def _published(self) -> dict[str, Any]:
        check = {name: self.lot[name] for name in ("procedure", "lot", "weightProfile")}
        rows = self.ok("post", "complianceChecks", json=check).get_json()["findings"]
        warned = [{n: r[n] for n in ("code", "where", "parameter") if n in r} for r in rows if r["severity"] == "warn"]
        kept = self.ok("post", "weightProfiles", json=draft_of(self.lot, *warned))
        self.answers = draft_of(self.lot, *warned).get("answers", [])
        tag = {"If-Match": kept.headers["ETag"]}
        version: dict[str, Any] = self.ok(
            "post", f"{kept.headers['Location']}/publications", json={}, headers=tag
        ).get_json()
        return version

    def _register(self) -> None:
        """Two sites of a register with a link between them, and a case."""
        bodies = self.bodies()
        # Both have one name, so that their identifiers order them: the first recorded comes first, in every run.
        names = SimpleNamespace(uuid4=iter(sorted(uuid.uuid4() for _ in range(2))).__next__)
        with patch.object(record_entry, "uuid", names):
            made = [self.ok("post", "productionSites", json=bodies["createSite"]) for _ in range(2)]
        self.sites = [one.get_json()["id"] for one in made]
        self.link = self.ok("post", "siteLinks", json=self.bodies()["createSiteLink"]).get_json()["id"]
        self.case = self.ok("post", "reshoringEvents", json=bodies["createReshoringEvent"]).get_json()["id"]

    def path(self, operation: Operation) -> str:
        """The address of an operation, on what the first tenant has."""
        number = self.version["version"] if "versions" in operation.path else self.clarification
        number = 1 if "watchLists" in operation.path else number
        names = {
            "evaluationId": self.evaluation["id"],
            "bidId": self.lot["bids"][0]["id"],
            "profileId": self.version["profileId"],
            "number": str(number),
            "taskId": self.task,
            "webhookId": self.webhook,
            "deliveryId": self.delivery,
            "documentId": self.document,
            "siteId": self.sites[0],
            "linkId": self.link,
            "eventId": self.case,
            "watchListId": self.watch_list,
        }
        return re.sub(r"\{(\w+)\}", lambda found: names[found.group(1)], operation.path)

    def bodies(self) -> dict[str, Any]:
        """A body that is right for every operation that takes one."""
        bid = self.lot["bids"][0]
        check = {name: self.lot[name] for name in ("procedure", "lot", "weightProfile")}
        document = bid["evidence"][0]["id"]
        late = "2099-01-01"
        who = {"page": "scanner", "subject": "anna", "name": "Anna", "person": True, "scopes": ["scoring:read"]}
        return {
            "createEvaluation": official_of(self.lot, self.version),
            "createStep": {"step": "confirm", "reason": REASON},
            "createComplianceCheck": check,
            "createSimulation": self.lot,
            "createEstimate": estimate_of(self.lot, self.version),
            "createEvidenceDecision": {"bidId": bid["id"], "evidenceId": document, "status": "verified"},
            "createClarification": {"bidId": bid["id"], "question": "Where?", "answerBy": late},
            "createClarificationAnswer": {"text": "There.", "evidence": []},
            "createWeightProfile": draft_of(self.lot),
            "changeWeightProfile": {**draft_of(self.lot), "reason": REASON},
            "publishWeightProfile": {},
            "createMaterialScan": {"product": "heat pumps"},
            "createScanComparison": {"product": "heat pumps", "asOf": 2020, "until": 2023},
            "createProductionComparison": json.loads(CASE.read_text("utf-8")),
            "createImport": json.loads((ROOT / "examples/imports/release-ocds.json").read_text("utf-8")),
            "createDocument": {"type": "justification", "language": "en"},
            "createWebhook": {"url": "https://platform.example.org/events", "events": list(EVENT_TYPES)},
            "createWatchList": {"name": "Metals", "materials": ["cobalt"], "since": 2022},
            "changeWatchList": {"name": "Metals", "materials": ["cobalt", "lithium"]},
            "createProjectScreening": json.loads((ROOT / "examples/project_screening/project.json").read_text("utf-8")),
            "createLaunch": {**who, "page": "weightProfile", "about": {"weightProfileId": self.version["profileId"]}},
            **register_bodies(getattr(self, "sites", ["-", "-"])),
        }


def register_bodies(sites: list[str]) -> dict[str, Any]:
    """Bodies about the register; the sites are invented."""
    told = {"source": {"title": "Visit of the buyer"}, "confidence": "high", "reason": "Entered after a visit."}
    site = {"name": "Meubelfabriek Linde NV (invented)", "country": "BE", "address": "Nijverheidsstraat 12, 9000 Gent"}
    site |= {"location": {"latitude": "51.0543", "longitude": "3.7174"}, "nace": ["C31.01"], **told}
    link = {"buyerSiteId": sites[0], "supplierSiteId": sites[1], "item": "Oak", "tier": 1, **told}
    case = {"company": "Linde (invented)", "announced": "2025-03-01", "from": "CN", "to": "BE", "type": "backshoring"}
    case |= {"sourceUrl": "https://news.example/linde", "confidence": "medium", "reason": "Read in the press."}
    table = "name,country_code,lat,lng\nZagerij Eik (invented),BE,50.93,5.33\n"
    return {
        **dict.fromkeys(("createSite", "changeSite"), site),
        **dict.fromkeys(("createSiteLink", "changeSiteLink"), link),
        **dict.fromkeys(("createReshoringEvent", "changeReshoringEvent"), case),
        "createMatchReview": {"siteIds": sites, "outcome": "same", "reason": "Visited: one plant."},
        "createSiteImport": {"table": table, "store": True, **told},
    }


def estimate_of(lot: dict[str, Any], version: dict[str, Any]) -> dict[str, Any]:
    """A request for an estimate of the first bid, without who bids and without points of others."""
    bid = {name: part for name, part in lot["bids"][0].items() if name not in ("id", "bidder", "otherCriteria")}
    return {
        "weightProfileVersion": {"profileId": version["profileId"], "version": version["version"]},
        "bid": bid,
    }


def kept_document(held: Held, url: str, **more: str) -> str:
    """A document as a worker would have kept it; its identifier."""
    who = Actor(held.owner.tenant, "anna", "Anna", frozenset())
    storage = Storage(url)
    file = DocumentFile(storage.documents, documents_at(documents_beside(url)), MachineClock())
    made = file.keep(NewDocument(held.evaluation["id"], "justification", "nl", **more), b"%PDF-1.7", who)
    storage.close()
    return made.id
