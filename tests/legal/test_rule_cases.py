"""Every rule of ``config/legal`` that asks about facts, beside a case where it answers and one where it is silent."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from procurement_plugin.adapters import strict_yaml
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.findings import Kind, Severity
from procurement_plugin.domain.legal_rules import FACT_RULES
from tests.legal.requests import findings_of

if TYPE_CHECKING:
    from procurement_plugin.domain.parameters import Parameter

CASES, PROBLEMS = strict_yaml.parse((Path(__file__).parent / "rules.yaml").read_bytes())
PARAMETERS = knowledge.reference().parameters
RULES = {parameter.id: parameter for parameter in PARAMETERS if parameter.rule in FACT_RULES}
BY_RULE = {case["rule"]: case for case in CASES}


def answered(rule: str, case: dict[str, Any], day: date) -> bool:
    """Whether the rule says something to the case on that day."""
    return any(
        finding.parameter == rule for finding in findings_of(rule.split(".", maxsplit=1)[0], case, day.isoformat())
    )


def usual_day(rule: Parameter) -> date:
    """A day on which the rule is in force: the end of 2026, or its own first day when that is later."""
    usual = date(2026, 12, 1)
    return usual if rule.in_force(usual) else rule.values[0].since


def test_the_cases_are_the_rules_each_once() -> None:
    """A rule without a case, and a case without a rule, would both go unnoticed."""
    assert not PROBLEMS
    assert [case["rule"] for case in CASES] == list(BY_RULE)
    assert set(BY_RULE) == set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_rule_answers_its_case_and_is_silent_at_the_nearest_other(rule: Parameter) -> None:
    """One case on each side of the rule's edge, each with its sentence."""
    case = BY_RULE[rule.id]
    assert answered(rule.id, case["answers"], usual_day(rule)), case["answers"]["says"]
    assert not answered(rule.id, case["silent"], usual_day(rule)), case["silent"]["says"]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_rule_begins_on_its_day_and_ends_with_its_repeal(rule: Parameter) -> None:
    """Nothing on the day before the first day; something on it; nothing from a repeal on."""
    case = BY_RULE[rule.id]["answers"]
    first = rule.values[0].since
    assert not answered(rule.id, case, first - timedelta(days=1))
    assert answered(rule.id, case, first)
    for value in rule.values[1:]:
        repealed = value.figure is None and not value.text
        assert answered(rule.id, case, value.since - timedelta(days=1))
        assert answered(rule.id, case, value.since) is not repealed


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_only_read_hard_law_blocks_for_good_and_says_where_it_stands(rule: Parameter) -> None:
    """Hard law that blocks was read and cannot be set aside; a guardrail can, and is never called law."""
    found = [
        finding
        for finding in findings_of(rule.id.split(".")[0], BY_RULE[rule.id]["answers"], usual_day(rule).isoformat())
        if finding.parameter == rule.id
    ]
    for finding in found:
        assert finding.message
        assert finding.remedy
        assert finding.where
        assert finding.references or finding.kind is Kind.GUARDRAIL
        assert finding.overridable == (finding.severity is Severity.BLOCK and finding.kind is Kind.GUARDRAIL)
    if rule.kind == "guardrail":
        said = "caution of this software and not a rule of law"
        assert all(said in value.reasoning for value in rule.values)


def test_below_the_thresholds_without_cross_border_interest_the_treaty_warns() -> None:
    """A purely local contract: what the Treaty forbids becomes a warning; with interest it stays a block."""
    small = {"estimatedValue": {"value": "50000.00", "currency": "EUR"}}
    case = {"criterion": {"rewards": "productionTerritory"}, "request": small}
    severities = {}
    for interest in ("true", "false"):
        found = findings_of("eu", case | {"procedure": {"crossBorderInterest": interest}})
        severities[interest] = {f.severity for f in found if f.parameter == "eu.rules.territory_of_production"}
    assert severities == {"true": {Severity.BLOCK}, "false": {Severity.WARN}}


@pytest.mark.parametrize(
    ("day", "value", "above"),
    [
        ("2025-12-31", "216000.00", "false"),
        ("2026-01-01", "216000.00", "true"),
        ("2026-01-01", "215999.99", "false"),
        ("2025-12-31", "221000.00", "true"),
    ],
)
def test_thresholds_change_on_the_first_of_january_2026(day: str, value: str, above: str) -> None:
    """The same value lies below the old threshold and at the new one; a cent less lies below both."""
    case = {"request": {"estimatedValue": {"value": value, "currency": "EUR"}}}
    found = {finding.parameter for finding in findings_of("be", case, day)}
    assert ("be.rules.limited_value" in found) == (above == "false")
