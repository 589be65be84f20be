"""Real calls, recorded as the examples of the OpenAPI description; what differs between two runs is made steady."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from web.platforms import Platform

from procurement_plugin.web.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

PROBLEM = "application/problem+json"
FORM = "application/x-www-form-urlencoded"
LARGE, LARGE_VALUE, KEPT = 6_000, 1_200, 2
ROUTES = [
    (operation, re.compile(re.sub(r"\\{bidId\\}", ".+", re.sub(r"\\{(?!bidId)\w+\\}", "[^/]+", re.escape(operation.path)))))
    for operation in OPERATIONS
]  # fmt: skip
# Those in addresses of sources stay.
UUID = re.compile(r"(?<!publication/)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
THEN = "2027-01-20T09:00:00+00:00"
FINGERPRINT = re.compile(r'"(?:fingerprint|contentHash|hash)": ?"([0-9a-f]{64})"')
STEADY = (
    (re.compile(r"whsec_[A-Za-z0-9+/=]+"), "whsec_ZXhhbXBsZS1vZi1hLXNlY3JldC1mb3ItYS13ZWJob29r"),
    (re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"), "eyJhbGciOiJFZDI1NTE5In0.e30.c2lnbmF0dXJl"),
    (re.compile(r"/pages/launch/[A-Za-z0-9_-]+"), "/pages/launch/the-secret-of-this-launch"),
    (re.compile(r'("(?:x|kid)": ?)"[A-Za-z0-9_-]{11,}"'), r'\1"an-example-of-a-key"'),
    (re.compile(r"wait \d+ seconds"), "wait 20 seconds"),
)


class Recorder:
    """Keeps the first answer of each operation and status, and the first of each kind of problem."""

    def __init__(self) -> None:
        self.requests: dict[str, dict[str, dict[str, Any]]] = {}
        self.answers: dict[str, dict[str, dict[str, Any]]] = {}
        self.problems: dict[str, dict[str, Any]] = {}
        self._names: dict[str, str] = {}
        self._prints: dict[str, str] = {}

    def note(self, method: str, path: str, sent: dict[str, Any], response: Any) -> None:
        """Record a call."""
        body = self._read(response)
        if response.content_type == PROBLEM:
            kind = body["type"].rsplit(":", 1)[1]
            self.problems.setdefault(kind, body)
            return
        operation = next(
            (o for o, route in ROUTES if o.method == method.lower() and route.fullmatch(path.partition("?")[0])), None
        )
        if operation is None or (response.status_code >= 400 and operation.tag != "access"):
            return
        name = variant(operation.name, sent)
        if response.status_code < 400 and (sent.get("json") is not None or sent.get("data")):
            value = sent.get("json", sent.get("data"))
            told = {
                "summary": name,
                "media": "application/json" if "json" in sent else FORM,
                "value": self.steady(value),
            }
            self.requests.setdefault(operation.name, {}).setdefault(name, told)
        if body is not None:
            value, cut = shortened(body)
            told = {"summary": said(name, cut), "media": response.mimetype, "value": value}
            kept = self.answers.setdefault(operation.name, {})
            kept.setdefault(f"{response.status_code}.{media_name(response.mimetype)}{name}", told)

    def _read(self, response: Any) -> Any:
        if response.is_json or response.content_type == PROBLEM:
            return self.steady(response.get_json())
        if response.mimetype in ("text/plain", "text/csv", "application/xml"):
            return self._text(response.get_data(as_text=True))
        return None

    def steady(self, value: Any) -> Any:
        """A value without what differs between two runs."""
        return json.loads(self._text(json.dumps(value, ensure_ascii=False)))

    def _text(self, text: str) -> str:
        for pattern, instead in STEADY:
            text = pattern.sub(instead, text)
        for found in FINGERPRINT.findall(text):
            self._prints.setdefault(found, f"{len(self._prints) + 1:064x}")
        for found, instead in self._prints.items():
            text = text.replace(found, instead)
        text = MOMENT.sub(lambda found: THEN if is_now(found.group()) else found.group(), text)
        return UUID.sub(lambda found: self._named(found.group()), text)

    def _named(self, uuid: str) -> str:
        return self._names.setdefault(uuid, f"00000000-0000-4000-8000-{len(self._names) + 1:012}")


class ShownPlatform(Platform):
    """A platform whose calls are recorded."""

    recorder: Recorder

    def call(self, method: str, path: str, **more: Any) -> Any:
        """A call, recorded."""
        response = super().call(method, path, **more)
        place = path if path.startswith("/") else f"/scoring/v1/{path}"
        self.recorder.note(method, place, more, response)
        return response

    def ask(self, assertion: str = "", **form: str) -> Any:
        """A call of the token endpoint, recorded."""
        response = super().ask(assertion, **form)
        data = {"grant_type": "client_credentials", "client_assertion": "eyJhbGciOiJFZDI1NTE5In0.e30.c2lnbmF0dXJl"}
        data |= {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", **form}
        sent = {"data": {name: value for name, value in data.items() if value}}
        self.recorder.note("post", "/scoring/v1/oauth/token", sent, response)
        return response


def variant(operation: str, sent: dict[str, Any]) -> str:
    """What an example is called where an operation has several."""
    body = sent.get("json")
    if operation == "createEvaluation" and isinstance(body, dict):
        return "official" if "weightProfileVersion" in body else "trial"
    return "example"


def media_name(media: str) -> str:
    """What tells the forms of one answer apart."""
    return {"text/plain": "text.", "application/xml": "eforms.", "text/csv": "csv."}.get(media, "")


def said(name: str, cut: list[str]) -> str:
    """One line about an example; honest about what was left out."""
    return f"Shortened: {'; '.join(cut)}" if cut else {"example": "A real answer"}.get(name, f"A real answer: {name}")


def is_now(moment: str) -> bool:
    """Whether a moment is of this run and not of the procedure's own story."""
    found = datetime.fromisoformat(moment)
    return abs((found - datetime.now(UTC)).total_seconds()) < 3 * 86_400


def shortened(value: Any) -> tuple[Any, list[str]]:
    """A large answer with the first two entries of its long lists, and what was cut."""
    if isinstance(value, str) or len(json.dumps(value)) <= LARGE:
        return value, []
    cut: list[str] = []
    return _short(value, "", cut), cut


def _short(value: Any, path: str, cut: list[str]) -> Any:
    entries = len(value) if isinstance(value, list | dict) else 0
    if entries > KEPT and len(json.dumps(value)) > LARGE_VALUE and (isinstance(value, list) or is_map(value)):
        value = value[:KEPT] if isinstance(value, list) else dict(list(value.items())[:KEPT])
        cut.append(f"{path} shows {KEPT} of {entries}")
    if isinstance(value, list):
        return [_short(part, f"{path}[{index}]", cut) for index, part in enumerate(value)]
    if isinstance(value, dict):
        return {name: _short(part, f"{path}.{name}".strip("."), cut) for name, part in value.items()}
    return value


def is_map(value: dict[str, Any]) -> bool:
    """Whether the names of an object are data (paths, towns), so that it may be cut like a list."""
    return all("/" in name or "." in name for name in value)


def files(recorder: Recorder) -> Iterator[tuple[str, dict[str, Any]]]:
    """File name and content of each file of examples."""
    for operation in OPERATIONS:
        name = operation.name
        found = {"requests": recorder.requests.get(name, {}), "answers": recorder.answers.get(name, {})}
        if any(found.values()):
            yield f"{name}.json", found
    yield "problems.json", dict(sorted(recorder.problems.items()))
