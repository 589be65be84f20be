"""Documents of an example for tests, each laid out once a session."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from procurement_plugin.application.official_documents import document_for
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.redaction import Reader

EXAMPLES = data_directory("config").parent / "examples"
# A bidder whose name needs other scripts than the fonts have, and signs that no font should print.
NAME = "中国 公司 شركة Ελλη Київ \u2011 x\u0007y \u202e 😀 \ue000 Ærø ≤ ₂"


def evaluation(name: str = "supply_security") -> dict[str, Any]:
    """A stored evaluation, as if it had been answered."""
    loaded: dict[str, Any] = json.loads((EXAMPLES / name / "evaluation.json").read_text())
    stored = {"id": "5f0c1a4e-0000-4000-8000-000000000000", "computedAt": "2026-12-01T10:00:00+01:00"}
    return {**loaded, **stored, "engineVersion": "0"}


@cache
def document(kind: str = "justification", language: str = "nl") -> bytes:
    """A document of the example, its first bidder with a name in many scripts."""
    body = evaluation()
    body["bids"][0]["bidder"]["name"] = NAME
    reader = Reader(body["bids"][0]["id"]) if kind == "debrief" else Reader()
    return knowledge.renderer().render(document_for(body, kind, reader), language)
