"""The parts of a parameter file that only a rule has: when it applies, what it requires, what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.conditions import Condition
from procurement_plugin.domain.findings import Severity
from procurement_plugin.domain.legal_rules import FACT_RULES
from procurement_plugin.domain.legal_vocabulary import CLAUSE_FACTS, PROCEDURE_FACTS

if TYPE_CHECKING:
    from procurement_plugin.adapters.strict_yaml import Sheet

FIGURE_RULES = ("maximum_weight", "minimum_weight", "single_maximum_weight", "minimum_weight_if_any", "weight_from")
TEXT_RULES = ("required_element", "not_above")
WEIGHT_RULES = (*FIGURE_RULES, *TEXT_RULES)
RULES = (*WEIGHT_RULES, *FACT_RULES)
STATUSES = ("inForce", "adoptedNotApplicable", "proposal")
MORE_KEYS = ("when", "must_have", "message", "remedy", "status", "local_severity")
FACTS = {**PROCEDURE_FACTS, **CLAUSE_FACTS}
COMPARISONS = ("starts_with", "none_of", "at_least", "below")


class RuleParts(NamedTuple):
    """What a rule's file holds beside its values."""

    when: tuple[Condition, ...]
    must_have: tuple[Condition, ...]
    message: str
    remedy: str
    status: str
    local_severity: Severity | None


def wanted_keys(rule: Any) -> tuple[str, ...]:
    """The keys that a rule of this name cannot do without."""
    if rule in FACT_RULES:
        more = ("must_have",) if rule == "requires" else ()
        return ("rule", "severity", "when", "message", "remedy", *more)
    return ("rule", "families", "severity")


def rule_parts(sheet: Sheet, content: dict[str, Any], severity: str) -> RuleParts:
    """The parts, with every problem told to the sheet."""
    rule = content.get("rule")
    status = sheet.choice(content, "status", STATUSES) or "inForce"
    local = sheet.choice(content, "local_severity", tuple(str(severity) for severity in Severity))
    if status != "inForce" and severity not in ("", str(Severity.INFORM)):
        sheet.refuse("notInForce", "severity", "What is not in force may only inform; please use inform.")
    if rule == "weight_from" and "message" not in content:
        sheet.refuse("noMessage", "", "This rule needs a “message” that says what follows; please add it.")
    when = _conditions(sheet, content, "when")
    if rule in WEIGHT_RULES and any(condition.fact in CLAUSE_FACTS for condition in when):
        message = "A rule about weights may ask about the procedure only, not about a single clause."
        sheet.refuse("clauseFact", "when", message)
    return RuleParts(
        when,
        _conditions(sheet, content, "must_have"),
        sheet.text(content, "message"),
        sheet.text(content, "remedy"),
        status,
        Severity(local) if local else None,
    )


def _conditions(sheet: Sheet, content: dict[str, Any], key: str) -> tuple[Condition, ...]:
    asked = content.get(key, {})
    if not isinstance(asked, dict) or (key in content and not asked):
        sheet.refuse("shape", key, f"“{key}” must name facts, for example: role: [awardCriterion].")
        return ()
    found = [_condition(sheet, f"{key}.{fact}", fact, wanted) for fact, wanted in asked.items()]
    return tuple(condition for condition in found if condition is not None)


def _condition(sheet: Sheet, place: str, fact: str, wanted: Any) -> Condition | None:
    if fact not in FACTS:
        sheet.refuse(
            "unknownFact", place, f"“{fact}” is no fact the guard knows; it knows: {', '.join(sorted(FACTS))}."
        )
        return None
    if isinstance(wanted, list):
        return Condition(fact, any_of=_words(sheet, place, fact, wanted))
    if isinstance(wanted, dict) and len(wanted) == 1 and next(iter(wanted)) in COMPARISONS:
        return _compared(sheet, place, fact, *next(iter(wanted.items())))
    message = f"Please write a list of words, or one of: {', '.join(COMPARISONS)}."
    sheet.refuse("shape", place, message)
    return None


def _compared(sheet: Sheet, place: str, fact: str, comparison: str, wanted: Any) -> Condition | None:
    if comparison in ("at_least", "below"):
        if wanted != "value":
            message = "A figure stands once, as the file's own value; please write: value."
            sheet.refuse("figureTwice", place, message)
            return None
        return Condition(fact, at_least=comparison == "at_least", below=comparison == "below")
    if not isinstance(wanted, list):
        sheet.refuse("shape", place, "Please write a list of words.")
        return None
    if comparison == "starts_with":
        return Condition(fact, starts_with=tuple(str(word) for word in wanted))
    return Condition(fact, none_of=_words(sheet, place, fact, wanted))


def _words(sheet: Sheet, place: str, fact: str, wanted: list[Any]) -> tuple[str, ...]:
    known = FACTS[fact]
    for word in wanted:
        if known and word not in known:
            sheet.refuse("unknownWord", place, f"“{word}” is no answer to {fact}; the answers are: {', '.join(known)}.")
    return tuple(str(word) for word in wanted)
