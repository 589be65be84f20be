"""Webhooks: asked for, told once something happened, signed, tried again, given up, sent again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from work.counting import count

from procurement_plugin.adapters.outbox import announce
from procurement_plugin.application.events import COMPLETED, EVENT_TYPES, TASK_FAILED, failed_event
from procurement_plugin.application.webhook_delivery import MOST_ATTEMPTS, pause_after, signature
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.schemas.webhooks import read_webhook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from work.conftest import SetClock

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.bootstrap.worker import Worker

BASE = "/scoring/v1"


class Receiver:
    """A platform that listens on this machine and answers what it is set to."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(outer.status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/events?of=us"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A platform."""
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def asked(client: FlaskClient, url: str, *events: str, **more: str) -> dict[str, Any]:
    """A webhook as it is made."""
    answer = client.post(f"{BASE}/webhooks", json={"url": url, "events": list(events or EVENT_TYPES), **more})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    made: dict[str, Any] = answer.get_json()
    assert answer.headers["Location"] == f"{BASE}/webhooks/{made['id']}"
    return made


def deliveries(client: FlaskClient, hook: dict[str, Any]) -> list[dict[str, Any]]:
    """What was sent, as it is told."""
    page = client.get(f"{BASE}/webhooks/{hook['id']}/deliveries").get_json()
    jsonschema.validate(page, json.loads((data_directory("schemas") / "DeliveryList.schema.json").read_text()))
    found: list[dict[str, Any]] = page["items"]
    return found


def test_an_evaluation_is_told_signed_and_without_bid_data(
    client: FlaskClient, worker: Worker, receiver: Receiver, machine: SetClock, lot: dict[str, Any]
) -> None:
    hook = asked(client, receiver.url, COMPLETED)
    made = client.post(f"{BASE}/evaluations", json=lot).get_json()
    assert worker.deliver_next()
    assert not worker.deliver_next()
    ((headers, body),) = receiver.got
    told = json.loads(body)
    jsonschema.validate(told, json.loads((data_directory("schemas") / "CloudEvent.schema.json").read_text()))
    assert (told["type"], told["specversion"]) == (COMPLETED, "1.0")
    assert told["data"] == {"evaluationId": made["id"], "href": f"{BASE}/evaluations/{made['id']}"}
    assert headers["content-type"].startswith("application/cloudevents+json")
    assert headers["webhook-id"] == told["id"]
    assert int(headers["webhook-timestamp"]) == int(machine.now().timestamp())
    key = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    for bid in lot["bids"]:
        assert bid["bidder"]["name"].encode() not in body
    assert [row["state"] for row in deliveries(client, hook)] == ["delivered"]


def test_the_signature_is_that_of_the_published_example() -> None:
    """Standard Webhooks 1.0: the example of its reference libraries."""
    found = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_secret_is_shown_once_or_given(client: FlaskClient, receiver: Receiver) -> None:
    made = asked(client, receiver.url)
    given = "whsec_" + base64.b64encode(b"x" * 32).decode()
    assert asked(client, receiver.url, secret=given)["secret"] == given
    listed = client.get(f"{BASE}/webhooks").get_json()
    assert listed["total"] == 2
    assert "secret" not in json.dumps(listed)
    one = client.get(f"{BASE}/webhooks/{made['id']}").get_json()
    assert one == {name: value for name, value in made.items() if name != "secret"}


def test_a_failed_attempt_is_tried_again_on_schedule_and_given_up_at_last(
    client: FlaskClient, worker: Worker, receiver: Receiver, machine: SetClock, lot: dict[str, Any]
) -> None:
    receiver.status = 500
    hook = asked(client, receiver.url, COMPLETED)
    client.post(f"{BASE}/evaluations", json=lot)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert worker.deliver_next()
        assert not worker.deliver_next()
        (row,) = deliveries(client, hook)
        assert (row["attempts"], row["lastStatus"], row["lastError"]) == (attempt, 500, "answered 500")
        if attempt < MOST_ATTEMPTS:
            pause = datetime.fromisoformat(row["nextAttemptAt"]) - machine.now()
            least = pause_after(attempt, 0)
            assert least.total_seconds() - 0.001 <= pause.total_seconds() <= least.total_seconds() * 1.2 + 0.001
            machine.forward(seconds=pause.total_seconds() - 1)
            assert not worker.deliver_next()
            machine.forward(seconds=1)
    assert (row["state"], len(receiver.got)) == ("dead", MOST_ATTEMPTS)
    assert len({body for _, body in receiver.got}) == 1
    machine.forward(days=2)
    assert not worker.deliver_next()
    receiver.status = 200
    place = f"{BASE}/webhooks/{hook['id']}/deliveries/{row['id']}/redeliveries"
    page = f"{BASE}/webhooks/{hook['id']}/deliveries"
    assert [one["id"] for one in client.get(f"{page}?state=dead").get_json()["items"]] == [row["id"]]
    assert client.get(f"{page}?state=delivered").get_json()["items"] == []
    for wrong in ("state=", "state=lost", "colour=blue", "after=" + "x" * 37):
        assert client.get(f"{page}?{wrong}").status_code == 400
    assert client.post(place).status_code == 202
    assert client.post(place).get_json()["type"].endswith("deliveryPending")
    assert worker.deliver_next()
    assert deliveries(client, hook)[0]["state"] == "delivered"


def test_the_pauses_are_as_published() -> None:
    assert [pause_after(attempt, 0).total_seconds() for attempt in range(1, 10)] == [
        *(5, 20, 80, 320, 1280, 5120, 20480, 81920, 86400),
    ]
    assert pause_after(1, 1).total_seconds() == 6


def test_an_address_that_is_gone_is_told_nothing_more(
    client: FlaskClient, worker: Worker, receiver: Receiver, lot: dict[str, Any]
) -> None:
    receiver.status = 410
    hook = asked(client, receiver.url)
    client.post(f"{BASE}/evaluations", json=lot)
    assert worker.deliver_next()
    client.post(f"{BASE}/evaluations", json=lot)
    assert not worker.deliver_next()
    assert [row["state"] for row in deliveries(client, hook)] == ["dead"]
    assert client.get(f"{BASE}/webhooks/{hook['id']}").get_json()["state"] == "stopped"


def test_a_sender_that_died_is_followed_by_another(
    client: FlaskClient, worker: Worker, storage: Storage, receiver: Receiver, machine: SetClock, lot: dict[str, Any]
) -> None:
    asked(client, receiver.url)
    client.post(f"{BASE}/evaluations", json=lot)
    assert storage.webhooks.take() is not None
    assert not worker.deliver_next()
    machine.forward(seconds=60)
    assert worker.deliver_next()
    assert len(receiver.got) == 1


def test_an_event_is_kept_with_what_it_tells_or_not_at_all(
    client: FlaskClient, storage: Storage, receiver: Receiver, lot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(client, receiver.url)

    def fails(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(storage.answers, "keep", fails)
        refused = client.post(f"{BASE}/evaluations", json=lot, headers={"Idempotency-Key": "1"})
    assert refused.status_code == 500
    tables = ("evaluation", "webhook_event", "webhook_delivery", "kept_answer")
    assert [count(storage, table) for table in tables] == [0, 0, 0, 0]
    client.post(f"{BASE}/evaluations", json=lot, headers={"Idempotency-Key": "1"})
    assert [count(storage, table) for table in tables] == [1, 1, 1, 1]


def test_only_what_was_asked_for_is_told_and_only_to_the_tenant(
    client: FlaskClient, storage: Storage, worker: Worker, receiver: Receiver, requests_by_name: dict[str, Any]
) -> None:
    hook = asked(client, receiver.url, TASK_FAILED)
    above = requests_by_name["02_weight_at_guardrail/request-above.json"]
    good = requests_by_name["02_weight_at_guardrail/request-at.json"]
    assert client.post(f"{BASE}/evaluations", json=good).status_code == 201
    place = client.post(f"{BASE}/evaluations", json=above, headers={"Prefer": "respond-async"}).headers["Location"]
    worker.run_next()
    assert worker.deliver_next()
    assert not worker.deliver_next()
    told = json.loads(receiver.got[0][1])
    assert (told["type"], told["data"]["href"]) == (TASK_FAILED, place)
    assert storage.webhooks.get("other", hook["id"]) is None
    assert storage.webhooks.all("other") == []
    assert storage.webhooks.deliveries("other", hook["id"], "", 10) == []


def test_a_removed_webhook_is_told_nothing_and_the_trail_knows(
    client: FlaskClient, storage: Storage, worker: Worker, receiver: Receiver, lot: dict[str, Any]
) -> None:
    hook = asked(client, receiver.url)
    client.post(f"{BASE}/evaluations", json=lot)
    place = f"{BASE}/webhooks/{hook['id']}"
    gone = client.delete(place)
    assert (gone.status_code, gone.data) == (204, b"")
    assert not worker.deliver_next()
    for again in (client.get(place), client.delete(place), client.get(f"{place}/deliveries")):
        assert again.status_code == 404
    events = list(storage.audit.events("local"))
    assert [event["event"] for event in events] == ["webhook.created", "evaluation.stored", "webhook.removed"]
    assert hook["secret"] not in json.dumps([event["payload"] for event in events])
    assert storage.audit.verify("local") == []
    worker.tidy()
    assert count(storage, "webhook_event") == 0


def test_old_deliveries_are_removed(
    client: FlaskClient, storage: Storage, worker: Worker, receiver: Receiver, machine: SetClock, lot: dict[str, Any]
) -> None:
    asked(client, receiver.url)
    client.post(f"{BASE}/evaluations", json=lot)
    worker.deliver_next()
    machine.forward(days=29)
    worker.tidy()
    assert count(storage, "webhook_delivery") == 1
    machine.forward(days=1)
    worker.tidy()
    assert (count(storage, "webhook_delivery"), count(storage, "webhook_event")) == (0, 0)


def test_deliveries_are_listed_in_order_a_page_at_a_time(
    client: FlaskClient, storage: Storage, receiver: Receiver
) -> None:
    hook = asked(client, receiver.url)
    for number in range(120):
        with storage._engine.begin() as connection:
            announce(connection, "local", failed_event(f"task-{number}", f"2026-12-01T09:00:00.{number:03}+00:00"))
        time.sleep(0.002)
    first = client.get(f"{BASE}/webhooks/{hook['id']}/deliveries").get_json()
    second = client.get(f"{BASE}/webhooks/{hook['id']}/deliveries?after={first['next']}").get_json()
    moments = [row["createdAt"] for page in (first, second) for row in page["items"]]
    assert (len(moments), moments, second["next"]) == (120, sorted(moments), "")


def test_there_are_only_so_many_webhooks(client: FlaskClient, receiver: Receiver) -> None:
    for _ in range(20):
        asked(client, receiver.url)
    refused = client.post(f"{BASE}/webhooks", json={"url": receiver.url, "events": [COMPLETED]})
    assert (refused.status_code, refused.get_json()["type"][-15:]) == (409, "tooManyWebhooks")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://platform.example/events", "Only https"),
        ("ftp://platform.example/", "https address"),
        ("https://user:word@platform.example/", "https address"),
        ("https://platform.example/#part", "https address"),
        ("https://platform.example:22/", "port 443"),
        ("https://platform.example:99999/", "no address"),
        ("https://localhost/", "not on the public internet"),
        ("https://me.localhost/", "not on the public internet"),
        ("https://intranet/", "not on the public internet"),
        ("https://127.0.0.1/", "not on the public internet"),
        ("https://127.1/", "not on the public internet"),
        ("https://2130706433/", "not on the public internet"),
        ("https://0x7f.0.0.1/", "not on the public internet"),
        ("https://0x7f000001/", "not on the public internet"),
        ("https://169.254.169.254/latest/meta-data", "not on the public internet"),
        ("https://[::1]/", "not on the public internet"),
        ("https://[::ffff:10.0.0.1]/", "not on the public internet"),
        ("https://[fd00:ec2::254]/", "not on the public internet"),
        ("https://[:::]/", "no address"),
        ("https://platform.example/a b", "https address"),
    ],
)
def test_an_address_that_cannot_be_told_is_refused_with_a_remedy(address: str, says: str) -> None:
    with pytest.raises(UnreadableInputError) as refused:
        read_webhook({"url": address, "events": [COMPLETED]}, loopback=False)
    assert {finding.where for finding in refused.value.findings} == {"url"}
    assert says in " ".join(finding.message for finding in refused.value.findings)


@pytest.mark.parametrize(
    "address",
    [
        "https://platform.example",
        "https://platform.example:8443/a/b?c=d&e=%20",
        "https://93.184.215.14/",
        "https://[2606:4700::1111]:443/",
    ],
)
def test_a_public_address_will_do(address: str) -> None:
    assert read_webhook({"url": address, "events": [COMPLETED]}, loopback=False)["url"] == address


def test_all_that_is_wrong_is_said_at_once(client: FlaskClient) -> None:
    body = {"url": "http://10.0.0.1:22/", "events": [COMPLETED, COMPLETED], "secret": "whsec_" + "A" * 86}
    refused = client.post(f"{BASE}/webhooks", json=body)
    named = [issue["name"] for issue in refused.get_json()["issues"]]
    assert named == ["url", "url", "url", "events", "secret"]
    shape = client.post(f"{BASE}/webhooks", json={"url": 1, "events": [], "colour": "blue"}).get_json()["issues"]
    assert {issue["name"] for issue in shape} == {"url", "events", "colour"}
