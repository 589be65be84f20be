"""What a field of the officer's form is called where a problem is told, so that nobody has to read a place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from procurement_plugin.web.pages.language import marked, t, words
from procurement_plugin.web.pages.officer.vocabulary import PLACES

if TYPE_CHECKING:
    from procurement_plugin.web.pages.forms import Form

FIELDS = {
    "procedure.title": marked("Title of the procedure"),
    "procedure.id": marked("Identifier of the procedure"),
    "procedure.contractingAuthority.name": marked("Contracting authority"),
    "procedure.contractingAuthority.id": marked("Identifier of the authority"),
    "procedure.contractType": marked("Kind of contract"),
    "procedure.buyerType": marked("Kind of authority"),
    "procedure.cpv": marked("CPV codes"),
    "procedure.estimatedValue.value": marked("Estimated value without VAT"),
    "procedure.estimatedValue.currency": marked("Currency"),
    "procedure.jurisdiction": marked("Whose law"),
    "procedure.directive": marked("Directive that applies"),
    "procedure.gpaCovered": marked("Is the contract covered by the GPA?"),
    "lot.title": marked("Title of the lot"),
    "lot.id": marked("Identifier of the lot"),
    "lot.functionalUnit": marked("Emissions are counted per"),
    "weightProfile.criteria": marked("Award criteria"),
    "weightProfile.fixedPrice.value": marked("Price fixed for every bidder"),
    "weightProfile.fixedPrice.currency": marked("Currency"),
    "weightProfile.itemWeights": marked("Weights of the items"),
}
TIE_RULE, TIE = "weightProfile.tieRule", PLACES["tieRule"]
ROWS = {
    "lot.items": marked("Item {number}"),
    "lot.deliveryPoints": marked("Delivery point {number}"),
    "weightProfile.clauses": marked("Clause {number}"),
    "weightProfile.itemWeights": marked("Weights of the items"),
}
INNER = {
    "id": marked("Identifier"),
    "weight": marked("Weight, %"),
    "share": marked("Share of the quantity, %"),
    "cpv": marked("CPV code"),
    "unit": marked("Unit"),
    "location": marked("Where"),
    "minimum": marked("Least weight, %"),
    "maximum": marked("Largest weight, %"),
    "at": marked("Measure"),
    "value": marked("Value, 0 to 1"),
    "role": marked("What the clause is"),
    "text": marked("Text of the clause"),
    "itemId": marked("Item of the lot"),
    "source": marked("Who computes the points"),
    "criterion": marked("Name of the criterion"),
}
ROW = re.compile(r"(lot\.items|lot\.deliveryPoints|weightProfile\.(?:criteria|clauses|itemWeights))\[([0-9]+)\](.*)")


def field_title(form: Form, place: str) -> str:
    """What the field at a place is called; the place itself where nobody has worded it."""
    if place in FIELDS:
        return t(FIELDS[place])
    if place.startswith(TIE_RULE):
        return t(TIE)
    found = ROW.fullmatch(place)
    if found is None:
        return t(PLACES[place.rpartition(".")[2]]) if place.rpartition(".")[2] in PLACES else place
    row, number = f"{found[1]}[{found[2]}]", str(int(found[2]) + 1)
    title = _criterion(form, row, number) if found[1] == "weightProfile.criteria" else t(ROWS[found[1]], number=number)
    last = re.sub(r"\[.*", "", found[3].rpartition(".")[2])
    inner = INNER.get(last) or PLACES.get(last)
    return f"{title}: {t(inner)}" if inner else title


def _criterion(form: Form, row: str, number: str) -> str:
    named = form.value(f"{row}.title")
    title = words().functions()["title_of"]
    return named or str(title(form.value(f"{row}.criterion"), form.value(f"{row}.measure"))) or number
