"""What a reader may see: built from what may stand there, for every field, kind and class."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.actor import APPROVE, PROFILES, READ, Actor
from procurement_plugin.domain.site_register.confidentiality import (
    CLASSES,
    KINDS,
    RECORD,
    SITE,
    Entry,
    carried_over,
    classes_of,
    clearance_of,
    rank,
    visible,
)

RECORDED = ("source", "confidence", "reason", "actor")
LOOSE = st.sampled_from([*CLASSES, "unheard-of"])


def entry(kind: str, content: dict[str, Any]) -> Entry:
    return Entry(kind, "the-id", 7, 3, "2026-11-26", content, "the-hash")


def full(kind: str, classes: dict[str, str]) -> dict[str, Any]:
    """A content in which every field says its own name, and one that nobody has heard of."""
    fields = [name for names in KINDS[kind].groups.values() for name in names]
    return {
        **{name: f"the {name} of it" for name in (*fields, *RECORDED)},
        "newField": "the newField of it",
        "confidentiality": classes,
    }


@st.composite
def contents(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    kind = draw(st.sampled_from(sorted(KINDS)))
    return kind, full(kind, {group: draw(LOOSE) for group in KINDS[kind].groups if draw(st.booleans())})


@given(contents(), st.sampled_from(CLASSES))
def test_no_field_is_shown_but_those_whose_class_the_reader_may_read(
    made: tuple[str, dict[str, Any]], clearance: str
) -> None:
    kind, content = made
    told = visible(entry(kind, content), clearance)
    classes = classes_of(kind, content)
    if rank(classes[KINDS[kind].main]) > rank(clearance):
        assert told is None
        return
    assert told is not None
    may = {
        name for group, names in KINDS[kind].groups.items() if rank(classes[group]) <= rank(clearance) for name in names
    }
    may |= {name for name, needed in RECORD.items() if rank(needed) <= rank(clearance)}
    assert set(told) == may
    for name in set(content) - {"confidentiality"}:
        assert (f"the {name} of it" in json.dumps(told)) == (name in may)


@given(contents(), contents(), st.sampled_from(CLASSES))
def test_what_was_closed_later_is_closed_in_older_entries(
    made: tuple[str, dict[str, Any]], newer: tuple[str, dict[str, Any]], clearance: str
) -> None:
    kind, content = made
    later = full(kind, {group: newer[1]["confidentiality"].get(group, CLASSES[-1]) for group in KINDS[kind].groups})
    told = visible(entry(kind, content), clearance, later)
    now = visible(entry(kind, later), clearance)
    assert set(told or ()) <= set(now or ())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_group_has_a_class_and_no_field_stands_in_two(kind: str) -> None:
    known = KINDS[kind]
    assert set(known.groups) == set(known.classes)
    assert known.main in known.groups
    fields = [name for names in known.groups.values() for name in names]
    assert len(fields) == len(set(fields))
    assert not set(fields) & set(RECORD)
    assert not any(name == "public" for name in known.classes.values())  # nothing is public that nobody made so


@given(contents(), contents(), st.sampled_from(CLASSES))
def test_a_change_neither_loses_nor_opens_what_its_author_cannot_see(
    made: tuple[str, dict[str, Any]], other: tuple[str, dict[str, Any]], clearance: str
) -> None:
    kind, before = made
    sent = {name: value for name, value in full(kind, {}).items() if name != "newField"}
    sent["confidentiality"] = {
        group: said for group, said in other[1]["confidentiality"].items() if group in KINDS[kind].groups
    }
    merged, refused = carried_over(
        kind,
        before,
        {name: f"{value} changed" if isinstance(value, str) else value for name, value in sent.items()},
        clearance,
    )
    was, now = classes_of(kind, before), classes_of(kind, merged)
    for group, names in KINDS[kind].groups.items():
        hidden = rank(was[group]) > rank(clearance)
        if hidden:
            assert now[group] == was[group]
            assert all(merged.get(name) == before[name] for name in names)
            assert set(names) <= set(refused)
        else:
            assert all(merged[name] == f"{before[name]} changed" for name in names)
            assert not set(names) & set(refused)


def test_clearances_follow_from_permissions_and_only_a_person_reads_what_is_secret() -> None:
    def of(*scopes: str, person: bool = False) -> str:
        return clearance_of(Actor("t", "s", "n", frozenset(scopes), person=person))

    assert of(READ) == "tenant"
    assert of(READ, PROFILES) == "buyer"
    assert of(READ, PROFILES, APPROVE) == "buyer"
    assert of(READ, APPROVE, person=True) == "secret"


def test_a_deleted_content_shows_nothing() -> None:
    assert visible(entry(SITE, {}), "secret") is None
