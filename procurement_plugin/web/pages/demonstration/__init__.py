"""The start of a demonstration: every role as one button, on this machine only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, render_template, request

from procurement_plugin.application.launch_pages import LaunchRequest
from procurement_plugin.domain.actor import APPROVE, EVALUATE, PROFILES, READ, SCOPES, Actor
from procurement_plugin.web.access import on_this_machine
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages import errors, launch
from procurement_plugin.web.pages.language import language, marked, t
from procurement_plugin.web.pages.session import PAGES, message, page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Flask

NOT_HERE = marked("The demonstration answers only on the machine it runs on.")
NO_ROLE = marked("There is no such role in this demonstration.")


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody whom a visitor can be.

    Attributes:
        code: names the button.
        title, tells: the role and what it sees, to be put into the reader's language.
        page: the page that is launched, with what it is ``about``.
        name: of the person, as records will say.
        scopes: what the role may do.
        matter: what the page is about, by the names of a story: draft, profile, selected, other; or nothing.
    """

    code: str
    title: str
    tells: str
    page: str
    name: str
    scopes: frozenset[str]
    matter: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


OFFICER, COMMITTEE, READER = frozenset({READ, PROFILES, EVALUATE}), frozenset({READ, EVALUATE}), frozenset({READ})
ROLES = (
    Role(
        "officer",
        marked("Procurement officer"),
        marked("Designs award criteria and weights, sees what the law says to them, publishes."),
        "weightProfile",
        "Olga Officer",
        OFFICER,
    ),
    Role(
        "approver",
        marked("Legal approver"),
        marked("A second person: sets a blocking finding aside with a reason, or does not."),
        "weightProfile",
        "Paul Approver",
        OFFICER | {APPROVE},
        "draft",
    ),
    Role(
        "committee",
        marked("Member of the evaluation committee"),
        marked("Brings in tenders, checks documents, confirms, sends the decision, orders documents."),
        "evaluation",
        "Chris Committee",
        COMMITTEE,
    ),
    Role(
        "corrector",
        marked("Second member of the committee, who may approve"),
        marked("Corrects a tender that was copied wrongly, with a reason that is printed."),
        "evaluation",
        "Sara Second",
        COMMITTEE | {APPROVE},
    ),
    Role(
        "bidder-a",
        marked("Bidder A, not selected"),
        marked("Sees its own points with every step, and what may be told about the selected tender."),
        "breakdown",
        "Bidder A",
        READER,
        "other",
    ),
    Role(
        "bidder-b",
        marked("Bidder B, selected"),
        marked("Sees its own points with every step."),
        "breakdown",
        "Bidder B",
        READER,
        "selected",
    ),
    Role(
        "estimator",
        marked("Somebody who considers a tender"),
        marked("Estimates the points of an own tender before the deadline; nothing is stored."),
        "estimate",
        "Emma Estimator",
        READER,
        "profile",
    ),
    Role(
        "comparer",
        marked("Buyer who compares places of production"),
        marked("Sets costs, risks and transport emissions of locations side by side; never a part of an award."),
        "comparison",
        "Carla Comparer",
        READER,
    ),
    Role(
        "registrar",
        marked("Keeper of the register of production sites"),
        marked("Searches and records sites, their links and cases of reshoring, and joins what is double."),
        "register",
        "Rik Registrar",
        OFFICER,
    ),
    Role(
        "watcher",
        marked("Somebody who watches over supply"),
        marked("Sees what crossed a threshold when new data came, for materials, products and sites."),
        "monitoring",
        "Wendy Watcher",
        COMMITTEE,
    ),
    Role(
        "screener",
        marked("Somebody who screens a project"),
        marked("Answers questions of policy with evidence; no score is given."),
        "screening",
        "Sam Screener",
        READER,
    ),
    Role(
        "scanner",
        marked("Somebody who looks at raw materials"),
        marked("Finds which materials a product depends on, where they come from and what would help."),
        "scanner",
        "Max Materials",
        READER,
    ),
)


def roles_of(tenders: Sequence[str], *, draft: str, profile: str, evaluation: str) -> tuple[Role, ...]:
    """The roles of a demonstration, as far as this release has their pages.

    Args:
        tenders: two bids of the evaluation; the first was selected.
        draft, profile, evaluation: a draft at work, a published weight profile, an evaluation in its standstill.
    """
    selected, other = tenders
    matters = {
        "": {},
        "draft": {"weightProfileId": draft},
        "profile": {"weightProfileId": profile},
        "selected": {"evaluationId": evaluation, "bidId": selected},
        "other": {"evaluationId": evaluation, "bidId": other},
    }
    return tuple(replace(role, about=matters[role.matter]) for role in ROLES if role.page in PAGES)


def register(app: Flask, roles: Sequence[Role], tenant: str) -> None:
    """Add the start page to an application, and the banner to every page of it."""
    by_code = {role.code: role for role in roles}
    screens = Blueprint("demonstration", __name__)
    errors.register(screens)

    @screens.before_request
    def _here() -> Response | None:
        return None if on_this_machine() else message(403, NOT_HERE)

    @screens.get("/demonstration")
    def show() -> Response:
        return page(render_template("demonstration/start.html", roles=roles))

    @screens.post("/demonstration")
    def begin() -> Response:
        role = by_code.get(request.form.get("role", ""))
        if role is None:
            abort(404, t(NO_ROLE))
        platform = Actor(tenant, "platform", "Platform of the demonstration", frozenset(SCOPES))
        asked = LaunchRequest(
            page=role.page,
            subject=role.code,
            name=role.name,
            person=True,
            scopes=role.scopes,
            language=language(),
            about=role.about,
        )
        secret, _ = service().access.launches.issue(asked, platform)
        return launch.use(secret)

    @app.context_processor
    def _banner() -> dict[str, Any]:
        return {"demonstration": True}

    app.register_blueprint(screens, url_prefix="/pages")
