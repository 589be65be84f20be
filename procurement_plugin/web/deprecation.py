"""Operations that are to end say so in every answer: Deprecation (RFC 9745) and Sunset (RFC 8594)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from flask import request
from werkzeug.http import http_date

from procurement_plugin.web.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from flask import Flask, Response

    from procurement_plugin.web.operation import Operation

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\{\w+\}")


def register(app: Flask, operations: Iterable[Operation] = OPERATIONS) -> None:
    """Add both headers to the answers of operations that have an ``ending``."""
    ending = {(one.method.upper(), _shape(one.path)): one.ending for one in operations if one.ending is not None}

    @app.after_request
    def _say(response: Response) -> Response:
        rule = request.url_rule
        found = ending.get((request.method, _shape(rule.rule))) if rule is not None else None
        if found is not None:
            since, last = map(_moment, found)
            response.headers["Deprecation"] = f"@{int(since.timestamp())}"
            response.headers["Sunset"] = http_date(last)
        return response


def _shape(path: str) -> str:
    """A path whatever its parameters are called."""
    return PARAMETER.sub("{}", path)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
