"""A study from file to document: reads the archive in chunks, has them worked on, adds up, tells what goes wrong."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from procurement_plugin import __version__
from procurement_plugin.adapters.archive_lines import ArchiveLines
from procurement_plugin.adapters.sector_names import sector_names
from procurement_plugin.adapters.study_table import lots_table
from procurement_plugin.application.evaluation_document import canonical_hash
from procurement_plugin.application.study_document import MOST_LISTED, Studied, study_document
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.bootstrap.study_text import bad_line
from procurement_plugin.bootstrap.study_worker import Task, release, worked
from procurement_plugin.domain.archive_study import Study
from procurement_plugin.domain.findings import ProcurementError, UnreadableInputError
from procurement_plugin.web.schemas.study import read_study_profile
from procurement_plugin.web.strict_json import LARGEST_BODY, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path
    from typing import TextIO

    from procurement_plugin.adapters.study_engines import Engine
    from procurement_plugin.bootstrap.study_worker import BadLine, LotRow, Part
    from procurement_plugin.domain.weighting import WeightProfile

# Lines that are refused one by one on the terminal; the others are counted.
MOST_TOLD = 20


class StudyRun:
    """One study of one archive.

    Args:
        profile: file with a weight profile, as ``weightProfile`` of a request holds it.
        archive: JSON Lines, a past lot a line.
        method_of: lots dispatched before this day are computed by the method and data of this day.
        chunk_size: lots that are worked on at once; no result depends on it.

    Raises:
        UnreadableInputError: the profile cannot be read.
    """

    def __init__(self, profile: Path, archive: Path, method_of: date | None, chunk_size: int) -> None:
        self._profile_content, self._archive, self._chunk_size = profile.read_bytes(), archive, chunk_size
        self._method_of = method_of
        self._profile = _read_profile(parse(self._profile_content), profile.name)
        self._study = Study()
        self._bad: list[BadLine] = []
        self._told = 0

    def document(self, engine: Engine, lots_out: Path | None = None, *, fail_fast: bool = False) -> dict[str, Any]:
        """The study's result; ``lots_out`` gets a table of every lot, whole or not at all.

        Raises:
            UnreadableInputError: no line could be read, or one with ``fail_fast``.
            ProcurementError: workers run another release, or ended by themselves.
        """
        task = Task(self._profile_content, self._method_of, listed=lots_out is not None)
        with self._archive.open("rb") as file, _whole_or_nothing(lots_out) as lots:
            lines = ArchiveLines(file, LARGEST_BODY, self._chunk_size)
            with (
                engine.run(partial(worked, task), lines.chunks()) as parts,
                _progress(self._archive.stat().st_size) as advance,
            ):
                for part in parts:
                    self._take(part, fail_fast=fail_fast)
                    if lots is not None:
                        lots.write(lots_table(map(_cells, part.rows), head=lots.tell() == 0))
                    advance(part.size)
            self._say_how_many_more()
            if not self._study.all.lots:
                what = "No line of {} could be read." if self._study.unreadable else "{} holds no lots."
                raise UnreadableInputError(what.format(self._archive.name))
            return self._document(lines.sha256())

    def _take(self, part: Part, *, fail_fast: bool) -> None:
        if part.release != release():
            raise ProcurementError(
                "A worker runs another release of this software, or other law, method or data, so its numbers would "
                "not add up with these. Install the same everywhere."
            )
        for bad in part.bad:
            if fail_fast:
                raise UnreadableInputError(f"Line {bad.line} of {self._archive.name} cannot be read.", bad.findings)
            if self._told < MOST_TOLD:
                self._told += 1
                _tell(bad_line(bad.line, bad.findings))
            if len(self._bad) < MOST_LISTED:
                self._bad.append(bad)
        self._study.add(part.study)

    def _say_how_many_more(self) -> None:
        more = self._study.unreadable - self._told
        if more:
            _tell(f"And {more} more {'line' if more == 1 else 'lines'} that could not be read.")

    def _document(self, archive_sha256: str) -> dict[str, Any]:
        reference = knowledge.reference()
        intensities = reference.intensities[self._profile.data_set]
        studied = Studied(
            archive_sha256=archive_sha256,
            profile_hash=canonical_hash(parse(self._profile_content)),
            profile_id=self._profile.id,
            method_of=self._method_of.isoformat() if self._method_of else "",
            engine_version=__version__,
            parameters_fingerprint=reference.parameters.fingerprint(),
            data_set={"id": intensities.id, "sha256": intensities.sha256},
            refused=self._bad,
        )
        countries = {code: row.name for code, row in reference.tables["countries"].items()}
        sectors = sector_names(data_directory("config") / "reference_data")
        return study_document(self._study, studied, sectors, countries)


def _read_profile(body: Any, name: str) -> WeightProfile:
    if isinstance(body, dict) and "weightProfile" in body:
        message = f"{name} is a whole request; a study takes what stands in its weightProfile, as a file of its own."
        raise UnreadableInputError(message)
    return read_study_profile(body, knowledge.schemas(), knowledge.reference())


def _cells(row: LotRow) -> list[str]:
    """A lot in the columns of ``LOT_COLUMNS``."""
    lot = row.outcome
    winners = [" ".join(sorted(result.winners)) if result else "" for result in (lot.study, lot.stated)]
    beside = [lot.compared[name].winner if name in lot.compared else "" for name in ("stated", "withoutThree")]
    remarks = " ".join(dict.fromkeys(f"{remark.under}:{remark.code}" for remark in lot.remarks))
    rules = " ".join(dict.fromkeys(remark.code for remark in lot.blocked))
    place = [str(row.line), row.procedure, row.lot, lot.sector, lot.member_state, str(lot.bids), lot.awarded]
    return [*place, *winners, *beside, remarks, rules]


def _tell(text: str) -> None:
    """On the terminal's error side, in the place of the bar that is drawn anew."""
    if sys.stderr.isatty():
        text = f"\r\x1b[K{text}"
    click.echo(text, err=True)


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None]]:
    """Takes how many bytes of the archive are done; a bar only where somebody looks."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=size, label="Studying", file=sys.stderr) as bar:
        yield bar.update


@contextmanager
def _whole_or_nothing(path: Path | None) -> Iterator[TextIO | None]:
    """A file that takes its name once it is whole."""
    if path is None:
        yield None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
