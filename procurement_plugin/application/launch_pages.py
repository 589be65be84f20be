"""Open a page for somebody whom the platform knows: a launch that is used once, and the session that it begins."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.application.access_ports import Launch
from procurement_plugin.domain.actor import Actor, Proof
from procurement_plugin.domain.findings import NotFoundError, NotPermittedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from procurement_plugin.application.access_ports import Clients, Launches
    from procurement_plugin.application.ports import Clock, Evaluations, Profiles

LAUNCH_SECONDS = 60
SESSION_HOURS = 8


class LaunchRequest(NamedTuple):
    """What a platform asks for; ``about`` holds evaluationId, weightProfileId or bidId."""

    page: str
    subject: str
    name: str
    person: bool
    scopes: frozenset[str]
    language: str
    about: Mapping[str, str]


class LaunchDesk:
    """Issues launches and keeps the sessions of pages."""

    def __init__(
        self, launches: Launches, clients: Clients, evaluations: Evaluations, profiles: Profiles, clock: Clock
    ) -> None:
        self._launches = launches
        self._clients = clients
        self._evaluations = evaluations
        self._profiles = profiles
        self._clock = clock

    def issue(self, asked: LaunchRequest, by: Actor) -> tuple[str, datetime]:
        """The launch's secret, and when it ends.

        Raises:
            NotPermittedError: the caller would hand on more than it has.
            NotFoundError: what the page is to be about is not this tenant's.
        """
        _check_handed_on(asked, by)
        self._check_about(asked.about, by.tenant_id)
        actor = Actor(by.tenant_id, asked.subject, asked.name, asked.scopes, asked.person, by.client, by.proof)
        now = self._clock.now()
        until = now + timedelta(seconds=LAUNCH_SECONDS)
        return self._launches.issue(Launch(actor, asked.page, asked.language, asked.about), by, now, until), until

    def waiting(self, secret: str) -> Launch | None:
        """The launch, if it can be used; looking does not use it up."""
        found = self._launches.waiting(secret, self._clock.now())
        return found if found is not None and self._still_trusted(found) else None

    def use(self, secret: str) -> tuple[str, Launch] | None:
        """The secret of the session that begins, and what it is for; nothing when the launch was used or has ended."""
        now = self._clock.now()
        if not self.waiting(secret):
            return None
        return self._launches.use(secret, now, now + timedelta(hours=SESSION_HOURS))

    def session(self, secret: str) -> Launch | None:
        """The session of a secret, while it lasts and its client was not removed."""
        found = self._launches.session(secret, self._clock.now())
        return found if found is not None and self._still_trusted(found) else None

    def same_matter(self, launch: Launch, profile_id: str, evaluation_id: str) -> bool:
        """Whether a weight profile, or an evaluation, is what the launch is about; empty names name nothing.

        A launch about an evaluation is about its weight profile's other evaluations too: one may replace another. A
        launch about nothing is about everything of the tenant.
        """
        about, tenant = launch.about, launch.actor.tenant_id
        if not about or not (profile_id or evaluation_id):
            return True
        if evaluation_id and evaluation_id == about.get("evaluationId"):
            return True
        wanted = about.get("weightProfileId") or self._profile_of(tenant, about.get("evaluationId", ""))
        found = profile_id or self._profile_of(tenant, evaluation_id)
        return bool(wanted) and wanted == found

    def _profile_of(self, tenant_id: str, evaluation_id: str) -> str:
        """The weight profile of an official evaluation; empty when there is none."""
        stored = self._evaluations.get(tenant_id, evaluation_id)
        body = {} if stored is None else json.loads(stored.body)
        return str(body.get("weightProfileVersion", {}).get("profileId", ""))

    def end(self, secret: str) -> None:
        """End a session."""
        self._launches.end(secret)

    def _still_trusted(self, launch: Launch) -> bool:
        if not launch.actor.client:
            return True
        client = self._clients.get(launch.actor.client)
        return client is not None and client.active and launch.actor.scopes <= client.scopes

    def _check_about(self, about: Mapping[str, str], tenant_id: str) -> None:
        if "weightProfileId" in about and self._profiles.get(tenant_id, about["weightProfileId"]) is None:
            raise NotFoundError("There is no weight profile with this identifier.")
        if "evaluationId" in about:
            stored = self._evaluations.get(tenant_id, about["evaluationId"])
            if stored is None:
                raise NotFoundError("There is no evaluation with this identifier.")
            body = json.loads(stored.body)
            # Who was excluded has a right to the reasons, too.
            bids = {bid["id"] for bid in body["bids"]} | {out["bidId"] for out in body.get("exclusions", ())}
            if "bidId" in about and about["bidId"] not in bids:
                raise NotFoundError("There is no such bid in this evaluation.")


def _check_handed_on(asked: LaunchRequest, by: Actor) -> None:
    if by.person:
        raise NotPermittedError("The platform itself asks for a launch, not a person on it; send the system's token.")
    if asked.person and by.proof is not Proof.SIGNED:
        raise NotPermittedError("Only a platform that signs its claims can name a person.")
    missing = sorted(asked.scopes - by.scopes)
    if missing:
        raise NotPermittedError(f"A launch cannot hand on what the caller does not have: {', '.join(missing)}.")
