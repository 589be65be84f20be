"""The parameter files: what is read, and the words with which each malformed file is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.adapters import strict_yaml
from procurement_plugin.adapters.parameter_files import (
    ParameterFilesError,
    due_for_review,
    load_parameters,
    occurs,
)
from procurement_plugin.domain.findings import Kind, NotInForceError, ProcurementError, Severity
from procurement_plugin.domain.parameters import Parameter, ParameterSet

CONFIG = Path(__file__).parents[2] / "config"
LAW = """\
description: Most that three criteria may weigh together
unit: percent
kind: hard_law
rule: maximum_weight
families: [transportEmissions, supplySecurity]
severity: block
values:
  "2025-07-01":
    value: "20"
    references:
      - title: "Procurement Act of Exampleland, section 41(2)"
        href: https://law.example/procurement-act/2025-07-01#s41-2
        quote: The criteria may together carry at most 20 per cent of the points.
        published: "2025-06-12"
  "2027-01-01":
    value: "25"
    references:
      - title: "Procurement Amendment Act of Exampleland, article 3(b)"
        href: https://law.example/acts/2026/118#art3-b
        quote: In section 41(2), "20 per cent" is replaced by "25 per cent".
        published: "2026-05-30"
confidence: V1
checked:
  on: "2026-08-15"
  by: legal desk
"""
METHOD = """\
description: Factor on road distance
unit: factor
kind: method
values:
  "2026-11-01":
    value: "1.05"
    reasoning: Our own choice of 1.05 for this test.
confidence: expert
checked: {on: "2026-01-31", by: a tester}
notes: A remark.
"""
LIMIT = "legal/exampleland/limit.yaml"
FACTOR = "method/transport/factor.yaml"


def folders(root: Path, law: str = LAW, method: str = METHOD) -> tuple[Path, Path]:
    """A legal and a method folder with one file each."""
    for name, text in ((LIMIT, law), (FACTOR, method)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root / "legal", root / "method"


def refused(root: Path, law: str = LAW, method: str = METHOD) -> ParameterFilesError:
    """The refusal of these two files."""
    with pytest.raises(ParameterFilesError) as caught:
        load_parameters(*folders(root, law, method))
    return caught.value


def described(error: ProcurementError) -> str:
    """Code, place and message of every finding."""
    return "\n".join(f"{finding.code} | {finding.where} | {finding.message}" for finding in error.findings)


def test_files_are_read_with_every_key(tmp_path: Path) -> None:
    """Path is id; figures are decimals; a method file has no rule, families or severity."""
    parameters = load_parameters(*folders(tmp_path))
    limit, factor = parameters["exampleland.limit"], parameters["transport.factor"]
    assert limit.families == ("transportEmissions", "supplySecurity")
    assert (limit.rule, limit.severity, limit.finding_kind) == ("maximum_weight", Severity.BLOCK, Kind.HARD_LAW)
    assert [value.figure for value in limit.values] == [Decimal(20), Decimal(25)]
    assert limit.values[0].references[0].href == "https://law.example/procurement-act/2025-07-01#s41-2"
    assert (limit.checked_on, limit.checked_by) == (date(2026, 8, 15), "legal desk")
    assert (factor.rule, factor.families, factor.severity) == ("", (), None)
    assert (factor.confidence, factor.notes) == ("expert", "A remark.")
    assert parameters.figure("transport.factor", date(2026, 11, 1)) == Decimal("1.05")
    assert all(type(text) is str for text in (limit.id, limit.unit, limit.kind, limit.checked_by, factor.notes))


def test_value_in_force_is_that_of_the_day(tmp_path: Path) -> None:
    """The old value holds until the day before the new one; before the first there is none."""
    limit = load_parameters(*folders(tmp_path))["exampleland.limit"]
    assert limit.at(date(2026, 12, 31)).figure == Decimal(20)
    assert limit.at(date(2027, 1, 1)).figure == Decimal(25)
    with pytest.raises(NotInForceError):
        limit.at(date(2025, 6, 30))


def test_repeal_ends_a_value_and_needs_a_reference(tmp_path: Path) -> None:
    """From the day of the repeal on the limit is not in force."""
    limit = load_parameters(*folders(tmp_path, LAW.replace('value: "25"', "value: null")))["exampleland.limit"]
    assert limit.in_force(date(2026, 12, 31))
    assert not limit.in_force(date(2027, 1, 1))


def test_text_value_stays_text(tmp_path: Path) -> None:
    """A value in words is no figure, and must stand in the quote as a phrase."""
    law = LAW.replace("maximum_weight", "required_element").replace('value: "20"', 'value: "the points"')
    law = law[: law.index('  "2027')] + law[law.index("confidence") :]
    value = load_parameters(*folders(tmp_path, law))["exampleland.limit"].values[0]
    assert (value.figure, value.text) == (None, "the points")


SECOND = '  "2027-01-01":\n    value: "25"\n'
REFERENCES = LAW[LAW.index("    references:") : LAW.index('  "2027')]
REPEALED = LAW[LAW.index('    value: "25"') : LAW.index("confidence")]
NO_KEYS = '  "2027-01-01": "25"\n  "2028-01-01":\n    value: "25"\n'
MISSPELT = REFERENCES.replace("references", "refs")
MALFORMED = [
    # what is wrong, text to replace, its replacement, words the refusal must contain
    ("figure changed without its quote", 'value: "20"', 'value: "22"', ["“22” stands in no quote", "01.value"]),
    ("figure of law only in the reasoning", 'value: "20"', 'value: "22"\n    reasoning: It is 22.', ["“22” stands"]),
    ("figure only inside another number", "at most 20 per", "at most 120 per", ["“20” stands in no quote"]),
    ("figure only as part of a decimal", "at most 20 per", "at most 20.5 per", ["“20” stands in no quote"]),
    ("words instead of digits", 'value: "20"', "value: twenty", ["“twenty” is not a figure", "digits"]),
    ("percent sign in the figure", 'value: "20"', 'value: "20 %"', ["“20 %” is not a figure", "decimal point"]),
    ("decimal comma", 'value: "20"', 'value: "20,5"', ["“20,5” is not a figure"]),
    ("duplicate key", "unit: percent", "unit: percent\nunit: points", ["“unit” stands twice", "line 3", "keep one"]),
    ("day given twice", '"2027-01-01"', '"2025-07-01"', ["“2025-07-01” stands twice", "values.2025-07-01"]),
    ("misspelt key", "families:", "familes:", ["“familes” is not a key here", "allowed are: description, unit"]),
    ("misspelt key of a value", REFERENCES, MISSPELT, ["2025-07-01.refs", "“references” is missing"]),
    ("missing unit", "unit: percent\n", "", ["“unit” is missing", "description, unit, kind"]),
    ("missing severity beside a rule", "severity: block\n", "", ["“severity” is missing"]),
    ("missing publication day", '        published: "2025-06-12"\n', "", ["“published” is missing", "references[0]"]),
    ("missing checked", LAW[LAW.index("checked:") :], "", ["“checked” is missing"]),
    ("missing name of who checked", "  by: legal desk\n", "", ["“by” is missing", "yaml: checked"]),
    ("empty text", "unit: percent", 'unit: " "', ["“unit” must be a text that is not empty"]),
    ("unknown kind", "kind: hard_law", "kind: method", ["“method” is not possible for “kind”", "hard_law, guardrail"]),
    ("unknown rule", "rule: maximum_weight", "rule: maximal", ["“maximal” is not possible for “rule”", "not_above"]),
    ("unknown severity", "severity: block", "severity: stop", ["“stop” is not possible", "block, warn, inform"]),
    ("unknown confidence", "confidence: V1", "confidence: sure", ["“sure” is not possible", "V1, V2, expert"]),
    ("unread law that blocks", "confidence: V1", "confidence: V2", ["config.unreadLawBlocks", "warn or inform"]),
    ("families in one text", "[transportEmissions, supplySecurity]", "price, cost", ["must be a list", "[price"]),
    ("family named twice", "supplySecurity]", "transportEmissions]", ["each named once"]),
    ("two addresses run together", "#s41-2", "https://law.example/other", ["is not exactly one https address", "href"]),
    ("two addresses side by side", "#s41-2", " law.example", ["is not exactly one https address"]),
    ("address without encryption", "https://law.example/pro", "http://law.example/pro", ["is not exactly one https"]),
    ("address that cannot be taken apart", "law.example/pro", "[law.example/pro", ["is not exactly one https"]),
    ("day not written in full", '"2025-07-01":', '"2025-07":', ["“2025-07” is not a full day", "year-month"]),
    ("day without quotes", '"2025-07-01":', "2025-07-01:", ["put the day between quotes", '"2025-07-01"']),
    ("day that does not exist", '"2025-07-01":', '"2025-02-30":', ["no day “2025-02-30” in the calendar"]),
    ("publication day in words", '"2025-06-12"', "June 2025", ["“June 2025” is not a full day", "published"]),
    ("days that fall", '"2027-01-01"', '"2024-01-01"', ["days must rise", "yaml: values"]),
    ("no value at all", LAW[LAW.index("values:") : LAW.index("confidence")], "values: {}\n", ["At least one day"]),
    ("value that is not a mapping", SECOND, NO_KEYS, ["Keys with their content are expected"]),
    ("hard law without reference", REFERENCES, "    references: []\n", ["at least one reference"]),
    ("references that are no list", REFERENCES, "    references: none\n", ["“references” must be a list"]),
    ("repeal without reference", REPEALED, "    value: null\n    references: []\n", ["A repeal (null) needs"]),
    ("first value a repeal", 'value: "20"', "value: null", ["first value cannot be a repeal"]),
    ("nested list as a text", "unit: percent", "unit: [percent]", ["“unit” must be a text"]),
    ("tag", 'value: "20"', 'value: !!int "20"', ["config.tagOrAlias", "line 9", "write the text out"]),
    ("anchor and alias", "unit: percent", "unit: &u percent\nnotes: *u", ["Tags (!), anchors (&) and aliases (*)"]),
    ("key that is a list", "unit: percent", "? [unit]\n: percent", ["A key must be one word"]),
    ("broken YAML", "unit: percent", "unit: [percent", ["config.unreadable", "The file is not YAML", "line "]),
    ("forbidden character", "unit: percent", "unit: per\x07cent", ["The file is not YAML"]),
    ("empty file", LAW, "", ["The file is empty"]),
    ("file of one word", LAW, "null", ["Keys with their content are expected here"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), [pytest.param(*row[1:], id=row[0]) for row in MALFORMED])
def test_malformed_legal_file_is_refused_in_words_that_help(
    tmp_path: Path, old: str, new: str, words: list[str]
) -> None:
    """The refusal names the file, the place and what to do, and blocks."""
    assert old in LAW
    error = refused(tmp_path, LAW.replace(old, new, 1))
    said = described(error)
    assert all(word in said for word in words), said
    assert all(finding.where.startswith(LIMIT) and finding.code.startswith("config.") for finding in error.findings)
    assert all((finding.severity, finding.kind) == (Severity.BLOCK, Kind.STRUCTURAL) for finding in error.findings)
    assert all(finding.message in str(error) for finding in error.findings)


MALFORMED_METHOD = [
    ("a rule in a method file", "unit: factor", "unit: factor\nrule: maximum_weight", ["“rule” is not a key here"]),
    ("law among the method", "kind: method", "kind: hard_law", ["“hard_law” is not possible", "method, guardrail"]),
    ("no reasoning", "    reasoning: Our own choice of 1.05 for this test.\n", "", ["“reasoning” is missing"]),
    (
        "figure not in its reasoning",
        "choice of 1.05",
        "choice of 1.055",
        ["“1.05” stands in no quote (nor, for our own values, in the reasoning)"],
    ),
    ("repeal without reference", 'value: "1.05"', "value: null", ["A repeal (null) needs the reference"]),
]


@pytest.mark.parametrize(("old", "new", "words"), [pytest.param(*row[1:], id=row[0]) for row in MALFORMED_METHOD])
def test_malformed_method_file_is_refused_in_words_that_help(
    tmp_path: Path, old: str, new: str, words: list[str]
) -> None:
    """A method value may rest on a choice, but the choice must be reasoned."""
    said = described(refused(tmp_path, LAW, METHOD.replace(old, new, 1)))
    assert all(word in said for word in words), said
    assert FACTOR in said


def test_text_rule_with_a_figure_is_refused(tmp_path: Path) -> None:
    """A rule that prints words would print a bare number."""
    said = described(refused(tmp_path, LAW.replace("maximum_weight", "required_element")))
    assert "The rule required_element needs words here, not a figure" in said


def test_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """The place is the first wrong byte."""
    legal, method = folders(tmp_path)
    (tmp_path / LIMIT).write_bytes(b"unit: \xff")
    with pytest.raises(ParameterFilesError) as caught:
        load_parameters(legal, method)
    assert "not UTF-8" in described(caught.value)
    assert "byte 6" in described(caught.value)


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    """Three faults in two files give three findings and one error."""
    law = LAW.replace('value: "20"', 'value: "22"').replace("unit: percent\n", "")
    error = refused(tmp_path, law, METHOD.replace("confidence: expert", "confidence: sure"))
    assert [finding.code for finding in error.findings] == [
        "config.missingKey",
        "config.valueWithoutSource",
        "config.choice",
    ]
    assert [finding.where for finding in error.findings] == [
        LIMIT,
        f"{LIMIT}: values.2025-07-01.value",
        f"{FACTOR}: confidence",
    ]


def test_missing_folder_is_refused_and_not_read_as_empty(tmp_path: Path) -> None:
    """Without its limits the software would find every weight lawful."""
    legal, _ = folders(tmp_path)
    with pytest.raises(ParameterFilesError, match="does not exist; please check it"):
        load_parameters(legal, tmp_path / "elsewhere")


@pytest.mark.parametrize("name", ["legal/limit.yml", "legal/Limit.yaml", "method/a.b.yaml", "method/table.csv"])
def test_file_that_would_be_overlooked_is_refused(tmp_path: Path, name: str) -> None:
    """A misspelt file name must not make a limit vanish."""
    legal, method = folders(tmp_path)
    (tmp_path / name).write_text(METHOD, encoding="utf-8")
    with pytest.raises(ParameterFilesError) as caught:
        load_parameters(legal, method)
    assert [(finding.code, finding.where) for finding in caught.value.findings] == [("config.fileName", name)]


def test_two_files_of_one_id_are_refused(tmp_path: Path) -> None:
    """Law and method do not share a name."""
    legal, method = folders(tmp_path)
    (method / "exampleland").mkdir()
    (method / "exampleland" / "limit.yaml").write_text(METHOD, encoding="utf-8")
    with pytest.raises(ParameterFilesError, match=r"“exampleland\.limit” is taken by another file"):
        load_parameters(legal, method)


def test_pages_criterion_files_and_hidden_files_are_skipped(tmp_path: Path) -> None:
    """They live beside the parameters and are none."""
    legal, method = folders(tmp_path)
    for name in ("README.md", "criterion.yaml", ".keep"):
        (method / "transport" / name).write_text("not a parameter", encoding="utf-8")
    assert [parameter.id for parameter in load_parameters(legal, method)] == ["exampleland.limit", "transport.factor"]


def test_fingerprint_does_not_depend_on_the_order_of_the_files(tmp_path: Path) -> None:
    """The same content gives the same fingerprint; another figure gives another."""
    parameters = list(load_parameters(CONFIG / "legal", CONFIG / "method"))
    assert ParameterSet(reversed(parameters)).fingerprint() == ParameterSet(parameters).fingerprint()
    before = load_parameters(*folders(tmp_path / "first")).fingerprint()
    assert load_parameters(*folders(tmp_path / "second")).fingerprint() == before
    changed = METHOD.replace("1.05", "1.06")
    assert load_parameters(*folders(tmp_path / "third", LAW, changed)).fingerprint() != before


@pytest.mark.parametrize(
    ("value", "text", "stands"),
    [
        ("20", "at most 20 per cent", True),
        ("20", "at most 20% of them", True),
        ("20", "at most 20.", True),
        ("20", "section 120 and 201", False),
        ("20", "20.5 or 1.20 or 20,5 or 2020/20/1", False),
        ("1000", "within 1 000 kilometres", True),
        ("1000", "within 1,000 kilometres", True),
        ("1", "within 1 000 kilometres", False),
        ("000", "within 1 000 kilometres", False),
        ("3500", "beyond 3 500 km", True),
        ("1.05", "the factor 1.05, as reported", True),
        ("1.05", "the factor 11.05", False),
        ("2", "CO2 only", False),
        ("0", "any weight above 0 asks", True),
        ("price or cost", "on the basis of the\n  price or cost, using", True),
        ("price", "Price first", True),
        ("price", "overpriced", False),
    ],
)
def test_figure_stands_in_a_text_only_as_a_whole(value: str, text: str, stands: bool) -> None:
    """Not inside another number or word."""
    assert occurs(value, text) == stands


@given(st.decimals(min_value=0, max_value=10**6, places=2).map(str), st.integers(min_value=0, max_value=9))
def test_figure_is_never_found_with_a_digit_at_its_side(figure: str, digit: int) -> None:
    """A digit before or after makes another number of it."""
    assert occurs(figure, f"at most {figure} per cent")
    assert not occurs(figure, f"at most {digit}{figure} per cent")
    assert not occurs(figure, f"at most {figure}{digit} per cent")


def test_strict_yaml_guesses_nothing() -> None:
    """Dates, numbers and truth values stay the text that was written."""
    content, problems = strict_yaml.parse(b'{a: 2026-11-01, b: 1.50, c: yes, d: null, e: "null", f: [0x1F]}')
    assert content == {"a": "2026-11-01", "b": "1.50", "c": "yes", "d": None, "e": "null", "f": ["0x1F"]}
    assert problems == ()


def checked_on(day: date) -> Parameter:
    """A parameter last checked on that day."""
    return Parameter(f"checked.{day}", "", "", "method", "", (), None, "expert", (), day, "a tester")


def test_parameters_are_due_for_review_after_so_many_months() -> None:
    """Counted in calendar months; the end of a short month counts for the days it does not have."""
    days = [date(2026, 2, 1), date(2026, 1, 31), date(2025, 12, 1)]
    parameters = ParameterSet(checked_on(day) for day in days)
    assert [p.checked_on for p in due_for_review(parameters, 1, date(2026, 2, 28))] == [days[2], days[1]]
    assert [p.checked_on for p in due_for_review(parameters, 1, date(2026, 2, 27))] == [days[2]]
    assert due_for_review(parameters, 12, date(2026, 11, 30)) == []
    assert [p.checked_on for p in due_for_review(parameters, 12, date(2026, 12, 1))] == [days[2]]


SHIPPED = list(load_parameters(CONFIG / "legal", CONFIG / "method"))


def test_shipped_files_hold_law_and_method() -> None:
    """Sixteen limits of the base pack and the figures of the method."""
    parameters = ParameterSet(SHIPPED)
    assert len([parameter for parameter in parameters if parameter.rule]) >= 16
    assert parameters.figure("eu.weight_limits.transport_emissions_warn_above", date(2026, 12, 1)) == Decimal(20)
    assert parameters.figure("transport_emissions.road_circuity", date(2026, 12, 1)) == Decimal("1.25")


@pytest.mark.parametrize("parameter", SHIPPED, ids=lambda parameter: parameter.id)
def test_shipped_file_names_nothing_invented(parameter: Parameter) -> None:
    """Example names stay in the tests."""
    hrefs = [reference.href for value in parameter.values for reference in value.references]
    assert not [href for href in hrefs if "example" in href]
    assert parameter.kind == "method" or hrefs
