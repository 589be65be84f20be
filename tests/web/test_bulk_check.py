"""The bulk check and the nested schema accept and refuse the same rows."""

import copy
import json
from typing import Any

import marshmallow as ma
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.web.schemas.bulk import conforms

PATH = wiring.data_directory("config").parent / "examples" / "01_first_evaluation" / "request.json"
BIDS: list[dict[str, Any]] = json.loads(PATH.read_text())["bids"]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=12),
    st.sampled_from(["12.5", "100", "100.01", "-1", "1\n2", "", "NaN", "road", "E1", "a" * 400, "\x07", "1.23456789"]),
    st.just([]),
    st.just({}),
    st.just([None]),
    st.just({"id": "E1"}),
)


def accepted_by_nested(rows: Any) -> bool:
    try:
        type(knowledge.schemas().bid)(many=True).load(rows)
    except ma.ValidationError:
        return False
    return True


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        found += places(part, (*path, key))
    return found


PLACES = places(BIDS)


def test_the_bids_of_the_example_are_accepted_by_both() -> None:
    assert conforms(knowledge.schemas().bid, BIDS)
    assert accepted_by_nested(BIDS)


@given(st.sampled_from(PLACES), ODD)
def test_a_value_put_anywhere_is_judged_alike(place: tuple[Any, ...], odd: Any) -> None:
    rows = copy.deepcopy(BIDS)
    target: Any = rows
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = odd
    assert conforms(knowledge.schemas().bid, rows) == accepted_by_nested(rows)


@given(st.sampled_from(PLACES), st.text(max_size=8))
def test_a_name_added_or_taken_away_anywhere_is_judged_alike(place: tuple[Any, ...], name: str) -> None:
    rows = copy.deepcopy(BIDS)
    target: Any = rows
    for key in place[:-1]:
        target = target[key]
    if isinstance(target, dict):
        target[name] = target.pop(place[-1])
    else:
        target.pop(place[-1])
    assert conforms(knowledge.schemas().bid, rows) == accepted_by_nested(rows)
