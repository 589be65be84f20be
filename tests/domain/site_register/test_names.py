"""Names as they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.domain.site_register.names import LEGAL_FORMS, bare_name, likeness, words_of

WORDS = st.lists(st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=8), max_size=5)


@pytest.mark.parametrize(
    ("first", "second", "country"),
    [
        ("Brouwerij Éénhoorn NV", "brouwerij eenhoorn", "BE"),
        ("Brouwerij Eenhoorn N.V.", "Brouwerij Eenhoorn S.A.", "BE"),
        ("Müller & Söhne GmbH & Co. KG", "MULLER SOHNE", "DE"),
        ("Straße Werk GmbH", "Strasse Werk", "DE"),
        ("Łódź Meble Sp. z o.o.", "Lodz Meble", "PL"),
        ("Ørsted Maskin A/S", "Orsted Maskin", "DK"),
        ("S.A. Verre de Liège", "Verre de Liege", "BE"),
        ("ＡＢＣ Co., Ltd.", "abc", "CN"),
        ("Ελληνική Βιομηχανία", "ελληνικη βιομηχανια", "GR"),
    ],
)
def test_case_accents_and_legal_forms_do_not_count(first: str, second: str, country: str) -> None:
    assert bare_name(first, country) == bare_name(second, country)


def test_a_legal_form_alone_stays_a_name_and_one_inside_a_name_stays() -> None:
    assert bare_name("NV", "BE") == ("nv",)
    assert bare_name("Bakkerij SA Jansen", "BE") == ("bakkerij", "sa", "jansen")
    assert bare_name("Kg Bau", "BE") == ("kg", "bau")  # a form of another country


def test_every_form_is_written_as_names_are_compared() -> None:
    for forms in LEGAL_FORMS.values():
        assert all(words_of(form) == (form,) for form in forms)


@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_between_0_and_100(first: list[str], second: list[str]) -> None:
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 100
    assert likeness(first, first) == 100
    assert likeness(first, list(reversed(first))) == 100


@given(st.text())
def test_no_text_breaks_the_words_and_words_of_words_are_the_same(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words or any(len(word) == 1 for word in words)
