"""One part of a study, worked out anywhere: what goes there and comes back are plain values."""

from __future__ import annotations

import hashlib
import json
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin import __version__
from procurement_plugin.application.study_lot import remarks_of, study_lot, unscored
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.archive_study import Study
from procurement_plugin.domain.findings import Finding, Kind, ProcurementError, Severity, UnreadableInputError
from procurement_plugin.domain.studied_lot import Remark
from procurement_plugin.web.schemas.study import read_past_lot, read_study_profile
from procurement_plugin.web.strict_json import LARGEST_BODY, parse

if TYPE_CHECKING:
    from datetime import date

    from procurement_plugin.adapters.archive_lines import Chunk
    from procurement_plugin.domain.studied_lot import LotOutcome
    from procurement_plugin.domain.weighting import WeightProfile

READING, FAILED = "reading", "study.failed"


class Task(NamedTuple):
    """What every part of a study shares: the profile as JSON, the day of the method, whether lots are listed."""

    profile: bytes
    method_of: date | None = None
    listed: bool = False


class LotRow(NamedTuple):
    """A lot in the list of lots; winners are those of rank 1, parted by spaces."""

    line: int
    procedure: str
    lot: str
    outcome: LotOutcome


class BadLine(NamedTuple):
    """A line that could not be read, with its problems."""

    line: int
    findings: tuple[Finding, ...]


class Part(NamedTuple):
    """What came of a chunk, and under which release."""

    release: str
    study: Study
    bad: tuple[BadLine, ...]
    rows: tuple[LotRow, ...]
    lines: int
    size: int


def worked(task: Task, chunk: Chunk) -> Part:
    """Every line of a chunk, studied."""
    profile = _profile(task.profile)
    study, bad, rows = Study(), [], []
    for number, line in chunk.lines:
        try:
            body = _parsed(line)
            outcome = _outcome(body, profile, task)
        except UnreadableInputError as error:
            bad.append(BadLine(number, error.findings))
            study.refuse(number, remarks_of(READING, error))
            continue
        except Exception as error:  # noqa: BLE001  a fault of ours in one lot of thousands: told, and the study goes on
            bad.append(BadLine(number, (_fault(error),)))
            study.refuse(number, (Remark(READING, FAILED, _fault(error).message),))
            continue
        study.count(number, outcome)
        if task.listed:
            rows.append(LotRow(number, body["procedure"]["id"], body["lot"]["id"], outcome))
    return Part(release(), study, tuple(bad), tuple(rows), len(chunk.lines), chunk.size)


def _fault(error: Exception) -> Finding:
    message = f"The software failed on this lot ({type(error).__name__}); please report it with the line."
    return Finding(FAILED, Severity.BLOCK, Kind.STRUCTURAL, message)


def _parsed(line: bytes | None) -> Any:
    if line is None:
        message = f"The line is longer than {LARGEST_BODY // 1024 // 1024} MB."
        remedy = "Write one lot a line."
        finding = Finding("input.schemaViolation", Severity.BLOCK, Kind.STRUCTURAL, message, remedy=remedy)
        raise UnreadableInputError(message, (finding,))
    return parse(line)


def _outcome(body: Any, profile: WeightProfile, task: Task) -> LotOutcome:
    reference = knowledge.reference()
    try:
        return study_lot(read_past_lot(body, knowledge.schemas(), reference, task.method_of), profile, reference)
    except UnreadableInputError:
        raise
    except ProcurementError as error:
        # The form is right, but this release does not reach back to the lot's day.
        remark = next(remarks_of("study", error))
        procedure = body["procedure"]
        return unscored(
            procedure["cpv"], procedure["jurisdiction"], body.get("memberState", ""), len(body["bids"]), remark
        )


@lru_cache(maxsize=4)
def _profile(content: bytes) -> WeightProfile:
    return read_study_profile(parse(content), knowledge.schemas(), knowledge.reference())


@cache
def release() -> str:
    """Version, and SHA-256 over every file of law, method and data: parts of different releases do not add up."""
    files = knowledge.method_files().files()
    content = json.dumps({name: hashlib.sha256(held).hexdigest() for name, held in files.items()}, sort_keys=True)
    return f"{__version__} {hashlib.sha256(content.encode()).hexdigest()}"
