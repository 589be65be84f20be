"""What webhooks tell: CloudEvents 1.0 with identifiers and links only, never a fact of a bid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE = "/scoring/v1"
COMPLETED = "scoring.evaluation.completed"
DOCUMENT_COMPLETED = "scoring.document.completed"
STEP_TAKEN = "scoring.evaluation.stepTaken"
TASK_FAILED = "scoring.task.failed"
PUBLISHED = "scoring.weightProfile.published"
THRESHOLD_CROSSED = "scoring.watchList.thresholdCrossed"
EVENT_TYPES = (COMPLETED, STEP_TAKEN, TASK_FAILED, PUBLISHED, DOCUMENT_COMPLETED, THRESHOLD_CROSSED)


class Event(NamedTuple):
    """Something that happened.

    Attributes:
        subject: identifier of the thing it happened to.
        occurred_at: moment with offset, as text.
        data: identifiers and the link to read the thing.
    """

    type: str
    subject: str
    occurred_at: str
    data: Mapping[str, str | int]


def completed_event(evaluation_id: str, when: str) -> Event:
    """An evaluation was made and kept."""
    data = {"evaluationId": evaluation_id, "href": f"{BASE}/evaluations/{evaluation_id}"}
    return Event(COMPLETED, evaluation_id, when, data)


def document_event(evaluation_id: str, document_id: str, when: str) -> Event:
    """A document was made and kept."""
    data = {"evaluationId": evaluation_id, "documentId": document_id}
    link = f"{BASE}/evaluations/{evaluation_id}/documents/{document_id}"
    return Event(DOCUMENT_COMPLETED, document_id, when, {**data, "href": link})


def step_event(evaluation_id: str, number: int, when: str) -> Event:
    """A step was taken with an official evaluation."""
    link = f"{BASE}/evaluations/{evaluation_id}/steps"
    return Event(STEP_TAKEN, evaluation_id, when, {"evaluationId": evaluation_id, "stepNumber": number, "href": link})


def failed_event(task_id: str, when: str) -> Event:
    """An accepted task came to no evaluation."""
    return Event(TASK_FAILED, task_id, when, {"taskId": task_id, "href": f"{BASE}/tasks/{task_id}"})


def published_event(version: str, when: str) -> Event:
    """A weight profile was published; ``version`` is profile/number."""
    profile, _, number = version.rpartition("/")
    link = f"{BASE}/weightProfiles/{profile}/versions/{number}"
    return Event(PUBLISHED, version, when, {"profileId": profile, "version": int(number), "href": link})


def crossed_event(list_id: str, number: int, when: str) -> Event:
    """Something on a watch list crossed a threshold."""
    link = f"{BASE}/watchLists/{list_id}/reports/{number}"
    return Event(THRESHOLD_CROSSED, list_id, when, {"watchListId": list_id, "reportNumber": number, "href": link})


def cloud_event(event_id: str, event: Event) -> bytes:
    """The event in CloudEvents' structured JSON."""
    told = {
        "specversion": "1.0",
        "id": event_id,
        "source": BASE,
        "type": event.type,
        "subject": event.subject,
        "time": event.occurred_at,
        "datacontenttype": "application/json",
        "data": dict(event.data),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
