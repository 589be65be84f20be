"""Figures that a text writes in words: the words, and the figure they mean, stated by a second hand."""

from __future__ import annotations

from procurement_plugin.adapters import strict_yaml
from procurement_plugin.bootstrap.settings import data_directory

WORDS = {
    "quinze jours": "15",
    "onze jours": "11",
    "zehn Kalendertage": "10",
    "quince días hábiles": "15",
    "trentadue giorni": "32",
    "at least two working days": "2",
    "six days": "6",
    "three years": "3",
    "tretti prosent": "30",
    "60%": "60",
    "EUR 250 million": "250000000",
    "EUR 25 million": "25000000",
    "EUR 5 000 000": "5000000",
}


def test_the_words_of_a_text_mean_its_figure() -> None:
    seen = set()
    for file in sorted(data_directory("config").glob("legal/*/*/*.yaml")):
        if file.parent.name == "territorial_words":
            continue
        content, problems = strict_yaml.parse(file.read_bytes())
        assert not problems
        for value in content["values"].values():
            if "as_written" in value:
                seen.add(value["as_written"])
                assert WORDS[value["as_written"]] == value["value"], file.name
    assert seen == set(WORDS)
