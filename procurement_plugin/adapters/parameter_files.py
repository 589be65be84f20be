"""Reads ``config/legal`` and ``config/method``: one file, one value; every problem of every file is told at once."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from procurement_plugin.adapters.rule_files import FIGURE_RULES, MORE_KEYS, RULES, TEXT_RULES, rule_parts, wanted_keys
from procurement_plugin.adapters.strict_yaml import Sheet
from procurement_plugin.adapters.word_files import FOLDER, load_words
from procurement_plugin.domain.findings import Finding, Kind, ProcurementError, Severity
from procurement_plugin.domain.parameters import DatedValue, LegalReference, Parameter, ParameterSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

KINDS = {"legal": ("hard_law", "guardrail"), "method": ("method", "guardrail")}
CONFIDENCES = ("V1", "V2", "expert")
SKIPPED = ("README.md", "criterion.yaml", "words.yaml")
# Folders whose files hold other things: words of territory, questions to projects.
OTHERS = frozenset({FOLDER, "project_screening"})
KEYS = ("description", "unit", "kind", "values", "confidence", "checked")
RULE_KEYS = ("rule", "families", "severity", *MORE_KEYS)
VALUE_KEYS = ("value", "as_written", "reasoning", "references")
REFERENCE_KEYS = ("title", "href", "quote", "published")
FIGURE = re.compile(r"-?\d+(\.\d+)?")
ALMOST_A_FIGURE = re.compile(r"[-+]?[\d.,][\d.,\s]*(%|per ?cent|e[-+]?\d+)?", re.IGNORECASE)
NAME = re.compile(r"[a-z0-9_]+")
THOUSAND = 3


class ParameterFilesError(ProcurementError):
    """The parameter files cannot be used; ``findings`` holds every reason, each with its file and place."""


def load_parameters(legal: Path, method: Path) -> ParameterSet:
    """Every parameter below the two folders.

    Raises:
        ParameterFilesError: with all problems of all files, if there is one.
    """
    findings: list[Finding] = []
    parameters: dict[str, Parameter] = {}
    for branch, folder in (("legal", legal), ("method", method)):
        for name in _names(branch, folder, findings):
            parameter_id = name.removesuffix(".yaml").replace("/", ".")
            sheet = Sheet()
            if parameter_id in parameters:
                sheet.refuse("duplicateId", "", f"The id “{parameter_id}” is taken by another file; please rename one.")
            parameters[parameter_id] = _read(sheet, branch, parameter_id, (folder / name).read_bytes())
            findings.extend(_finding(code, f"{branch}/{name}", place, text) for code, place, text in sheet.problems)
    words, problems = load_words(legal / "eu" / FOLDER)
    findings.extend(_finding(code, f"legal/eu/{FOLDER}/{name}", *place) for code, name, *place in problems)
    findings.extend(_weakened_law(parameters.values()))
    if findings:
        lines = [f"- {finding.where}: {finding.message}" for finding in findings]
        raise ParameterFilesError("\n".join(["The parameter files need correction:", *lines]), tuple(findings))
    return ParameterSet(parameters.values(), words)


def _weakened_law(parameters: Iterable[Parameter]) -> Iterator[Finding]:
    """A pack stands before the Union's file of the same name, so it may not soften hard law that blocks."""
    named = {parameter.id: parameter for parameter in parameters}
    for parameter in named.values():
        pack, _, name = parameter.id.partition(".")
        base = named.get(f"eu.{name}")
        if pack == "eu" or base is None or base.kind != "hard_law" or base.severity is not Severity.BLOCK:
            continue
        if parameter.severity is not Severity.BLOCK or parameter.kind != "hard_law":
            message = "This file would soften hard law of the Union that blocks; please give it another name."
            yield _finding("weakensLaw", f"legal/{parameter.id.replace('.', '/')}.yaml", "severity", message)


def due_for_review(parameters: ParameterSet, months: int, today: date) -> list[Parameter]:
    """The parameters last checked that many months ago or earlier, the longest ago first."""
    due = [parameter for parameter in parameters if _months_later(parameter.checked_on, months) <= today]
    return sorted(due, key=lambda parameter: (parameter.checked_on, parameter.id))


def occurs(value: str, text: str) -> bool:
    """Whether a figure stands in a text as a whole number, or a phrase as whole words."""
    spaced = " ".join(text.split())
    if not FIGURE.fullmatch(value):
        phrase = " ".join(re.escape(word) for word in value.split())
        return bool(re.search(rf"(?<!\w){phrase}(?!\w)", spaced, re.IGNORECASE))
    whole, _, fraction = value.partition(".")
    digits = "[ ,]?".join(_groups(whole)) + (re.escape(f".{fraction}") if fraction else "")
    before = r"(?<!\w)(?<!\d[.,/])" + (r"(?<!\d )" if len(whole) == THOUSAND else "")
    return bool(re.search(rf"{before}{digits}(?!\w)(?![.,/]\d)(?! \d{{3}}(?!\d))", spaced))


def _groups(whole: str) -> list[str]:
    """The digits in groups of three from the right, as a text may print them."""
    head = len(whole) % THOUSAND
    return [re.escape(group) for group in (whole[:head], *re.findall(r".{3}", whole[head:])) if group]


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _names(branch: str, folder: Path, findings: list[Finding]) -> Iterator[str]:
    """The parameter files by their path below the folder; a file that would be overlooked is refused."""
    if not folder.is_dir():
        findings.append(
            _finding("config.noFolder", branch, "", f"The folder {folder} does not exist; please check it.")
        )
        return
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_dir() or path.name in SKIPPED or path.name.startswith(".") or OTHERS & {*inside.parts}:
            continue
        if path.suffix == ".yaml" and all(NAME.fullmatch(part) for part in inside.with_suffix("").parts):
            yield inside.as_posix()
        else:
            message = (
                "Only README.md and .yaml files named in small letters, digits and _ belong here; please rename it."
            )
            findings.append(_finding("config.fileName", f"{branch}/{inside.as_posix()}", "", message))


def _finding(code: str, file: str, place: str, message: str) -> Finding:
    return Finding(code, Severity.BLOCK, Kind.STRUCTURAL, message, where=f"{file}: {place}" if place else file)


def _read(sheet: Sheet, branch: str, parameter_id: str, raw: bytes) -> Parameter:
    """The parameter of a file; worth nothing when the sheet has problems."""
    content = sheet.parse(raw)
    if not sheet.problems or content is not None:
        ruled = branch == "legal" and isinstance(content, dict) and any(key in content for key in RULE_KEYS)
        wanted = (*KEYS, *wanted_keys(content.get("rule"))) if ruled else KEYS
        rest = () if branch == "method" else RULE_KEYS
        content = sheet.keys(content, "", wanted, (*rest, "notes"))
    return _parameter(sheet, branch, parameter_id, content or {})


def _parameter(sheet: Sheet, branch: str, parameter_id: str, content: dict[str, Any]) -> Parameter:
    kind = sheet.choice(content, "kind", KINDS[branch])
    rule = sheet.choice(content, "rule", RULES)
    severity = sheet.choice(content, "severity", tuple(str(severity) for severity in Severity))
    confidence = sheet.choice(content, "confidence", CONFIDENCES)
    if kind == "hard_law" and severity == Severity.BLOCK and confidence not in ("", "V1"):
        message = "Hard law may block only when its own text was read (confidence V1); please use warn or inform."
        sheet.refuse("unreadLawBlocks", "severity", message)
    parts = rule_parts(sheet, content, severity)
    checked = sheet.keys(content["checked"], "checked", ("on", "by")) if "checked" in content else {}
    return Parameter(
        id=parameter_id,
        description=sheet.text(content, "description"),
        unit=sheet.text(content, "unit"),
        kind=kind,
        rule=rule,
        families=_families(sheet, content["families"]) if "families" in content else (),
        severity=Severity(severity) if severity else None,
        confidence=confidence,
        values=_values(sheet, content["values"], kind, rule) if "values" in content else (),
        checked_on=sheet.day(checked["on"], "checked.on") if "on" in checked else date.min,
        checked_by=sheet.text(checked, "by", "checked"),
        notes=sheet.text(content, "notes"),
        **parts._asdict(),
    )


def _families(sheet: Sheet, content: Any) -> tuple[str, ...]:
    named = isinstance(content, list) and all(isinstance(name, str) and name for name in content)
    if not named or not content or len(set(content)) < len(content):
        message = "“families” must be a list of limit families, each named once, for example [price, cost]."
        sheet.refuse("families", "families", message)
        return ()
    return tuple(str(name) for name in content)


def _values(sheet: Sheet, content: Any, kind: str, rule: str) -> tuple[DatedValue, ...]:
    if not isinstance(content, dict) or not content:
        message = 'At least one day with its value is expected here, for example "2026-11-01": {value: "20", …}.'
        sheet.refuse("shape", "values", message)
        return ()
    values = [_value(sheet, day, entry, kind, rule) for day, entry in content.items()]
    days = [value.since for value in values]
    if days != sorted(days):
        sheet.refuse("daysFall", "values", "The days must rise from top to bottom; please put them in order.")
    first_day, first = next(iter(content.items()))
    if isinstance(first, dict) and first.get("value", "") is None:
        message = "The first value cannot be a repeal (null): nothing stands before it. Please remove it."
        sheet.refuse("nothingToRepeal", f"values.{first_day}", message)
    return tuple(values)


def _value(sheet: Sheet, day: str, entry: Any, kind: str, rule: str) -> DatedValue:
    place = f"values.{day}"
    since = sheet.day(day, place)
    reasoned = kind in ("guardrail", "method")
    wanted = ("value", "reasoning") if reasoned else ("value", "references") if kind else ("value",)
    content = sheet.keys(entry, place, wanted, [key for key in VALUE_KEYS if key not in wanted])
    repeal = content.get("value", "") is None
    value = "" if repeal else sheet.text(content, "value", place)
    written = sheet.text(content, "as_written", place) or value
    reasoning = sheet.text(content, "reasoning", place)
    references = tuple(_references(sheet, content, place))
    if repeal and not references:
        message = "A repeal (null) needs the reference of the act that repeals; please add it."
        sheet.refuse("repealWithoutReference", place, message)
    elif kind == "hard_law" and content.get("references") == []:
        sheet.refuse("noReference", place, "Hard law needs at least one reference; please add the text it comes from.")
    figure = _figure(sheet, value, rule, place)
    if value and kind:
        quotes = tuple(reference.quote for reference in references)
        _stands_in_its_source(sheet, written, (*quotes, reasoning) if reasoned else quotes, place)
    return DatedValue(since, figure, "" if figure is not None else value, reasoning, references)


def _figure(sheet: Sheet, value: str, rule: str, place: str) -> Decimal | None:
    """The figure, or None for another text; the rule says which of the two it can read."""
    if FIGURE.fullmatch(value):
        if rule in TEXT_RULES:
            sheet.refuse("valueKind", f"{place}.value", f"The rule {rule} needs words here, not a figure.")
        return Decimal(value)
    if ALMOST_A_FIGURE.fullmatch(value) or (value and rule in FIGURE_RULES):
        message = f'“{value}” is not a figure; please write digits with a decimal point only, for example "20".'
        sheet.refuse("valueKind", f"{place}.value", message)
    return None


def _stands_in_its_source(sheet: Sheet, value: str, sources: tuple[str, ...], place: str) -> None:
    """Refuse a value that no quote (or own reasoning) states: neither can then be changed without the other."""
    if not any(occurs(value, text) for text in sources):
        message = (
            f"“{value}” stands in no quote (nor, for our own values, in the reasoning) as a whole; please correct it."
        )
        sheet.refuse("valueWithoutSource", f"{place}.value", message)


def _references(sheet: Sheet, content: dict[str, Any], place: str) -> Iterator[LegalReference]:
    listed = content.get("references", [])
    if not isinstance(listed, list):
        sheet.refuse("shape", f"{place}.references", "“references” must be a list; please start each one with a dash.")
        return
    for index, entry in enumerate(listed):
        inside = f"{place}.references[{index}]"
        found = sheet.keys(entry, inside, REFERENCE_KEYS)
        if "published" in found:
            sheet.day(found["published"], f"{inside}.published")
        title, href, quote, published = (sheet.text(found, key, inside) for key in REFERENCE_KEYS)
        if href and not _is_one_address(href):
            message = f"“{href}” is not exactly one https address; please correct it."
            sheet.refuse("address", f"{inside}.href", message)
        yield LegalReference(title, href, quote, published)


def _is_one_address(href: str) -> bool:
    try:
        parts = urlsplit(href)
        host = parts.hostname or ""
    except ValueError:
        return False
    alone = href.count("://") == 1 and not re.search(r"[\s,;<>\"]", href)
    return alone and parts.scheme == "https" and "." in host and "@" not in parts.netloc
