"""The operation of project screening."""

from __future__ import annotations

from procurement_plugin.domain.actor import READ
from procurement_plugin.web.operation import BASE, Operation

SCREENINGS = (
    Operation(
        "post",
        f"{BASE}/projectScreenings",
        "createProjectScreening",
        "Hold a project against the SERV criteria: what is met, open and contradicted",
        "project screening",
        "ProjectScreening",
        "A checklist with evidence; no score, no total, no ranking. Nothing is stored",
        ("400", "401", "403", "413", "415"),
        body="ProjectScreeningRequest",
        scope=READ,
    ),
)
