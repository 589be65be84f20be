"""With what a new draft begins: rows of an example, made general, inside every limit for every lot of the examples."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from procurement_plugin.application.check_profile import compliance_check
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.web.pages.forms import typed
from procurement_plugin.web.schemas.reading import read_compliance_check

UTC = ZoneInfo("UTC")
# What only a contract can say.
OF_A_CONTRACT = {"need", "settings", "evidence", "link", "weight"}


def test_the_rows_are_those_of_the_example(requests_by_name: dict[str, Any]) -> None:
    request = requests_by_name["03_bid_not_scorable/request.json"]
    value = request["procedure"]["estimatedValue"]["value"]
    for example in request["weightProfile"]["criteria"]:
        row = knowledge.starting_criteria().row(example["criterion"], example.get("measure", ""), value)
        tree = {"weightProfile": {"criteria": [row]}}
        made = typed(knowledge.schemas().draft, tree, UTC)["weightProfile"]["criteria"][0]
        for name in example.keys() - OF_A_CONTRACT:
            assert made[name] == example[name], (example["criterion"], name)


def test_every_measure_can_be_added_and_begins_at_no_weight() -> None:
    for criterion in knowledge.known_criteria().values():
        for measure in criterion.measures:
            row = knowledge.starting_criteria().row(criterion.name, measure.name)
            assert (row["criterion"], row["measure"], row["weight"]) == (criterion.name, measure.name, "0")


@pytest.mark.parametrize("value", ["", "-1", "0", "NaN", "x", "1e400"])
def test_without_a_value_the_price_has_no_anchors(value: str) -> None:
    assert "scale" not in knowledge.starting_criteria().row("price", "", value)


def test_a_start_asks_for_needs_and_for_nothing_else(requests_by_name: dict[str, Any]) -> None:
    reference, guard, schemas = knowledge.reference(), knowledge.guard(), knowledge.schemas()
    for name, request in requests_by_name.items():
        start = knowledge.starting_criteria().begin(request["procedure"]["estimatedValue"]["value"])
        tree = {part: request[part] for part in ("procedure", "lot")} | {"weightProfile": {"criteria": start}}
        asked = read_compliance_check(typed(schemas.compliance_check, tree, UTC), schemas, reference)
        found = compliance_check(*asked, guard, reference)["findings"]
        grave = {row["code"] for row in found if row["severity"] != "inform"}
        assert grave <= {"weighting.needMissing"}, name
