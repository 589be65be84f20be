"""What a notice says, whatever its format: procedure, lots, award criteria, places, bids. Nothing here is guessed.

A ``Sourced`` value carries a pointer to where it stands: an XPath for eForms, a JSON pointer for the others. A value
that the notice does not say, or withholds, is None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

# Kinds of figure that a criterion can carry, in our words; the formats' own codes are mapped to them.
PERCENTAGE, DECIMAL, POINTS, ORDER = "percentage", "decimal", "points", "order"
FIXED_TOTAL, FIXED_UNIT = "fixedTotal", "fixedUnit"
MINIMUM_SCORE, MAXIMUM_BIDS = "minimumScore", "maximumBids"
# Prozorro's: the share of the price by which the best option of a feature lowers it.
PRICE_FRACTION = "priceFraction"
WEIGHTS = (PERCENTAGE, DECIMAL, POINTS, ORDER, PRICE_FRACTION)
FIXED = (FIXED_TOTAL, FIXED_UNIT)


class Sourced(NamedTuple):
    """A text with the place where it stands.

    Attributes:
        field: the standard's own name of the field, when it has one.
        derived: how the text follows from what stands there, when it is not the same.
    """

    value: str
    pointer: str
    field: str = ""
    derived: str = ""


class Figure(NamedTuple):
    """A number of a criterion.

    Attributes:
        kind: one of the kinds above.
        value: None when the notice says the kind only, or something that is no number.
        middle: whether it is the middle of a published range.
        number: the number as written.
        code: the format's own code of the kind.
    """

    kind: str
    value: Decimal | None
    middle: bool
    number: Sourced | None
    code: Sourced


class ImportedCriterion(NamedTuple):
    """An award criterion of a lot. ``type`` is price, cost, quality or a code of a national list.

    Attributes:
        group: number of the criterion group it stands in, from 1; a lot may have several.
        withheld: the notice keeps something of it back.
    """

    type: Sourced | None
    name: Sourced | None
    description: Sourced | None
    figures: tuple[Figure, ...]
    group: int
    withheld: bool
    pointer: str

    @property
    def weights(self) -> tuple[Figure, ...]:
        """The figures that say how much it counts."""
        return tuple(figure for figure in self.figures if figure.kind in WEIGHTS)

    @property
    def words(self) -> str:
        """Name and description."""
        return " ".join(part.value for part in (self.name, self.description) if part is not None)


class Place(NamedTuple):
    """A place of delivery or performance, as far as it is said. ``country`` is ISO 3166-1 alpha-2."""

    country: Sourced | None
    nuts: Sourced | None
    postcode: Sourced | None
    town: Sourced | None
    street: Sourced | None
    latitude: Sourced | None
    longitude: Sourced | None
    words: Sourced | None
    pointer: str

    @property
    def says_something(self) -> bool:
        """Whether any part is said."""
        return any(self[:-1])

    @property
    def key(self) -> tuple[str, ...]:
        """What it says, without where."""
        return tuple(part.value if part else "" for part in self[:-1])


class ImportedItem(NamedTuple):
    """Something to be delivered; ``id`` is None where the format has none."""

    id: Sourced | None
    description: Sourced | None
    cpv: Sourced | None
    quantity: Sourced | None
    unit: Sourced | None
    pointer: str


class ImportedLot(NamedTuple):
    """A lot.

    Attributes:
        calculation: a formula or words instead of weights.
        order_reason: why criteria have an order only.
        unread_criteria: why criteria that the notice has could not be read.
        group: the group of lots whose criteria these are, when they are not its own.
    """

    id: Sourced | None
    title: Sourced | None
    criteria: tuple[ImportedCriterion, ...]
    calculation: Sourced | None
    order_reason: Sourced | None
    places: tuple[Place, ...]
    items: tuple[ImportedItem, ...]
    variants: Sourced | None
    deadline: Sourced | None
    gpa_covered: Sourced | None
    group: str
    unread_criteria: str
    pointer: str


class ImportedBidder(NamedTuple):
    """Who bids, or one of those who bid together."""

    id: Sourced | None
    name: Sourced | None


class ImportedBid(NamedTuple):
    """A bid; no format says where it is produced, at most from which countries it originates."""

    id: Sourced | None
    lot_ids: tuple[str, ...]
    bidders: tuple[ImportedBidder, ...]
    amount: Sourced | None
    currency: Sourced | None
    variant: Sourced | None
    status: Sourced | None
    origin_countries: tuple[Sourced, ...]
    pointer: str


class Problem(NamedTuple):
    """Something wrong or remarkable in the notice: a code, words, and where."""

    code: str
    message: str
    pointer: str
    field: str = ""


class ImportedNotice(NamedTuple):
    """A notice or tender as read.

    Attributes:
        dispatched: moment of dispatch with offset, None for a notice whose own date is another (a result).
        not_the_call: why its date is not that of the call for competition; empty when it is.
    """

    format: str
    kind: str
    notice_id: Sourced | None
    notice_version: str
    procedure_id: Sourced | None
    title: Sourced | None
    buyer_id: Sourced | None
    buyer_name: Sourced | None
    buyer_country: Sourced | None
    buyer_type: Sourced | None
    directive: Sourced | None
    contract_type: Sourced | None
    cpv: tuple[Sourced, ...]
    amount: Sourced | None
    currency: Sourced | None
    dispatched: Sourced | None
    not_the_call: str
    language: str
    lots: tuple[ImportedLot, ...]
    bids: tuple[ImportedBid, ...]
    problems: tuple[Problem, ...]
