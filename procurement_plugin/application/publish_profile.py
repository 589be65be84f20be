"""Publish a draft: check it, close or refuse its findings, and freeze it with everything its scores will rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin import __version__
from procurement_plugin.application.evaluation_document import canonical_hash, finding_of, stripped
from procurement_plugin.application.ports import StoredVersion
from procurement_plugin.application.weight_profiles import found
from procurement_plugin.domain.actor import check_official
from procurement_plugin.domain.evaluation import METHOD_VERSION
from procurement_plugin.domain.findings import (
    BlockedError,
    NotFoundError,
    NotPermittedError,
    StaleRevisionError,
    StateError,
    UnreadableInputError,
)
from procurement_plugin.domain.publication import (
    Answer,
    answers_at_fault,
    approver_faults,
    still_open,
    too_late,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.application.guard import LegalGuard
    from procurement_plugin.application.ports import Clock, FrozenMethod, Profiles
    from procurement_plugin.application.weight_profiles import Draft
    from procurement_plugin.domain.actor import Actor

NOT_THE_SAME = "The frozen version is not as it was published; nothing is computed from it. Run: audit verify"


class Publication(NamedTuple):
    """What the publisher adds to a draft."""

    revision: int
    overrides: tuple[Answer, ...]


class Published(NamedTuple):
    """Where a version is."""

    profile_id: str
    number: int
    body: Mapping[str, Any]


class Publisher:
    """Publishes drafts and reads versions back."""

    def __init__(
        self,
        profiles: Profiles,
        method: FrozenMethod,
        clock: Clock,
        guard: LegalGuard,
        sha256: Callable[[bytes], str],
    ) -> None:
        self._profiles = profiles
        self._guard = guard
        self._method = method
        self._clock = clock
        self._sha256 = sha256

    def publish(self, profile_id: str, draft: Draft, publication: Publication, actor: Actor) -> Published:
        """Freeze the draft as the profile's next version.

        Args:
            draft: as stored at the publication's revision.

        Raises:
            StateError: it is published already, or the bids may be open.
            StaleRevisionError: it was changed meanwhile.
            UnreadableInputError: an answer or override belongs to no finding, or says too little.
            NotPermittedError: this actor may not set a block aside.
            BlockedError: findings are still open; they are listed.
        """
        check_official(actor)
        stored = found(profile_id, actor, self._profiles)
        if stored.state == "published":
            raise StateError("alreadyPublished", "This profile is published already; change it to make a new version.")
        if stored.revision != publication.revision:
            raise StaleRevisionError("The draft was changed since you read it; read it again before publishing.")
        now = self._clock.now()
        findings = self._guard.look(draft.procedure, draft.profile, draft.lot).findings
        late = tuple(too_late(draft.procedure, now))
        if late:
            raise StateError("afterOpening", late[0].message, late)
        self._refuse_faults(draft, publication, findings, actor, stored.body["authors"])
        left = still_open(findings, draft.answers, publication.overrides)
        if left:
            raise BlockedError("Findings are still open; nothing was published.", left)
        number = self._profiles.latest(actor.tenant_id, profile_id) + 1
        body = self._frozen(profile_id, number, draft, publication, actor, findings)
        version = StoredVersion(profile_id, number, now, body["fingerprint"], body)
        files = [(self._sha256(content), content) for content in self._method.files().values()]
        self._profiles.publish(actor, publication.revision, version, files, stored.body)
        return Published(profile_id, number, body)

    @staticmethod
    def _refuse_faults(draft: Draft, publication: Publication, findings: Any, actor: Actor, authors: list[str]) -> None:
        faults = [
            *answers_at_fault(draft.answers, findings, "answers"),
            *answers_at_fault(publication.overrides, findings, "overrides"),
        ]
        if faults:
            raise UnreadableInputError("Some reasons do not fit the findings.", tuple(faults))
        forbidden = tuple(approver_faults(publication.overrides, actor, authors))
        if forbidden:
            raise NotPermittedError(forbidden[0].message, forbidden)

    def _frozen(
        self, profile_id: str, number: int, draft: Draft, publication: Publication, actor: Actor, findings: Any
    ) -> dict[str, Any]:
        who = {"subject": actor.subject, "name": actor.name}
        body = {
            "profileId": profile_id,
            "version": number,
            "publishedAt": self._clock.now().isoformat(timespec="seconds"),
            "publishedBy": who,
            "reason": draft.reason,
            **{name: draft.source[name] for name in ("procedure", "lot", "weightProfile")},
            "findings": [finding_of(finding) for finding in findings],
            "answers": [stripped(answer._asdict()) for answer in draft.answers],
            "overrides": [{**stripped(override._asdict()), "approver": who} for override in publication.overrides],
            **self.rests_on(draft),
        }
        return {**body, "fingerprint": canonical_hash(body)}

    def rests_on(self, draft: Draft) -> dict[str, Any]:
        """What a publication of a draft would freeze now: law, method and data, each by its hash."""
        files = self._method.files()
        reference = self._method.reference(files)
        intensities = reference.intensities[draft.profile.data_set]
        return {
            "methodVersion": METHOD_VERSION,
            "engineVersion": __version__,
            "parametersFingerprint": reference.parameters.fingerprint(),
            "dataSets": [{"id": intensities.id, "sha256": intensities.sha256}],
            "files": {path: self._sha256(content) for path, content in files.items()},
        }

    def version(self, tenant_id: str, profile_id: str, number: int) -> Published:
        """A published version, its hash checked again.

        Raises:
            NotFoundError: there is none.
            StateError: it is not as it was published.
        """
        body = self._profiles.version(tenant_id, profile_id, number)
        if body is None:
            raise NotFoundError("There is no such version of a weight profile.")
        content = {name: value for name, value in body.items() if name != "fingerprint"}
        if canonical_hash(content) != body["fingerprint"]:
            raise StateError("versionChanged", NOT_THE_SAME)
        return Published(profile_id, number, body)

    def reference_of(self, published: Published) -> Reference:
        """Law, method and data as the version froze them.

        Raises:
            StateError: this release computes by another method, or a frozen file is gone or changed.
        """
        if published.body["methodVersion"] != METHOD_VERSION:
            raise StateError(
                "otherMethod",
                f"The version was published under method {published.body['methodVersion']}; this release computes by "
                f"method {METHOD_VERSION}. Evaluate with release {published.body['engineVersion']}.",
            )
        files = {path: self._file(sha256) for path, sha256 in published.body["files"].items()}
        reference = self._method.reference(files)
        if reference.parameters.fingerprint() != published.body["parametersFingerprint"]:
            raise StateError("versionChanged", NOT_THE_SAME)
        return reference

    def _file(self, sha256: str) -> bytes:
        content = self._profiles.file(sha256)
        if content is None or self._sha256(content) != sha256:
            raise StateError("versionChanged", NOT_THE_SAME)
        return content
