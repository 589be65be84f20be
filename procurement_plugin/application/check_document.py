"""Whether a document is the one of its record, and what the record says follows; without the store or the scoring."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.document_record import SCHEMA, canonical
from procurement_plugin.application.official_documents import DEBRIEF
from procurement_plugin.domain.recomputation import UnreadableRecordError, recompute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_FAULTS = 20


class Verdict(StrEnum):
    """What came of a check: right, wrong, or not to be told with what is at hand."""

    RIGHT = "ok"
    WRONG = "WRONG"
    OPEN = "open"


class Check(NamedTuple):
    """One thing that was looked at, and what was found."""

    name: str
    verdict: Verdict
    text: str


class Attached(NamedTuple):
    """What a file holds beside its pages.

    Attributes:
        claims: what its metadata says about it.
        records: every attached file by its name; two of one name both.
        stated: size and MD5 that the file states for its record, empty where it states none.
    """

    claims: Mapping[str, str]
    records: Sequence[tuple[str, bytes]]
    stated: tuple[str, str]


class Release(NamedTuple):
    """What the release that checks knows itself: hashes of its law and method, its data, and its files."""

    parameters_fingerprint: str
    data_sets: Mapping[str, str]
    files: Mapping[str, str]


def check_record(attached: Attached, release: Release | None = None) -> Iterator[Check]:
    """Every check of the record; later ones only where the earlier made them possible."""
    wrong = _attachment(attached)
    if wrong:
        yield Check("attachment", Verdict.WRONG, wrong)
        return
    content = attached.records[0][1]
    yield Check("attachment", Verdict.RIGHT, f"{len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    record, wrong = _parsed(content)
    if wrong:
        yield Check("record", Verdict.WRONG, wrong)
        return
    try:
        yield from _about(record, attached.claims, release)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        yield Check("record", Verdict.WRONG, f"It has not the form of {SCHEMA} ({type(error).__name__}: {error}).")


def _attachment(attached: Attached) -> str:
    if len(attached.records) != 1:
        return f"One attached record is expected; {len(attached.records)} files are attached."
    content = attached.records[0][1]
    size, md5 = attached.stated
    if attached.claims.get("recordSha256") != hashlib.sha256(content).hexdigest():
        return "The attached record is not the one that the document's metadata names by its SHA-256."
    if size != str(len(content)) or md5 != hashlib.md5(content, usedforsecurity=False).hexdigest():
        return "Size or check sum of the attached record are not those that the file states."
    return ""


def _parsed(content: bytes) -> tuple[dict[str, Any], str]:
    try:
        record = json.loads(content, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        return {}, f"It is no JSON that can be read ({error})."
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        return {}, f"It does not name the schema {SCHEMA}."
    if canonical(record) != content:
        return {}, "It is not in canonical form: names sorted, no spaces."
    return record, ""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _about(record: Mapping[str, Any], claims: Mapping[str, str], release: Release | None) -> Iterator[Check]:
    about, evaluation = record["document"], record["evaluation"]
    names = f"{about['type']} in {about['language']}, document {about['id']}, evaluation {evaluation['id']}"
    replaced = f", replaces {about['replaces']} ({about['reason']})" if "replaces" in about else ""
    yield Check("record", Verdict.RIGHT, f"{names}, {evaluation['kind']}{replaced}")
    yield _claimed(about, evaluation, claims)
    yield _version(record, evaluation)
    if release is not None:
        yield from _release(record, evaluation, release)
    yield from _recomputed(evaluation, whole=about["type"] != DEBRIEF)


def _claimed(about: Mapping[str, Any], evaluation: Mapping[str, Any], claims: Mapping[str, str]) -> Check:
    expected = {
        "documentId": about["id"],
        "documentType": about["type"],
        "evaluationId": evaluation["id"],
        "replaces": about.get("replaces", ""),
        **{name: evaluation.get(name, "") for name in ("inputHash", "profileFingerprint", "parametersFingerprint")},
    }
    different = [name for name, value in expected.items() if claims.get(name, "") != value]
    if about["evaluationId"] != evaluation["id"]:
        different.append("document.evaluationId")
    if different:
        return Check("metadata", Verdict.WRONG, f"Metadata and record differ in {', '.join(different)}.")
    return Check("metadata", Verdict.RIGHT, "identifiers and fingerprints are those of the record")


def _version(record: Mapping[str, Any], evaluation: Mapping[str, Any]) -> Check:
    """The published version, by its own fingerprint, and that the evaluation is under it."""
    name, named = "published version", evaluation.get("weightProfileVersion")
    if named is None:
        return Check(name, Verdict.OPEN, "none, for this is a trial: never an award")
    version = record.get("weightProfileVersion")
    if version is None:
        return Check(name, Verdict.OPEN, f"not attached; its fingerprint is {named['fingerprint']}")
    content = {key: value for key, value in version.items() if key != "fingerprint"}
    fingerprint = hashlib.sha256(canonical(content)).hexdigest()
    profile = hashlib.sha256(canonical(version["weightProfile"])).hexdigest()
    wrong = [
        text
        for text, differs in (
            ("its fingerprint", not fingerprint == version["fingerprint"] == named["fingerprint"]),
            ("the weight profile", profile != evaluation["profileFingerprint"]),
            ("a weight or an anchor", not _contains(evaluation["weightProfile"], version["weightProfile"])),
            ("law and method", version["parametersFingerprint"] != evaluation["parametersFingerprint"]),
            ("the data", version["dataSets"] != evaluation["dataSets"]),
        )
        if differs
    ]
    if wrong:
        return Check(name, Verdict.WRONG, f"The evaluation does not rest on it as published: {', '.join(wrong)}.")
    return Check(name, Verdict.RIGHT, f"{version['profileId']}/{version['version']}, fingerprint {fingerprint}")


def _contains(whole: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    """Whether the profile as evaluated holds the profile as published; it spells defaults out beside."""
    return all(whole.get(name) == value for name, value in part.items())


def _release(record: Mapping[str, Any], evaluation: Mapping[str, Any], release: Release) -> Iterator[Check]:
    """What this release has itself; another release having other files is no fault."""
    same = evaluation["parametersFingerprint"] == release.parameters_fingerprint
    text = (
        "those of this release of the software"
        if same
        else "of another release; with that release their fingerprint can be checked"
    )
    yield Check("law and method", Verdict.RIGHT if same else Verdict.OPEN, text)
    for data_set in evaluation["dataSets"]:
        known = release.data_sets.get(data_set["id"])
        same = known == data_set["sha256"]
        text = "as in this release" if same else "not in this release with that content"
        yield Check(f"data set {data_set['id']}", Verdict.RIGHT if same else Verdict.OPEN, text)
    files = record.get("weightProfileVersion", {}).get("files", {})
    if files:
        equal = sum(release.files.get(path) == sha256 for path, sha256 in files.items())
        whole = equal == len(files)
        text = f"{equal} of {len(files)} frozen files are those of this release"
        yield Check("frozen files", Verdict.RIGHT if whole else Verdict.OPEN, text)


def _recomputed(evaluation: Mapping[str, Any], *, whole: bool) -> Iterator[Check]:
    try:
        found = recompute(evaluation, whole=whole)
    except UnreadableRecordError as error:
        yield Check("recomputation", Verdict.WRONG, f"The record cannot be worked out: {error}.")
        return
    for fault in found.faults[:MOST_FAULTS]:
        text = f"{fault.where}: the record says {fault.stated}, worked out {fault.found}"
        yield Check("recomputation", Verdict.WRONG, text)
    if len(found.faults) > MOST_FAULTS:
        yield Check("recomputation", Verdict.WRONG, f"and {len(found.faults) - MOST_FAULTS} more")
    if not found.faults:
        yield Check("recomputation", Verdict.RIGHT, _counted(found.counts))


def _counted(counts: Mapping[str, int]) -> str:
    """What was worked out again, and what cannot be, in words."""
    names = {"points": "score", "totals": "total", "ranks": "rank", "steps": "step"}
    rows = [f"{counts[key]} {name}{'s' * (counts[key] != 1)}" for key, name in names.items() if counts[key]]
    given = counts["given"]
    kept = (
        f"; {given} more {'was' if given == 1 else 'were'} given by the platform, which alone can explain"
        if given
        else ""
    )
    listed = " and ".join(filter(None, (", ".join(rows[:-1]), *rows[-1:])))
    return f"{listed or 'nothing'} worked out again from the record, with the same result{kept}"
