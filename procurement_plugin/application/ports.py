"""What the use cases need from outside. The interface belongs to the layer that needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from procurement_plugin.domain.transport_chain import Coordinates, EmissionIntensity, RoadDistance


class Distances(Protocol):
    """Distances on the earth, without network; refuses outside its coverage."""

    def geodesic_km(self, origin: Coordinates, destination: Coordinates) -> Decimal:
        """Shortest line on the WGS84 ellipsoid, km to 0.1."""

    def on_land(self, place: Coordinates) -> bool:
        """Whether the place lies on land, or close enough to a coast."""

    def road_km(
        self, origin: Coordinates, destination: Coordinates, circuity: Decimal, maximum_km: Decimal
    ) -> RoadDistance:
        """Road distance by the published circuity.

        Raises:
            OutOfCoverageError: no road or fixed link is known to join the two places, or it is too far.
        """


class EmissionIntensities(Protocol):
    """One data set of emission intensities, read-only and hashed."""

    @property
    def id(self) -> str:
        """Name of the data set, for example ``open-eu-2026``."""

    @property
    def sha256(self) -> str:
        """Hash of its table and source sheet."""

    def find(self, mode: str, vehicle_class: str, day: date) -> EmissionIntensity:
        """The intensity valid on that day.

        Raises:
            OutOfCoverageError: unknown mode or class, or no row valid on that day; the message names what exists.
        """

    def rows(self) -> tuple[EmissionIntensity, ...]:
        """All rows, in the order of the table."""


class Clock(Protocol):
    """The time, from outside."""

    def now(self) -> datetime:
        """Now, with offset."""


class StoredEvaluation(NamedTuple):
    """An evaluation as it was answered: its bytes are never made again."""

    id: str
    tenant_id: str
    created_at: datetime
    kind: str
    status: str
    input_hash: str
    body: bytes


class Evaluations(Protocol):
    """Keeps evaluations; append-only. Storing writes the audit event in the same transaction."""

    def add(self, evaluation: StoredEvaluation) -> None:
        """Keep an evaluation and the event that it was stored, both or neither."""

    def get(self, tenant_id: str, evaluation_id: str) -> StoredEvaluation | None:
        """The evaluation of that tenant, if there is one."""

    def ready(self) -> bool:
        """Whether the store answers and has the form this release needs."""
