"""What the committee's pages are about: a version with its life, an evaluation, and the frame around both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, abort, g, render_template

from procurement_plugin.application.life_line import successions
from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages import errors
from procurement_plugin.web.pages.language import marked, t
from procurement_plugin.web.pages.session import page

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping, Sequence

    from flask import Response

    from procurement_plugin.application.life_line import Replaced
    from procurement_plugin.application.ports import StoredEvaluation

OFFICIAL = "official"
NO_EVALUATION = marked("There is no evaluation with this identifier.")
NO_VERSION = marked("There is no such published version.")
TRIAL = marked("This is a trial evaluation: it has no life of its own, and nothing is decided about it.")

blueprint = Blueprint("committee", __name__)
errors.register(blueprint)


class Version(NamedTuple):
    """A published version with the evaluations under it."""

    profile_id: str
    number: int
    body: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]]
    evaluations: Sequence[Replaced]

    @property
    def counting(self) -> str:
        """The evaluation that counts; empty while there is none."""
        return self.evaluations[-1].id if self.evaluations else ""


class Evaluated(NamedTuple):
    """A stored evaluation as the pages read it."""

    stored: StoredEvaluation
    document: Mapping[str, Any]
    steps: Sequence[Mapping[str, Any]]

    @property
    def official(self) -> bool:
        """Whether it counts for anything."""
        return self.stored.kind == OFFICIAL

    @property
    def profile_id(self) -> str:
        """The weight profile; empty for a trial."""
        return str(self.document.get("weightProfileVersion", {}).get("profileId", ""))

    @property
    def number(self) -> int:
        """The number of the published version; 0 for a trial."""
        return int(self.document.get("weightProfileVersion", {}).get("version", 0))


def version_of(profile_id: uuid.UUID | str, number: int) -> Version:
    """A version of this tenant, or a page that says there is none."""
    who = actor(READ)
    body = service().profiles.version(who.tenant_id, str(profile_id), min(number, 999_999))
    if body is None:
        abort(404, t(NO_VERSION))
    steps = steps_of(who.tenant_id, str(profile_id), number)
    return Version(str(profile_id), number, body, steps, successions(steps))


def evaluated(evaluation_id: uuid.UUID, *, official: bool = True) -> Evaluated:
    """An evaluation of this tenant; a trial is refused where only an official one will do."""
    who = actor(READ)
    stored = service().evaluations.get(who.tenant_id, str(evaluation_id))
    if stored is None:
        abort(404, t(NO_EVALUATION))
    if official and stored.kind != OFFICIAL:
        abort(404, t(TRIAL))
    document = json.loads(stored.body)
    named = document.get("weightProfileVersion")
    steps = steps_of(who.tenant_id, named["profileId"], named["version"]) if named else ()
    return Evaluated(stored, document, steps)


def steps_of(tenant_id: str, profile_id: str, number: int) -> Sequence[Mapping[str, Any]]:
    """The life of a version, oldest step first."""
    found = service().evaluations.steps(tenant_id, profile_id, number)
    return [{"number": step.number, "evaluationId": step.evaluation_id, **step.body} for step in found]


def shown(template: str, matter: Evaluated | None = None, status: int = 200, **values: Any) -> Response:
    """A page of the committee."""
    told: dict[str, Any] = {"may_act": EVALUATE in g.actor.scopes, "matter": matter}
    if matter is not None:
        told |= {"document": matter.document, "evaluation_id": matter.stored.id}
    return page(render_template(f"committee/{template}.html", **told, **values), status)
