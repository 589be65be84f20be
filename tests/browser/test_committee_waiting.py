"""Many tenders are scored by a worker: the page goes on by itself, and by its link where there are no scripts."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from browser.sites import chromium, running, visiting
from browser.stories import COMMITTEE, OFFICER, OPENED, claimed, publish

from procurement_plugin.application.run_jobs import EVALUATION, JobRunner
from procurement_plugin.web import scoring
from procurement_plugin.web.problems import document_of

if TYPE_CHECKING:
    from pathlib import Path

    from browser.sites import Site
    from playwright.sync_api import Browser

    from procurement_plugin.adapters.storage import Storage

__all__ = ["chromium"]  # a fixture


def score(site: Site) -> None:
    """Do the next task, as a worker would."""
    wired = site.wired
    perform = {EVALUATION: lambda job: scoring.run_evaluation(wired, job)}
    work = wired.work
    runner = JobRunner(work.jobs, work.transaction, wired.clock, perform, document_of, lambda _: nullcontext())
    assert runner.run_next("worker of the tests")


@pytest.mark.parametrize("scripts", [True, False])
def test_waiting_ends_at_the_evaluation(
    chromium: Browser,
    storage: Storage,
    database_url: str,
    tmp_path: Path,
    requests_by_name: dict[str, Any],
    scripts: bool,
) -> None:
    del storage
    lot = claimed(requests_by_name["supply_security/request.json"])
    version = publish(database_url, lot)
    with (
        running(tmp_path, database_url, OPENED) as site,
        visiting(chromium, site, java_script_enabled=scripts) as visit,
    ):
        body = json.dumps({"weightProfileVersion": version, "bids": lot["bids"]}).encode()
        matter = f"{version['profileId']} {version['version']}"
        job = scoring.accept(site.wired, body, OFFICER, matter)
        visit.enter(site.launch("evaluation", {"weightProfileId": version["profileId"]}, scopes=COMMITTEE))
        visit.page.goto(
            f"/pages/committee/profiles/{version['profileId']}/versions/{version['version']}/tasks/{job.id}"
        )
        assert "waits for its turn" in visit.page.inner_text("main")
        if scripts:
            visit.look()
        score(site)
        if not scripts:
            visit.page.click("text=Look again")
        visit.page.wait_for_url("**/committee/evaluations/*")
        assert "Overview of the evaluation" in visit.page.inner_text("h1")
