"""The service keeps the contract that it publishes, for requests made from that contract.

The requests are the same in every run; longer runs with others are a command of their own (CONTRIBUTING).
"""

import tempfile

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.settings import Settings
from procurement_plugin.web.negotiation import XLSX


def _described():  # noqa: ANN202  schemathesis' own type
    folder = tempfile.mkdtemp()
    url = f"sqlite:///{folder}/contract.sqlite3"
    Storage(url).upgrade()
    app = wiring.create_app(Settings(url))
    inner = app.wsgi_app

    def local(environ, start_response):  # noqa: ANN001, ANN202  WSGI
        environ.setdefault("REMOTE_ADDR", "127.0.0.1")
        return inner(environ, start_response)

    app.wsgi_app = local  # type: ignore[method-assign]
    return schemathesis.openapi.from_wsgi("/scoring/v1/doc/openapi.json", app)


@schemathesis.serializer(XLSX)
def _text(_, value) -> bytes:  # noqa: ANN001  no workbook, to be refused
    return str(value).encode("utf-8", "replace")


described = _described()


@described.parametrize()
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_published(case) -> None:  # noqa: ANN001  schemathesis' own type
    """Sums and references cannot be written in JSON Schema, so a request of the right form may still be refused.

    A list of more bids than allowed may be so long that its size is refused first; the checks know no 413.
    """
    response = case.call()
    if response.status_code == 413:
        assert response.json()["type"].endswith("payloadTooLarge")
        return
    case.validate_response(response, excluded_checks=[positive_data_acceptance])
