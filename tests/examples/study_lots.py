"""Makes the archive of the study example: invented past lots, from the requests of the other examples."""

import copy
import json
from pathlib import Path
from typing import Any, NamedTuple

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MEDICAL, DESKS, ISLAND = (
    "01_first_evaluation/request",
    "02_weight_at_guardrail/request-at",
    "03_bid_not_scorable/request",
)


class Past(NamedTuple):
    """One past lot: what it is made of, whose it is, and what its bids asked and got for quality.

    ``price_weight`` is that of a stated profile of price and quality alone; None keeps the profile of the example.
    """

    made_of: str
    cpv: str
    state: str
    prices: tuple[str, ...]
    quality: tuple[str, ...]
    price_weight: int | None = 70
    awarded: str = ""
    dispatched: str = "2026-12-01"


PAST = (
    Past(DESKS, "39160000", "BE", ("205000.00", "199000.00"), ("18.00", "17.00"), awarded="B-2"),
    Past(DESKS, "39160000", "BE", ("221000.00", "190000.00"), ("18.00", "17.00"), awarded="B-2"),
    Past(DESKS, "39120000", "NL", ("202000.00", "201600.00"), ("20.00", "20.00"), awarded="B-2"),
    Past(DESKS, "39130000", "DE", ("199000.00", "199000.00"), ("21.00", "21.00")),
    Past(DESKS, "39160000", "FR", ("196000.00", "195000.00"), ("12.50", "14.00"), 60, "B-2"),
    Past(DESKS, "39160000", "FR", ("210000.00", "204000.00"), ("9.00", "8.50"), None, "B-1"),
    Past(MEDICAL, "33150000", "PL", ("690000.00", "560000.00", "640000.00", "610000.00"), ("24.0", "20.0", "25.0", "22.0")),
    Past(
        MEDICAL, "33190000", "PL", ("650000.00", "600000.00", "612000.00", "640000.00"), ("24.0", "19.0", "23.0", "22.0"),
        awarded="B-2",
    ),
    Past(MEDICAL, "33150000", "", ("700000.00", "580000.00", "660000.00", "620000.00"), ("13.0", "14.0", "16.5", "15.0"), None),
    Past(ISLAND, "39160000", "SE", ("200000.00", "190000.00", "195000.00"), ("20.0", "18.0", "19.0")),
    Past(DESKS, "39160000", "BE", ("205000.00", "199000.00"), ("18.00", "17.00"), dispatched="2024-05-02"),
)  # fmt: skip


def archive() -> str:
    """JSON Lines: the lots above, and one whose deadline was forgotten."""
    lots = [_lot(number, past) for number, past in enumerate(PAST, 1)]
    forgotten = copy.deepcopy(lots[0])
    forgotten["procedure"]["id"] = "PAST-12"
    del forgotten["procedure"]["tenderDeadlineAt"]
    return "".join(json.dumps(lot, ensure_ascii=False) + "\n" for lot in [*lots, forgotten])


def _lot(number: int, past: Past) -> dict[str, Any]:
    lot: dict[str, Any] = json.loads((EXAMPLES / f"{past.made_of}.json").read_text())
    procedure, year = lot["procedure"], int(past.dispatched[:4])
    procedure |= {
        "id": f"PAST-{number:02}",
        "title": f"Past procedure {number} (invented)",
        "contractingAuthority": {"id": f"BUYER-{number:02}", "name": f"Buyer {number} (invented)"},
        "cpv": [past.cpv],
        "noticeDispatchedAt": f"{past.dispatched}T09:00:00+01:00",
        "tenderDeadlineAt": f"{year + 1}-01-15T11:00:00+01:00",
    }
    if past.price_weight is not None:
        own = {row["criterion"]: row for row in lot["weightProfile"]["criteria"]}
        weights = {"price": past.price_weight, "quality": 100 - past.price_weight}
        criteria = [own[name] | {"weight": str(weight)} for name, weight in weights.items()]
        lot["weightProfile"] = lot["weightProfile"] | {"id": "price-and-quality", "criteria": criteria}
    for bid, price, points in zip(lot["bids"], past.prices, past.quality, strict=True):
        bid["otherCriteria"] = {"price": {"amount": price}, "quality": {"points": points}}
    besides = {"memberState": past.state} if past.state else {}
    return lot | besides | ({"awardedBid": past.awarded} if past.awarded else {})
