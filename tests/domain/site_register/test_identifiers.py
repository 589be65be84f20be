"""Check digits of identifiers, on public identifiers that are known to be right, and on each of their neighbours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.site_register.identifiers import IDENTIFIERS, bare, fault

# Public registers: GLEIF's own LEI and those of three listed companies; enterprise numbers do not count, since they
# name no site; the GLN is of GS1's own examples; the OS ID stands in the documentation of Open Supply Hub.
RIGHT = [
    ("lei", "506700GE1G29325QX363"),
    ("lei", "HWUPKR0MPOU8FGXBT394"),
    ("lei", "7LTWFZYICNSX8D621K86"),
    ("lei", "INR2EJN1ERAN0W5ZP974"),
    ("gln", "9506000140445"),
    ("osId", "CN2021250D1DTN7"),
    ("eori", "BE0207451227"),
    ("eori", "XI123456789000"),
]


def read(text: str) -> str:
    """Letters as the numbers 10 to 35."""
    return "".join(str(int(sign, 36)) for sign in text)


def establishment(first: str) -> str:
    """A number made by the rule itself, in other words than the code's: digits 9 and 10 make the whole leave 0."""
    return next(f"{first}{check:02}" for check in range(1, 98) if (int(first) + check) % 97 == 0)


@pytest.mark.parametrize(("kind", "text"), RIGHT)
def test_public_identifiers_are_right(kind: str, text: str) -> None:
    assert fault(kind, text) == ""


@pytest.mark.parametrize(("kind", "text"), [row for row in RIGHT if row[0] != "eori"])
def test_one_wrong_digit_is_noticed_wherever_it_stands(kind: str, text: str) -> None:
    for place, sign in enumerate(text):
        if sign.isdigit():
            wrong = f"{text[:place]}{(int(sign) + 1) % 10}{text[place + 1 :]}"
            assert fault(kind, wrong), wrong


@pytest.mark.parametrize(("kind", "text"), [row for row in RIGHT if row[0] in ("lei", "gln")])
def test_two_neighbours_in_the_wrong_order_are_noticed(kind: str, text: str) -> None:
    noticed = 0
    for place in range(len(text) - 1):
        first, second = text[place], text[place + 1]
        # Modulo 10 with the weights 1 and 3 cannot tell neighbours that differ by 5; X is 33, so X3 is 3X.
        blind = abs(int(first) - int(second)) == 5 if kind == "gln" else read(first + second) == read(second + first)
        if first == second or blind:
            continue
        assert fault(kind, f"{text[:place]}{second}{first}{text[place + 2 :]}")
        noticed += 1
    assert noticed > 5


@given(st.integers(20_000_000, 89_999_999))
def test_establishment_numbers_by_the_rule_are_right_and_their_neighbours_are_not(first: int) -> None:
    right = establishment(str(first))
    assert fault("establishmentNumber", right) == ""
    assert fault("establishmentNumber", f"{right[:-1]}{(int(right[-1]) + 1) % 10}")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("lei", "506700GE1G29325QX36"),
        ("lei", "506700ge1g29325qx363"),
        ("gln", "950600014044"),
        ("establishmentNumber", "0207451227"),  # an enterprise number names no establishment
        ("osId", "CN2021250D1DUN7"),  # the letter U is none of base 32
        ("osId", "cn2021250D1DTN7"),
        ("eori", "B12"),
        ("eori", "BE12345678901234567"),
    ],
)
def test_what_has_not_the_form_is_refused_with_the_form(kind: str, text: str) -> None:
    assert fault(kind, text)


def test_blanks_points_and_hyphens_are_no_part_of_an_identifier() -> None:
    assert bare(" 2.123-456 789 ") == "2123456789"
    assert bare("cn-2021250-d1dtn-7") == "CN2021250D1DTN7"


@given(st.sampled_from(sorted(IDENTIFIERS)), st.text())
def test_no_text_breaks_a_check(kind: str, text: str) -> None:
    assert isinstance(fault(kind, text), str)
    assert isinstance(fault(kind, bare(text)), str)
