"""The right-hand side of the design: what a draft means, ready for its template."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.look_at_draft import Meaning, Parts, look_at
from procurement_plugin.application.weight_picture import weight_picture
from procurement_plugin.domain.findings import ProcurementError
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.language import t, words
from procurement_plugin.web.pages.officer.vocabulary import HEADLINES, STATUSES, TESTS, families_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.weight_picture import WeightPicture
    from procurement_plugin.web.pages.officer.reading import Reading


# What a test says where no price makes up for the points.
NO_PRICE = "unattainable"


class Test(NamedTuple):
    """A computed test in short."""

    name: str
    status: str
    line: str
    rows: int
    findings: int


class Shown(NamedTuple):
    """What the template shows.

    Attributes:
        meaning: the use case's answer.
        refused: why the draft could not be looked at, in the code's words; empty when it could.
        bars: the rows of limits with their names.
    """

    meaning: Meaning
    refused: str
    tests: tuple[Test, ...]
    bars: tuple[Mapping[str, Any], ...]
    currency: str

    @property
    def picture(self) -> WeightPicture:
        """All weights and the limits."""
        return self.meaning.picture


def shown(reading: Reading) -> Shown:
    """Look at a draft, as far as it goes."""
    wired = service()
    refused = ""
    try:
        meaning = look_at(reading.parts, reading.reasons, wired.guard, wired.reference)
    except ProcurementError as error:
        # For example a day on which no law of this release is in force.
        refused = str(error)
        meaning = _weights_alone(reading.parts)
    value = reading.parts.procedure.estimated_value if reading.parts.procedure is not None else None
    return Shown(
        meaning,
        refused,
        tuple(_tests(meaning)),
        tuple(_bar(row) for row in meaning.picture.rows),
        value.currency if value else "EUR",
    )


def _weights_alone(parts: Parts) -> Meaning:
    reference = service().reference
    picture = weight_picture(parts.sketch, None, reference.criteria, reference.parameters)
    return Meaning(picture, (), (), ruled=False, computed=False, reports={})


def _tests(meaning: Meaning) -> Any:
    number = words().filters()["number"]
    for name, report in meaning.reports.items():
        headline = HEADLINES.get(name)
        figure = report["figures"].get(headline[0]) if headline else None
        line = t(headline[1], figure=number(figure)) if headline and figure and figure != NO_PRICE else ""
        title = t(TESTS[name]) if name in TESTS else name
        status = STATUSES[report["status"]]
        yield Test(title, t(status), line, len(report["rows"]), len(report["findings"]))


def _bar(row: Any) -> dict[str, Any]:
    return {"name": families_title(row.families), "weight": row.weight, "marks": row.marks}


def zone_of(mark: Any) -> tuple[float, float]:
    """From where to where a limit's zone is drawn, per cent; a drawing, so floats will do."""
    at = float(min(Decimal(100), max(Decimal(0), mark.at)))
    return (0.0, at) if mark.from_below else (at, 100.0)
