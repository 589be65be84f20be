"""The calls behind the examples: the life of a lot, then whatever can go wrong on the way."""

from __future__ import annotations

import copy
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from conftest import EXAMPLES
from freezegun import freeze_time
from web import shown_documents, test_issuer
from web.held import REASON, Held
from web.platforms import BASE, ELSEWHERE, registered, settings_of
from web.shown import Recorder, ShownPlatform
from web.test_profile_life import draft_of, official_of

from procurement_plugin.adapters.database import writing
from procurement_plugin.adapters.job_tables import webhook_delivery
from procurement_plugin.adapters.machine_clock import MachineClock
from procurement_plugin.adapters.rate_limits import Rate
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.adapters.tables import profile_version
from procurement_plugin.adapters.webhook_sender import WebhookSender
from procurement_plugin.application.job_ports import DEAD, RequestName
from procurement_plugin.application.watch_lists import MOST_LISTS
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.bootstrap.worker import Worker
from procurement_plugin.web import once
from procurement_plugin.web.operations import OPERATIONS

if TYPE_CHECKING:
    from pathlib import Path

# The revisions that are read before a change; entries of the register bear the version of the register.
READ = {"changeWeightProfile": '"2"', "publishWeightProfile": '"2"', "changeWatchList": '"1"'}
READ |= {"changeSite": '"1"', "changeSiteLink": '"3"', "changeReshoringEvent": '"4"'}
NOBODY = "00000000-0000-4000-8000-00000000ffff"
TRIAL = json.loads((EXAMPLES / "proximity" / "request.json").read_text())
BLOCKED = json.loads((EXAMPLES / "02_weight_at_guardrail" / "request-above.json").read_text())
NOT_SCORABLE = json.loads((EXAMPLES / "03_bid_not_scorable" / "request.json").read_text())


def claimed(lot: dict[str, Any]) -> dict[str, Any]:
    """The lot of examples/supply_security, with documents that nobody has checked yet."""
    for bid in lot["bids"]:
        for document in bid["evidence"]:
            document["status"] = "claimed"
            del document["verifier"], document["verifiedOn"]
    return lot


class Story:
    """A service after the opening of a lot, and one platform that calls it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, f"sqlite:///{folder}/shown.sqlite3"
        self.storage = Storage(self.url)
        self.storage.upgrade()
        self.lot = claimed(json.loads((EXAMPLES / "supply_security" / "request.json").read_text()))
        self.lot["procedure"]["jurisdiction"] = "BE"  # where the standstill is known
        opened = datetime.fromisoformat(self.lot["procedure"]["tenderDeadlineAt"]) + timedelta(hours=1)
        self.app = self._app(opened)
        self.recorder = Recorder()
        self.platform = self._platform("example-platform", self.app)
        self.platform.call("post", "evaluations", token=self.platform.token("scoring:evaluate"), json=TRIAL)
        self.held = Held(self.platform, self.lot, folder, self.url)
        self.token = self.held.token
        self.approver = self.platform.token(person={"subject": "carla", "name": "Carla"})

    def _app(self, moment: datetime, **access: Any) -> Any:
        made = settings_of(self.folder, self.url, **access)
        return wiring.create_app(Settings(self.url, None, moment, made.access), self.storage)

    def _platform(self, name: str, app: Any) -> ShownPlatform:
        platform = ShownPlatform(name, "example", app.test_client())
        platform.recorder = self.recorder
        registered(platform, self.storage)
        return platform

    def call(self, method: str, path: str, token: str = "", **more: Any) -> Any:
        """A call of Anna's, recorded."""
        return self.platform.call(method, path, token=token or self.token, **more)

    def every_operation(self) -> None:
        """Each operation once, on what the platform has."""
        for operation in sorted(OPERATIONS, key=lambda operation: operation.method != "get"):
            if operation.name in (
                "createAccessToken",
                "getDescription",
                "createStep",
                "createEvaluation",
                "deleteWebhook",
                "deleteWatchList",
            ):
                continue
            tag = {"If-Match": READ[operation.name]} if operation.name in READ else {}
            body = {"json": self.held.bodies()[operation.name]} if operation.body or operation.documents else {}
            token = self.platform.token() if operation.name == "createLaunch" else self.token
            path = self.held.path(operation)
            query = "?audience=authority" if operation.name == "getOcdsRelease" else ""
            self.call(operation.method, path + query, token, headers=tag, **body)
            for media in (*operation.media, *(["application/json"] if operation.media and operation.answer else [])):
                self.call(operation.method, path, token, headers={"Accept": media, **tag}, **body)

    def task(self) -> None:
        """A worker takes the accepted task."""
        wired = self.app.extensions["procurement"]
        queue = wiring.queue_of(Settings(self.url))
        Worker(wired, self.storage, queue, WebhookSender(), MachineClock()).run_next()
        self.call("get", f"tasks/{self.held.task}")

    def refused_at_the_door(self) -> None:
        """What any call may meet."""
        one = f"evaluations/{NOBODY}"
        wrong = copy.deepcopy(TRIAL)
        wrong["weightProfile"]["criteria"][0]["weight"] = "99.00"
        wrong["lot"]["items"][0]["massKg"] = "12,5"
        wrong["colour"] = "blue"
        self.call("post", "evaluations", json=wrong)
        self.call("get", one)
        self.call("delete", "evaluations")
        self.call("post", "evaluations", data="<a/>", content_type="application/xml")
        self.call("post", "evaluations", data=b" " * 9_000_000, content_type="application/json")
        self.call("get", one, self.platform.token("scoring:evaluate"))
        self.call("get", one, "x.y.z")
        bare = self.platform.http.get(f"{BASE}/{one}", environ_base={"REMOTE_ADDR": ELSEWHERE})
        self.recorder.note("get", f"{BASE}/{one}", {}, bare)
        with freeze_time(datetime.now(tz=None) + timedelta(minutes=11)):  # noqa: DTZ005  as freezegun counts
            self.call("get", one)
        key = {"headers": {"Idempotency-Key": "one-key"}}
        for body in (
            {"url": "https://a.example.org", "events": ["*"]},
            {"url": "https://b.example.org", "events": ["*"]},
        ):
            body["events"] = self.held.bodies()["createWebhook"]["events"]
            self.call("post", "webhooks", json=body, **key)
        self.platform.ask("x.y.z")
        self.platform.ask(scope="scoring:everything")

    def too_often(self) -> None:
        """Limits, and an issuer that does not answer."""
        app = self._app(datetime.fromisoformat("2027-01-20T09:00:00+00:00"), rate=Rate(3, 60))
        busy = self._platform("busy-platform", app)
        token = busy.token()
        for _ in range(4):
            busy.call("get", "weightProfiles", token=token)
        seen = test_issuer.called(self.storage, "http://127.0.0.1:1/jwks")
        self.recorder.note("get", f"{BASE}/weightProfiles", {}, seen)

    def profiles(self) -> None:
        """Profiles and versions in the wrong state."""
        place = f"weightProfiles/{self.held.version['profileId']}"
        draft = draft_of(self.lot)
        self.call("put", place, json=draft)
        self.call("put", place, json=draft, headers={"If-Match": '"1"'})
        self.call("get", f"{place}/versions/1/notice", headers={"Accept": "image/png"})
        tag = {"If-Match": self.call("get", place).headers["ETag"]}
        self.call("post", f"{place}/publications", json={}, headers=tag)
        changed = self.call("put", place, json={**self.held.bodies()["changeWeightProfile"]}, headers=tag)
        self.call("post", f"{place}/publications", json={}, headers={"If-Match": changed.headers.get("ETag", '"1"')})
        self.call("post", "evaluations", json=BLOCKED)

    def published_already(self) -> None:
        """The version, published once more."""
        place = f"weightProfiles/{self.held.version['profileId']}"
        tag = {"If-Match": self.call("get", place).headers["ETag"]}
        self.call("post", f"{place}/publications", json={}, headers=tag)

    def opened(self) -> None:
        """Bids that are not those that were opened, and evaluations in the wrong order."""
        version, first = self.held.version, self.held.evaluation["id"]
        self.call("post", "evaluations", json=official_of(self.lot, version))
        again = {"supersedes": first, "reason": REASON}
        other = copy.deepcopy(self.lot)
        other["bids"][0]["bidder"]["name"] = "Somebody Else"
        self.call("post", "evaluations", json=official_of(other, version, **again))
        fix = {"corrections": [{"bidId": other["bids"][0]["id"], "reason": "The name was misread."}]}
        limited = self.platform.token("scoring:evaluate", person={"subject": "dirk", "name": "Dirk"})
        self.call("post", "evaluations", limited, json=official_of(other, version, **again, **fix))
        self.call("post", "evaluations", self.approver, json=official_of(self.lot, version, **again, **fix))
        unsigned = copy.deepcopy(self.lot)
        unsigned["bids"][0]["evidence"][0]["status"] = "verified"
        self.call("post", "evaluations", json=official_of(unsigned, version, **again))
        early = self._platform(
            "early-platform", self._app(datetime.fromisoformat(self.lot["procedure"]["noticeDispatchedAt"]))
        )
        early.call("post", "evaluations", token=self.token, json=official_of(self.lot, version))
        self._under_another_version(early)

    def _under_another_version(self, early: ShownPlatform) -> None:
        place = f"weightProfiles/{self.held.version['profileId']}"
        there = early.call("get", place, token=self.token)
        body = {**self.held.bodies()["changeWeightProfile"], "answers": self.held.answers}
        changed = early.call("put", place, token=self.token, json=body, headers={"If-Match": there.headers["ETag"]})
        tag = {"If-Match": changed.headers["ETag"]}
        second = early.call("post", f"{place}/publications", token=self.token, json={}, headers=tag).get_json()
        self.call("post", "evaluations", json=official_of(self.lot, second))

    def decided(self) -> None:
        """Documents, clarifications and steps that do not fit."""
        place, bid = f"evaluations/{self.held.evaluation['id']}", self.lot["bids"][0]
        document = {"bidId": bid["id"], "evidenceId": bid["evidence"][0]["id"]}
        self.call("post", f"{place}/steps", json={"step": "close"})
        self.call("post", f"{place}/evidence", json={**document, "status": "refused"})
        self.call("post", f"{place}/evidence", self.platform.token(), json={**document, "status": "verified"})
        ask = {"bidId": bid["id"], "question": "Where?", "answerBy": "2020-01-01"}
        self.call("post", f"{place}/clarifications", json=ask)
        answer = f"{place}/clarifications/{self.held.clarification}/answers"
        for _ in range(2):
            self.call("post", answer, json={"text": "In the hall named in E1.", "evidence": []})
        self.call("get", f"{place}/ocds?audience=publication")
        self.call("post", f"{place}/evidence", json={**document, "status": "refused", "reason": REASON})
        self.call("post", f"{place}/steps", json={"step": "confirm", "reason": REASON})
        body = official_of(self.lot, self.held.version, supersedes=self.held.evaluation["id"], reason=REASON)
        second = self.call("post", "evaluations", json=body).get_json()
        self.call("post", f"{place}/steps", json={"step": "confirm", "reason": REASON})
        self._to_the_end(f"evaluations/{second['id']}", document)

    def _to_the_end(self, place: str, document: dict[str, str]) -> None:
        for step in ("confirm", "sendDecision", "close"):
            self.call("post", f"{place}/steps", json={"step": step, "reason": REASON})
        self.call("get", f"{place}/ocds?audience=publication")
        self.call("post", f"{place}/steps", json={"step": "cancel", "reason": REASON})
        self.call("post", f"{place}/evidence", json={**document, "status": "verified"})

    def damaged(self) -> None:
        """A version that somebody changed in the database."""
        with writing(self.storage.profiles._engine) as connection:
            named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'profile_version'"
            for (trigger,) in connection.exec_driver_sql(named).all():
                connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
            connection.execute(profile_version.update().values(body=b'{"fingerprint": ""}'))
        self.call("get", f"weightProfiles/{self.held.version['profileId']}/versions/1")

    def beside(self) -> None:
        """Keys, deliveries and webhooks."""
        wired = self.app.extensions["procurement"]
        body = self.held.bodies()["createWebhook"]
        sent = {"method": "POST", "json": body, "headers": {"Authorization": f"Bearer {self.token}"}}
        with self.app.test_request_context(f"{BASE}/webhooks", **sent):
            anna = wired.access.actor(self.token)
            same = once._fingerprint(anna)
        wired.work.answers.claim(RequestName("example", "webhooks.create_webhook", "running", same))
        with writing(self.storage.profiles._engine) as connection:
            connection.execute(webhook_delivery.update().values(state=DEAD))
        for _ in range(2):
            place = f"webhooks/{self.held.webhook}/deliveries/{self.held.delivery}/redeliveries"
            self.call("post", place)
        self.call("post", "webhooks", json=body, headers={"Idempotency-Key": "running"})
        for _ in range(60):
            if self.call("post", "webhooks", json=body).status_code == 409:
                break
        self.call("delete", f"webhooks/{self.held.webhook}")
        for _ in range(MOST_LISTS):
            if self.call("post", "watchLists", json=self.held.bodies()["createWatchList"]).status_code == 409:
                break


def told(folder: Path) -> Recorder:
    """Everything, in the order in which it happens."""
    story = Story(folder)
    story.every_operation()
    shown_documents.ordered(story)
    story.published_already()
    story.task()
    story.refused_at_the_door()
    story.opened()
    story.decided()
    story.profiles()
    story.beside()
    story.damaged()
    shown_documents.changed(story)
    story.too_often()
    story.storage.close()
    return story.recorder
