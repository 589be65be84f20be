"""Who uses a page: a session that a launch began, bound to that page; and forms that only our own pages may post."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from flask import Response, g, make_response, render_template, request

from procurement_plugin.domain.actor import READ
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.language import marked, t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from procurement_plugin.application.access_ports import Launch
    from procurement_plugin.web.service import Access

# Scripts, styles and images from here only, nothing inline; Bootstrap draws its arrows from data addresses.
POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {}"
)
READING = ("GET", "HEAD", "OPTIONS")
# A page of ours has some thousands of fields at most; hundreds of thousands would only keep the service busy.
MOST_FIELDS = 20_000
SESSION_SECONDS = 8 * 3600
CSRF_FIELD = "csrf_token"
LAUNCHING = frozenset({"launch.show", "launch.use", "demonstration.show", "demonstration.begin"})
LEAVING = "launch.leave"
NOT_OPEN = marked(
    "This page is opened from your tender platform. Please open it there; a session lasts 8 hours at most."
)
ELSEWHERE = marked("Your session was opened for another page. Please open this one from your tender platform.")
NOT_OURS = marked("This form was not sent from our page. Please open the page again and send it from there.")
NO_SUCH_PAGE = marked("There is no such page. Please go back, or open your page again from your tender platform.")
TOO_LARGE = marked("This form has more fields than any page of ours; nothing was read.")
TOO_MANY = marked("Too many calls in a short time. Please wait {seconds} seconds.")


class Page(NamedTuple):
    """A page that can be launched.

    Attributes:
        start: the endpoint where it begins.
        blueprints: whose endpoints belong to it.
        needs, may: what a launch has to say, and may say, about the matter; views that name a profile or an
            evaluation are opened for that matter alone.
        scope: the least permission.
    """

    start: str
    blueprints: frozenset[str]
    needs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    scope: str = READ


PAGES: Mapping[str, Page] = {
    "scanner": Page("pages.scanner", frozenset({"pages"})),
    "evaluation": Page("committee.start", frozenset({"committee"}), may=frozenset({"weightProfileId", "evaluationId"})),
    "breakdown": Page("breakdown.show", frozenset({"breakdown"}), frozenset({"evaluationId", "bidId"})),
    "strategicGoods": Page("pages.strategic_goods", frozenset({"pages"})),
    "estimate": Page("estimate.show", frozenset({"estimate", "pages"}), needs=frozenset({"weightProfileId"})),
    "weightProfile": Page(
        "profiles.start", frozenset({"profiles", "simulation", "pages"}), may=frozenset({"weightProfileId"})
    ),
    "comparison": Page("comparison.form", frozenset({"comparison"})),
    "register": Page("register.start", frozenset({"register"})),
    "monitoring": Page("monitoring.lists", frozenset({"monitoring"})),
    "screening": Page("screening.form", frozenset({"screening"})),
}
# Every blueprint of pages: those that a launch opens, and those that open launches and choose the language.
SCREENS = frozenset({"launch", "language", "demonstration"}).union(*(page.blueprints for page in PAGES.values()))
OPEN_TO_ALL = frozenset({"language.choose", "launch.left"})


def admit(access: Access) -> Response | None:
    """Find the session of a call to a page, or say why there is none; ``g.page`` holds it afterwards."""
    if request.method not in READING and not _from_here(access):
        return message(403, NOT_OURS)
    secret = request.cookies.get(cookie_name(access), "")
    found = access.launches.session(secret) if secret and request.endpoint not in LAUNCHING else None
    refused = None
    if found is not None:
        refused = _bound(found, secret)
        g.page, g.csrf_token, g.actor = found, csrf_token(secret), found.actor
    elif access.required and request.endpoint not in LAUNCHING | OPEN_TO_ALL:
        refused = message(403, NOT_OPEN)
    return _slowed(access, found) or refused


def nowhere(access: Access) -> Response:
    """An address of pages that leads nowhere."""
    return _slowed(access, None) or message(404, NO_SUCH_PAGE)


def csrf_token(secret: str) -> str:
    """What a form of our own page carries: it follows from the session's secret, which no other page can read."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def cookie_name(access: Access) -> str:
    """The cookie's name; the prefix has browsers insist on https and on this host alone."""
    return "__Host-procurement" if is_https(access) else "procurement"


def is_https(access: Access) -> bool:
    """Whether others reach the service over https."""
    return access.public_url.startswith("https://") or request.is_secure


def message(status: int, words: str, **figures: str) -> Response:
    """A page that says one thing."""
    return page(render_template("message.html", words=t(words, **figures)), status)


def page(text: str, status: int = 200) -> Response:
    """A page with the policy of all pages."""
    response = make_response(text, status)
    ancestors = " ".join(service().access.frame_ancestors) or "'none'"
    response.headers["Content-Security-Policy"] = POLICY.format(ancestors)
    # To ourselves only: browsers then name the origin of a form, and nobody else learns an address of ours.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _bound(found: Launch, secret: str) -> Response | None:
    """Whether the session may be here, and a form is its own."""
    if request.endpoint not in OPEN_TO_ALL | {LEAVING} and not _belongs(found):
        return message(403, ELSEWHERE)
    if request.method not in READING and _fields_sent() > MOST_FIELDS:
        return message(413, TOO_LARGE)
    sent = request.form.get(CSRF_FIELD, "") if request.method not in READING else csrf_token(secret)
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), csrf_token(secret).encode()):
        return message(403, NOT_OURS)
    return None


def _fields_sent() -> int:
    """How many fields a form has, before it is taken apart; parts of one with files are counted by Flask itself."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return 0
    return request.get_data(cache=True, parse_form_data=False).count(b"&") + 1


def _belongs(found: Launch) -> bool:
    """Whether the view is one of the session's page, and what it names is the session's matter."""
    opened = PAGES[found.page]
    if request.blueprint not in opened.blueprints or opened.scope not in found.actor.scopes:
        return False
    named = request.view_args or {}
    profile, evaluation = (str(named.get(name, "")) for name in ("profile_id", "evaluation_id"))
    return service().access.launches.same_matter(found, profile, evaluation)


def _from_here(access: Access) -> bool:
    """Whether a browser says that our own page posts; browsers always say one of the two."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    own = {origin_of(request.host_url), origin_of(access.public_url)}
    return origin is None or origin in own or (origin == "null" and site == "same-origin")


def origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _slowed(access: Access, found: Launch | None) -> Response | None:
    who = found.actor if found is not None else None
    limits = access.limits
    seconds = limits.wait(who.tenant_id, f"page {who.subject}") if who else limits.wait_at(request.remote_addr or "")
    if not seconds:
        return None
    response = message(429, TOO_MANY, seconds=str(seconds))
    response.headers["Retry-After"] = str(seconds)
    return response


def context() -> dict[str, str]:
    """What every template may use."""
    return {CSRF_FIELD: g.get("csrf_token", "")}
