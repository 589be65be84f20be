"""From which day the data of a procedure may be deleted."""

from __future__ import annotations

from datetime import date

import pytest

from procurement_plugin.domain.findings import StateError
from procurement_plugin.domain.retention import LotLife, ProcedureLife, check_deletable, checked_years


def life(*lots: tuple[str, str], versions: int = 1, evaluations: int = 1, newest: str = "2026-01-01") -> ProcedureLife:
    found = tuple(LotLife(state, date.fromisoformat(since)) for state, since in lots)
    return ProcedureLife("P", found, evaluations, versions, 0, date.fromisoformat(newest))


@pytest.mark.parametrize(
    ("of", "state", "due"),
    [
        (life(("closed", "2027-06-01")), "closed", "2030-06-02"),
        (life(("closed", "2027-06-01"), ("cancelled", "2027-09-30")), "closed", "2030-10-01"),
        (life(("closed", "2028-02-29")), "closed", "2031-03-01"),  # no 29 February then: the month's last day ends it
        (life(("closed", "2027-12-31")), "closed", "2031-01-01"),
        (life(("closed", "2027-06-01"), ("standstill", "2027-06-01")), "open", None),
        (life(("evaluated", "2027-06-01")), "open", None),
        (life(), "published", None),
        (life(versions=0), "trials", "2029-01-02"),
        (life(versions=0, evaluations=0), "drafted", None),
    ],
)
def test_the_time_runs_from_the_end_of_the_last_lot(of: ProcedureLife, state: str, due: str | None) -> None:
    assert of.state == state
    assert of.due(3) == (None if due is None else date.fromisoformat(due))


def test_the_day_before_is_too_early_and_the_day_itself_is_not() -> None:
    closed = life(("closed", "2027-06-01"))
    with pytest.raises(StateError, match="kept for 3 years, until 2030-06-02"):
        check_deletable(closed, 3, date(2030, 6, 1), forced=False)
    check_deletable(closed, 3, date(2030, 6, 2), forced=False)
    check_deletable(closed, 3, date(2027, 6, 2), forced=True)


def test_fewer_years_than_the_law_asks_for_are_refused() -> None:
    assert [checked_years(years, lambda: 3) for years in (0, 3, 10)] == [3, 3, 10]
    with pytest.raises(StateError, match="PROCUREMENT_RETENTION_YEARS is 2, and the law asks for at least 3"):
        checked_years(2, lambda: 3)
