"""Every weight limit of ``config/legal`` beside its cases: a figure stated by two hands must be the same figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from procurement_plugin.adapters import strict_yaml
from procurement_plugin.adapters.parameter_files import load_parameters
from procurement_plugin.domain.weight_limits import WEIGHT_RULES, check_limits

if TYPE_CHECKING:
    from procurement_plugin.domain.conditions import Fact
    from procurement_plugin.domain.parameters import DatedValue, Parameter

HERE = Path(__file__).parent / "weights"
CONFIG = HERE.parent.parent.parent / "config"
PARAMETERS = load_parameters(CONFIG / "legal", CONFIG / "method")
LIMITS = [parameter for parameter in PARAMETERS if parameter.rule in WEIGHT_RULES]
HUNDREDTH = Decimal("0.01")
# Sums and spreads that the guard works out from the weights; a case names them beside the weights.
WORKED_OUT = ("environment", "nonPrice", "weightRangeSpread", "weightRangeShare")


def cases_of(parameter_id: str) -> list[dict[str, Any]]:
    """The cases of a limit, every scalar as text."""
    content, problems = strict_yaml.parse((HERE / f"{parameter_id}.yaml").read_bytes())
    assert not problems
    return list(content)


def weights_of(case: dict[str, Any]) -> dict[str, Decimal]:
    """The weights of a case by limit family."""
    return {name: Decimal(weight) for name, weight in case["weights"].items()}


def beyond(parameter: Parameter, value: DatedValue, weights: dict[str, Decimal]) -> Decimal:
    """How far the weights lie beyond the limit: 0 is exactly at it, 0.01 the nearest breach."""
    named = [weights.get(name, Decimal(0)) for name in parameter.families]
    if parameter.rule == "required_element":
        return HUNDREDTH - sum(named)
    if parameter.rule == "not_above":
        return named[0] - sum(named[1:])
    assert value.figure is not None
    if parameter.rule in ("minimum_weight", "minimum_weight_if_any"):
        return value.figure - sum(named)
    if parameter.rule == "weight_from":
        return sum(named) - value.figure + HUNDREDTH
    return (max(named) if parameter.rule == "single_maximum_weight" else sum(named)) - value.figure


CASES = [
    pytest.param(path.stem, case, id=case["name"])
    for path in sorted(HERE.glob("*.yaml"))
    for case in cases_of(path.stem)
]


@pytest.mark.parametrize(("parameter_id", "case"), CASES)
def test_limit_answers_as_its_case_says(parameter_id: str, case: dict[str, Any]) -> None:
    """The finding of the limit under test appears exactly where the case expects it."""
    day = date.fromisoformat(case["notice_dispatched"])
    facts: dict[str, Fact] = {name: (answer,) for name, answer in case.get("facts", {}).items()}
    rules = PARAMETERS.rules((parameter_id.split(".", maxsplit=1)[0], "eu"), day, facts)
    found = check_limits(weights_of(case), rules, day)
    assert {finding.parameter for finding in found} & {parameter_id} == set(case["findings"])


@pytest.mark.parametrize(("parameter_id", "case"), CASES)
def test_weights_of_a_case_add_up_to_one_hundred(parameter_id: str, case: dict[str, Any]) -> None:
    """A case is a profile that could be published."""
    weights = weights_of(case)
    assert sum(weight for name, weight in weights.items() if name not in WORKED_OUT) == 100, parameter_id


@pytest.mark.parametrize("parameter", LIMITS, ids=lambda parameter: parameter.id)
def test_every_value_has_a_case_at_the_limit_and_one_hundredth_beyond(parameter: Parameter) -> None:
    """In the period of each value, one case keeps the limit exactly and one breaks it by a hundredth."""
    for value in parameter.values:
        if value.figure is None and not value.text:
            continue
        seen = {
            (beyond(parameter, value, weights_of(case)), bool(case["findings"]))
            for case in cases_of(parameter.id)
            if parameter.in_force(date.fromisoformat(case["notice_dispatched"]))
            and parameter.at(date.fromisoformat(case["notice_dispatched"])) == value
        }
        assert {(Decimal(0), False), (HUNDREDTH, True)} <= seen, value.since


@pytest.mark.parametrize("parameter", LIMITS, ids=lambda parameter: parameter.id)
def test_every_limit_has_a_case_before_its_first_day(parameter: Parameter) -> None:
    """Weights that break a limit later are not remarked on before it exists."""
    first = parameter.values[0]
    early = [case for case in cases_of(parameter.id) if date.fromisoformat(case["notice_dispatched"]) < first.since]
    assert any(beyond(parameter, first, weights_of(case)) > 0 and not case["findings"] for case in early)


def test_every_case_file_belongs_to_a_limit() -> None:
    """A case file whose limit was renamed would otherwise be kept without use."""
    assert {path.stem for path in HERE.glob("*.yaml")} == {parameter.id for parameter in LIMITS}


def test_every_rule_of_the_software_has_a_limit_that_uses_it() -> None:
    """A rule nobody uses would be a rule without a source."""
    assert {parameter.rule for parameter in LIMITS} == set(WEIGHT_RULES)


@pytest.mark.parametrize("parameter", LIMITS, ids=lambda parameter: parameter.id)
def test_guardrail_says_that_it_is_no_legal_limit(parameter: Parameter) -> None:
    """A caution value is never printed as if the law had set it; hard law is never called one."""
    said = all("caution value of this software and not a legal" in value.reasoning for value in parameter.values)
    assert said == (parameter.kind == "guardrail")
