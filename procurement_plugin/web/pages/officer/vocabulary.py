"""Words for the codes of a draft: choices of the form, families of limits, computed tests, events."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.weight_picture import families_of
from procurement_plugin.domain.legal_vocabulary import CLAUSE_CHOICES, ROLES
from procurement_plugin.domain.profile_checks import NEVER_A_TIE_RULE
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.figures import shown_figure
from procurement_plugin.web.pages.language import language, marked, spoken, t, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.web.pages.forms import Form

FIGURE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
DIRECTIVE = {
    "2014/24": marked("2014/24/EU: public contracts"),
    "2014/25": marked("2014/25/EU: water, energy, transport, post"),
    "2014/23": marked("2014/23/EU: concessions"),
    "2009/81": marked("2009/81/EC: defence and security"),
    "none": marked("none: below the thresholds, or excluded"),
}
BUYER = {
    "central": marked("central government"),
    "subcentral": marked("region, municipality or other public body"),
    "utility": marked("utility"),
    "concession": marked("grantor of a concession"),
    "defence": marked("defence"),
    "other": marked("other"),
}
CONTRACT = {"supplies": marked("supplies"), "services": marked("services"), "works": marked("works")}
UNIT = {
    "tonneDelivered": marked("a tonne delivered"),
    "unitDelivered": marked("a piece delivered"),
}
TEMPERATURE = {"ambient": marked("not cooled"), "refrigerated": marked("cooled")}
OUTSIDE = {
    "clip": marked("full or no points, never more or less (usual)"),
    "reject": marked("a person decides on the bid"),
    "extend": marked("the line goes on, between 0 and full points"),
}
SOURCE = {"engine": marked("this software, on the scale"), "platform": marked("the platform, which sends the points")}
SETTING = {
    "h": marked("hours"),
    "d": marked("days"),
    "calendar": marked("calendar days"),
    "working": marked("working days"),
    "singleCopy": marked("a single copy"),
    "derived": marked("derived from other figures"),
    "accepted": marked("accepted with evidence"),
    "verifiedOnly": marked("only once verified"),
    "notAccepted": marked("not at all"),
    "sites": marked("production sites"),
    "recovery": marked("recovery after an outage"),
    "stock": marked("stock"),
    "leadTime": marked("lead time"),
    "materials": marked("materials"),
    "plannedShares": marked("planned shares"),
    "disclosure": marked("disclosure by tier"),
    "noticeOfChange": marked("notice of a change"),
    "auditRight": marked("right to audit"),
    "suez": marked("the usual route, canals open"),
    "cape": marked("round the Cape"),
    "circuity": marked("straight line with a fixed detour (does not see borders)"),
    "roadGraph": marked("along the shipped road network"),
}
CHOICE_TITLES = {
    "rewards": marked("What it rewards"),
    "purpose": marked("What for"),
    "measuredTo": marked("Measured to"),
}
FAMILIES = {
    "environment": marked("Climate and environment together"),
    "nonPrice": marked("Everything but price and cost"),
}
TESTS = {
    "borderSymmetry": marked("Equal measures on two sides of a border get equal points"),
    "clipping": marked("Producers whose measure lies beyond the scale"),
    "doubleCounting": marked("Criteria that reward the same thing twice"),
    "effectiveWeight": marked("What the weights really decide"),
    "internalMarketEffect": marked("Advantage of producers in the buyer’s Member State"),
    "materiality": marked("Whether transport matters enough for its weight"),
    "neutralised": marked("Criteria on which all producers get the same"),
    "pricePremium": marked("Price premium of a bid with full points"),
    "relativeFormula": marked("Points that depend on other bids"),
    "requiredDiscount": marked("Price cut that makes up for distance"),
    "stepCliff": marked("Jumps of the scale"),
    "winnersByRegion": marked("Who wins, by region"),
}
STATUSES = {
    "computed": marked("computed"),
    "notComputable": marked("cannot be computed yet"),
    "notApplicable": marked("does not apply"),
}
EVENTS = {
    "profile.created": marked("draft made"),
    "profile.changed": marked("draft changed"),
    "profile.published": marked("published"),
    "version.frozen": marked("version frozen"),
}
STATES = {"draft": marked("draft"), "published": marked("published, frozen")}
REASON_FOR = marked("Reason for a warning")
PLACES = {
    "weight": marked("Weight, %"),
    "scale": marked("Scale"),
    "need": marked("Which need it answers"),
    "link": marked("Link to the subject-matter"),
    "evidence": marked("What a bidder shows"),
    "missingPolicy": marked("When facts are missing"),
    "outside": marked("Beyond the scale"),
    "title": marked("Title as published"),
    "description": marked("Description as published"),
    "reason": marked("Reason"),
    "items": marked("Items"),
    "deliveryPoints": marked("Delivery points"),
    "cpv": marked("CPV codes"),
    "noticeDispatchedAt": marked("Dispatch of the notice"),
    "tenderDeadlineAt": marked("Deadline for the bids"),
    "tieRule": marked("Order in which a tie is broken"),
    "dataSet": marked("Set of emission intensities"),
    "massKg": marked("Mass of the whole quantity, kg"),
    "shipmentMassKg": marked("Mass of one shipment, kg"),
    "quantity": marked("Quantity"),
    "clauses": marked("Other clauses of the documents"),
    "itemWeights": marked("Weights of the items"),
    "fixedPrice": marked("Price fixed for every bidder"),
    "weightRange": marked("Published range of the weight"),
    "minimum": marked("Least weight, %"),
    "maximum": marked("Largest weight, %"),
    "text": marked("Text of the clause"),
    "role": marked("What the clause is"),
}
# What each computed test shows in one line: its figure, and in which unit.
HEADLINES = {
    "internalMarketEffect": ("effect", marked("{figure} points")),
    "winnersByRegion": ("wonPercent", marked("{figure} % of the contests go to the near bidder")),
    "borderSymmetry": ("pairsThatDiffer", marked("{figure} pairs of towns differ")),
    "pricePremium": ("premiumOnLowerPricePercent", marked("{figure} %")),
}


VALUES: Mapping[str, Mapping[str, str]] = {
    "contractType": CONTRACT,
    "buyerType": BUYER,
    "directive": DIRECTIVE,
    "functionalUnit": UNIT,
    "temperature": TEMPERATURE,
    "outside": OUTSIDE,
    "source": SOURCE,
    "roadDistance": SETTING,
    "seaScenario": SETTING,
    "unit": SETTING,
    "days": SETTING,
}
LOTS = marked("drawing lots")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})")


def choices(known: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs for a selection."""
    return [(value, t(text)) for value, text in known.items()]


def role_choices() -> list[tuple[str, str]]:
    """What a clause beside the criteria may be; what is scored is a criterion of its own."""
    return [(role, spoken(told)) for role, told in ROLES.items()]


def tie_choices(form: Form, chosen: str) -> list[tuple[str, str]]:
    """By what a tie may be broken: criteria of the draft but nearness, the price, lots; what was chosen stays seen."""
    rows, known, title = (
        form.at("weightProfile.criteria"),
        service().reference.criteria,
        words().functions()["title_of"],
    )
    found: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else ():
        name, measure = (
            (str(row.get(part, "")) for part in ("criterion", "measure")) if isinstance(row, dict) else ("", "")
        )
        ours = known.get(name)
        if name and name not in NEVER_A_TIE_RULE:
            key = f"{name}.{measure}" if measure and not (ours and len(ours.measures) == 1) else name
            found[key] = str(row.get("title") or title(name, measure))
    found |= {"price": str(title("price", "")), "lots": t(LOTS)}
    return list(found.items()) if not chosen or chosen in found else [(chosen, chosen), *found.items()]


def value_title(place: str, value: str) -> str:
    """A value of a draft as people say it: choices in words, figures with the reader's sign, moments as days."""
    last = re.sub(r"\[.*", "", place.rpartition(".")[2])
    if value in VALUES.get(last, {}):
        return t(VALUES[last][value])
    asked = {**CLAUSE_CHOICES, "role": ROLES}.get(last, {})
    if value in asked:
        return spoken(asked[value])
    say = words()
    if last == "missingPolicy":
        return str(say.functions()["label"](f"policy.{value}"))
    if last == "tieRule":
        return t(LOTS) if value == "lots" else str(say.functions()["title_of"](*f"{value}.".split(".")[:2])) or value
    if MOMENT.fullmatch(value):
        return str(say.filters()["moment"](value))
    return shown_figure(value, language()) if FIGURE.fullmatch(value) else value


def part_title(place: str, name: str) -> str:
    """What a part of a value is called; the name itself where nobody has worded it."""
    return t(PLACES[name]) if name in PLACES else place_title(f"{place}.{name}") or name


def item_choices(form: Form, chosen: str) -> list[tuple[str, str]]:
    """The items of the lot; one that was chosen and is gone stays, so that it can be seen and taken out."""
    rows = form.at("lot.items")
    known = {
        str(row["id"]): f"{row['id']} {row.get('description', '')}".strip()
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and row.get("id")
    }
    gone = [(chosen, chosen)] if chosen and chosen not in known else []
    return [*gone, *known.items()]


def setting_choices(criterion: str, name: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """The words of a setting; a part of a criterion has its own, and what nobody has worded shows as it is."""
    asked = CLAUSE_CHOICES.get(name)
    if asked is not None:
        return [(value, spoken(asked[value])) for value in values]
    short = words().functions()["short_of"]
    return [(value, t(SETTING[value]) if value in SETTING else short(criterion, value)) for value in values]


def family_title(family: str) -> str:
    """The name of a limit family."""
    ours = families_of(service().reference.criteria).get(family)
    if ours is not None:
        return str(words().functions()["title_of"](*ours))
    if family in FAMILIES:
        return t(FAMILIES[family])
    return str(words().functions()["title_of"](family, ""))


def families_title(families: Sequence[str]) -> str:
    """The names of families that are looked at together."""
    return " + ".join(map(family_title, families))


def drawable(anchors: Any) -> list[Mapping[str, str]]:
    """The anchors of a scale that can be drawn: two or more figures, rising; none where they are not."""
    rows: list[Mapping[str, str]] = (
        [row for row in anchors if isinstance(row, dict)] if isinstance(anchors, list) else []
    )
    figures = [[row.get("at", ""), row.get("value", "")] for row in rows]
    if len(rows) < 2 or not all(FIGURE.fullmatch(str(text)) for pair in figures for text in pair):  # noqa: PLR2004
        return []
    places = [Decimal(pair[0]) for pair in figures]
    rising = all(before < after for before, after in pairwise(places))
    return rows if rising else []


def place_title(place: str) -> str:
    """What a field is called, for people; its criterion first, where it is one of a criterion."""
    if place.startswith("answers["):
        return t(REASON_FOR)
    named = re.match(r"weightProfile\.criteria\[([A-Za-z0-9]+) ?([^\]]*)\]", place)
    last = re.sub(r"\[.*", "", place.rpartition(".")[2])
    field = t(PLACES[last]) if last in PLACES else ""
    if named is None:
        return field
    title = str(words().functions()["title_of"](named[1], named[2]))
    return f"{title}: {field}" if field and not place.endswith("]") else title
