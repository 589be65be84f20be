"""What the use cases need from outside. The interface belongs to the layer that needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.notices.imported import ImportedNotice
    from procurement_plugin.domain.transport_chain import (
        Coordinates,
        DefaultWay,
        EmissionIntensity,
        RoadRules,
        WayCosts,
        WorkedOutDistance,
    )


class Distances(Protocol):
    """Distances on the earth, without network; refuses outside its coverage."""

    def geodesic_km(self, origin: Coordinates, destination: Coordinates) -> Decimal:
        """Shortest line on the WGS84 ellipsoid, km to 0.1."""

    def prepare(self) -> None:
        """Read what is needed now, not when first asked."""

    def on_land(self, place: Coordinates, coast_km: Decimal) -> bool:
        """Whether the place lies on land, or that close to a coast."""

    def joined(self, origin: Coordinates, destination: Coordinates, coast_km: Decimal) -> bool:
        """Whether both lie on one landmass, or on landmasses that bridges or tunnels join."""

    def road_km(
        self, origin: Coordinates, destination: Coordinates, rules: RoadRules, method: str
    ) -> WorkedOutDistance:
        """Road distance by the published method, ``circuity`` or ``roadGraph``.

        Raises:
            OutOfCoverageError: no road is assumed between the two places, or it is too far.
        """

    def rail_km(
        self, origin: Coordinates, destination: Coordinates, rules: RoadRules, circuity: Decimal
    ) -> WorkedOutDistance:
        """The geodesic times the published circuity of railways.

        Raises:
            OutOfCoverageError: the two places are not joined by land.
        """

    def sea_km(
        self, origin: Coordinates, destination: Coordinates, scenario: str, reach_km: Decimal
    ) -> WorkedOutDistance:
        """Sea distance between the ports nearest to the two places, within reach.

        Raises:
            OutOfCoverageError: no port within reach, or no way between the ports.
        """

    def default_ways(
        self,
        origins: Sequence[Coordinates],
        destination: Coordinates,
        rules: RoadRules,
        costs: WayCosts,
        scenario: str,
        method: str,
        gateways: int,
    ) -> list[DefaultWay]:
        """The published default way from each of many places to one."""


class Places(Protocol):
    """Places known by name or code."""

    def prepare(self) -> None:
        """Read what is needed now, not when first asked."""

    def port(self, unlocode: str) -> Coordinates:
        """A port by UN/LOCODE.

        Raises:
            OutOfCoverageError: not in the table; so for the others.
        """

    def airport(self, iata: str) -> Coordinates:
        """An airport by its IATA code."""

    def town(self, name: str, country: str) -> Coordinates:
        """A town by name and ISO 3166-1 alpha-2 code; refused when there are several of the name."""

    def country_doubt(self, place: Coordinates, country: str) -> str:
        """Words when a town of another country lies nearer than any of the named one; empty when all is well."""


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

    @property
    def sheet(self) -> Mapping[str, Any]:
        """Its source sheet: title, warming potentials, sources with licence and attribution."""

    def rows(self) -> tuple[EmissionIntensity, ...]:
        """All rows, in the order of the table."""


class Tables(Protocol):
    """The other tables of reference data, as they are shipped."""

    def sheets(self) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
        """Name, SHA-256 and content of each source sheet."""

    def ports(self) -> Iterable[tuple[str, str, str, str, bool]]:
        """Code, name, latitude, longitude, and whether a default chain may use the port."""


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

    def add(
        self, stored: StoredEvaluation, actor: Actor, step: Step | None = None, record: Record | None = None
    ) -> None:
        """Keep an evaluation, its step and a record if there are any, and their events; all or nothing."""

    def steps(self, tenant_id: str, profile_id: str, version: int) -> tuple[Step, ...]:
        """The life of the evaluation under a version, in order."""

    def add_step(self, step: Step, actor: Actor, moment: datetime) -> None:
        """Append a step, or refuse when somebody else took one at the same time."""

    def get(self, tenant_id: str, evaluation_id: str) -> StoredEvaluation | None:
        """The evaluation of that tenant, if there is one."""

    def records(self, tenant_id: str, lot_key: str) -> tuple[Record, ...]:
        """What was recorded about the bids of a lot, in order."""

    def add_record(self, record: Record, actor: Actor, moment: datetime) -> None:
        """Append a record, or refuse when somebody else recorded something at the same time."""

    def secret_of(self, tenant_id: str, evaluation_id: str) -> bytes:
        """32 bytes that nobody can guess, kept with an evaluation and deleted with it; for commitments."""

    def note_simulation(self, actor: Actor, input_hash: str, procedure_id: str, moment: datetime) -> None:
        """Record that somebody simulated; nothing else of the simulation is kept."""

    def ready(self) -> bool:
        """Whether the store answers and has the form this release needs."""


class Step(NamedTuple):
    """A step in the life of the evaluation under a published version; ``body`` holds state, at, actor and reason."""

    tenant_id: str
    profile_id: str
    version: int
    number: int
    evaluation_id: str
    body: Mapping[str, Any]


class Record(NamedTuple):
    """Something recorded about the bids of a lot: as opened, a decision about evidence, a clarification, its answer.

    ``lot_key`` is a hash of procedure and lot.
    """

    tenant_id: str
    lot_key: str
    number: int
    evaluation_id: str
    kind: str
    body: Mapping[str, Any]


class StoredProfile(NamedTuple):
    """A weight profile as it stands; ``revision`` is its entity tag, ``changed_at`` its last change (ISO 8601)."""

    id: str
    revision: int
    state: str
    body: Mapping[str, Any]
    changed_at: str = ""


class StoredVersion(NamedTuple):
    """A version to be frozen."""

    profile_id: str
    number: int
    created_at: datetime
    fingerprint: str
    body: Mapping[str, Any]


class Profiles(Protocol):
    """Keeps weight profiles and their versions; every change with its audit event in the same transaction."""

    def create(self, actor: Actor, profile_id: str, body: Mapping[str, Any], moment: datetime) -> None:
        """Keep a new draft at revision 1."""

    def get(self, tenant_id: str, profile_id: str) -> StoredProfile | None:
        """The profile as it stands."""

    def all(self, tenant_id: str, after: str, limit: int) -> tuple[StoredProfile, ...]:
        """Profiles by identifier, a page of them."""

    def recent(self, tenant_id: str, before: tuple[str, str], limit: int) -> tuple[StoredProfile, ...]:
        """Profiles by their last change, the latest first; those behind a last change and identifier, if these say."""

    def change(self, actor: Actor, profile_id: str, revision: int, body: Mapping[str, Any], moment: datetime) -> None:
        """Set a draft to a new content, or refuse a revision that is no longer its own."""

    def publish(
        self, actor: Actor, revision: int, version: StoredVersion, files: Iterable[tuple[str, bytes]], body: Any
    ) -> None:
        """Freeze a draft with the files it rests on, all or nothing."""

    def version(self, tenant_id: str, profile_id: str, number: int) -> Mapping[str, Any] | None:
        """A published version."""

    def latest(self, tenant_id: str, profile_id: str) -> int:
        """The number of the last version; 0 when there is none."""

    def file(self, sha256: str) -> bytes | None:
        """A frozen file by its hash."""


class FrozenMethod(Protocol):
    """Law, method and data as files, and the reference they make."""

    def files(self) -> Mapping[str, bytes]:
        """The files of this release by their path."""

    def reference(self, files: Mapping[str, bytes]) -> Reference:
        """What an evaluation looks things up in, from such files; of this release when they are the same."""


class NoticeReader(Protocol):
    """Reads notices of other systems."""

    def read(self, content: bytes, form: str = "", language: str = "") -> tuple[ImportedNotice, ...]:
        """Every notice of a document; at least one.

        Raises:
            UnreadableInputError: it is no notice of a known format.
        """
