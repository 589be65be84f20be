"""Documents: ordered over the API, laid out by another process, stored once, the same bytes ever after."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from procurement_plugin.application.document_record import DocumentOrder
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.bootstrap.worker import Worker

BASE = "/scoring/v1"
ORDER = {"type": "justification", "language": "en"}
REASON = "The name of the authority was misspelt."


@pytest.fixture
def evaluation(client: FlaskClient, lot: dict[str, Any]) -> str:
    """A stored evaluation."""
    answer = client.post(f"{BASE}/evaluations", json=lot)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["id"])


@pytest.fixture
def done(worker: Worker) -> Iterator[Callable[[], None]]:
    """Does all that is to do; its renderer ends with the test."""

    def run() -> None:
        while worker.run_next():
            pass

    yield run
    worker.stop(0)


def order_of() -> DocumentOrder:
    return DocumentOrder(str(uuid.uuid4()), "justification", "en")


def ordered(client: FlaskClient, evaluation: str, **more: Any) -> Any:
    return client.post(f"{BASE}/evaluations/{evaluation}/documents", json=ORDER | more)


def made(client: FlaskClient, answer: Any, done: Callable[[], None]) -> str:
    """The address of an ordered document once it is made."""
    assert answer.status_code == 202, answer.get_data(as_text=True)
    done()
    ended = client.get(answer.headers["Location"])
    assert ended.status_code == 303, ended.get_data(as_text=True)
    return str(ended.headers["Location"])


def test_an_ordered_document_is_a_task_that_leads_to_the_file(
    client: FlaskClient, evaluation: str, done: Callable[[], None], storage: Storage
) -> None:
    answer = ordered(client, evaluation)
    task = answer.get_json()
    jsonschema.validate(task, json.loads((data_directory("schemas") / "Task.schema.json").read_text()))
    assert (task["kind"], task["state"]) == ("document", "queued")
    place = made(client, answer, done)
    assert place.startswith(f"{BASE}/evaluations/{evaluation}/documents/")
    file = client.get(place)
    assert (file.status_code, file.content_type) == (200, "application/pdf")
    assert file.data.startswith(b"%PDF-1.7")
    assert client.get(place).data == file.data
    assert file.headers["ETag"] == f'"{hashlib.sha256(file.data).hexdigest()}"'
    assert client.get(place, headers={"If-None-Match": file.headers["ETag"]}).status_code == 304
    assert client.get(place, headers={"Accept": "text/html"}).status_code == 406
    listed = client.get(f"{BASE}/evaluations/{evaluation}/documents").get_json()
    jsonschema.validate(listed, json.loads((data_directory("schemas") / "DocumentList.schema.json").read_text()))
    assert [row["href"] for row in listed["items"]] == [place]
    event = next(row for row in storage.audit.events("local") if row["event"] == "document.stored")
    assert hashlib.sha256(file.data).hexdigest() == event["payload"]["sha256"]
    assert storage.audit.verify("local") == []


def test_the_stored_bytes_are_those_of_the_stored_evaluation(
    client: FlaskClient, evaluation: str, done: Callable[[], None]
) -> None:
    """Rendered again here, in another process than the worker's renderer, they are the same."""
    place = made(client, ordered(client, evaluation), done)
    body = client.get(f"{BASE}/evaluations/{evaluation}").get_json()
    order = order_of()._replace(id=place.rpartition("/")[2])
    assert knowledge.renderer().render(body, "en", order) == client.get(place).data


def test_the_same_order_again_is_the_same_document(
    client: FlaskClient, evaluation: str, done: Callable[[], None]
) -> None:
    first, second = ordered(client, evaluation), ordered(client, evaluation)
    assert first.headers["Location"] == second.headers["Location"], "it is under way"
    place = made(client, first, done)
    again = ordered(client, evaluation)
    assert (again.status_code, again.headers["Location"]) == (200, place)
    assert again.get_json()["id"] == place.rpartition("/")[2]
    other = ordered(client, evaluation, language="nl")
    assert other.status_code == 202, "in another language it is another document"


def test_a_correction_is_a_new_document_that_names_the_old_one(
    client: FlaskClient, evaluation: str, done: Callable[[], None]
) -> None:
    old = made(client, ordered(client, evaluation), done)
    before, name = client.get(old).data, old.rpartition("/")[2]
    new = made(client, ordered(client, evaluation, replaces=name, reason=REASON), done)
    assert new != old
    assert client.get(old).data == before
    rows = client.get(f"{BASE}/evaluations/{evaluation}/documents").get_json()["items"]
    assert [(row.get("replaces"), row.get("reason")) for row in rows] == [(None, None), (name, REASON)]
    assert name.encode() in client.get(new).data, "the metadata names it in plain text"
    assert ordered(client, evaluation).headers["Location"] == new, "the correction is what counts"
    again = ordered(client, evaluation, replaces=name, reason=REASON)
    assert (again.status_code, again.headers["Location"]) == (200, new)


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"type": "letter"}, "type"),
        ({"language": "xx"}, "language"),
        ({"bidId": "B-1"}, "bidId"),
        ({"replaces": "5f0c1a4e-0000-4000-8000-000000000000", "reason": REASON}, "replaces"),
        ({"replaces": "5f0c1a4e-0000-4000-8000-000000000000", "reason": "Oops."}, "reason"),
        ({"replaces": "5f0c1a4e-0000-4000-8000-000000000000"}, "reason"),
        ({"type": "debrief"}, "bidId"),
        ({"type": "debrief", "bidId": "B-99"}, "bidId"),
        ({"words": {"slogan": "Buy!"}}, "words.slogan"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_order_that_cannot_be_is_refused_at_its_place(
    client: FlaskClient, evaluation: str, more: dict[str, Any], name: str
) -> None:
    answer = ordered(client, evaluation, **more)
    assert answer.status_code == 400
    assert [issue["name"] for issue in answer.get_json()["issues"]] == [name]


def test_a_document_stands_below_its_own_evaluation_only(
    client: FlaskClient, evaluation: str, lot: dict[str, Any], done: Callable[[], None]
) -> None:
    place = made(client, ordered(client, evaluation), done)
    other = client.post(f"{BASE}/evaluations", json=lot).get_json()["id"]
    assert client.get(place.replace(evaluation, other)).status_code == 404
    assert client.get(f"{BASE}/evaluations/{uuid.uuid4()}/documents").status_code == 404
    assert ordered(client, str(uuid.uuid4())).status_code == 404


def test_an_idempotency_key_orders_once(client: FlaskClient, evaluation: str, done: Callable[[], None]) -> None:
    key = {"Idempotency-Key": "order-1"}
    first, second = (
        client.post(f"{BASE}/evaluations/{evaluation}/documents", json=ORDER, headers=key) for _ in range(2)
    )
    assert (first.status_code, second.headers["Idempotency-Replayed"]) == (202, "true")
    assert first.data == second.data
    made(client, first, done)


def test_a_webhook_is_told_with_identifiers_and_a_link(
    client: FlaskClient, evaluation: str, done: Callable[[], None]
) -> None:
    wanted = {"url": "https://platform.example.org/events", "events": ["scoring.document.completed"]}
    hook = client.post(f"{BASE}/webhooks", json=wanted).get_json()["id"]
    made(client, ordered(client, evaluation), done)
    rows = client.get(f"{BASE}/webhooks/{hook}/deliveries").get_json()["items"]
    assert [row["eventType"] for row in rows] == ["scoring.document.completed"]
