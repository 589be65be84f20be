"""The picture of the weights: every segment in its place, every limit that applies, none that does not."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from procurement_plugin.application.look_at_draft import Parts, look_at
from procurement_plugin.application.weight_picture import WeightPicture, weight_picture
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.publication import Answer
from procurement_plugin.domain.weighting import rule_findings
from procurement_plugin.web.schemas.reading import read_compliance_check

if TYPE_CHECKING:
    from collections.abc import Mapping

REASON = "Weighed against the need of this contract."


def picture_of(request: Mapping[str, Any], **weights: str) -> WeightPicture:
    """The picture of a request's profile with other weights, by criterion."""
    procedure, profile, _ = read_compliance_check(changed(request, weights), knowledge.schemas(), knowledge.reference())
    reference = knowledge.reference()
    return weight_picture(profile, procedure, reference.criteria, reference.parameters)


def changed(request: Mapping[str, Any], weights: Mapping[str, str]) -> dict[str, Any]:
    made = copy.deepcopy({name: request[name] for name in ("procedure", "lot", "weightProfile")})
    for row in made["weightProfile"]["criteria"]:
        row["weight"] = weights.get(row["criterion"], row["weight"])
    return made


@pytest.fixture
def request_of(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = requests_by_name["03_bid_not_scorable/request.json"]
    return found


def test_segments_follow_one_another_and_what_is_left_is_told(request_of: dict[str, Any]) -> None:
    picture = picture_of(request_of)
    starts = [segment.start for segment in picture.segments]
    assert starts == [Decimal(text) for text in ("0", "5", "20", "30", "80")]
    assert (picture.total, picture.left) == (Decimal(100), Decimal(0))


def test_every_limit_that_is_broken_has_a_mark_that_says_so(request_of: dict[str, Any]) -> None:
    heavy = {"transportEmissions": "50", "price": "20", "quality": "15"}
    reference = knowledge.reference()
    procedure, profile, _ = read_compliance_check(changed(request_of, heavy), knowledge.schemas(), reference)
    broken = {
        finding.parameter
        for finding in rule_findings(profile, procedure, reference.criteria, reference.parameters)
        if finding.code.startswith("weighting.") and (finding.maximum is not None or finding.minimum is not None)
    }
    marks = [mark for row in picture_of(request_of, **heavy).rows for mark in row.marks]
    assert broken
    assert broken <= {mark.parameter for mark in marks if not mark.kept}


def test_kept_limits_are_drawn_as_kept_and_law_apart_from_caution(request_of: dict[str, Any]) -> None:
    rows = {row.families: row for row in picture_of(request_of).rows}
    emissions = rows[("transportEmissions",)]
    assert emissions.weight == Decimal(15)
    assert [str(mark.at) for mark in emissions.marks] == sorted(str(mark.at) for mark in emissions.marks)
    assert all(mark.kept and not mark.hard for mark in emissions.marks)
    together = rows[("deliveryLeadTime", "transportEmissions", "supplySecurity")]
    assert together.weight == Decimal(30)
    assert {mark.severity for mark in together.marks} == {"warn", "block"}


def test_behind_a_block_no_warning_is_drawn(request_of: dict[str, Any]) -> None:
    for row in picture_of(request_of).rows:
        blocks = [mark.at for mark in row.marks if mark.severity == "block" and not mark.from_below]
        asks = [mark.at for mark in row.marks if mark.severity != "block" and mark.kept and not mark.from_below]
        assert not blocks or all(at < min(blocks) for at in asks)


def test_without_a_procedure_there_are_weights_and_no_limits(request_of: dict[str, Any]) -> None:
    reference = knowledge.reference()
    _, profile, _ = read_compliance_check(changed(request_of, {}), knowledge.schemas(), reference)
    picture = weight_picture(profile, None, reference.criteria, reference.parameters)
    assert (len(picture.segments), picture.rows) == (5, ())


def test_looking_at_a_draft_tells_reasons_apart_from_what_is_open(requests_by_name: dict[str, Any]) -> None:
    request = changed(requests_by_name["transport_emissions/request.json"], {})
    reference, guard = knowledge.reference(), knowledge.guard()
    procedure, profile, lot = read_compliance_check(request, knowledge.schemas(), reference)
    bare = look_at(Parts(profile, procedure, profile, lot), (), guard, reference)
    warned = [told for told in bare.left if told.finding["severity"] == "warn"]
    assert warned
    assert bare.figure("requiredDiscount", "pricePerPoint")
    code, where, parameter = warned[0].place
    given = (Answer(code, where, REASON, parameter), Answer("gone", "weightProfile", REASON))
    answered = look_at(Parts(profile, procedure, profile, lot), given, guard, reference)
    assert len(answered.left) == len(bare.left) - 1
    assert [answer.code for answer in answered.unneeded] == ["gone"]
    assert not answered.blocked
    # Without the lot the computed tests do not run, so nobody knows whether their reasons are still needed.
    partly = look_at(Parts(profile, procedure, profile), given, guard, reference)
    assert (partly.computed, partly.unneeded) == (False, ())
    assert look_at(Parts(profile), given, guard, reference).findings == ()
