"""What leaves as a notice comes back through our own import: the same criteria, weights and order, nothing to correct."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from adapters.test_eforms_fragment import EXAMPLES, LANGUAGES, request_of, written
from notices import notice_around

from procurement_plugin.bootstrap import knowledge

OURS = {"proximity", "transportEmissions", "supplySecurity"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_exported_criteria_are_imported_as_they_were(
    name: str, language: str, requests_by_name: dict[str, Any]
) -> None:
    request = request_of(name, requests_by_name)
    sent = ET.tostring(notice_around(written(request, language)))
    (lot,) = knowledge.notice_import().imported(sent)["notices"][0]["lots"]
    asked = request["weightProfile"]["criteria"]
    assert [Decimal(row["proposed"]) for row in lot["weights"]] == [Decimal(row["weight"]) for row in asked]
    assert {row["basis"] for row in lot["weights"]} == {"percentage"}
    assert lot["findings"] == []
    for read, was in zip(lot["request"]["weightProfile"]["criteria"], asked, strict=True):
        assert read["criterion"] == ("quality" if was["criterion"] in OURS else was["criterion"])
        assert was.get("title", "") in read["title"]
    # What is ours is recognised by its words alone, in each language.
    suggested = {(row["name"], row["criterion"]) for row in lot["suggestions"]}
    for number, was in enumerate(asked):
        if was["criterion"] in OURS:
            assert (f"weightProfile.criteria[{number}]", was["criterion"]) in suggested
