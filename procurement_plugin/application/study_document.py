"""A study as a document: counts, shares and quantiles as text, the same bytes for the same archive and release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.evaluation_document import stripped, text_of
from procurement_plugin.domain.archive_study import SECTORS, STATES
from procurement_plugin.domain.studied_lot import CHANGED, COMPARED_WITH, DRAWN, SAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.domain.archive_study import Comparison, Group, Noted, Study
    from procurement_plugin.domain.findings import Finding

# Nearest rank, per cent; the name of each in the document.
QUANTILES = {"percentile5": 5, "percentile25": 25, "median": 50, "percentile75": 75, "percentile95": 95}
MOST_LISTED = 100
USE = (
    "A simulation over past lots, never an award. Bidders would have bid otherwise under another profile; the study "
    "counts what the same bids would have got."
)
NOT_STATED = "not stated"


class Studied(NamedTuple):
    """What a document needs beside the counts: what was studied, under which release, and the lines refused."""

    archive_sha256: str
    profile_hash: str
    profile_id: str
    method_of: str
    engine_version: str
    parameters_fingerprint: str
    data_set: Mapping[str, str]
    refused: Sequence[tuple[int, Sequence[Finding]]]


def study_document(
    study: Study, studied: Studied, sectors: Mapping[str, str], states: Mapping[str, str]
) -> dict[str, Any]:
    """The whole result; ``sectors`` and ``states`` name the groups."""
    return stripped(
        {
            "kind": "study",
            "use": USE,
            "engineVersion": studied.engine_version,
            "parametersFingerprint": studied.parameters_fingerprint,
            "dataSets": [dict(studied.data_set)],
            "archiveSha256": studied.archive_sha256,
            "profileId": studied.profile_id or None,
            "profileFingerprint": studied.profile_hash,
            "methodOf": studied.method_of or None,
            "lots": study.all.lots,
            "unreadable": study.unreadable,
            "all": _group("", "all lots", study.all),
            SECTORS: [_group(key, sectors.get(key, "not a division of the CPV"), g) for key, g in study.by(SECTORS)],
            STATES: [_group(key, states.get(key, key) if key else NOT_STATED, g) for key, g in study.by(STATES)],
            "awarded": _awarded(study),
            "remarks": [_noted("under", key, noted) for key, noted in _heaviest(study.remarks)],
            "wouldBeBlocked": {
                "lots": study.blocked_lots,
                "rules": [_noted("kind", key, noted) for key, noted in _heaviest(study.blocked)],
            },
            "refusedLines": [_refused(line, findings) for line, findings in studied.refused[:MOST_LISTED]],
        }
    )


def _group(key: str, name: str, group: Group) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "lots": group.lots,
        "scored": group.scored,
        "oneBid": group.one_bid,
        **{which: _comparison(group.compared[which]) for which in COMPARED_WITH},
    }


def _comparison(found: Comparison) -> dict[str, Any]:
    quantiles = found.quantiles(tuple(QUANTILES.values()))
    return stripped(
        {
            "lots": found.lots,
            "winnerSame": found.winners[SAME],
            "winnerChanged": found.winners[CHANGED],
            "winnerDrawn": found.winners[DRAWN],
            "shareChanged": text_of(found.share_changed()),
            "bids": found.changes.total(),
            "pointChange": {name: text_of(value) for name, value in zip(QUANTILES, quantiles, strict=False)} or None,
            "pairs": found.pairs,
            "pairsTurned": found.turned,
            "rankCorrelation": text_of(found.correlation()),
        }
    )


def _awarded(study: Study) -> dict[str, int]:
    known = study.awarded
    return {
        "known": known.known,
        "namedByStated": known.by_stated,
        "namedByStudy": known.by_study,
        "namedByBoth": known.by_both,
    }


def _heaviest(noted: Mapping[tuple[str, str], Noted]) -> list[tuple[tuple[str, str], Noted]]:
    return sorted(noted.items(), key=lambda item: (-item[1].lots, item[0]))


def _noted(first: str, key: tuple[str, str], noted: Noted) -> dict[str, Any]:
    return {first: key[0], "code": key[1], "lots": noted.lots, "firstLine": noted.line, "firstMessage": noted.message}


def _refused(line: int, findings: Sequence[Finding]) -> dict[str, Any]:
    issues = [{"code": f.code, "name": f.where, "detail": f"{f.message} {f.remedy}".rstrip()} for f in findings]
    return {"line": line, "issues": issues}
