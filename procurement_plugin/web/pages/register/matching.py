"""Pairs that may be one site, and what a person decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from flask import Response, redirect, request, url_for

from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.domain.site_register.confidentiality import KINDS, SITE
from procurement_plugin.domain.site_register.identifiers import IDENTIFIERS
from procurement_plugin.web.pages.forms import Form, tree_of
from procurement_plugin.web.pages.language import carried, marked, t
from procurement_plugin.web.pages.register import words, work
from procurement_plugin.web.schemas.reading import issue
from procurement_plugin.web.schemas.register_reading import read_review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.application.site_register.find_matches import Pair
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.site_register.matching import Reason

# So many pages of sites are looked through for one page of pairs.
LOOKED_THROUGH = 10
PAIRS = 20
NAMES = ("site", "after")
# Which pair a button decides about, and how: ``2:same``.
DECIDE = "_decide"
WHICH = marked(
    "Choose “One site” or “Two different sites” beside the pair that you mean. What you typed is still here."
)


class Typed(NamedTuple):
    """What was typed beside the pairs: the reason of each, and what is wrong with the one that was decided about."""

    reasons: Mapping[frozenset[str], str] = {}
    problems: tuple[Finding, ...] = ()
    about: frozenset[str] = frozenset()


def matches() -> Response:
    """The pairs that nobody has decided about, or a decision."""
    if request.method == "GET":
        return _shown(Typed())
    who, rows = work.writer(), _rows()
    reasons = {_ends(row): str(row.get("reason", "")) for row in rows}
    number, _, outcome = request.form.get(DECIDE, "").partition(":")
    if carried():
        return _shown(Typed(reasons))
    if not (number.isascii() and number.isdigit() and len(number) < 4 and int(number) < len(rows)):  # noqa: PLR2004
        return _shown(Typed(reasons, (issue("input.requiredInput", "", WHICH),)), 400)
    row = rows[int(number)]
    body = {**row, "outcome": outcome}
    try:
        (first, second), said = read_review(body)
        work.office().desk.review(first, second, said, who)
    except UnreadableInputError as error:
        return _shown(Typed(reasons, error.findings, _ends(row)), 400)
    back = {name: request.form[f"_{name}"] for name in NAMES if request.form.get(f"_{name}")}
    return cast("Response", redirect(url_for("register.matches", **back), 303))  # type: ignore[arg-type]


def _rows() -> list[dict[str, Any]]:
    """The pairs of the form, each as the API's request without its outcome; others than ours have none."""
    rows = tree_of(request.form.items(multi=True)).get("pairs")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _ends(row: Mapping[str, Any]) -> frozenset[str]:
    names = row.get("siteIds")
    return frozenset(map(str, names)) if isinstance(names, list) else frozenset()


def _form(typed: Typed, told: Sequence[Mapping[str, Any]]) -> Form:
    """What was typed, at the pairs as they are shown now."""
    reasons = [{"reason": typed.reasons.get(frozenset(pair["ids"]), "")} for pair in told]
    place = next((f"pairs[{n}]" for n, pair in enumerate(told) if frozenset(pair["ids"]) == typed.about), "")
    return Form({"pairs": reasons}, [one.at(f"{place}.{one.where}") if place else one for one in typed.problems])


def _shown(typed: Typed, status: int = 200) -> Response:
    said = work.asked(*NAMES) or {name: request.form.get(f"_{name}", "")[:80] for name in NAMES}
    _, problems = work.filters_of(said)
    one, begin = ("", "") if problems else (said.get("site", ""), said.get("after", ""))
    pairs, following = _of_one(one) if one else _of_all(begin)
    told = [pair_told(pair) for pair in pairs]
    return work.shown("matches", status, pairs=told, following=following, begin=begin, one=one, form=_form(typed, told))


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
