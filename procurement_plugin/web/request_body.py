"""The body of a request is read once, before anything looks at it: what breaks off on the way is refused gently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from werkzeug.exceptions import BadRequest, HTTPException

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Read the body of each request that is let in; later reads get the kept bytes."""

    @app.before_request
    def _read() -> None:
        try:
            request.get_data(cache=True, parse_form_data=False)
        except HTTPException:
            raise
        except Exception:  # noqa: BLE001  each server has errors of its own for what it cannot read
            raise BadRequest(BROKEN) from None


BROKEN = "The body of the request broke off, or its chunks do not fit together; send it again, with Content-Length."
