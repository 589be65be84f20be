"""One more qualified source of a critical raw material."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from procurement_plugin.application.what_ifs.what_if import Change, Kind, WhatIf, declared_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.application.what_ifs.what_if import Asked

NAME = "moreSources"
CRITERION = "supplySecurity"


def offers(asked: Asked) -> Iterator[WhatIf]:
    """Each declared material with one source more; which country it lies in is never said."""
    for score in asked.of(CRITERION):
        for number, row in enumerate(asked.inputs(CRITERION).get("materials") or ()):
            before = row.get("qualifiedSources")
            after = Decimal(before or 0) + 1
            where = declared_at(CRITERION, f"materials[{number}].qualifiedSources")
            yield WhatIf(NAME, score.criterion.key, (Change(where, before, f"{after:f}"),))


KIND = Kind(NAME, offers)
