"""Import a table of sites: read whole, refused with every problem at its line, looked at before anything is stored."""

from __future__ import annotations

import csv
import io
import json
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.application.site_register.find_matches import MatchFinder
from procurement_plugin.application.site_register.ports import NewEntry
from procurement_plugin.application.site_register.record_entry import merged_content, refusal, signed
from procurement_plugin.application.site_register.site_columns import BY_NAME, MARK, PASSED_OVER, Column, value_of
from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.site_register.confidentiality import KINDS, SITE, classes_of, clearance_of, rank, visible
from procurement_plugin.domain.site_register.identifiers import IDENTIFIERS, bare
from procurement_plugin.domain.site_register.terms import Term, indexed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from procurement_plugin.application.ports import Clock
    from procurement_plugin.application.site_register.find_matches import Metres
    from procurement_plugin.application.site_register.ports import Register
    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.site_register.chain import RegisterVersion
    from procurement_plugin.domain.site_register.confidentiality import Entry

    # From a row as sent to a content, or its problems, each at its place.
    ReadRow = Callable[[Mapping[str, Any]], tuple[Mapping[str, Any], Sequence[Finding]]]

SEPARATORS = (",", ";", "\t")
MOST_LINES = 10_000
MOST_PROBLEMS = 200
LONGEST_CELL = 20_000
# Possible duplicates are shown of so many new sites; the page of matches shows all of them afterwards.
LOOKED_AT = 200


class Line(NamedTuple):
    """A line of the table: its number in the file, and its cells as a nested site."""

    number: int
    site: Mapping[str, Any]


class SiteTable(NamedTuple):
    """A table as it was read; ``passed_over`` columns are known and hold nothing for the register."""

    lines: tuple[Line, ...]
    passed_over: tuple[str, ...]


class Planned(NamedTuple):
    """What an import would do.

    Attributes:
        added: new entries and new contents of known ones.
        new, changed, unchanged: numbers of lines; a line that repeats a site word for word is unchanged, too.
        known: lines without an identifier of ours whose OS ID, GLN or establishment number the register has: left out.
        alike: pairs of line and known site that may be one.
    """

    added: tuple[NewEntry, ...]
    new: int
    changed: int
    unchanged: int
    known: tuple[tuple[int, str, str], ...]
    alike: tuple[tuple[int, str, int, str], ...]


def read_table(text: str) -> SiteTable:
    """The lines of a table of comma-, semicolon- or tab-separated values.

    Raises:
        UnreadableInputError: every problem of the table at once, each at its line.
    """
    head_line = text.removeprefix(MARK).partition("\n")[0]
    separator = max(SEPARATORS, key=head_line.count)
    reader = csv.reader(io.StringIO(text.removeprefix(MARK), newline=""), delimiter=separator, strict=True)
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        faults = list(_head_faults(head))
        if faults:
            raise UnreadableInputError("The first line of the table is not right.", tuple(faults))
        columns = [BY_NAME.get(name) for name in head]
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        fault = refusal(f"line {reader.line_num}", f"The line cannot be read: {error}.", "schemaViolation")
        raise UnreadableInputError("The table cannot be read.", (fault,)) from None
    faults = list(_row_faults(rows, len(head)))
    if faults:
        raise UnreadableInputError("The table has problems; none of it was stored.", tuple(faults[:MOST_PROBLEMS]))
    lines = tuple(Line(number, _site(columns, row, comma=separator != ",")) for number, row in rows)
    return SiteTable(lines, tuple(name for name in head if name in PASSED_OVER))


def _head_faults(head: Sequence[str]) -> Iterator[Finding]:
    for name in sorted({name for name in head if name not in BY_NAME and name not in PASSED_OVER}):
        shown = name[:40] or "(empty)"
        message = f"There is no column {shown}; take it out. The columns are {', '.join(BY_NAME)}."
        yield refusal("line 1", message, "unknownInput")
    for name in sorted({name for name in head if head.count(name) > 1}):
        yield refusal("line 1", f"The column {name[:40]} stands there twice.", "schemaViolation")
    for name in ("name", "country_code"):
        if name not in head and "id" not in head:
            yield refusal("line 1", f"The column {name} is missing.", "requiredInput")


def _row_faults(rows: Sequence[tuple[int, Sequence[str]]], width: int) -> Iterator[Finding]:
    if len(rows) > MOST_LINES:
        message = f"The table has {len(rows)} lines; at most {MOST_LINES} are read at once. Please send it in parts."
        yield refusal("table", message, "outOfRange")
        return
    if not rows:
        yield refusal("table", "The table holds no site.", "requiredInput")
    for number, row in rows:
        if len(row) != width:
            message = f"The line has {len(row)} cells, and the first line {width}."
            yield refusal(f"line {number}", message, "schemaViolation")
        elif any(len(cell) > LONGEST_CELL for cell in row):
            yield refusal(f"line {number}", f"A cell has more than {LONGEST_CELL} characters.", "schemaViolation")


def _site(columns: Sequence[Column | None], row: Sequence[str], *, comma: bool) -> dict[str, Any]:
    site: dict[str, Any] = {}
    for column, cell in zip(columns, row, strict=True):
        if column is None or not cell.strip():
            continue
        holder, (*outer, last) = site, column.place.split(".")
        for part in outer:
            holder = holder.setdefault(part, {})
        holder[last] = value_of(column, cell, decimal_comma=comma)
    return site


class SiteImport:
    """Plans and stores imports."""

    def __init__(self, register: Register, metres: Metres, clock: Clock) -> None:
        self._register = register
        self._metres = metres
        self._clock = clock

    def plan(self, table: SiteTable, read_row: ReadRow, actor: Actor) -> Planned:
        """What the table would add and change; nothing is stored.

        Raises:
            UnreadableInputError: every problem of every line at once, up to ``MOST_PROBLEMS``.
        """
        faults: list[Finding] = []
        ids = [str(line.site.get("id", "")) for line in table.lines]
        standing = self._register.newest(actor.tenant_id, [name for name in ids if name])
        read: list[tuple[Line, Mapping[str, Any]]] = []
        seen: dict[str, int] = {}
        for line, name in zip(table.lines, ids, strict=True):
            content, problems = read_row(_overlaid(line, standing.get(name), actor))
            problems = [*problems, *_known_faults(line, standing.get(name), actor)]
            for place, value in _unique(line):
                if value in seen:
                    message = f"Line {seen[value]} has it, too; a site stands in the table once."
                    problems.append(refusal(place, message))
                seen.setdefault(value, line.number)
            faults += [problem.at(_place(line.number, problem.where)) for problem in problems]
            read.append((line, content))
        if faults:
            more = len(faults) - MOST_PROBLEMS
            shown = faults[:MOST_PROBLEMS]
            if more > 0:
                shown.append(refusal("table", f"{more} more problems are not listed.", "schemaViolation"))
            raise UnreadableInputError("The table has problems; none of it was stored.", tuple(shown))
        return self._planned(read, standing, actor)

    def store(self, planned: Planned, actor: Actor) -> RegisterVersion:
        """Record everything as one version; when there is nothing to record the register stays as it is."""
        if not planned.added:
            return self._register.head(actor.tenant_id)
        return self._register.commit(actor, self._clock.now(), planned.added)

    def _planned(
        self, read: Sequence[tuple[Line, Mapping[str, Any]]], standing: Mapping[str, Entry], actor: Actor
    ) -> Planned:
        known = self._known([line for line, _ in read if "id" not in line.site], actor)
        fresh = [(line, content) for line, content in read if "id" not in line.site and line.number not in known]
        repeated = self._repeated(fresh, actor)
        added: list[NewEntry] = []
        new: list[tuple[int, Mapping[str, Any]]] = []
        changed = unchanged = 0
        for line, content in read:
            if line.number in known:
                continue
            if line.number in repeated:
                unchanged += 1
                continue
            before = standing.get(str(line.site.get("id", "")))
            if before is None:
                added.append(NewEntry(SITE, str(uuid.uuid4()), signed(content, actor)))
                new.append((line.number, content))
                continue
            merged = merged_content(before, content, actor)
            if _fields(merged) == _fields(before.content):
                unchanged += 1
                continue
            changed += 1
            added.append(NewEntry(SITE, before.id, signed(merged, actor), before.version))
        rows = tuple((number, *told) for number, told in sorted(known.items()))
        return Planned(tuple(added), len(new), changed, unchanged, rows, self._alike(new, actor))

    def _known(self, lines: Sequence[Line], actor: Actor) -> dict[int, tuple[str, str]]:
        """By line, the identifier that the register has already, and the site that has it."""
        terms = {
            Term("identifier", f"{place}:{value}", 0): line.number
            for line in lines
            for place, value in _identifiers(line)
        }
        limit = rank(clearance_of(actor))
        found = self._register.sharing(actor.tenant_id, list(terms), limit)
        entries = self._register.numbered(actor.tenant_id, [numbers[0] for numbers in found.values() if numbers])
        return {
            terms[term]: (term.value.partition(":")[0], entries[numbers[0]].id)
            for term, numbers in found.items()
            if numbers
        }

    def _repeated(self, rows: Sequence[tuple[Line, Mapping[str, Any]]], actor: Actor) -> set[int]:
        """Lines that say of a site exactly what the register says, so that a table read twice adds nothing."""
        clearance = clearance_of(actor)
        terms = {term for _, content in rows for term in indexed(SITE, content).terms if term.kind == "name"}
        found = self._register.sharing(actor.tenant_id, list(terms), rank(clearance))
        numbers = {number for sharing in found.values() for number in sharing}
        entries = self._register.numbered(actor.tenant_id, numbers).values()
        said = {_word_for_word(told) for entry in entries if (told := visible(entry, clearance)) is not None}
        return {line.number for line, content in rows if _word_for_word(content) in said}

    def _alike(
        self, new: Sequence[tuple[int, Mapping[str, Any]]], actor: Actor
    ) -> tuple[tuple[int, str, int, str], ...]:
        finder = MatchFinder(self._register, self._metres, actor.tenant_id, clearance_of(actor))
        pairs = finder.of_drafts({str(number): content for number, content in new[:LOOKED_AT]})
        return tuple(
            (int(pair.first["id"]), str(pair.second["id"]), pair.comparison.score, pair.comparison.outcome)
            for pair in pairs
        )


def _overlaid(line: Line, before: Entry | None, actor: Actor) -> dict[str, Any]:
    """The site of a line; where it changes a known one, what the line leaves empty stays as it is."""
    given = {key: said for key, said in line.site.items() if key not in ("id", "version")}
    told = visible(before, clearance_of(actor)) if before is not None and before.kind == SITE else None
    if told is None:
        return given
    names = [name for group in KINDS[SITE].groups.values() for name in group]
    standing = {name: told[name] for name in names if name in told}
    location = {**standing.get("location", {}), **given.get("location", {})}
    return {**standing, **given, **({"location": location} if location else {})}


def _known_faults(line: Line, before: Entry | None, actor: Actor) -> Iterator[Finding]:
    if "id" not in line.site:
        return
    if before is None or before.kind != SITE or visible(before, clearance_of(actor)) is None:
        yield refusal("id", "There is no site with this identifier in the register.", "referencedResourceNotFound")
    elif str(line.site.get("version", before.version)) != str(before.version):
        message = f"The site changed since the table was written: it stands at version {before.version} now."
        yield refusal("version", message)


def _identifiers(line: Line) -> Iterator[tuple[str, str]]:
    for place, known in IDENTIFIERS.items():
        if place in line.site and known.names == SITE:
            yield place, bare(str(line.site[place]))


def _unique(line: Line) -> Iterator[tuple[str, str]]:
    named = [(place, f"{place}:{value}") for place, value in _identifiers(line)]
    named += [("id", f"id:{line.site['id']}")] if "id" in line.site else []
    yield from named or [("", _word_for_word(line.site))]


def _fields(content: Mapping[str, Any]) -> dict[str, Any]:
    """What makes two contents the same: the fields and their classes, not how they were recorded."""
    names = [name for group in KINDS[SITE].groups.values() for name in group]
    return {name: content[name] for name in names if name in content} | {"classes": classes_of(SITE, content)}


def _word_for_word(site: Mapping[str, Any]) -> str:
    """The fields of a site as one text."""
    names = [name for group in KINDS[SITE].groups.values() for name in group]
    return json.dumps({name: site[name] for name in names if name in site}, sort_keys=True)


def _place(number: int, place: str) -> str:
    """Where a problem lies: the line, and the name of the column."""
    name = next((column.name for column in BY_NAME.values() if column.place == place.partition("[")[0]), place)
    return f"line {number}: {name}" if name else f"line {number}"
