"""An operation that is to end says so in its description and in every answer, a year ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from procurement_plugin.web.deprecation import register
from procurement_plugin.web.openapi import NO_EXAMPLES, _operation
from procurement_plugin.web.operations import OPERATIONS

if TYPE_CHECKING:
    from flask import Flask

SINCE, LAST = date(2027, 1, 1), date(2028, 1, 1)
PLACE = "/scoring/v1/evaluations/5f0c1a4e-0000-4000-8000-000000000000"


def test_an_operation_that_is_to_end_says_so(app: Flask) -> None:
    (ending,) = [one._replace(ending=(SINCE, LAST)) for one in OPERATIONS if one.name == "getEvaluation"]
    register(app, [ending])
    client = app.test_client()
    answered = client.get(PLACE)
    assert answered.headers["Deprecation"] == f"@{int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())}"
    assert parsedate_to_datetime(answered.headers["Sunset"]).date() == LAST
    for other in (client.get("/health"), client.delete(PLACE), client.get("/nowhere"), client.get(f"{PLACE}/steps")):
        assert "Deprecation" not in other.headers
        assert "Sunset" not in other.headers
    assert _operation(ending, NO_EXAMPLES)["deprecated"] is True


def test_nobody_is_given_less_than_twelve_months() -> None:
    for operation in OPERATIONS:
        if operation.ending is not None:
            since, last = operation.ending
            assert last - since >= timedelta(days=365), operation.name
