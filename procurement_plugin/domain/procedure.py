"""The procedure, its lot, and the bids: what the contracting authority published and the bidders declared."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.scale import EXACT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from procurement_plugin.domain.evidence import Evidence
    from procurement_plugin.domain.scale import Scale
    from procurement_plugin.domain.transport_chain import Coordinates, TransportChainElement


class MissingPolicy(StrEnum):
    """What the published profile does with a bid whose facts for a criterion are missing."""

    ZERO = "zero"
    CLARIFY = "clarify"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in its currency."""

    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ContractingAuthority:
    """Who buys."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """The procurement procedure; its notice date chooses the law, the method and the data in force.

    Attributes:
        circumstances: answers to the questions of ``legal_vocabulary.PROCEDURE_QUESTIONS``, "true" or "false".
    """

    id: str
    title: str
    contracting_authority: ContractingAuthority
    jurisdiction: str
    directive: str
    buyer_type: str
    contract_type: str
    cpv: tuple[str, ...]
    estimated_value: Money | None
    gpa_covered: bool
    notice_dispatched_at: datetime
    tender_deadline_at: datetime
    circumstances: Mapping[str, str] = field(default_factory=dict)
    weights_published_at: datetime | None = None
    method_fixed_at: datetime | None = None
    tenders_opened_at: datetime | None = None

    @property
    def day(self) -> date:
        """The day on which the notice was (or is planned to be) dispatched, in its own offset."""
        return self.notice_dispatched_at.date()

    @property
    def closing_day(self) -> date:
        """The day on which the tenders close, on which evidence has to hold."""
        return self.tender_deadline_at.date()


@dataclass(frozen=True, slots=True)
class DeliveryPoint:
    """A place of delivery and the share of the quantity that goes there, per cent."""

    id: str
    location: Coordinates
    share: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the lot; masses in kg, set by the contracting authority; ``refrigerated`` if it travels cooled."""

    id: str
    description: str
    cpv: str
    quantity: Decimal
    unit: str
    mass_kg: Decimal
    shipment_mass_kg: Decimal
    refrigerated: bool = False


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot: what is delivered where.

    ``quantity`` is the lot's own in functional units, tonnes or number of its items; never the bid's mass.
    """

    id: str
    title: str
    functional_unit: str
    delivery_points: tuple[DeliveryPoint, ...]
    items: tuple[Item, ...]
    quantity: Decimal = field(init=False)

    def __post_init__(self) -> None:
        """Add the quantity up once; every bid's emissions are divided by it."""
        by_mass = self.functional_unit == "tonneDelivered"
        with localcontext(EXACT):
            amounts = (item.mass_kg.scaleb(-3) if by_mass else item.quantity for item in self.items)
            object.__setattr__(self, "quantity", sum(amounts, Decimal(0)))


@dataclass(frozen=True, slots=True)
class AwardCriterion:
    """One published award criterion with its weighting in per cent and its anchors.

    ``source`` is ``engine`` when this software computes the points, ``platform`` when they arrive computed;
    ``answers`` are those to the questions of ``legal_vocabulary`` about what it rewards and how;
    ``weight_range`` is the published range within which the weight lies, when one was published.
    """

    criterion: str
    measure: str
    weight: Decimal
    scale: Scale | None
    missing_policy: MissingPolicy
    source: str
    need: str
    link: str
    evidence: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    description: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    weight_range: tuple[Decimal, Decimal] | None = None

    @property
    def key(self) -> str:
        """Name within a profile: the criterion, and the measure when it has one."""
        return f"{self.criterion}.{self.measure}" if self.measure else self.criterion


class Bidder(NamedTuple):
    """Who bids. No criterion sees it."""

    id: str
    name: str


class DeclaredChain(NamedTuple):
    """The elements from one production site to one delivery point, as the bidder declares them.

    ``total_km`` is the declared length of all, to be compared with theirs; ``unresolved`` holds the number of an
    element and why an end of it, given by name or code, was not found.
    """

    delivery_point: str
    elements: tuple[TransportChainElement, ...]
    total_km: Decimal | None = None
    unresolved: tuple[tuple[int, str], ...] = ()


class ProductionSite(NamedTuple):
    """Where the last substantial production step of a share (per cent) of an item takes place.

    ``unresolved`` says why a place given by name or code was not found; ``doubt`` why place and stated country differ.
    """

    id: str
    location: Coordinates | None
    share: Decimal
    evidence: tuple[str, ...]
    chains: tuple[DeclaredChain, ...]
    unresolved: str = ""
    doubt: str = ""


class BidItem(NamedTuple):
    """What a bid offers for one item; ``mass_kg`` with packaging when it differs from the lot's."""

    item_id: str
    mass_kg: Decimal | None
    sites: tuple[ProductionSite, ...]


class OtherPoints(NamedTuple):
    """What the platform says about a criterion that is not ours: an amount, or computed points."""

    amount: Decimal | None
    points: Decimal | None


class Bid(NamedTuple):
    """A bid as opened."""

    id: str
    bidder: Bidder
    items: tuple[BidItem, ...]
    criterion_inputs: Mapping[str, Mapping[str, Any]]
    other_criteria: Mapping[str, OtherPoints]
    evidence: Mapping[str, Evidence]
