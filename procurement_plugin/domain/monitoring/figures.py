"""A watched figure, the threshold it is held against, and what one scan of a watch list saw."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

YES, NO = "yes", "no"
# When a figure is beyond a limit.
AT_LEAST, ABOVE, AT_MOST, BELOW = COMPARISONS = ("atLeast", "above", "atMost", "below")
RISING = (AT_LEAST, ABOVE)
GRADE, TEST = "grade", "testMet"
# How figures that are no numbers are ordered; the thresholds on them are numbers of this order.
ORDER: Mapping[str, Decimal] = {
    NO: Decimal(0),
    YES: Decimal(1),
    "low": Decimal(0),
    "moderate": Decimal(1),
    "high": Decimal(2),
}


class Figure(NamedTuple):
    """One figure about one subject, as its table prints it.

    Attributes:
        subject: what it is about, for example ``material/cobalt``.
        kind: what it says, for example ``supplyRisk``.
        of: which of several of that kind: a stage, a reporter and code, a test; empty when there is one.
        value: a decimal as text, yes or no, or a grade.
        year: the year it is of, where its table says one.
        table: the table it stands in.
        detail: what else belongs to it, for example the country with the largest share.
    """

    subject: str
    kind: str
    of: str
    value: str
    year: str = ""
    table: str = ""
    detail: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same figure in another vintage."""
        return self.subject, self.kind, self.of

    @property
    def number(self) -> Decimal:
        """The value, or its place in the order of values that are no numbers."""
        return ORDER[self.value] if self.value in ORDER else Decimal(self.value)


class Threshold(NamedTuple):
    """A limit on figures of one kind.

    Attributes:
        comparison: when a figure is beyond it, one of ``COMPARISONS``.
        title, href, text: where it comes from: the source with its quotation or reasoning, or a tenant's own reason.
        subject: of this subject only; empty for all.
        own: set by the tenant.
    """

    id: str
    kind: str
    limit: Decimal
    comparison: str
    title: str
    href: str = ""
    text: str = ""
    subject: str = ""
    own: bool = False

    def concerns(self, figure: Figure) -> bool:
        """Whether the figure is held against it."""
        return figure.kind == self.kind and self.subject in ("", figure.subject)

    def passed_by(self, figure: Figure) -> bool:
        """Whether the figure is beyond it."""
        number = figure.number
        if number == self.limit:
            return self.comparison in (AT_LEAST, AT_MOST)
        return (number > self.limit) == (self.comparison in RISING)


class Unknown(NamedTuple):
    """A part of a watch list about which a scan says nothing, and why."""

    part: str
    value: str
    message: str


class WatchScan(NamedTuple):
    """What one scan of a watch list saw.

    Attributes:
        names: of subjects, for people.
        members: by part of the list, the subjects that it led to.
    """

    figures: tuple[Figure, ...]
    thresholds: tuple[Threshold, ...]
    names: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    unknown: tuple[Unknown, ...] = ()
