"""What the use cases of access need from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.clients import Client


class Clients(Protocol):
    """Keeps the registered clients; every change with its audit event in the same transaction."""

    def get(self, client_id: str) -> Client | None:
        """A client by its identifier, removed ones too; its tenant follows from it, never the other way."""

    def add(self, client: Client, event: str, actor: Actor, moment: datetime) -> None:
        """Keep a new client, or refuse an identifier that was given before."""

    def change(
        self, client_id: str, event: str, changed: Callable[[Client], Client], actor: Actor, moment: datetime
    ) -> Client:
        """Change a client within one transaction."""

    def use_once(self, client_id: str, jti: str, until: datetime, now: datetime) -> bool:
        """Remember an assertion until it ends; false when it was used before."""


class Assertions(Protocol):
    """Reads the assertions of clients."""

    def claimed_client(self, assertion: str) -> str:
        """Who the assertion says it is, not yet believed; empty when it says nothing that can be read."""

    def verified(self, assertion: str, client: Client) -> Mapping[str, Any] | None:
        """The claims, when one of the client's keys signed them; else nothing."""


class AccessTokens(Protocol):
    """Signs access tokens with the service's own key."""

    def signed(self, claims: Mapping[str, Any]) -> str:
        """A token with these claims."""


class Launch(NamedTuple):
    """What a platform asks a page to be opened for; kept until it is used, then as the page's session.

    Attributes:
        actor: who will act on the page.
        about: which evaluation, weight profile or bid the page is about.
    """

    actor: Actor
    page: str
    language: str
    about: Mapping[str, str]


class Launches(Protocol):
    """Keeps launches and sessions under the hash of their secret."""

    def issue(self, launch: Launch, by: Actor, moment: datetime, until: datetime) -> str:
        """Keep a launch; its secret is given back once and kept nowhere."""

    def waiting(self, secret: str, moment: datetime) -> Launch | None:
        """The launch, if it was not used and has not ended; it is not used up by this."""

    def use(self, secret: str, moment: datetime, until: datetime) -> tuple[str, Launch] | None:
        """Use up a launch and begin its session, in one transaction: the session's secret, or nothing."""

    def session(self, secret: str, moment: datetime) -> Launch | None:
        """The session, if it has not ended."""

    def end(self, secret: str) -> None:
        """End a session."""
