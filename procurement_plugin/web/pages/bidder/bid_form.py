"""The form of a bid: rows that come and go without scripts, and the JSON of the request that it becomes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.domain.findings import UnreadableInputError
from procurement_plugin.web.pages.bidder.bid_json import filled
from procurement_plugin.web.pages.bidder.declared_fields import fields_of
from procurement_plugin.web.pages.forms import LONGEST_NAME, Form, parts_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from procurement_plugin.application.evaluate_lot import Reference
    from procurement_plugin.domain.criterion import Criterion
    from procurement_plugin.domain.findings import Finding
    from procurement_plugin.domain.procedure import AwardCriterion, Lot
    from procurement_plugin.domain.weighting import WeightProfile
    from procurement_plugin.web.pages.bidder.declared_fields import Field

ROWS, ADD, REMOVE, SAME = "_rows", "_add", "_remove", "_same"
MOST_ROWS = 50
# Of a whole form: each row is drawn with every vehicle of the data set, so that a small form asks for a large page.
MOST_IN_ALL = 600
MOST_ITEMS = 2000
TOO_MANY = (
    "This form has more rows than a page can hold: {most} places of production, parts of ways and other rows in all. "
    "Please take some away; a platform can send a larger tender."
)
# Places are typed in one field; problems of their parts belong to it.
_PLACE_FIELD = re.compile(r"(.*\.(?:location|from|to))(?:\.\w+)?\Z")
# Only of an element of a chain.
_MODE_FIELD = re.compile(r"(?<=\]\.)mode\Z")


class Asks(NamedTuple):
    """What a bid is asked under a profile; ``modes`` holds the mode of each vehicle class of its data set."""

    lot: Lot
    criteria: tuple[AwardCriterion, ...]
    known: Mapping[str, Criterion]
    modes: Mapping[str, str]

    @property
    def inputs(self) -> tuple[AwardCriterion, ...]:
        """The criteria that ask for facts of their own, each once."""
        once = {row.criterion: row for row in reversed(self.criteria) if row.criterion in self.known}
        kept = [row for row in self.criteria if once.get(row.criterion) is row]
        return tuple(row for row in kept if self.known[row.criterion].inputs is not None)

    @property
    def amounts(self) -> tuple[AwardCriterion, ...]:
        """Criteria of others whose amount is placed on published anchors, such as the price."""
        return tuple(row for row in self.criteria if row.criterion not in self.known and row.source == "engine")

    @property
    def judged(self) -> tuple[AwardCriterion, ...]:
        """Criteria whose points somebody else gives, such as quality."""
        return tuple(row for row in self.criteria if row.criterion not in self.known and row.source != "engine")


def asks_of(lot: Lot, profile: WeightProfile, reference: Reference) -> Asks:
    """What a bid for a lot is asked."""
    modes = {row.vehicle_class: row.mode for row in reference.intensities[profile.data_set].rows()}
    return Asks(lot, profile.criteria, reference.criteria, modes)


class BidForm(Form):
    """A form that shows more rows than are filled in."""

    def __init__(
        self,
        tree: Mapping[str, Any],
        counts: Mapping[str, int] | None = None,
        problems: Sequence[Finding] = (),
        *,
        same: bool = True,
    ) -> None:
        super().__init__(tree, tuple(problems))
        self.counts = dict(counts or {})
        self.same = same

    def rows(self, place: str, least: int = 0) -> range:
        """The numbers of the rows of a list, empty ones included."""
        return range(max(len(super().rows(place)), self.counts.get(place, 0), least))

    def with_problems(self, problems: Iterable[Finding]) -> BidForm:
        """The same form with what is wrong with it, each problem at a field that the form has."""
        return BidForm(self.tree, self.counts, tuple(problems), same=self.same)

    def declared(self, root: str, asks: Asks) -> list[tuple[AwardCriterion, tuple[Field, ...]]]:
        """The fields of each criterion that asks for facts."""
        found = []
        for row in asks.inputs:
            group = asks.known[row.criterion].inputs
            if group is not None:
                place = f"{root}.criterionInputs.{row.criterion}"
                found.append((row, fields_of(group, place, row.settings, lambda at: len(self.rows(at)))))
        return found


def read_form(pairs: Sequence[tuple[str, str]]) -> BidForm:
    """What was typed, and how many rows the form has once the pressed button has done its part.

    Raises:
        UnreadableInputError: there are more rows than a page can hold.
    """
    tree = tree_of(pairs)
    counts: dict[str, int] = {}
    for name, value in pairs:
        place, _, number = value.rpartition("=")
        if name == ROWS and number.isdigit() and len(value) <= LONGEST_NAME:
            counts[place] = min(int(number), MOST_ROWS)
    _close_up(tree)
    form = BidForm(tree, counts, same=any(name == SAME for name, _ in pairs))
    empty = sum(max(count - len(Form.rows(form, place)), 0) for place, count in counts.items())
    if _rows_in(tree) + empty > MOST_IN_ALL:
        raise UnreadableInputError(TOO_MANY.format(most=MOST_IN_ALL), ())
    for name, value in pairs:
        if name == ADD and 0 < len(value) <= LONGEST_NAME:
            form.counts[value] = min(len(form.rows(value)) + 1, MOST_ROWS)
        if name == REMOVE and len(value) <= LONGEST_NAME:
            _remove(form, value)
    return form


def _rows_in(tree: Any) -> int:
    """The rows of all lists; items of the lot are given and need no drawing of their own."""
    if isinstance(tree, list):
        return len(tree) + sum(map(_rows_in, tree))
    if not isinstance(tree, dict):
        return 0
    given = len(tree["items"]) if isinstance(tree.get("items"), list) else 0
    return sum(map(_rows_in, tree.values())) - min(given, MOST_ITEMS)


def _close_up(tree: Any) -> None:
    """Sites of which nothing was said go, so that places in the form and in the request are the same."""
    bids = tree.get("bids")
    for bid in (tree.get("bid"), *(bids if isinstance(bids, list) else ())):
        items = bid.get("items") if isinstance(bid, dict) else None
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and isinstance(item.get("productionSites"), list):
                item["productionSites"] = [site for site in item["productionSites"] if filled(site)]


def pressed(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether a button changed the rows; else the form was sent to be worked out."""
    return any(name in (ADD, REMOVE) for name, _ in pairs)


def _remove(form: BidForm, row: str) -> None:
    place, _, number = row.rpartition("[")
    shown = len(form.rows(place))
    rows, index = form.at(place), number.rstrip("]")
    if parts_of(place) and index.isdigit():
        if isinstance(rows, list) and int(index) < len(rows):
            del rows[int(index)]
        form.counts[place] = max(shown - 1, 0)


def field_of(where: str) -> str:
    """The field at which a problem is told."""
    found = _PLACE_FIELD.match(where)
    # The vehicle tells the mode.
    return found[1] if found else _MODE_FIELD.sub("vehicleClass", where)
