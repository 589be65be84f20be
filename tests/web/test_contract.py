"""The service keeps the contract that it publishes, for requests made from that contract, right ones and wrong ones.

The requests are the same in every run; with ``schemathesis run`` the operations are tried for hours (CONTRIBUTING).
"""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.web.negotiation import XLSX

PUBLISHED = Path(__file__).parents[2] / "schemas/openapi.json"
METHODS = ("get", "post", "put", "delete")
OPERATIONS = {
    operation["operationId"]: bool(operation.get("parameters") or operation.get("requestBody"))
    for path in json.loads(PUBLISHED.read_text("utf-8"))["paths"].values()
    for method, operation in path.items()
    if method in METHODS
}
REQUESTS = {GenerationMode.POSITIVE: 4, GenerationMode.NEGATIVE: 8}
# A request without parameters and without a body cannot be wrong.
CASES = [
    (name, mode)
    for name, asks in OPERATIONS.items()
    for mode in REQUESTS
    if asks or mode is not GenerationMode.NEGATIVE
]


@cache
def described() -> Any:
    """The service and its description as schemathesis reads it; made when first asked for, in one process."""
    url = f"sqlite:///{tempfile.mkdtemp()}/contract.sqlite3"
    Storage(url).upgrade()
    app = wiring.create_app(Settings(url))
    inner = app.wsgi_app

    def local(environ: Any, start_response: Any) -> Any:
        environ.setdefault("REMOTE_ADDR", "127.0.0.1")
        return inner(environ, start_response)

    app.wsgi_app = local  # type: ignore[method-assign]
    return schemathesis.openapi.from_wsgi("/scoring/v1/doc/openapi.json", app)


@schemathesis.serializer(XLSX)
def _text(_: Any, value: Any) -> bytes:
    """No workbook, to be refused."""
    return str(value).encode("utf-8", "replace")


@pytest.mark.parametrize(("name", "mode"), CASES, ids=lambda given: getattr(given, "value", given))
def test_every_operation_answers_as_published(name: str, mode: GenerationMode) -> None:
    """Sums and references cannot be written in JSON Schema, so a request of the right form may still be refused.

    A list of more bids than allowed may be so long that its size is refused first; the checks know no 413.
    """
    operation = described().find_operation_by_id(name)

    @given(case=operation.as_strategy(mode))
    @settings(
        max_examples=REQUESTS[mode], deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def answered(case: Any) -> None:
        response = case.call()
        if response.status_code == 413:
            assert response.json()["type"].endswith("payloadTooLarge")
            return
        case.validate_response(response, excluded_checks=[positive_data_acceptance])

    answered()
