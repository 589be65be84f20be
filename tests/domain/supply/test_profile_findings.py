"""Every remark about the published settings is triggered by a case, and a sound profile gets none."""

import re
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from domain.supply.bids import DAY, determined, settings

from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.domain.criterion import ProfileQuestion
from procurement_plugin.domain.findings import Finding
from procurement_plugin.domain.procedure import AwardCriterion, MissingPolicy
from procurement_plugin.domain.supply.profile_findings import check
from procurement_plugin.domain.supply.published import PROMISE_ORDER, promises

CLAUSES = [{"promise": promise, "reference": "Article 9"} for promise in PROMISE_ORDER]
SOUND: dict[str, Any] = {
    "demandPerDay": D(10),
    "leadTimeTargetDays": D(10),
    "leadTimeMaximumDays": D(40),
    "contractClauses": CLAUSES,
}
MODULE = Path(wiring.__file__).parents[1] / "domain" / "supply" / "profile_findings.py"


def findings(given: dict[str, Any], *countries: str) -> tuple[Finding, ...]:
    reference = knowledge.reference()
    criterion = AwardCriterion("supplySecurity", "", D(10), None, MissingPolicy.ZERO, "engine", "", "", (), given)
    tables = {**reference.tables, "determinations": determined(*countries)}
    where = "weightProfile.criteria[0]"
    return check(ProfileQuestion(criterion, where, DAY, lambda name: reference.parameters.figure(name, DAY), tables))


def on(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"subCriteria": [{"name": name, "weight": D(weight)} for name, weight in pairs]}


SINGLE = {"acceptedVerification": [{"verification": "singleCopy"}]}
LISTED = {"criticalMaterials": [{"material": "lithium"}], **SINGLE}
PRODUCTS = {"dependencyProducts": [{"product": "battery-packs"}]}
HALVES = (("redundancy", "50"), ("leadTime", "50"))
CASES: list[tuple[str, dict[str, Any], str, tuple[str, ...]]] = [
    ("leadTimeAnchors", {"leadTimeMaximumDays": D(10)}, "block", ()),
    ("demand", {"demandPerDay": D(0)}, "block", ()),
    ("subCriterionTwice", on(*HALVES, ("leadTime", "5")), "block", ()),
    ("allOff", on(("redundancy", "0")), "block", ()),
    ("subWeightOutOfBounds", on(("redundancy", "60.01"), ("leadTime", "39.99")), "block", ()),
    ("subWeightOutOfBounds", on(("redundancy", "50"), ("leadTime", "46"), ("transparency", "4")), "block", ()),
    ("countryConcentration", on(*HALVES, ("countryConcentration", "10")), "block", ()),
    ("unknownMaterial", {"criticalMaterials": [{"material": "unobtainium"}]}, "block", ()),
    ("noMaterials", on(*HALVES, ("criticalMaterials", "20")), "block", ()),
    ("verificationNotAccepted", {"criticalMaterials": [{"material": "lithium"}]}, "block", ()),
    ("noDetermination", on(*HALVES, ("determinedDependency", "20")), "block", ()),
    ("dependencyOff", PRODUCTS, "inform", ()),
    ("dependencyOn", PRODUCTS, "warn", ("CN",)),
    ("promiseWithoutClause", {"contractClauses": CLAUSES[1:]}, "warn", ()),
]


@pytest.mark.parametrize(("code", "change", "severity", "countries"), CASES)
def test_each_remark_has_a_case(code: str, change: dict[str, Any], severity: str, countries: tuple[str, ...]) -> None:
    found = {finding.code: finding for finding in findings({**SOUND, **change}, *countries)}
    finding = found[f"supplySecurity.{code}"]
    assert finding.severity == severity
    assert finding.where.startswith("weightProfile.criteria[0].settings")
    assert finding.remedy


def test_a_criterion_without_settings_is_told_what_it_needs() -> None:
    assert [finding.code for finding in findings({})] == ["supplySecurity.settingsMissing"]


def test_every_code_of_the_module_is_tried() -> None:
    text = MODULE.read_text()
    written = set(re.findall(r'_setting\(\s*asked,\s*"([a-zA-Z]+)"', text))
    written |= set(re.findall(r'"supplySecurity\.([a-zA-Z]+)"', text))
    assert written == {code for code, *_ in CASES} | {"settingsMissing"}


@pytest.mark.parametrize(
    "change",
    [
        {},
        LISTED,
        on(("redundancy", "60"), ("leadTime", "40")),
        on(("redundancy", "55"), ("leadTime", "40"), ("transparency", "5")),
    ],
)
def test_a_sound_profile_gets_no_remark(change: dict[str, Any]) -> None:
    assert findings({**SOUND, **change}) == ()


def test_a_recorded_risk_turns_the_block_on_concentration_into_a_warning() -> None:
    change = {
        **on(*HALVES, ("countryConcentration", "10")),
        "concentrationReason": "All makers of one country stopped.",
    }
    assert [(f.code.partition(".")[2], f.severity) for f in findings({**SOUND, **change})] == [
        ("countryConcentration", "warn")
    ]


def test_what_is_off_needs_no_clause() -> None:
    assert promises({"leadTime": D(1)}) == ("leadTime",)
    assert set(promises(dict.fromkeys(("redundancy", "transparency"), D(1)))) == {
        "sites",
        "disclosure",
        "noticeOfChange",
        "auditRight",
    }


def test_every_problem_is_told_at_once() -> None:
    codes = {
        f.code.partition(".")[2] for f in findings({**settings(), "demandPerDay": D(0), "leadTimeMaximumDays": D(1)})
    }
    assert {
        "demand",
        "leadTimeAnchors",
        "countryConcentration",
        "verificationNotAccepted",
        "promiseWithoutClause",
    } <= codes
