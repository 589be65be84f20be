"""Where a problem of a case stands in the form: a place of the request is not always a field of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procurement_plugin.domain.findings import Finding

# The end of a place, and the field that stands for it.
FIELDS = (
    (re.compile(r"(?:^|\.)figures\.\w+$"), ".value"),
    (re.compile(r"\]\.(?:rate|path\[\d+\])$"), ".value"),
    (re.compile(r"\.sources$"), "[0].share"),
    (re.compile(r"(?:^delivery|\.sources\[\d+\])\.location$"), ".town"),
    (re.compile(r"^delivery$"), ".location.town"),
    (re.compile(r"^locations$"), "[0].name"),
    (re.compile(r"^currencies$"), "[0].currency"),
)


def at_fields(problems: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same problems, each at a field of the form."""
    return tuple(replace(problem, where=field_of(problem.where)) for problem in problems)


def field_of(where: str) -> str:
    """The field of a place."""
    for pattern, rest in FIELDS:
        if pattern.search(where):
            return where + rest
    return where
