"""The days on which law changes, each on both sides, stated here by a second hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.legal.requests import findings_of

MEDICAL = {"cpv": ["33190000"], "estimatedValue": {"value": "6000000.00", "currency": "EUR"}}
SOLAR = {"netZeroTechnology": "true"}
EMISSIONS = {"ours": {"criterion": "transportEmissions", "measure": ""}}
SWITCHES: list[tuple[str, str, str, dict[str, Any], str, str]] = [
    ("Norway asks for 30 per cent", "no", "no.weight_limits.environment_minimum", {}, "2023-12-31", "2024-01-01"),
    (
        "the measure on Chinese medical devices",
        "eu",
        "eu.rules.ipi_medical_devices",
        {"request": MEDICAL},
        "2025-06-29",
        "2025-06-30",
    ),
    (
        "net-zero procurement, general from July",
        "eu",
        "eu.rules.nzia_environmental_minimum",
        {"procedure": SOLAR},
        "2024-06-28",
        "2024-06-29",
    ),
    ("CountEmissionsEU in force", "eu", "eu.rules.count_emissions", EMISSIONS, "2026-05-31", "2026-06-01"),
    (
        "CountEmissionsEU applies, as reported",
        "eu",
        "eu.rules.count_emissions_applies",
        EMISSIONS,
        "2030-12-01",
        "2030-12-02",
    ),
    (
        "France asks for an environmental criterion",
        "fr",
        "fr.weight_limits.environment_required",
        {},
        "2026-08-20",
        "2026-08-21",
    ),
    ("the known thresholds have run out", "eu", "eu.rules.thresholds_run_out", {}, "2027-12-31", "2028-01-01"),
]
ENDS: list[tuple[str, str, str, dict[str, Any], str, str]] = [
    (
        "the measure on Chinese medical devices lapses",
        "eu",
        "eu.rules.ipi_medical_devices",
        {"request": MEDICAL},
        "2030-06-29",
        "2030-06-30",
    ),
    (
        "France: price alone under the old text",
        "fr",
        "fr.rules.price_only",
        {"priceOnly": "true"},
        "2026-08-20",
        "2026-08-21",
    ),
]


def said(pack: str, rule: str, case: dict[str, Any], day: str) -> bool:
    return rule in {finding.parameter for finding in findings_of(pack, case, day)}


@pytest.mark.parametrize(("what", "pack", "rule", "case", "before", "on"), SWITCHES, ids=lambda value: str(value)[:40])
def test_a_change_takes_effect_on_its_day(
    what: str, pack: str, rule: str, case: dict[str, Any], before: str, on: str
) -> None:
    assert not said(pack, rule, case, before), what
    assert said(pack, rule, case, on), what


@pytest.mark.parametrize(("what", "pack", "rule", "case", "last", "gone"), ENDS, ids=lambda value: str(value)[:40])
def test_a_repeal_takes_effect_on_its_day(
    what: str, pack: str, rule: str, case: dict[str, Any], last: str, gone: str
) -> None:
    assert said(pack, rule, case, last), what
    assert not said(pack, rule, case, gone), what


@pytest.mark.parametrize(("day", "answers"), [("2025-12-29", False), ("2025-12-30", True)])
def test_auctions_have_their_weights_from_the_thirtieth_of_december_2025(day: str, answers: bool) -> None:
    case = {
        "ours": {"criterion": "transportEmissions", "measure": "", "weight": "4"},
        "procedure": {"renewableAuction": "true"},
    }
    assert said("eu", "renewable_auctions.weight_limits.sustainability_minimum", case, day) is answers
