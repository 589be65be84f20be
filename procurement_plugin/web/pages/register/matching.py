"""Pairs that may be one site, and what a person decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import Response, redirect, request, url_for

from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.site_register.confidentiality import KINDS, SITE
from procurement_plugin.domain.site_register.identifiers import IDENTIFIERS
from procurement_plugin.web.pages.forms import Form
from procurement_plugin.web.pages.language import t
from procurement_plugin.web.pages.register import words, work
from procurement_plugin.web.schemas.register import REVIEW_REQUEST
from procurement_plugin.web.schemas.register_reading import read_review

if TYPE_CHECKING:
    from procurement_plugin.application.site_register.find_matches import Pair
    from procurement_plugin.domain.site_register.matching import Reason

# So many pages of sites are looked through for one page of pairs.
LOOKED_THROUGH = 10
PAIRS = 20
NAMES = ("site", "after")


def matches() -> Response:
    """The pairs that nobody has decided about, or a decision."""
    if request.method == "GET":
        return _shown(Form({}))
    who = work.writer()
    body = work.sent(REVIEW_REQUEST)
    try:
        (first, second), said = read_review(body)
        work.office().desk.review(first, second, said, who)
    except UnreadableInputError as error:
        return _shown(Form(body, error.findings), 400)
    back = {name: request.form[f"_{name}"] for name in NAMES if request.form.get(f"_{name}")}
    return cast("Response", redirect(url_for("register.matches", **back), 303))  # type: ignore[arg-type]


def _shown(form: Form, status: int = 200) -> Response:
    said = work.asked(*NAMES) or {name: request.form.get(f"_{name}", "")[:80] for name in NAMES}
    _, problems = work.filters_of(said)
    one, begin = ("", "") if problems else (said.get("site", ""), said.get("after", ""))
    pairs, following = _of_one(one) if one else _of_all(begin)
    told = [pair_told(pair) for pair in pairs]
    return work.shown("matches", status, pairs=told, following=following, begin=begin, one=one, form=form)


def _of_one(name: str) -> tuple[list[Pair], str]:
    """The open pairs of one site."""
    who, office = work.reader(), work.office()
    pairs = office.matches(who).of_site(office.desk.found(SITE, name, who))
    return [pair for pair in pairs if pair.review is None or pair.review["changedSince"]], ""


def _of_all(after: str) -> tuple[list[Pair], str]:
    """A page of open pairs, and where to look on."""
    finder = work.office().matches(work.reader())
    pairs: list[Pair] = []
    for _ in range(LOOKED_THROUGH):
        found, after = finder.open_pairs(after)
        pairs += found
        if not after or len(pairs) >= PAIRS:
            break
    return pairs, after


def pair_told(pair: Pair) -> dict[str, Any]:
    """A pair with its reasons in words and the fields in which the two differ."""
    names = [name for group in KINDS[SITE].groups.values() for name in group]
    both = [name for name in names if name in pair.first or name in pair.second]
    return {
        "ids": [pair.first["id"], pair.second["id"]],
        "first": pair.first,
        "second": pair.second,
        "score": pair.comparison.score,
        "outcome": pair.comparison.outcome,
        "review": pair.review,
        "reasons": list(map(reason_told, pair.comparison.reasons)),
        "rows": [(name, pair.first.get(name), pair.second.get(name)) for name in both],
    }


def reason_told(reason: Reason) -> str:
    """A reason in the reader's language, with its points."""
    about = IDENTIFIERS[reason.about].name if reason.about else ""
    figures = {"about": about, "measured": str(reason.measured)}
    named = {name: value for name, value in figures.items() if f"{{{name}}}" in words.REASONS[reason.code]}
    points = t("{points} of {possible} points", points=str(reason.points), possible=str(reason.possible))
    return f"{t(words.REASONS[reason.code], **named)} ({points})"
