"""Where the bids of a simulation come from: a JSON file or text, a stored evaluation, or the typed form."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import request

from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.bidder.bid_form import Asks, BidForm, field_of
from procurement_plugin.web.pages.bidder.bid_json import NO_PLACE, BidJson
from procurement_plugin.web.pages.forms import typed
from procurement_plugin.web.pages.language import marked
from procurement_plugin.web.schemas.places import SAYS
from procurement_plugin.web.schemas.reading import issue
from procurement_plugin.web.strict_json import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from procurement_plugin.domain.actor import Actor
    from procurement_plugin.domain.findings import Finding

FILE, TEXT, EVALUATION = "_file", "_json", "_evaluation"
FROM_FILE, FROM_EVALUATION, TYPED = "json", "evaluation", "typed"
SOURCES = (FROM_FILE, FROM_EVALUATION, TYPED)
BIDS = "bids"
# A longer text is not carried along; the file is chosen again.
LONGEST_CARRIED = 1_000_000
NOTHING_SENT = marked("Choose a file with bids, or paste them.")
NO_BIDS = marked("There are no bids in it. Send a list of bids, or a request with the name “bids”.")
NO_EVALUATION = marked("Choose one of the evaluations of this weight profile.")
OTHER_CRITERIA = marked(
    "That evaluation was made under other criteria than the draft has now, so its weights do not fit."
)
NO_TYPED = marked("Add at least one bid.")
UTC = ZoneInfo("UTC")
NOBODY = "–"


class Sent(NamedTuple):
    """Bids as the API reads them; ``text`` is what is carried along; ``made`` how typed ones came about."""

    bids: list[Any]
    text: str = ""
    made: tuple[BidJson, ...] = ()


def sent_json() -> Sent:
    """Bids from a file, else from the text.

    Raises:
        UnreadableInputError: it is no JSON, or holds no bids.
    """
    upload = request.files.get(FILE)
    raw = upload.read() if upload is not None and upload.filename else b""
    raw = raw or request.form.get(TEXT, "").encode("utf-8", "replace")
    if not raw.strip():
        raise _refused(NOTHING_SENT, TEXT)
    try:
        found = parse(raw)
    except UnreadableInputError as error:
        raise UnreadableInputError(str(error), tuple(replace(one, where=TEXT) for one in error.findings)) from error
    bids = found.get(BIDS) if isinstance(found, dict) else found
    if not isinstance(bids, list) or not bids:
        raise _refused(NO_BIDS, TEXT)
    text = json.dumps(bids, ensure_ascii=False, indent=1)
    return Sent(bids, text if len(text) <= LONGEST_CARRIED else "")


def sent_typed(form: BidForm, asks: Asks) -> Sent:
    """Bids from the typed form; what is wrong with them is told with the rest of the request."""
    wired = service()
    made = [BidJson(form, f"{BIDS}[{number}]", asks, wired.reference.places) for number in form.rows(BIDS)]
    if not made:
        raise _refused(NO_TYPED, BIDS)
    bids = []
    for number, one in enumerate(made):
        bidder = one.bid.get("bidder")
        name = bidder.get("name", NOBODY) if isinstance(bidder, dict) else NOBODY
        bid = {**one.bid, "id": f"B-{number + 1}", "bidder": {"id": f"B-{number + 1}", "name": name}}
        bids.append(typed(wired.schemas.bid, bid, UTC))
    return Sent(bids, made=tuple(made))


def stored_evaluations(profile_id: str, who: Actor) -> list[dict[str, Any]]:
    """The official evaluations of a weight profile, the newest first."""
    wired = service()
    found = []
    for number in range(wired.profiles.latest(who.tenant_id, profile_id), 0, -1):
        steps = wired.evaluations.steps(who.tenant_id, profile_id, number)
        names = dict.fromkeys(step.evaluation_id for step in reversed(steps))
        at = {step.evaluation_id: step.body["at"] for step in steps if step.body["step"] == "evaluate"}
        found += [{"id": name, "version": number, "at": at.get(name, "")} for name in names]
    return found


def stored_document(profile_id: str, profile: Mapping[str, Any], who: Actor) -> Mapping[str, Any]:
    """The evaluation that was chosen.

    Args:
        profile: the draft's, whose weights are to be tried.

    Raises:
        UnreadableInputError: it is none of this weight profile, or was made under other criteria.
    """
    chosen = request.form.get(EVALUATION, "")
    if chosen not in {row["id"] for row in stored_evaluations(profile_id, who)}:
        raise _refused(NO_EVALUATION, EVALUATION)
    stored = service().evaluations.get(who.tenant_id, chosen)
    if stored is None:
        raise _refused(NO_EVALUATION, EVALUATION)
    document: Mapping[str, Any] = json.loads(stored.body)
    if _names(document["weightProfile"]) != _names(profile):
        raise _refused(OTHER_CRITERIA, EVALUATION)
    return document


def _names(profile: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(row["criterion"], row.get("measure", "")) for row in profile["criteria"]]


def weighed(profile: Mapping[str, Any], weights: Iterable[str]) -> dict[str, Any]:
    """The profile with other weights, for this simulation only."""
    tried: dict[str, Any] = copy.deepcopy(dict(profile))
    for row, weight in zip(tried["criteria"], weights, strict=False):
        if weight:
            row["weight"] = weight
            row.pop("weightRange", None)
    return tried


def told(findings: Iterable[Finding], made: Iterable[BidJson] = ()) -> list[Finding]:
    """The problems, each once and at a field of the form."""
    makers = tuple(made)
    kept: dict[tuple[str, str], Finding] = {}
    for finding in (*(problem for one in makers for problem in one.problems), *findings):
        where = finding.where
        for one in makers:
            where = one.shown_at(where)
        said = NO_PLACE if finding.message == SAYS else finding.message
        where = field_of(where) if makers else where
        kept.setdefault((where, said), replace(finding, where=where, message=said))
    return list(kept.values())


def _refused(message: str, where: str) -> UnreadableInputError:
    return UnreadableInputError(message, (issue("input.requiredInput", where, message),))
