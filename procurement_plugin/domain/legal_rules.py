"""The rules of ``config/legal`` that ask about facts: what they refuse, and what they require."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from procurement_plugin.domain.conditions import hold
from procurement_plugin.domain.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from procurement_plugin.domain.conditions import Fact
    from procurement_plugin.domain.legal_facts import Subject
    from procurement_plugin.domain.parameters import Parameter
    from procurement_plugin.domain.procedure import Procedure

FACT_RULES = ("refuses", "requires")
NOT_IN_FORCE = {"proposal": "Proposed, not law: ", "adoptedNotApplicable": "Adopted, not yet applicable: "}


def check_facts(
    rules: Iterable[Parameter], procedure: Procedure, facts: Mapping[str, Fact], subjects: Iterable[Subject]
) -> Iterator[Finding]:
    """What the rules have to say, of the procedure as a whole and of each criterion and clause.

    Args:
        rules: those that apply to the procedure; weight rules among them are left alone.
        facts: of the procedure; those of a subject are added to them.
    """
    subjects = tuple(subjects)
    for rule in rules:
        if rule.rule not in FACT_RULES:
            continue
        if not rule.about_clauses:
            if _answers(rule, facts, procedure):
                yield _finding(rule, procedure, facts, "procedure")
            continue
        for subject in subjects:
            if _answers(rule, {**facts, **subject.facts}, procedure):
                yield _about(subject, _finding(rule, procedure, facts, subject.where))


def _answers(rule: Parameter, facts: Mapping[str, Fact], procedure: Procedure) -> bool:
    """Whether a rule has something to say: what it refuses is there, or what it requires is not."""
    figure = rule.at(procedure.day).figure
    if not hold(rule.when, facts, figure):
        return False
    return rule.rule == "refuses" or not hold(rule.must_have, facts, figure)


def _finding(rule: Parameter, procedure: Procedure, facts: Mapping[str, Fact], where: str) -> Finding:
    value = rule.at(procedure.day)
    severity = rule.severity or Severity.INFORM
    if rule.local_severity is not None and facts["treatyRulesApply"] == ("false",):
        severity = rule.local_severity
    return Finding(
        code=code_of(rule),
        severity=severity,
        kind=rule.finding_kind,
        message=NOT_IN_FORCE.get(rule.status, "") + rule.message,
        where=where,
        remedy=rule.remedy,
        parameter=rule.id,
        reasoning=value.reasoning,
        references=value.references,
        overridable=severity is Severity.BLOCK and rule.kind != "hard_law",
    )


def _about(subject: Subject, finding: Finding) -> Finding:
    words = f" Words found: {', '.join(subject.words)}." if subject.words else ""
    return replace(finding, message=f"{subject.name}: {finding.message}{words}")


def code_of(rule: Parameter) -> str:
    """The code of a rule's findings: its own name when it asks about facts, its kind when it compares weights."""
    if rule.rule in FACT_RULES:
        return f"legal.{_camel(rule.id.rpartition('.')[2])}"
    return f"weighting.{_camel(rule.rule)}"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
