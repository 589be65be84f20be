"""The officer's form between two requests: what was typed, which screen is shown, what was read from a notice."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import request

from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.pages.forms import Form
from procurement_plugin.web.pages.officer import rows
from procurement_plugin.web.pages.officer.reading import body_of
from procurement_plugin.web.schemas.life_reading import DRAFT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from procurement_plugin.application.ports import StoredProfile
    from procurement_plugin.domain.findings import Finding

PROCEDURE, CRITERIA = "procedure", "criteria"
SCREENS = (PROCEDURE, CRITERIA)
LONGEST_MARK = 600
REVISION = re.compile("[0-9]{1,9}")
ONCE = re.compile("[0-9a-f]{32}")


@dataclass
class Work:
    """A draft at work.

    Attributes:
        stored: the profile that it changes; none while it was never kept.
        revision: of the stored draft that it was begun from.
        body: the draft as JSON, as far as it was filled in.
        screen: ``procedure`` or ``criteria``.
        marks: what a notice said or left out, by place: ``read`` or ``gap``, and words.
        grown: lists that show an empty row, because a button asked for it.
        fresh: the place of a row that was just added.
        once: names the form of a new draft, so that it makes one draft however often it is sent.
    """

    stored: StoredProfile | None
    revision: int
    body: dict[str, Any]
    screen: str = PROCEDURE
    marks: dict[str, tuple[str, str]] = field(default_factory=dict)
    grown: frozenset[str] = frozenset()
    fresh: str = ""
    said: str = ""
    once: str = ""
    problems: tuple[Finding, ...] = ()

    @property
    def in_procedure(self) -> tuple[Finding, ...]:
        """The problems of procedure and lot."""
        return tuple(problem for problem in self.problems if problem.where.startswith(("procedure", "lot")))

    @property
    def hidden(self) -> dict[str, Any]:
        """What the screen does not show, to be carried along."""
        shown: tuple[str, ...] = ("procedure", "lot") if self.screen == PROCEDURE else ("weightProfile", "answers")
        shown = (*shown, "reason") if self.stored is not None and self.stored.state == "published" else shown
        rest = {name: value for name, value in self.body.items() if name not in shown}
        if self.screen == CRITERIA:
            profile = self.body.get("weightProfile")
            whole = profile if isinstance(profile, dict) else {}
            rest["weightProfile"] = {name: whole[name] for name in UNSHOWN if name in whole}
        return rest


# Parts of a profile that no field of the screen shows; a draft made by the API keeps them.
UNSHOWN = ("id",)


def stored_work(stored: StoredProfile) -> Work:
    """A stored draft as it is opened."""
    body = {name: stored.body[name] for name in DRAFT if stored.body.get(name)}
    if stored.state == "published":
        body.pop("reason", None)
    return Work(stored, stored.revision, body, CRITERIA)


def sent_work(stored: StoredProfile | None) -> Work:
    """What a form brings back, its rows added and taken out as a button asked."""
    pairs = list(request.form.items(multi=True))
    action, _, place = request.form.get("_do", "").partition(":")
    if action == "remove":
        pairs = rows.without(pairs, place)
    screen = request.form.get("_screen", PROCEDURE)
    work = Work(
        stored,
        revision_of(request.form.get("_revision", "")),
        body_of(pairs),
        screen if screen in SCREENS else PROCEDURE,
        _marks(request.form.getlist("_mark")),
    )
    once = request.form.get("_once", "")
    work.once = once if ONCE.fullmatch(once) else ""
    if action == "add":
        blank = rows.add_row(work.body, place)
        work.grown = frozenset({blank} if blank else ())
        work.fresh = rows.fresh_field(place, work.body) if not blank else f"{place}[{_count(work.body, place)}]"
    elif action == "criterion":
        rows.add_criterion(work.body, request.form.get("_criterion", ""))
        work.fresh = rows.fresh_field(rows.CRITERIA, work.body)
    return work


def revision_of(given: str) -> int:
    """A revision as a form carries it; 0, which nothing has, for what is none."""
    return int(given) if REVISION.fullmatch(given) else 0


def _count(body: dict[str, Any], place: str) -> int:
    found = Form(body).at(place)
    return len(found) if isinstance(found, list) else 0


def _marks(sent: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Marks as the form carries them: kind, place and words with a bar between."""
    found = (mark[:LONGEST_MARK].split("|", 2) for mark in sent[:2000])
    return {parts[1]: (parts[0], parts[2]) for parts in found if len(parts) == 3}  # noqa: PLR2004


def uploaded() -> bytes:
    """The notice that came with the form.

    Raises:
        UnreadableInputError: there is none.
    """
    file = request.files.get("_notice")
    content = file.read() if file is not None else b""
    if not content:
        raise UnreadableInputError("Please choose the file of a notice first.")
    return content
