"""The officer's form as a browser sends it, for tests without a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from procurement_plugin.web.pages.forms import pairs_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

REASON = "Weighed against the need of this contract."
LIST = "/pages/profiles"
NEW = f"{LIST}/new"
FIELD = re.compile(r'name="(answers\[\d+\])\.code" value="([^"]*)"')


def fields_of(draft: dict[str, Any], **control: str) -> list[tuple[str, str]]:
    """The fields of a draft, beside those that control the form (``do``, ``screen``, ``revision``)."""
    return [*pairs_of(draft), *((f"_{name}", value) for name, value in control.items())]


def drafted(lot: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The draft of a request."""
    return {name: lot[name] for name in ("procedure", "lot", "weightProfile")} | more


def sent(client: FlaskClient, address: str, fields: Iterable[tuple[str, str]], **headers: str) -> TestResponse:
    """A form posted from our own page."""
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return client.post(address, data=data, headers={"Sec-Fetch-Site": "same-origin", **headers})


def saved(client: FlaskClient, draft: dict[str, Any]) -> str:
    """The identifier of a draft that was saved over the page."""
    response = sent(client, NEW, fields_of(draft, do="save", screen="criteria"))
    assert response.status_code == 303, response.get_data(as_text=True)[:3000]
    return response.headers["Location"].split("/")[-2]


def page_of(response: TestResponse, status: int = 200) -> str:
    """The text of a page with the status that was expected."""
    text: str = response.get_data(as_text=True)
    assert response.status_code == status, text[:3000]
    return text
