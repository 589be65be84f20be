"""What the views of the register share: the register, who reads, filters of the address, forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import render_template, request

from procurement_plugin.domain.actor import PROFILES, READ
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.site_register.confidentiality import CLASSES, clearance_of, rank
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.forms import Form, tree_of, typed
from procurement_plugin.web.pages.register import words
from procurement_plugin.web.pages.session import page
from procurement_plugin.web.schemas.register_reading import read_filters

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    import marshmallow as ma
    from flask import Response

    from procurement_plugin.application.site_register.register_office import RegisterOffice
    from procurement_plugin.application.site_register.search_register import Filters
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.findings import Finding

ZONE = ZoneInfo("UTC")  # no field of these forms is a moment
NAMED = ("GROUPS", "FIELDS", "CLASSES", "CONFIDENCES", "EVENT_TYPES", "OUTCOMES", "DECISIONS", "DIMENSIONS", "HELP")
SHOWN_WORDS = {name: getattr(words, name) for name in NAMED}


def office() -> RegisterOffice:
    """The register of this service."""
    return service().register


def reader() -> Actor:
    """Who reads."""
    return actor(READ)


def writer() -> Actor:
    """Who writes."""
    return actor(PROFILES)


def countries() -> tuple[str, ...]:
    """The codes of countries."""
    return tuple(service().reference.tables["countries"])


def today() -> date:
    """The day of the service's clock."""
    return service().clock.now().date()


def shown(template: str, status: int = 200, **values: Any) -> Response:
    """A page of the register."""
    who = reader()
    classes = [(name, words.CLASSES[name]) for name in CLASSES if rank(name) <= rank(clearance_of(who))]
    text = render_template(
        f"register/{template}.html", may_write=PROFILES in who.scopes, classes=classes, words=SHOWN_WORDS, **values
    )
    return page(text, status)


def asked(*names: str) -> dict[str, str]:
    """Parameters of the address; what is not known is passed over."""
    return {name: request.args[name].strip()[:80] for name in names if request.args.get(name, "").strip()}


def filters_of(said: Mapping[str, str]) -> tuple[Filters, tuple[Finding, ...]]:
    """The filters of the address, or none with every problem."""
    try:
        return read_filters(said), ()
    except UnreadableInputError as error:
        return read_filters({}), error.findings


def sent(schema: ma.Schema) -> dict[str, Any]:
    """The fields of the form as the JSON that the API reads."""
    return typed(schema, tree_of(request.form.items(multi=True)), ZONE)


def read(
    body: dict[str, Any], reading: Callable[[Any, Collection[str], date], dict[str, Any]]
) -> tuple[dict[str, Any], Form]:
    """The content of a form, empty where it has problems, and the form with these."""
    try:
        return reading(body, countries(), today()), Form(body)
    except UnreadableInputError as error:
        return {}, Form(body, error.findings)
