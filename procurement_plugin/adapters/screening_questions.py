"""Reads ``config/method/project_screening``: a criterion a file, its questions in four languages with their sources."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from procurement_plugin.adapters.strict_yaml import Sheet, join
from procurement_plugin.domain.document_language import LANGUAGES
from procurement_plugin.domain.findings import Finding, Kind, ProcurementError, Severity
from procurement_plugin.domain.screening import LAWYER, Question, QuestionSource, ScreeningCriterion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KEYS = ("criterion", "order", "title", "questions", "checked")
QUESTION_KEYS, MORE = ("id", "text", "evidence", "source"), ("lookup", "ask")
LOOKUPS = ("listed", "contains", "netZero")
REPORTED = ("as reported", "our own working", "not read")


class ScreeningFilesError(ProcurementError):
    """The questions cannot be used; ``findings`` holds every reason, each with its file and place."""


class Questionnaire(NamedTuple):
    """The criteria in their order, and a SHA-256 over their files."""

    criteria: tuple[ScreeningCriterion, ...]
    sha256: str


def load_questions(folder: Path) -> Questionnaire:
    """Every criterion below the folder.

    Raises:
        ScreeningFilesError: with all problems of all files, if there is one.
    """
    findings: list[Finding] = []
    found: list[tuple[str, ScreeningCriterion]] = []
    content = {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
    for name, raw in content.items():
        sheet = Sheet()
        found.append(_criterion(sheet, raw))
        findings += [
            Finding(code, Severity.BLOCK, Kind.DATA, message, where=f"{name}: {place}")
            for code, place, message in sheet.problems
        ]
    names = [question.id for _, criterion in found for question in criterion.questions]
    findings += [
        Finding("config.duplicateId", Severity.BLOCK, Kind.DATA, f"The question {one} stands twice.", where=one)
        for one in sorted({name for name in names if names.count(name) > 1})
    ]
    if findings:
        lines = [f"- {finding.where}: {finding.message}" for finding in findings]
        raise ScreeningFilesError("\n".join(["The questions need correction:", *lines]), tuple(findings))
    digest = hashlib.sha256(b"".join(f"{name}\n".encode() + raw for name, raw in content.items())).hexdigest()
    return Questionnaire(tuple(criterion for _, criterion in sorted(found, key=lambda row: row[0])), digest)


def _criterion(sheet: Sheet, raw: bytes) -> tuple[str, ScreeningCriterion]:
    content = sheet.keys(sheet.parse(raw), "", KEYS)
    checked = sheet.keys(content.get("checked"), "checked", ("on", "by"))
    sheet.day(checked.get("on"), "checked.on")
    name = sheet.text(content, "criterion")
    rows = content.get("questions")
    if not isinstance(rows, list) or not rows:
        sheet.refuse("shape", "questions", "A list of questions is expected here.")
        rows = []
    questions = tuple(_question(sheet, row, f"questions[{number}]", name) for number, row in enumerate(rows))
    return sheet.text(content, "order"), ScreeningCriterion(name, _worded(sheet, content, "title", ""), questions)


def _question(sheet: Sheet, row: Any, place: str, criterion: str) -> Question:
    content = sheet.keys(row, place, QUESTION_KEYS, MORE)
    for key, allowed in (("lookup", LOOKUPS), ("ask", (LAWYER,))):
        if key in content and content[key] not in allowed:
            sheet.refuse("choice", join(place, key), f"Please choose: {', '.join(allowed)}.")
    return Question(
        f"{criterion}.{sheet.text(content, 'id', place)}",
        _worded(sheet, content, "text", place),
        _worded(sheet, content, "evidence", place),
        str(content.get("lookup", "")),
        str(content.get("ask", "")),
        _source(sheet, content.get("source"), join(place, "source")),
    )


def _worded(sheet: Sheet, content: Mapping[str, Any], key: str, place: str) -> Mapping[str, str]:
    inside = join(place, key)
    worded = sheet.keys(content.get(key), inside, LANGUAGES)
    return {language: sheet.text(worded, language, inside) for language in LANGUAGES}


def _source(sheet: Sheet, given: Any, place: str) -> QuestionSource:
    """Without a quotation the title has to say so: nobody shall take our words for those of a text."""
    content = sheet.keys(given, place, ("title",), ("href", "quote"))
    title, href, quote = (sheet.text(content, key, place) for key in ("title", "href", "quote"))
    if href and urlsplit(href).scheme != "https":
        sheet.refuse("href", join(place, "href"), "Please give one https address.")
    if quote and not href:
        sheet.refuse("missingKey", place, "A quotation needs the address where it was read.")
    if not quote and title and not any(word in title for word in REPORTED):
        allowed = ", ".join(f"“{word}”" for word in REPORTED)
        sheet.refuse("quote", place, f"Without a quotation the title must say {allowed}.")
    return QuestionSource(title, href, quote)
