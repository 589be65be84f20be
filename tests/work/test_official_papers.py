"""Documents of an official evaluation: sealed, resting on the published version, debriefings after the decision only."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from seals import PASSPHRASE, Keys
from work.test_official_tasks import BASE, at, version_of, worker_of

from procurement_plugin.adapters.seal import Seal, SealKey
from procurement_plugin.application.check_document import Verdict
from procurement_plugin.application.ports import Step
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.bootstrap.verify_command import examined
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from work.conftest import SetClock

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.bootstrap.settings import Settings


class Case:
    """An official evaluation, with a service that has a seal."""

    def __init__(
        self, storage: Storage, settings: Settings, machine: SetClock, lot: dict[str, Any], folder: Path
    ) -> None:
        self.storage, self.settings, self.machine = storage, settings, machine
        self.version = version_of(at(lot["procedure"]["noticeDispatchedAt"], storage, settings), lot)
        self.keys = Keys(folder)
        opened = datetime.fromisoformat(lot["procedure"]["tenderDeadlineAt"])
        sealing = Seal(SealKey(pkcs12=self.keys.file, secret=PASSPHRASE))
        self.app: Flask = wiring.create_app(replace(settings, clock_at=opened, seal=sealing), storage)
        wired = self.app.extensions["procurement"]
        wired.life._demonstration = False  # the clock stands still here, but the evaluation is to count
        self.client = self.app.test_client()
        body = {"weightProfileVersion": self.version, "bids": lot["bids"]}
        self.evaluation = self.client.post(f"{BASE}/evaluations", json=body).get_json()

    def order(self, **asked: Any) -> Any:
        """An order for a document."""
        return self.client.post(f"{BASE}/evaluations/{self.evaluation['id']}/documents", json=asked)

    def made(self, **asked: Any) -> bytes:
        """An ordered document."""
        answer = self.order(**asked)
        assert answer.status_code == 202, answer.get_data(as_text=True)
        worker = worker_of(self.app, self.storage, self.settings, self.machine)
        worker.run_next()
        worker.stop(0)
        ended = self.client.get(answer.headers["Location"])
        assert ended.status_code == 303, ended.get_data(as_text=True)
        file: bytes = self.client.get(ended.headers["Location"]).data
        return file

    def send_decision(self) -> None:
        """As if a person had confirmed, and the decision was sent."""
        for number, (step, state) in enumerate((("confirm", "confirmed"), ("sendDecision", "standstill")), 2):
            body = {"step": step, "state": state, "at": "2027-02-01T10:00:00+01:00", "actor": "anna"}
            named = (self.version["profileId"], self.version["version"], number, self.evaluation["id"], body)
            self.storage.add_step(Step("local", *named), LOCAL, datetime.fromisoformat(body["at"]))

    def checks(self, pdf: bytes) -> dict[str, Any]:
        """What ``verify`` says about a document."""
        found, record = examined(pdf, [self.keys.root_file], release=knowledge.release())
        assert [check for check in found if check.verdict is Verdict.WRONG] == []
        return {check.name: check for check in found} | {"": json.loads(record)}


@pytest.fixture
def case(
    storage: Storage, settings: Settings, machine: SetClock, requests_by_name: dict[str, Any], tmp_path: Path
) -> Case:
    """An official evaluation of an example."""
    lot = copy.deepcopy(requests_by_name["transport_emissions/request.json"])
    return Case(storage, settings, machine, lot, tmp_path)


def test_an_official_document_is_sealed_and_rests_on_the_published_version(case: Case) -> None:
    pdf = case.made(type="justification", language="nl")
    checks = case.checks(pdf)
    assert checks["seal"].verdict is Verdict.RIGHT
    assert checks["sealed by"].verdict is Verdict.RIGHT
    assert checks["published version"].verdict is Verdict.RIGHT
    assert checks["frozen files"].verdict is Verdict.RIGHT
    assert checks[""]["evaluation"] == case.evaluation
    (row,) = case.client.get(f"{BASE}/evaluations/{case.evaluation['id']}/documents").get_json()["items"]
    issued = checks["file"].text.rpartition(" ")[2]
    assert (row["issuedSha256"] == issued, row["sha256"] == issued) == (True, False)
    assert case.checks(pdf) == checks
    assert case.storage.audit.verify("local") == []


def test_a_bidder_is_debriefed_once_the_decision_was_sent_and_gets_nothing_of_the_others(case: Case) -> None:
    own = case.evaluation["ranking"][-1]["bidId"]
    asked = {"type": "debrief", "bidId": own, "words": {"advantages": {"quality": "A better maintenance plan."}}}
    early = case.order(**asked)
    assert (early.status_code, early.get_json()["type"]) == (409, "urn:problem-type:scoring:beforeDecision")
    case.send_decision()
    checks = case.checks(case.made(**asked))
    record = checks[""]
    assert record["document"]["bidId"] == own
    assert [bid["id"] for bid in record["evaluation"]["bids"]] == [own]
    assert "weightProfileVersion" not in record, "it names who approved what"
    assert len(record["evaluation"]["commitments"]) == len(case.evaluation["bids"])
    assert len(set(record["evaluation"]["commitments"])) == len(case.evaluation["bids"])
    other = case.evaluation["ranking"][0]["bidId"]
    others = next(bid for bid in case.evaluation["bids"] if bid["id"] == other)
    assert others["bidder"]["id"] not in json.dumps(record)
    again = case.order(**asked)
    assert (again.status_code, again.get_json()["type"].rpartition(":")[2]) == (409, "documentExists")
    assert case.order(type="debrief", bidId=own).status_code == 200, "who asks again gets what was stored"
