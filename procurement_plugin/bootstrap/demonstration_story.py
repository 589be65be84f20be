"""What the demonstration shows: invented lots at several stages, played through the service at moments of their own."""

from __future__ import annotations

import copy
import json
import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from procurement_plugin.application import weight_profiles
from procurement_plugin.application.bid_result import decision_sent, words_needed
from procurement_plugin.application.evidence_file import Clarification, Decision
from procurement_plugin.application.publish_profile import Publication
from procurement_plugin.application.site_register.import_sites import read_table
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.actor import EVALUATE, PROFILES, READ, Actor
from procurement_plugin.web.schemas.life_reading import read_draft
from procurement_plugin.web.schemas.register_reading import row_reader
from procurement_plugin.web.schemas.watch_lists import read_new_watch_list
from procurement_plugin.web.scoring import read, scored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.ports import StoredEvaluation
    from procurement_plugin.bootstrap.settings import Settings
    from procurement_plugin.web.service import Service

TENANT = "demonstration"
OFFICER = Actor(TENANT, "officer", "Olga Officer", frozenset({READ, PROFILES, EVALUATE}), person=True)
CHAIR = Actor(TENANT, "committee", "Chris Committee", frozenset({READ, EVALUATE}), person=True)
JURISDICTION = "BE"
KNOWN_UNTIL = 2022
NOTICE, OPENED, DECIDED, NOW = (
    datetime.fromisoformat(moment)
    for moment in (
        "2026-12-01T09:00:00+01:00",
        "2027-01-16T10:00:00+01:00",
        "2027-01-25T14:00:00+01:00",
        "2027-02-03T10:00:00+01:00",
    )
)
ANSWER_BY = date(2027, 2, 8)
REASONS = {
    "warned": "Weighed against the need of this contract; the demonstration keeps the caution value in sight.",
    "confirmed": "All documents behind the points of the first in rank were looked at.",
    "refused": "The statement was signed by nobody of the production site.",
    "again": "A delivery plan had been read wrongly; its document was looked at again.",
}
WORDS = "Its training plan covers every ward, and its maintenance team answers within a day."


@dataclass(frozen=True, slots=True)
class Story:
    """What was made, by identifier: a draft at work, a published profile, an evaluation in standstill.

    ``bids``: the one that was selected, and the next in rank.
    """

    draft: str
    profile: str
    evaluation: str
    bids: tuple[str, str]


def play(settings: Settings) -> Story:
    """Fill an empty, prepared database; the clock stands at each moment of the story in turn."""
    notice, opened, decided, now = (
        wiring.service_of(wiring.storage_of(settings), replace(settings, clock_at=moment))
        for moment in (NOTICE, OPENED, DECIDED, NOW)
    )
    draft = _draft(notice, request_of("02_weight_at_guardrail", "request-above.json"))
    hospital, desks, spares = (
        (lot, _published(notice, lot))
        for lot in map(request_of, ("01_first_evaluation", "transport_emissions", "supply_security"))
    )
    evaluation = _in_standstill(opened, decided, *hospital)
    _closed(opened, now, *desks)
    _at_work(opened, now, *spares)
    _order_debriefing(decided, evaluation)
    _registered(notice)
    _watched(notice)
    first, second = (row["bidId"] for row in json.loads(evaluation.body)["ranking"][:2])
    for wired in (notice, opened, decided, now):
        wired.desk.close()
    return Story(draft, hospital[1]["profileId"], evaluation.id, (first, second))


def request_of(folder: str, name: str = "request.json") -> dict[str, Any]:
    """A request of the examples, under the law of a country whose periods and holidays are known."""
    loaded: dict[str, Any] = json.loads((data_directory("examples") / folder / name).read_text("utf-8"))
    loaded["procedure"]["jurisdiction"] = JURISDICTION
    return loaded


def _draft(wired: Service, lot: Mapping[str, Any], answers: tuple[Mapping[str, str], ...] = ()) -> str:
    body = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    draft = read_draft(body | ({"answers": list(answers)} if answers else {}), wired.schemas, wired.reference)
    return weight_profiles.create(draft, OFFICER, wired.profiles, wired.clock).id


def _published(wired: Service, lot: Mapping[str, Any]) -> Mapping[str, Any]:
    """A version with a reason for every warning; profile and number."""
    body = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    draft = read_draft(body, wired.schemas, wired.reference)
    found = wired.guard.look(draft.procedure, draft.profile, draft.lot).findings
    answers = tuple(
        {"code": one.code, "where": one.where, "reason": REASONS["warned"]}
        | ({"parameter": one.parameter} if one.parameter else {})
        for one in found
        if one.severity == "warn"
    )
    profile_id = _draft(wired, lot, answers)
    stored = weight_profiles.found(profile_id, OFFICER, wired.profiles)
    whole = read_draft(body | ({"answers": list(answers)} if answers else {}), wired.schemas, wired.reference)
    published = wired.publisher.publish(profile_id, whole, Publication(stored.revision, ()), OFFICER)
    return {"profileId": published.profile_id, "version": published.number}


def _evaluated(wired: Service, lot: Mapping[str, Any], version: Mapping[str, Any], **more: Any) -> StoredEvaluation:
    body = {"weightProfileVersion": dict(version), "bids": lot["bids"], **more}
    return scored(wired, read(wired, body, CHAIR), CHAIR, str(uuid.uuid4()))


def _in_standstill(
    opened: Service, decided: Service, lot: dict[str, Any], version: Mapping[str, Any]
) -> StoredEvaluation:
    """Every document checked, confirmed, decision sent."""
    evaluation = _evaluated(opened, lot, version)
    for bid in opened.evidence.file(evaluation)["bids"]:
        for item in bid["evidence"]:
            if item["status"] == "claimed":
                checked = Decision(bid["bidId"], item["id"], "verified", "")
                opened.evidence.decide(evaluation, checked, CHAIR)
    opened.life.take(evaluation, "confirm", REASONS["confirmed"], CHAIR)
    decided.life.take(evaluation, "sendDecision", "", CHAIR)
    return evaluation


def _closed(opened: Service, now: Service, lot: dict[str, Any], version: Mapping[str, Any]) -> None:
    """Evaluated twice, the second in the place of the first; closed after its standstill."""
    first = _evaluated(opened, lot, version)
    again = _evaluated(opened, lot, version, supersedes=first.id, reason=REASONS["again"])
    opened.life.take(again, "confirm", "", CHAIR)
    opened.life.take(again, "sendDecision", "", CHAIR)
    now.life.take(again, "close", "", CHAIR)


def _at_work(opened: Service, now: Service, lot: dict[str, Any], version: Mapping[str, Any]) -> None:
    """Documents that nobody has checked, one refused since, and a question that waits for its answer."""
    lot = copy.deepcopy(lot)
    for bid in lot["bids"]:
        for document in bid.get("evidence", ()):
            document["status"] = "claimed"
            document.pop("verifier", None)
            document.pop("verifiedOn", None)
    evaluation = _evaluated(opened, lot, version)
    first, second = (bid["id"] for bid in lot["bids"][:2])
    named = tuple(item["id"] for item in lot["bids"][0]["evidence"][:1])
    question = "Who signed this statement, and in which function?"
    opened.evidence.ask(evaluation, Clarification(first, named, question, ANSWER_BY), CHAIR)
    refused = lot["bids"][1]["evidence"][0]["id"]
    now.evidence.decide(evaluation, Decision(second, refused, "refused", REASONS["refused"]), CHAIR)


def _order_debriefing(wired: Service, evaluation: StoredEvaluation) -> None:
    """A debriefing for the first bid that was not selected; the worker makes it once the site runs."""
    document = json.loads(evaluation.body)
    version = document["weightProfileVersion"]
    steps = wired.evaluations.steps(TENANT, version["profileId"], version["version"])
    decision = decision_sent([{"evaluationId": one.evaluation_id, **one.body} for one in steps], evaluation.id)
    bid = next(row["bidId"] for row in document["ranking"] if row["rank"] > 1)
    words = dict.fromkeys(words_needed(document, bid, decision), WORDS)
    asked = {"type": "debrief", "bidId": bid, "language": "nl"} | ({"words": {"advantages": words}} if words else {})
    wired.desk.order(evaluation, asked, CHAIR)


def _registered(wired: Service) -> None:
    """The sites of the example, in the register."""
    table = (data_directory("examples") / "production_sites" / "sites.csv").read_text("utf-8")
    told = {"source": {"title": "Visits (invented)"}, "confidence": "medium", "reason": "For the demonstration"}
    read_row = row_reader(told, tuple(wired.reference.tables["countries"]), wired.clock.now().date())
    imports = wired.register.imports
    imports.store(imports.plan(read_table(table), read_row, OFFICER), OFFICER)


def _watched(wired: Service) -> None:
    """A list whose first scan knew nothing after ``KNOWN_UNTIL``, and a second one that tells what crossed since."""
    path = data_directory("examples") / "monitoring" / "watch_list.json"
    body, since = read_new_watch_list(
        json.loads(path.read_text("utf-8")) | {"since": KNOWN_UNTIL}, wired.materials.materials
    )
    made, _ = wired.monitoring.create(body, since, CHAIR)
    wired.monitoring.rescan(made.id, CHAIR)
