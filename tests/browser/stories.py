"""Lots for the browser: a published version of the tenant of the site, its tenders as a file, and a worker."""

from __future__ import annotations

import copy
import json
from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING, Any

from procurement_plugin.application import weight_profiles
from procurement_plugin.application.issue_document import DOCUMENT
from procurement_plugin.application.publish_profile import Publication
from procurement_plugin.application.run_jobs import JobRunner
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.domain.actor import EVALUATE, PROFILES, READ, Actor
from procurement_plugin.web.problems import document_of
from procurement_plugin.web.schemas.life_reading import read_draft
from procurement_plugin.web.scoring import read, scored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from browser.sites import Site

    from procurement_plugin.application.ports import StoredEvaluation
    from procurement_plugin.web.service import Service

OFFICER = Actor("site", "olga", "Olga", frozenset({READ, PROFILES, EVALUATE}), person=True)
OPENED = datetime.fromisoformat("2027-01-18T10:00:00+01:00")
REASON = "Weighed against the need of this contract."
COMMITTEE = ("scoring:read", "scoring:evaluate")


def claimed(lot: Mapping[str, Any]) -> dict[str, Any]:
    """A lot under Belgian law, whose documents nobody has checked."""
    made = copy.deepcopy(dict(lot))
    made["procedure"]["jurisdiction"] = "BE"
    for bid in made["bids"]:
        for document in bid.get("evidence", ()):
            document["status"] = "claimed"
            document.pop("verifier", None)
            document.pop("verifiedOn", None)
    return made


def publish(database_url: str, lot: Mapping[str, Any], who: Actor = OFFICER) -> dict[str, Any]:
    """A version of the lot's profile, frozen when its notice was dispatched: profileId and version."""
    moment = datetime.fromisoformat(lot["procedure"]["noticeDispatchedAt"])
    app = wiring.create_app(Settings(database_url, None, moment))
    wired: Service = app.extensions["procurement"]
    body = {name: lot[name] for name in ("procedure", "lot", "weightProfile")}
    draft = read_draft(body, wired.schemas, wired.reference)
    found = wired.guard.look(draft.procedure, draft.profile, draft.lot).findings
    warned = [one for one in found if one.severity == "warn"]
    rows = [{"code": one.code, "where": one.where, "parameter": one.parameter, "reason": REASON} for one in warned]
    whole = read_draft(body | ({"answers": rows} if rows else {}), wired.schemas, wired.reference)
    stored = weight_profiles.create(whole, who, wired.profiles, wired.clock)
    published = wired.publisher.publish(stored.id, whole, Publication(stored.revision, ()), who)
    return {"profileId": published.profile_id, "version": published.number}


def evaluate(site: Site, lot: Mapping[str, Any], version: Mapping[str, Any], **more: Any) -> StoredEvaluation:
    """An official evaluation, as if the platform had sent it."""
    body = {"weightProfileVersion": dict(version), "bids": lot["bids"], **more}
    return scored(site.wired, read(site.wired, body, OFFICER), OFFICER, f"00000000-0000-4000-8000-{len(more):012d}")


def decided(site: Site, evaluation: StoredEvaluation) -> None:
    """Confirmed, and the decision sent."""
    site.wired.life.take(evaluation, "confirm", "All documents were looked at beforehand.", OFFICER)
    site.wired.life.take(evaluation, "sendDecision", "", OFFICER)


def file_of(folder: Path, lot: Mapping[str, Any], name: str = "tenders.json") -> Path:
    """The tenders as a platform exports them."""
    path = folder / name
    path.write_text(json.dumps(lot["bids"]), encoding="utf-8")
    return path


def work(site: Site) -> bool:
    """Make the next document that was ordered, as a worker would."""
    wired = site.wired
    runner = JobRunner(
        wired.work.jobs,
        wired.work.transaction,
        wired.clock,
        {DOCUMENT: wired.desk.make},
        document_of,
        lambda _: nullcontext(),
    )
    try:
        return runner.run_next("worker of the tests")
    finally:
        wired.desk.close()
