"""The form of an opening: a row a bid, with exclusions and corrections, as the API's request and back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from procurement_plugin.web.pages.forms import Form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from procurement_plugin.application.sent_tenders import SentBids
    from procurement_plugin.domain.findings import Finding

# More bids than these stand a line each: the form goes back and forth, and its size has a limit.
MOST_SPREAD = 100
_OF_A_ROW = re.compile(r"(?:kind|why|correction)\[([0-9]{1,5})\]\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """One bid of the form.

    Attributes:
        bid_id: empty when the file gives none.
        sent: whether the bid is in the file; one that was opened and is missing now has a row, too.
        kind, reason: of an exclusion or withdrawal; empty for a bid that is scored.
        correction: what was copied wrongly before.
        problems: of this bid.
    """

    bid_id: str
    bidder: str = ""
    sent: bool = True
    documents: int = 0
    kind: str = ""
    reason: str = ""
    correction: str = ""
    problems: tuple[Finding, ...] = ()


class OpeningForm(Form):
    """What stands in the form of an opening, with the bids that a file brought.

    Args:
        fields: as they were sent.
        sent: the bids; without them the rows are those of an earlier look.
    """

    def __init__(
        self, fields: Mapping[str, str], sent: SentBids | None = None, problems: Sequence[Finding] = ()
    ) -> None:
        self._fields = fields
        self.sent = sent
        self.bids = list(sent.bids) if sent is not None else []
        self.tenders: tuple[Row, ...] = self._rows()
        super().__init__({"reason": fields.get("reason", "")}, problems)

    @property
    def text(self) -> str:
        """The bids as JSON, to be carried along and changed by hand."""
        if self.sent is None:
            return self._fields.get("_bids", "")
        if len(self.bids) > MOST_SPREAD:
            lines = (json.dumps(bid, ensure_ascii=False, separators=(",", ":")) for bid in self.bids)
            return "[\n" + ",\n".join(lines) + "\n]"
        return json.dumps(self.bids, ensure_ascii=False, indent=1)

    def carried(self) -> list[tuple[str, str]]:
        """What was typed beside rows that are not there to show, because the file cannot be read or is another one."""
        count = len(self.tenders)
        return [
            (name, value)
            for name, value in self._fields.items()
            if (found := _OF_A_ROW.match(name)) and int(found[1]) >= count and value
        ]

    def members(self) -> dict[str, Any]:
        """Exclusions, corrections and the reason, as the API's request has them."""
        exclusions = [
            {name: part for name, part in (("bidId", row.bid_id), ("kind", row.kind), ("reason", row.reason)) if part}
            for row in self._out()
        ]
        corrections = [{"bidId": row.bid_id, "reason": row.correction} for row in self._corrected()]
        reason = " ".join(str(self.at("reason") or "").split())
        told = {"exclusions": exclusions, "corrections": corrections, "reason": reason}
        return {name: part for name, part in told.items() if part}

    def with_opened(self, opened: Mapping[str, Any]) -> OpeningForm:
        """The same with a row for each bid that was opened and is not in the file."""
        if self.sent is not None:
            missing = [name for name in opened if name not in {row.bid_id for row in self.tenders}]
            count = len(self.tenders)
            self.tenders += tuple(
                Row(name, sent=False, correction=self._typed(f"correction[{count + number}]"))
                for number, name in enumerate(missing)
            )
        return self

    def with_problems(self, findings: Sequence[Finding]) -> OpeningForm:
        """The same, each problem at its row where it has one."""
        placed: dict[int, list[Finding]] = {}
        rest = []
        for finding in findings:
            place = self._place(finding)
            if place is None:
                rest.append(finding)
            else:
                placed.setdefault(place, []).append(finding)
        self.tenders = tuple(replace(row, problems=tuple(placed.get(n, ()))) for n, row in enumerate(self.tenders))
        self.problems = tuple(rest)
        return self

    def _rows(self) -> tuple[Row, ...]:
        known = {row.get("bidId"): row for row in (self.sent.exclusions if self.sent else ()) if isinstance(row, dict)}
        return tuple(self._row(number, bid, known) for number, bid in enumerate(self.bids))

    def _row(self, number: int, bid: Any, known: Mapping[Any, Mapping[str, Any]]) -> Row:
        told = bid if isinstance(bid, dict) else {}
        bidder = told.get("bidder")
        name = bidder.get("name", "") if isinstance(bidder, dict) else ""
        bid_id = told.get("id", "")
        out = known.get(bid_id, {}) if isinstance(bid_id, str) else {}
        evidence = told.get("evidence")
        kind, reason = self._typed(f"kind[{number}]"), self._typed(f"why[{number}]")
        return Row(
            bid_id=str(bid_id)[:80],
            bidder=str(name)[:300],
            documents=len(evidence) if isinstance(evidence, list) else 0,
            kind=kind or str(out.get("kind", "")),
            reason=reason or str(out.get("reason", "")),
            correction=self._typed(f"correction[{number}]"),
        )

    def _typed(self, name: str) -> str:
        return " ".join(self._fields.get(name, "").split())

    def _out(self) -> list[Row]:
        # A reason alone is refused rather than passed over: somebody meant to leave the bid out.
        return [row for row in self.tenders if row.sent and (row.kind or row.reason)]

    def _corrected(self) -> list[Row]:
        return [row for row in self.tenders if row.correction]

    def _place(self, finding: Finding) -> int | None:
        """The number of the row that a finding is about."""
        head, _, rest = finding.where.partition("[")
        number = rest.partition("]")[0]
        if not number.isdigit():
            return None
        index = int(number)
        listed = {"bids": list(self.tenders), "exclusions": self._out(), "corrections": self._corrected()}.get(head, [])
        wanted = listed[index] if index < len(listed) else None
        return next((place for place, row in enumerate(self.tenders) if row is wanted), None)
