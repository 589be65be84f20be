"""Procedures that were lived through from draft to closing, with everything that is stored on the way."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.adapters.claims import new_keys, signed
from procurement_plugin.adapters.document_folder import DocumentFolder
from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.adapters.webhook_sender import WebhookSender
from procurement_plugin.application.document_file import DocumentFile, NewDocument
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.bootstrap.worker import Worker
from procurement_plugin.domain.actor import SCOPES
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage

BASE = "/scoring/v1"
REASON = "Weighed against the need of this contract."
REQUEST = Path(__file__).resolve().parents[2] / "examples/transport_emissions/request.json"
# In every procedure that is to be deleted, and in nothing else.
SECRETS = (b"Zwanenburg", b"731946.27", b"WERKPLAATS-ID-7", b"Onze vrachtbrief")
CLOSED = datetime.fromisoformat("2027-06-01T09:00:00+02:00")


class Place(NamedTuple):
    """Where everything stands: the store, its address, and a folder for the rest."""

    storage: Storage
    url: str
    folder: Path

    @property
    def documents(self) -> DocumentFolder:
        """The document store."""
        return DocumentFolder(self.folder / "documents")

    def settings(self, clock: datetime | None = None) -> Settings:
        """A service on all this, with the keys of a platform."""
        if not (self.folder / "keys").exists():
            new_keys(self.folder / "keys")
        queue = f"sqlite:///{self.folder}/queue.sqlite3"
        documents = (self.folder / "documents").as_uri()
        keys = self.folder / "keys" / "public.json"
        return Settings(self.url, keys, clock, queue_url=queue, documents_url=documents)


def request_of(procedure_id: str, *, secret: bool) -> dict[str, Any]:
    """A request; its bids hold the secrets, or others that look alike."""
    request: dict[str, Any] = copy.deepcopy(json.loads(REQUEST.read_text("utf-8")))
    request["procedure"]["id"] = procedure_id
    bid = request["bids"][0]
    bid["bidder"] = (
        {"id": "WERKPLAATS-ID-7", "name": "Zwanenburg & Zonen"} if secret else {"id": "B", "name": "Blijvend"}
    )
    bid["otherCriteria"]["price"] = {"amount": "731946.27" if secret else "731946.00"}
    return request


class Lived:
    """One procedure, taken to its closing, or to the day it is told to stop."""

    def __init__(
        self, place: Place, procedure_id: str, *, secret: bool, close: bool = True, tenant: str = "local"
    ) -> None:
        self.place = place
        self.owner = replace(LOCAL, tenant_id=tenant)
        self.request = request_of(procedure_id, secret=secret)
        self.answer = "Onze vrachtbrief" if secret else "Een vrachtbrief"
        self._publish()
        self.evaluation = self._evaluate()
        self._record()
        self.document = self._document()
        if close:
            self._close()

    def client(self, moment: datetime) -> FlaskClient:
        """A caller at a moment: a person of the platform."""
        client = wiring.create_app(self.place.settings(moment), self.place.storage).test_client()
        claims = {"sub": "chair", "name": "Chair", "person": True, "exp": 4_000_000_000, "scope": " ".join(SCOPES)}
        token = signed(self.place.folder / "keys" / "private.json", {**claims, "tenant": self.owner.tenant_id})
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def moment(self, name: str, **after: float) -> datetime:
        """A moment of the procedure, or some time after it."""
        return datetime.fromisoformat(self.request["procedure"][name]) + timedelta(**after)

    def post(self, client: FlaskClient, path: str, body: Any, **headers: str) -> dict[str, Any]:
        """A call that works."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = client.post(f"{BASE}/{path}", json=body, headers=named)
        assert response.status_code in (200, 201, 202), response.get_data(as_text=True)
        answer: dict[str, Any] = response.get_json()
        return answer

    def _publish(self) -> None:
        client = self.client(self.moment("noticeDispatchedAt"))
        hook = {"url": "https://platform.example.org/events", "events": ["scoring.evaluation.completed"]}
        self.post(client, "webhooks", hook)
        draft = {name: self.request[name] for name in ("procedure", "lot", "weightProfile")}
        found = self.post(client, "complianceChecks", draft)["findings"]
        draft["answers"] = [
            {**{name: row[name] for name in ("code", "where", "parameter") if name in row}, "reason": REASON}
            for row in found
            if row["severity"] == "warn"
        ]
        kept = client.post(f"{BASE}/weightProfiles", json=draft)
        published = client.post(
            f"{kept.headers['Location']}/publications", json={}, headers={"If-Match": kept.headers["ETag"]}
        ).get_json()
        self.version = {name: published[name] for name in ("profileId", "version")}

    def _evaluate(self) -> dict[str, Any]:
        client = self.client(self.moment("tenderDeadlineAt", hours=1))
        key = f"key of {self.request['procedure']['id']}"
        self.trial = self.post(client, "evaluations", self.request, Idempotency_Key=key)
        official = {"weightProfileVersion": self.version, "bids": self.request["bids"]}
        self.post(self.client(self.moment("noticeDispatchedAt")), "evaluations", official, Prefer="respond-async")
        self._work(self.moment("noticeDispatchedAt"))  # too early: the task fails
        self.post(client, "evaluations", self.request, Prefer="respond-async")
        self._work(self.moment("tenderDeadlineAt", hours=1))
        self.post(client, "simulations", self.request)
        return self.post(client, "evaluations", official)

    def accept(self) -> str:
        """A task that nobody has run yet."""
        client = self.client(self.moment("tenderDeadlineAt", hours=1))
        return str(self.post(client, "evaluations", self.request, Prefer="respond-async")["id"])

    def _work(self, moment: datetime) -> None:
        settings, storage = self.place.settings(moment), self.place.storage
        wired = wiring.service_of(storage, settings)
        assert Worker(wired, storage, wiring.queue_of(settings), WebhookSender(), MachineClock()).run_next()

    def _record(self) -> None:
        client = self.client(self.moment("tenderDeadlineAt", hours=2))
        bid = self.evaluation["bids"][0]
        place = f"evaluations/{self.evaluation['id']}"
        for item in bid.get("evidence", ()):
            decided = {"bidId": bid["id"], "evidenceId": item["id"], "status": "verified"}
            self.post(client, f"{place}/evidence", decided)
        question = {"bidId": bid["id"], "question": f"{self.answer}?", "answerBy": "2099-01-01"}
        asked = self.post(client, f"{place}/clarifications", question)["clarifications"][-1]["number"]
        answer = {"text": self.answer, "evidence": []}
        self.post(client, f"{place}/clarifications/{asked}/answers", answer, Idempotency_Key=f"{place} answered")

    def _document(self) -> str:
        clock = wiring.StoppedClock(self.moment("tenderDeadlineAt", hours=3))
        file = DocumentFile(self.place.storage.documents, self.place.documents, clock)
        data = json.dumps(self.evaluation, ensure_ascii=False).encode()
        return file.keep(NewDocument(self.evaluation["id"], "justification", "nl"), data, self.owner).id

    def _close(self) -> None:
        place = f"evaluations/{self.evaluation['id']}/steps"
        reason = f"As the committee decided. {self.answer} was read."
        for step in ("confirm", "sendDecision"):
            self.post(self.client(self.moment("tenderDeadlineAt", days=1)), place, {"step": step, "reason": reason})
        self.post(self.client(CLOSED), place, {"step": "close", "reason": reason})
