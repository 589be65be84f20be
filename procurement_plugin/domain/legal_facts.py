"""What the legal rules may know of a procedure, its criteria and its clauses, in the words of the vocabulary."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from procurement_plugin.domain.findings import NotInForceError
from procurement_plugin.domain.territorial_words import territorial_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from procurement_plugin.domain.conditions import Fact
    from procurement_plugin.domain.criterion import Criterion
    from procurement_plugin.domain.parameters import ParameterSet
    from procurement_plugin.domain.procedure import AwardCriterion, Procedure
    from procurement_plugin.domain.weighting import WeightProfile

EURO = "EUR"
PRICE = ("price", "cost")
OVERLAYS = {"2014/25": "utilities", "2009/81": "defence", "2014/23": "concessions"}
# What a criterion of ours, or one of the usual names, rewards when its profile does not say.
USUAL_REWARDS = {
    "proximityDistance": "distanceToDelivery",
    "deliveryLeadTime": "leadTime",
    "transportEmissions": "transportEmissions",
    "supplySecurity": "supplySecurity",
    "price": "price",
    "cost": "price",
}
# What holds for every criterion that this software computes.
OURS = {"methodPublished": "true", "dependsOnOtherBids": "false", "selfScored": "false"}


class Subject(NamedTuple):
    """A criterion or clause as the rules see it.

    ``words`` are the territorial words found in its text.
    """

    where: str
    name: str
    facts: Mapping[str, Fact]
    words: tuple[str, ...]


def packs_of(procedure: Procedure) -> tuple[str, ...]:
    """The folders of ``config/legal`` that apply, the most special first, for example utilities, be_vlg, be, eu."""
    parts = procedure.jurisdiction.lower().split("-")
    places = ["_".join(parts[:length]) for length in range(len(parts), 0, -1)]
    overlays = [OVERLAYS[procedure.directive]] if procedure.directive in OVERLAYS else []
    if procedure.circumstances.get("renewableAuction") == "true":
        overlays.insert(0, "renewable_auctions")
    return tuple(dict.fromkeys((*overlays, *places, "eu")))


def procedure_facts(
    procedure: Procedure, profile: WeightProfile, subjects: Iterable[Subject], parameters: ParameterSet
) -> dict[str, Fact]:
    """The facts of the procedure and of the profile as a whole."""
    facts: dict[str, Fact] = {name: (answer,) for name, answer in procedure.circumstances.items()}
    facts |= {
        "directive": (procedure.directive,),
        "buyerType": (procedure.buyer_type,),
        "contractType": (procedure.contract_type,),
        "cpv": procedure.cpv,
        "gpaCovered": (_yes(procedure.gpa_covered),),
        "priceOnly": (_yes(all(c.criterion in PRICE for c in profile.criteria if c.weight > 0)),),
        "rewarded": tuple(word for subject in subjects for word in _words(subject.facts.get("rewards"))),
    }
    value = procedure.estimated_value
    if value is not None and value.currency == EURO:
        facts["estimatedValueEur"] = value.value
    above = facts.setdefault("aboveEuThreshold", _above_threshold(procedure, parameters))
    local = above == ("false",) and facts.get("crossBorderInterest") == ("false",)
    facts["treatyRulesApply"] = (_yes(not local),)
    facts |= _timeline(procedure)
    return facts


def _above_threshold(procedure: Procedure, parameters: ParameterSet) -> Fact:
    """Yes or no; nothing when value, currency or the threshold of that day are not known."""
    value = procedure.estimated_value
    if value is None or value.currency != EURO:
        return ()
    try:
        threshold = parameters.figure(f"eu.thresholds.{_threshold(procedure)}", procedure.day)
    except (KeyError, NotInForceError):
        return ()
    return (_yes(value.value >= threshold),)


def _threshold(procedure: Procedure) -> str:
    """The name of the threshold's file; the light regime and directives without one fall back to the classical ones."""
    if procedure.directive == "2014/23":
        return "concessions"
    prefix = {"2014/25": "utilities_", "2009/81": "defence_"}.get(procedure.directive, "")
    if procedure.contract_type == "works":
        return f"{prefix}works"
    if procedure.circumstances.get("lightTouch") == "true" and not prefix:
        return "light_regime"
    level = "" if prefix else "_central" if procedure.buyer_type == "central" else "_subcentral"
    return f"{prefix}supplies_and_services{level}"


def _timeline(procedure: Procedure) -> Iterator[tuple[str, Fact]]:
    if procedure.method_fixed_at is not None and procedure.tenders_opened_at is not None:
        yield "methodFixedAfterOpening", (_yes(procedure.method_fixed_at > procedure.tenders_opened_at),)
    if procedure.weights_published_at is not None:
        yield "publishedAfterNotice", (_yes(procedure.weights_published_at > procedure.notice_dispatched_at),)


def subjects_of(profile: WeightProfile, known: Mapping[str, Criterion], parameters: ParameterSet) -> list[Subject]:
    """Every criterion and every other clause of the profile."""
    found = [
        _criterion(criterion, f"weightProfile.criteria[{index}]", known, parameters)
        for index, criterion in enumerate(profile.criteria)
    ]
    for index, clause in enumerate(profile.clauses):
        words = territorial_words((clause.text,), parameters.words)
        facts: dict[str, Fact] = {name: (answer,) for name, answer in clause.answers.items()}
        facts |= {"role": (clause.role,), "ours": ("false",), "territorialWords": (_yes(bool(words)),)}
        found.append(Subject(f"weightProfile.clauses[{index}]", clause.id, facts, words))
    return found


def _criterion(
    criterion: AwardCriterion, where: str, known: Mapping[str, Criterion], parameters: ParameterSet
) -> Subject:
    ours = known.get(criterion.criterion)
    definition = ours.definition(criterion.measure) if ours else None
    family = definition.family if definition else criterion.criterion
    texts = (criterion.title, criterion.description, criterion.need, criterion.link, *criterion.evidence)
    words = territorial_words(texts, parameters.words)
    answers = {**(OURS if ours else {}), **criterion.answers}
    if family in USUAL_REWARDS:
        answers.setdefault("rewards", USUAL_REWARDS[family])
    facts: dict[str, Fact] = {name: (answer,) for name, answer in answers.items()}
    facts |= {
        "role": ("awardCriterion",),
        "family": (family,),
        "ours": (_yes(ours is not None),),
        "weighted": (_yes(criterion.weight > 0),),
        "needStated": (_yes(bool(criterion.need)),),
        "linkStated": (_yes(bool(criterion.link)),),
        "evidenceStated": (_yes(bool(criterion.evidence)),),
        "territorialWords": (_yes(bool(words)),),
    }
    return Subject(where, criterion.key, facts, words)


def _words(fact: Fact | None) -> tuple[str, ...]:
    return () if fact is None or isinstance(fact, Decimal) else fact


def _yes(answer: bool) -> str:  # noqa: FBT001  a yes or no is what it turns into words
    return "true" if answer else "false"
