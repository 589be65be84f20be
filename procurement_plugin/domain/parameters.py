"""Law and method as dated, cited values. The value in force follows the procedure's own date."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from procurement_plugin.domain.conditions import hold
from procurement_plugin.domain.findings import Finding, Kind, NotInForceError, Severity
from procurement_plugin.domain.legal_vocabulary import CLAUSE_FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from procurement_plugin.domain.conditions import Condition, Fact
    from procurement_plugin.domain.territorial_words import LanguageWords


@dataclass(frozen=True, slots=True)
class LegalReference:
    """A text that can be opened and compared: title with pinpoint, address, exact words, date."""

    title: str
    href: str
    quote: str
    published: str


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value from one day on; ``figure`` is None from the day of a repeal."""

    since: date
    figure: Decimal | None
    text: str
    reasoning: str
    references: tuple[LegalReference, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of law or method, in the unit of its own text; path of the file = id.

    Attributes:
        rule: name of the check in ``domain/weighting.py`` that reads it; empty for method values.
        families: limit families the rule adds up, for example ``transportEmissions``.
        severity: weight of the finding when the rule is broken; None for method values.
        when: the facts under which a rule applies; all must hold.
        must_have: the facts that a ``requires`` rule asks for.
        message, remedy: what a ``refuses`` or ``requires`` rule says when it answers.
        status: inForce, adoptedNotApplicable or proposal; what is not in force only informs.
        local_severity: instead of ``severity``, below the thresholds and without certain cross-border interest.
        confidence: V1 (primary text read), V2 (secondary) or expert (our choice, said so).
    """

    id: str
    description: str
    unit: str
    kind: str
    rule: str
    families: tuple[str, ...]
    severity: Severity | None
    confidence: str
    values: tuple[DatedValue, ...]
    checked_on: date
    checked_by: str
    notes: str = ""
    when: tuple[Condition, ...] = ()
    must_have: tuple[Condition, ...] = ()
    message: str = ""
    remedy: str = ""
    status: str = "inForce"
    local_severity: Severity | None = None

    def at(self, day: date) -> DatedValue:
        """The value in force on that day.

        Raises:
            NotInForceError: before the first value, or from a repeal on.
        """
        current = None
        for value in self.values:
            if value.since <= day:
                current = value
        if current is None or (current.figure is None and not current.text):
            raise NotInForceError(*self._not_in_force(day))
        return current

    def _not_in_force(self, day: date) -> tuple[str, tuple[Finding, ...]]:
        first = self.values[0].since.isoformat()
        message = f"{self.id} has no value on {day.isoformat()}; its first value is of {first}."
        remedy = f"This release reads procedures whose notice is dispatched on or after {first}."
        where = "procedure.noticeDispatchedAt"
        return message, (Finding("input.invalidInput", Severity.BLOCK, Kind.DATA, message, where, remedy),)

    def in_force(self, day: date) -> bool:
        """Whether ``at`` would answer."""
        try:
            self.at(day)
        except NotInForceError:
            return False
        return True

    def meets(self, facts: Mapping[str, Fact], day: date) -> bool:
        """Whether the conditions on the procedure hold; those on a single clause are left for later."""
        return hold((c for c in self.when if c.fact not in CLAUSE_FACTS), facts, self.at(day).figure)

    @property
    def about_clauses(self) -> bool:
        """Whether the rule looks at each criterion and clause, and not at the procedure as a whole."""
        return any(condition.fact in CLAUSE_FACTS for condition in (*self.when, *self.must_have))

    @property
    def finding_kind(self) -> Kind:
        """Hard law or guardrail, as the file says."""
        return Kind.HARD_LAW if self.kind == "hard_law" else Kind.GUARDRAIL


class ParameterSet:
    """All parameters of one release, found by id or by rule."""

    def __init__(self, parameters: Iterable[Parameter], words: Mapping[str, LanguageWords] | None = None) -> None:
        self._by_id: Mapping[str, Parameter] = {p.id: p for p in sorted(parameters, key=lambda p: p.id)}
        self._rules_of: dict[str, list[Parameter]] = {}
        for parameter in self._by_id.values():
            if parameter.rule:
                self._rules_of.setdefault(parameter.id.split(".")[0], []).append(parameter)
        self.words: Mapping[str, LanguageWords] = words or {}
        self._fingerprint = ""

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __getitem__(self, parameter_id: str) -> Parameter:
        return self._by_id[parameter_id]

    def get(self, parameter_id: str) -> Parameter | None:
        """The parameter of that id, if there is one."""
        return self._by_id.get(parameter_id)

    def figure(self, parameter_id: str, day: date) -> Decimal:
        """The figure in force; the id must exist and be a figure."""
        figure = self._by_id[parameter_id].at(day).figure
        if figure is None:
            raise NotInForceError(f"{parameter_id} holds no figure on {day.isoformat()}")
        return figure

    def rules(self, packs: Sequence[str], day: date, facts: Mapping[str, Fact]) -> tuple[Parameter, ...]:
        """The rules that apply on that day, by name; of two files of one name, the one of the earlier pack.

        Args:
            packs: folders of ``config/legal``, the most special first, ``eu`` last.
            facts: of the procedure; a file whose conditions on them do not hold does not stand in another's way.
        """
        found: dict[str, Parameter] = {}
        for pack in packs:
            for parameter in self._rules_of.get(pack, ()):
                name = parameter.id.partition(".")[2]
                if name not in found and parameter.in_force(day) and parameter.meets(facts, day):
                    found[name] = parameter
        return tuple(found[name] for name in sorted(found))

    @property
    def packs(self) -> frozenset[str]:
        """The packs that hold rules, for example ``eu`` and ``be``."""
        return frozenset(self._rules_of)

    def fingerprint(self) -> str:
        """SHA-256 over the sorted ids, days, figures, reasonings and references; worked out once."""
        self._fingerprint = self._fingerprint or self._hash()
        return self._fingerprint

    def _hash(self) -> str:
        content = [
            [p.id, p.kind, p.rule, list(p.families), str(p.severity), p.status, p.when, p.must_have, _value_lines(p)]
            for p in self._by_id.values()
        ]
        content.append([[name, *map(list, (w.alone, w.beside, w.things))] for name, w in sorted(self.words.items())])
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _value_lines(parameter: Parameter) -> list[list[str]]:
    return [
        [v.since.isoformat(), str(v.figure), v.text, v.reasoning, *(f"{r.href} {r.quote}" for r in v.references)]
        for v in parameter.values
    ]
