"""What an officer does in a browser, for several tests."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from web.officer_forms import REASON

from procurement_plugin.application import weight_profiles
from procurement_plugin.domain.actor import SCOPES, Actor
from procurement_plugin.web.schemas.life_reading import read_draft

if TYPE_CHECKING:
    from browser.sites import Site, Visit

MOMENT = datetime.fromisoformat("2026-11-26T10:00:00+01:00")
TYPED = {
    "procedure.title": "School furniture (invented)",
    "procedure.id": "EXAMPLE-2026-07",
    "procedure.contractingAuthority.name": "City of Example (invented)",
    "procedure.contractingAuthority.id": "EXAMPLE-CITY",
    "procedure.cpv": "39160000",
    "procedure.estimatedValue.value": "240000",
    "procedure.estimatedValue.currency": "EUR",
    "procedure.jurisdiction": "BE",
    "procedure.noticeDispatchedAt": "2026-12-01T09:00",
    "procedure.tenderDeadlineAt": "2027-01-15T11:00",
    "lot.title": "Desks (invented)",
    "lot.id": "LOT-0001",
    "lot.deliveryPoints[0].id": "D1",
    "lot.deliveryPoints[0].share": "100",
    "lot.deliveryPoints[0].location.town": "Gent",
    "lot.deliveryPoints[0].location.country": "BE",
    "lot.items[0].id": "I1",
    "lot.items[0].cpv": "39121100",
    "lot.items[0].quantity": "800",
    "lot.items[0].unit": "H87",
    "lot.items[0].massKg": "16000",
    "lot.items[0].shipmentMassKg": "4000",
}
CHOSEN = {
    "procedure.contractType": "supplies",
    "procedure.buyerType": "subcentral",
    "procedure.directive": "2014/24",
    "procedure.gpaCovered": "true",
    "lot.functionalUnit": "tonneDelivered",
}
PROXIMITY, EMISSIONS, PRICE, QUALITY = (f"weightProfile.criteria[{number}]" for number in range(4))


def fill(visit: Visit, **fields: str) -> None:
    """Type into fields by their names, a dot written as two underscores."""
    for name, value in fields.items():
        put(visit, name.replace("__", "."), value)


def put(visit: Visit, name: str, value: str) -> None:
    """Type into a field; the part that hides it is opened first."""
    field = visit.page.locator(f'[name="{name}"]:not([type="hidden"])')
    for part in reversed(field.locator("xpath=ancestor::details[not(@open)]").all()):
        part.locator("xpath=./summary").click()
    field.fill(value)


def fill_procedure(visit: Visit) -> None:
    """The whole first screen."""
    for name, value in TYPED.items():
        put(visit, name, value)
    for name, value in CHOSEN.items():
        visit.page.select_option(f'[name="{name}"]', value)


def to_criteria(visit: Visit) -> None:
    """The visible button that leads on."""
    visit.page.locator(".actions button[value=criteria]").click()


def save(visit: Visit) -> None:
    """The visible button that saves."""
    visit.page.locator(".actions button[value=save]").click()


def checked(visit: Visit, *weights: str, scripts: bool = True) -> None:
    """The check of what was typed has come back with these weights, by itself or by its button."""
    if not scripts:
        visit.page.locator(".actions button[value=check]").click()
    for weight in weights:
        visit.page.locator(".weights td", has_text=f"{weight} %").first.wait_for()
    visit.page.locator("#meaning:not([aria-busy])").wait_for()


def give_reasons(visit: Visit) -> int:
    """A reason beside every warning; how many there were."""
    areas = [area for area in visit.page.locator(".reason textarea").all() if area.is_visible()]
    for area in areas:
        area.fill(REASON)
    return len(areas)


def kept_draft(site: Site, draft: dict[str, Any], subject: str = "anna") -> str:
    """A draft that stands in the store already; gives its identifier."""
    wired = site.wired
    who = Actor("site", subject, "Anna Peeters", frozenset(SCOPES), person=True)
    read = read_draft(draft, wired.schemas, wired.reference)
    return weight_profiles.create(read, who, wired.profiles, wired.clock).id


def expected(visit: Visit, status: int) -> None:
    """Take note that a page answered with this status: browsers write it to the console, which else counts as broken."""
    for _ in range(100):
        if any(f"status of {status}" in text for text in visit.broken):
            break
        visit.page.wait_for_timeout(50)  # the console is a little behind
    told = [text for text in visit.broken if f"status of {status}" in text]
    assert told, visit.broken
    visit.broken[:] = [text for text in visit.broken if text not in told]
