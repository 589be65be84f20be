"""The calls behind the examples of documents: ordered, read, corrected, and what can go wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from web.held import kept_document

from procurement_plugin.adapters.document_store import documents_beside

if TYPE_CHECKING:
    from web.shown_life import Story

ANNEX = {"type": "art84Annex", "language": "en"}
REASON = "The name of the contracting authority was misprinted on the cover."


def ordered(story: Story) -> None:
    """Orders before the decision: one that is taken, others that are not."""
    held = story.held
    place = f"evaluations/{held.evaluation['id']}/documents"
    story.call("post", place, json=ANNEX)
    story.call("post", place, json={**ANNEX, "words": {"opening": "In other words."}})
    story.call("post", place, json={"type": "debrief"})
    debrief = {"type": "debrief", "bidId": story.lot["bids"][0]["id"]}
    story.call("post", place, json=debrief)
    kept_document(held, story.url, replaces=held.document, reason=REASON)
    again = {"type": "justification", "language": "en", "replaces": held.document, "reason": REASON}
    story.call("post", place, json=again)


def changed(story: Story) -> None:
    """A document whose file somebody changed in the store."""
    for file in Path(documents_beside(story.url).removeprefix("file://")).rglob("*"):
        if file.is_file():
            file.chmod(0o600)
            file.write_bytes(b"something else")
    story.call("get", f"evaluations/{story.held.evaluation['id']}/documents/{story.held.document}")
