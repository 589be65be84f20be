"""Processes of the service are killed at random while callers work: nothing is half done, lost or done twice.

By default 4 kills; ``PROCUREMENT_SERVICE_KILLS=200 pytest tests/faults/test_kills.py -s [--database postgresql]``
makes it a campaign of some minutes.
"""

from __future__ import annotations

import collections
import copy
import os
import time
from typing import TYPE_CHECKING, Any

from faults.campaign import Campaign, identifiers
from work.counting import count

from procurement_plugin.adapters.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KILLS = int(os.environ.get("PROCUREMENT_SERVICE_KILLS", "4"))


def lots_of(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """A trial, and a procedure whose documents are claimed only."""
    life = copy.deepcopy(requests_by_name["supply_security/request.json"])
    for bid in life["bids"]:
        for document in bid["evidence"]:
            document["status"] = "claimed"
            del document["verifier"], document["verifiedOn"]
    return {"trial": requests_by_name["02_weight_at_guardrail/request-at.json"], "life": life}


def test_kills_leave_nothing_half_done(
    fresh_database: Callable[..., str], database_url: str, tmp_path: Path, requests_by_name: dict[str, Any]
) -> None:
    del database_url  # only marks it as a test of databases
    url, began = fresh_database(prepared=False), time.monotonic()
    campaign = Campaign(tmp_path, url, lots_of(requests_by_name))
    try:
        killed = campaign.run(KILLS)
        tasks = campaign.tasks()
        assert not campaign.faults
        kinds = collections.Counter(sent.kind for sent in campaign.sent)
        print(
            f"\n{killed}, {dict(kinds)}, {campaign.retries} sent again, {campaign.restarts} started again, {time.monotonic() - began:.0f} s"
        )
        check_answers(campaign, tasks)
        check_rows(Storage(url), campaign, kinds)
        assert not campaign.unforeseen()
    finally:
        campaign.end()


def check_answers(campaign: Campaign, tasks: list[str]) -> None:
    """Each key still says the same, and what it tells of can be read as it was told."""
    assert len(set(tasks)) == len(tasks)
    for place in tasks:
        assert campaign.read(place).json()["bids"]
    for sent in campaign.sent:
        again = campaign.again(sent)
        assert (again.status, again.body) == (sent.answer.status, sent.answer.body), sent.kind
        assert again.headers["Idempotency-Replayed"] == "true"
        if sent.kind in ("trial", "official"):
            assert campaign.read(sent.answer.headers["Location"]).body == sent.answer.body
        if sent.kind == "version":
            assert campaign.read(sent.answer.headers["Location"]).json()["fingerprint"] in sent.answer.body.decode()


def check_rows(storage: Storage, campaign: Campaign, kinds: collections.Counter[str]) -> None:
    """As many rows as were told of, and an audit trail that is whole."""
    evaluations = [sent.answer for sent in campaign.sent if sent.kind in ("trial", "official")]
    assert len(set(identifiers(evaluations))) == len(evaluations)
    stored = kinds["trial"] + kinds["task"] + kinds["official"]
    assert count(storage, "evaluation") == stored
    assert count(storage, "audit_event", "event = 'evaluation.stored'") == stored
    assert count(storage, "job", "state = 'done'") == count(storage, "job") == kinds["task"]
    assert count(storage, "weight_profile") == kinds["draft"]
    assert count(storage, "profile_version") == kinds["version"]
    assert count(storage, "evaluation_step") == kinds["official"] + kinds["step"]
    assert count(storage, "kept_answer") == count(storage, "kept_answer", "state = 'done'") == len(campaign.sent)
    for tenant in storage.audit.tenants():
        assert storage.audit.verify(tenant) == []
    storage.close()
