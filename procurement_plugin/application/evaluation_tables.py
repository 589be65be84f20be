"""An evaluation as tables: what it is, weights with anchors, ranking, scores, and every step."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.spreadsheet_table import Table, as_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from procurement_plugin.application.spreadsheet_table import Cell

SCORES = ("bid", "bidder", "rank", "total", "criterion", "measure", "unit", "value", "weight", "points", "evidence")
MOST_ANCHORS = 6
ANCHORS = tuple(f"{name}{number}" for number in range(1, MOST_ANCHORS + 1) for name in ("at", "value"))
WEIGHTS = ("criterion", "title", "weight", "rangeMinimum", "rangeMaximum", "outside", "missingPolicy", *ANCHORS)
RANKING = ("rank", "bid", "bidder", "total", "tieRuleApplied", "stillTied")
STEPS = ("bid", "criterion", "number", "step", "formula", "operands", "result", "unit", "evidence", "reference")
TRIAL = "Trial, never an award: no published profile stands behind it."
DEMONSTRATION = "Demonstration with a clock set by hand, never an award."
OFFICIAL = "Official, under a published version. A person confirms it; the software decides nothing."


def tables_of(document: Mapping[str, Any]) -> tuple[Table, ...]:
    """The sheets of a workbook, in order.

    Args:
        document: a stored evaluation.
    """
    return (
        Table("Evaluation", ("name", "value"), tuple(_about(document))),
        Table("Weights", WEIGHTS, tuple(_weights(document))),
        Table("Ranking", RANKING, tuple(_ranking(document))),
        scores_of(document),
        Table("Steps", STEPS, tuple(_steps(document))),
    )


def scores_of(document: Mapping[str, Any]) -> Table:
    """One row for each bid and criterion."""
    return Table("Scores", SCORES, tuple(_scores(document)))


def csv_of(document: Mapping[str, Any]) -> str:
    """The scores as comma-separated values."""
    table = scores_of(document)
    return as_csv(table.columns, table.rows)


def note_of(document: Mapping[str, Any]) -> str:
    """What kind of evaluation this is, for whoever finds the table without its evaluation."""
    if document["kind"] != "official":
        return TRIAL
    return DEMONSTRATION if document.get("demonstration") else OFFICIAL


def _about(document: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    yield "note", note_of(document)
    for name in ("id", "kind", "status", "computedAt", "supersedes"):
        if name in document:
            yield name, document[name]
    yield "procedure", f"{document['procedure']['id']} {document['procedure']['title']}"
    yield "lot", f"{document['lot']['id']} {document['lot']['title']}"
    version = document.get("weightProfileVersion", {})
    for name in ("profileId", "version", "publishedAt", "fingerprint"):
        if name in version:
            yield f"weightProfileVersion.{name}", version[name]
    for name in ("engineVersion", "inputHash", "profileFingerprint", "parametersFingerprint"):
        yield name, document[name]
    for data_set in document["dataSets"]:
        yield f"dataSet {data_set['id']}", data_set["sha256"]
    for name, rule in document["roundingPolicy"].items():
        yield f"rounding {name}", rule
    for out in document.get("exclusions", ()):
        yield f"not scored: {out['bidId']}", f"{out['kind']}: {out['reason']}"


def _weights(document: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    keys = [_key(score) for score in document["bids"][0]["criteria"]]
    for key, criterion in zip(keys, document["weightProfile"]["criteria"], strict=True):
        span = criterion.get("weightRange", {})
        points = criterion.get("scale", ())
        anchors = [_figure(point.get(name)) for point in points for name in ("at", "value")]
        yield (
            key,
            criterion.get("title"),
            _figure(criterion["weight"]),
            _figure(span.get("minimum")),
            _figure(span.get("maximum")),
            criterion.get("outside", "clip") if points else None,
            criterion["missingPolicy"],
            *anchors,
            *[None] * (len(ANCHORS) - len(anchors)),
        )


def _ranking(document: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for row in document["ranking"]:
        tied = ", ".join(row.get("tieRuleApplied", ())) or None
        yield (
            row["rank"],
            row["bidId"],
            row["bidder"],
            _figure(row["total"]),
            tied,
            "yes" if "stillTied" in row else None,
        )


def _scores(document: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for bid in document["bids"]:
        for score in bid["criteria"]:
            measure = score.get("measure", {})
            yield (
                bid["id"],
                bid["bidder"]["name"],
                bid.get("rank"),
                _figure(bid.get("total")),
                _key(score),
                _figure(measure.get("value")),
                measure.get("unit"),
                _figure(score.get("value")),
                _figure(score["weight"]),
                _figure(score.get("points")),
                score["evidenceStatus"],
            )


def _steps(document: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for bid in document["bids"]:
        for score in bid["criteria"]:
            for number, step in enumerate(score.get("steps", ()), 1):
                yield (
                    bid["id"],
                    _key(score),
                    number,
                    step["step"],
                    step.get("formula"),
                    "; ".join(f"{name} = {_operand(value)}" for name, value in step.get("operands", {}).items())
                    or None,
                    _figure(step.get("result")),
                    step.get("unit"),
                    ", ".join(step.get("evidence", ())) or None,
                    step.get("reference"),
                )


def _operand(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_operand, value))}]"
    return str(value)


def _key(score: Mapping[str, Any]) -> str:
    return ".".join(filter(None, (score["criterion"], score.get("measureName"))))


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
