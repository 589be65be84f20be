"""Screen a project: the answers held against each question, and what the tables of this software say themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluation_document import stripped
from procurement_plugin.application.find_materials import Query, find_materials
from procurement_plugin.application.scan_materials import sources_of
from procurement_plugin.application.strategic_list import REPORTERS, strategic_list
from procurement_plugin.domain.screening import (
    NO,
    NOT_KNOWN,
    STATES,
    YES,
    EvidenceItem,
    ScreeningAnswer,
    outcome_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from procurement_plugin.application.raw_material_ports import RawMaterials
    from procurement_plugin.domain.screening import Question, ScreeningCriterion

    Figure = Callable[[str], Decimal]

USE = (
    "A checklist for policy and for those who propose a project. It gives no score, no total and no ranking, decides "
    "nothing, and is never part of an award."
)
ORIGIN = (
    "The five criteria are those of the advice on reshoring of the SERV (5 December 2022), as named in the Flemish "
    "Parliament: committee of 12 January 2023, document 1563 (2022-2023) nr. 1. The questions under them are ours, "
    "with the texts that they lean on."
)
BY_TABLES = "the tables of this software"
# Columns of the list of strategic goods that stand beside a good.
SHOWN = (
    "kind", "hs", "good", "material", "critical", "strategic", "grade", "persistent", "supplyRisk",
    "valueThousandUsd", "largestSources", "reasons",
)  # fmt: skip
NAMED = "name"


class Good(NamedTuple):
    """Something that a project makes, by a name and one or several codes."""

    name: str
    hs: str
    cpv: str
    product: str


class ScreeningRequest(NamedTuple):
    """A project with its goods and answers by question; ``source`` is what was sent."""

    goods: tuple[Good, ...]
    answers: Mapping[str, tuple[ScreeningAnswer, ...]]
    source: Mapping[str, Any]


class LookedUp(NamedTuple):
    """What the tables say of a good.

    Attributes:
        listed: rows of the list that are about the good itself; None when no table has it.
        contains: rows about materials in it.
        net_zero: components of net-zero technologies that it is.
    """

    good: Good
    listed: list[dict[str, Any]] | None
    contains: list[dict[str, Any]]
    net_zero: list[str]
    unknown: list[str]


def lists_of(tables: RawMaterials, figure: Figure) -> dict[str, dict[str, Any]]:
    """The strategic goods of each reporter; slow, for every material is scanned.

    Args:
        figure: looks up the thresholds in force.
    """
    return {reporter: strategic_list(tables, figure, reporter) for reporter in REPORTERS}


def screen_project(
    asked: ScreeningRequest,
    criteria: Sequence[ScreeningCriterion],
    tables: RawMaterials,
    lists: Mapping[str, Mapping[str, Any]],
    *,
    questions_sha256: str,
    screened_at: datetime | None = None,
) -> dict[str, Any]:
    """The screening as a document: every question with its state, what was looked up, and no number.

    Args:
        lists: the strategic goods, by reporter.
    """
    looked_up = [_look_up(good, lists, tables) for good in asked.goods]
    written = [
        _criterion(place, criterion, asked.answers, looked_up, lists) for place, criterion in enumerate(criteria, 1)
    ]
    states = {question["id"]: question["state"] for row in written for question in row["questions"]}
    return {
        "project": asked.source["project"],
        **stripped({"screenedAt": screened_at.isoformat(timespec="seconds") if screened_at else None}),
        "use": USE,
        "origin": ORIGIN,
        "criteria": written,
        **{state: [name for name, found in states.items() if found == state] for state in STATES},
        "goods": [_good(one) for one in looked_up],
        "questionsSha256": questions_sha256,
        "sources": list(sources_of(tables)) if asked.goods else [],
    }


def _criterion(
    place: int,
    criterion: ScreeningCriterion,
    answers: Mapping[str, tuple[ScreeningAnswer, ...]],
    looked_up: Sequence[LookedUp],
    lists: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    rows = []
    for number, question in enumerate(criterion.questions, 1):
        given = (*answers.get(question.id, ()), *_answered(question, looked_up, lists))
        outcome = outcome_of(given)
        rows.append(
            stripped(
                {
                    "id": question.id,
                    "number": f"{place}.{number}",
                    "text": dict(question.text),
                    "countsAsEvidence": dict(question.evidence),
                    "ask": question.ask,
                    "lookup": question.lookup,
                    "source": stripped(question.source._asdict()),
                    "state": outcome.state,
                    "why": outcome.why,
                }
            )
            | {"answers": [_answer(one) for one in given]}
        )
    return {"criterion": criterion.name, "title": dict(criterion.title), "questions": rows}


def _answered(
    question: Question, looked_up: Sequence[LookedUp], lists: Mapping[str, Mapping[str, Any]]
) -> Iterator[ScreeningAnswer]:
    """What the tables answer themselves: whether a good is listed.

    Which materials are in a product, and which components of net-zero technologies its group holds, are facts beside
    their questions only: that the project changes a supply, or makes that very component, cannot be looked up.
    """
    if question.lookup == "listed" and looked_up:
        yield _listed(looked_up, lists)


def _listed(looked_up: Sequence[LookedUp], lists: Mapping[str, Mapping[str, Any]]) -> ScreeningAnswer:
    """Yes when one of the goods is listed; no when the tables have all of them, and none is."""
    proof = tuple(EvidenceItem(_row_said(row)) for found in looked_up for row in found.listed or ())
    if proof:
        return ScreeningAnswer(YES, BY_TABLES, proof, by_tables=True)
    if any(found.listed is None for found in looked_up):
        return ScreeningAnswer(NOT_KNOWN, BY_TABLES, by_tables=True)
    years = ", ".join(next(iter(lists.values()))["years"])
    none = [
        EvidenceItem(f"{found.good.name}: in the tables, not on the list (trade of {years})") for found in looked_up
    ]
    return ScreeningAnswer(NO, BY_TABLES, tuple(none), by_tables=True)


def _look_up(good: Good, lists: Mapping[str, Mapping[str, Any]], tables: RawMaterials) -> LookedUp:
    query = Query(cpv=good.cpv[:8], hs=good.hs.replace(".", ""), product=good.product)
    found = find_materials(query, tables)
    itself = [name for name, reasons in found.materials.items() if any(reason.by == NAMED for reason in reasons)]
    in_it = [name for name in found.materials if name not in itself]
    code = query.hs[:6]
    in_tables = bool(code) and any(_same_code(row.hs, code) for row in tables.codes)
    names = {tables.materials[name].name for name in itself}
    listed = [row for row in _rows(lists) if (in_tables and _same_code(row.get("hs", ""), code)) or _about(row, names)]
    inside = {tables.materials[name].name for name in in_it}
    groups = {name for group in found.products for name in group.net_zero}
    net_zero = [
        f"{row.sub_category}: {row.component or row.final_products}" for row in tables.net_zero
        if row.sub_category in groups
    ]  # fmt: skip
    return LookedUp(
        good,
        listed if in_tables or names else None,
        [row for row in _rows(lists) if _about(row, inside) and row not in listed],
        list(dict.fromkeys(net_zero)),
        list(dict.fromkeys(row.message for row in found.unknown)),
    )


def _same_code(one: str, other: str) -> bool:
    return bool(one) and (one.startswith(other) or other.startswith(one))


def _about(row: Mapping[str, Any], names: Iterable[str]) -> bool:
    return bool({*row["material"].split("; ")} & {*names})


def _rows(lists: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for reporter, found in lists.items():
        for row in found["items"]:
            yield {"reporter": reporter} | {name: row[name] for name in SHOWN if name in row}


def _row_said(row: Mapping[str, Any]) -> str:
    what = f"HS {row['hs']} {row['good']}" if "good" in row else row["material"]
    return f"{what}, list of {REPORTERS[row['reporter']]}: {'; '.join(row['reasons'])}"


def _good(found: LookedUp) -> dict[str, Any]:
    good = stripped(found.good._asdict())
    told = {"inTables": found.listed is not None, "listed": found.listed or [], "contains": found.contains}
    return {**good, **told, "netZero": found.net_zero, "notKnown": found.unknown}


def _answer(one: ScreeningAnswer) -> dict[str, Any]:
    evidence = [stripped(item._asdict()) for item in one.evidence]
    told = {"answer": one.answer, "by": one.by, "evidence": evidence, "note": one.note, "saidOn": one.said_on}
    return stripped({**told, "byTables": one.by_tables or None})
