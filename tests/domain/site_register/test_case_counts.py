"""Counts of cases: nobody learns of one or two cases that he may not see."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.site_register.case_counts import CASES_NOT_RATES, DIMENSIONS, LEAST, hidden_total, table

CASES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["backshoring", "nearshoring", "onshoring", "diversification"]),
            "announced": st.sampled_from(["2024-05-01", "2025-06-01", "2025-01-01"]),
            "sourceUrl": st.sampled_from(["https://a.example", "https://b.example"]),
        },
        optional={
            "from": st.sampled_from(["CN", "VN"]),
            "to": st.sampled_from(["BE", "PL"]),
            "nace": st.just("C26.11"),
        },
    ),
    max_size=14,
)


@given(CASES, CASES, st.sampled_from(sorted(DIMENSIONS)))
def test_hidden_cases_are_counted_from_three_on_and_cannot_be_worked_out(
    seen: list[dict[str, Any]], hidden: list[dict[str, Any]], dimension: str
) -> None:
    alone = {cell.value: cell.cases for cell in table(dimension, seen, [])}
    together = {cell.value: cell.cases for cell in table(dimension, seen, hidden)}
    more = {value: count - alone.get(value, 0) for value, count in together.items()}
    assert all(count == 0 or count >= LEAST for count in more.values())
    left_out = hidden_total(hidden) - sum(more.values())
    assert left_out == 0 or left_out >= LEAST


@given(CASES, st.sampled_from(sorted(DIMENSIONS)))
def test_what_may_be_seen_is_counted_whole_with_its_sources(seen: list[dict[str, Any]], dimension: str) -> None:
    cells = table(dimension, seen, [])
    known = {"type": "type", "from": "from", "to": "to", "naceDivision": "nace", "year": "announced"}[dimension]
    assert sum(cell.cases for cell in cells) == sum(1 for case in seen if known in case)
    assert all(cell.sources for cell in cells)
    assert [cell.value for cell in cells] == sorted(cell.value for cell in cells)


def test_they_are_called_cases() -> None:
    assert "not rates" in CASES_NOT_RATES
