"""The pages of the register show nobody what its class keeps from him, for every page and every group of fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from web.platforms import Platform, near, service
from web.test_launches import FROM_OUR_PAGE, Browser, opened
from web.test_register_confidentiality import MARKED, READERS, RECORDED, pattern, recorded, tokens

from procurement_plugin.domain.site_register.confidentiality import CLASSES, KINDS, SITE, rank
from procurement_plugin.web.pages.register import routes

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["near", "service", "tokens"]  # fixtures
# As a page words it: figures with the marks of English, days in words.
ON_PAGES = {"location": "51.0543217|51,0543217", "capacity": "987,?654", "spareCapacity": "87,?654", "timeToRecoverDays": r"4,?321\.5", "closedOn": "2026-03-04|4 March 2026", "verifiedOn": "2026-05-06|6 May 2026", "country": 'soft">BE[< ]|<dd>BE<|,BE,|<td>BE<'}  # fmt: skip


def pages(site_id: str) -> dict[str, tuple[str, str]]:
    """The address of every page that shows something, and the audience of files."""
    shown = {
        "start": ("", ""),
        "old": ("?version=1", ""),
        "site": (f"/sites/{site_id}", ""),
        "old site": (f"/sites/{site_id}?version=1", ""),
        "change": (f"/sites/{site_id}/change", ""),
        "new_link": (f"/sites/{site_id}/links/new", ""),
        "new": ("/sites/new", ""),
        "matches": (f"/matches?site={site_id}", ""),
        "all matches": ("/matches", ""),
        "cases": ("/cases", ""),
        "new_case": ("/cases/new", ""),
        "import_sites": ("/import", ""),
    }
    return shown | {f"table {name}": (f"/sites.csv?audience={name}", name) for name in ("public", "tenant", "buyer")}


def browsers(service: Flask, near: Platform) -> dict[str, Browser]:
    """A session on the register for each kind of reader."""
    made = {}
    for name, scopes in READERS.items():
        made[name] = Browser(service)
        assert opened(near, made[name], page="register", scopes=scopes.split(" ")).status_code == 303
    return made


def test_every_page_of_the_register_is_tried_here() -> None:
    assert {endpoint for _, endpoint, _, _ in routes.ROUTES} <= {name.split(" ")[0] for name in pages("x")}


@pytest.mark.parametrize("group", sorted(KINDS[SITE].groups))
def test_a_group_is_seen_on_pages_by_those_whom_its_class_allows(
    service: Flask, near: Platform, tokens: dict[str, str], group: str
) -> None:
    opened_by = browsers(service, near)
    for named in CLASSES:
        classes = {**dict.fromkeys(KINDS[SITE].groups, "public"), group: named}
        made = recorded(near, tokens["secret"], classes)
        for reader, browser in opened_by.items():
            shown = False
            for way, (address, audience) in pages(made["id"]).items():
                answer = browser.open(f"/pages/register{address}")
                assert answer.status_code < 500, way
                told = re.sub(r'<option value="[A-Z]{2}">', "", answer.get_data(as_text=True)).replace(made["id"], "")
                limit = min(rank(reader), rank(audience)) if audience else rank(reader)
                for name in KINDS[SITE].groups[group]:
                    found = re.search(ON_PAGES.get(name, pattern(name)), told)
                    if rank(named) > limit and not _is_help(name, told):
                        assert not found, f"{reader} {way} {name} {named}"
                    shown = shown or bool(found)
            assert shown == (rank(named) <= rank(reader)) or group in ("identity", "place"), (reader, named)
        _hide(near, tokens["secret"], made)


def _is_help(name: str, told: str) -> bool:
    """Explanations name an example of an OS ID and of a code of NACE."""
    return name in ("osId", "nace", "country", "nuts3", "establishmentNumber") and "help-text" in told


def _hide(near: Platform, token: str, made: dict[str, Any]) -> None:
    """So that the next round finds its own site alone."""
    body = {**MARKED, **RECORDED, "confidentiality": dict.fromkeys(KINDS[SITE].groups, "secret")}
    body["name"] = "Hidden"
    tag = {"If-Match": f'"{made["version"]}"'}
    assert near.call("put", f"productionSites/{made['id']}", token=token, json=body, headers=tag).status_code == 200


def test_forms_of_others_are_refused_and_readers_cannot_write(service: Flask, near: Platform) -> None:
    reader = browsers(service, near)["tenant"]
    for _, endpoint, _, methods in routes.ROUTES:
        if "POST" in methods:
            address = next(
                rule.rule for rule in service.url_map.iter_rules() if rule.endpoint == f"register.{endpoint}"
            )
            place = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", address)
            assert reader.open(place, "POST", {"Sec-Fetch-Site": "cross-site"}).status_code == 403
            assert reader.open(place, "POST", FROM_OUR_PAGE).status_code == 403  # no token of the form
    token = re.search(r'name="csrf_token" value="([^"]+)"', reader.open("/pages/register").get_data(as_text=True))
    assert token is not None
    sent = {"csrf_token": token[1], "name": "X", "country": "BE"}
    assert reader.open("/pages/register/sites/new", "POST", FROM_OUR_PAGE, data=sent).status_code == 403
    assert "Add a site" not in reader.open("/pages/register").get_data(as_text=True)
