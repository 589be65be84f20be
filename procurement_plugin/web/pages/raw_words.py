"""Words of the scanner in the reader's language, where the tables hold them; the rest stays English and says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel import Locale
from markupsafe import Markup

from procurement_plugin.web.exchange import service
from procurement_plugin.web.pages.language import language, marked, t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Blueprint

WORDS: Mapping[str, str] = {
    "BE": marked("Belgium"),
    "EU": marked("the Union"),
    "assessedAsCritical": marked("critical by the study's own figures"),
    "thirdCountryAboveBenchmark": marked("one third country above the benchmark"),
    "dependentImports": marked("dependent imports"),
    "study_use": marked("named by the study"),
    "study_component": marked("a component that the study names"),
    "study_class": marked("a class of uses that the study names"),
    "regulation": marked("named by a regulation"),
    "literature": marked("another source"),
    "general": marked("common knowledge"),
    "high": marked("high"),
    "moderate": marked("moderate"),
    "low": marked("low"),
    "extraction": marked("extraction"),
    "processing": marked("processing"),
    "rising": marked("rising"),
    "falling": marked("falling"),
    "steady": marked("steady"),
    "mixed": marked("mixed"),
}
OF_THE_UNION = marked("{share} % of the Union's sourcing ({stage}) from {country}")
IN_EACH_YEAR = marked("so in each year from {first} to {last}")
IN_THE_STUDY = marked("supply risk {risk} and economic importance {importance} in the study of {year}")
OF_THE_WORLD = marked("{share} % of world supply ({stage}) from {country}")
_FROM = re.compile(
    r"(?P<share>[0-9.]+) % of (?P<of>the Union's sourcing|world supply) \((?P<stage>\w+)\) from (?P<of_whom>.+)"
)

_YEARS = re.compile(r"so in each year from (?P<first>[0-9]+) to (?P<last>[0-9]+)")
_STUDY = re.compile(
    r"supply risk (?P<risk>[0-9.]+) and economic importance (?P<importance>[0-9.]+) in the study of (?P<year>[0-9]+)"
)


def register(pages: Blueprint) -> None:
    """Give the templates of the scanner their words."""
    for name, word in (
        ("in_words", in_words),
        ("material", material),
        ("found_by", found_by),
        ("country", country),
        ("countries", countries),
        ("reason", reason),
    ):
        pages.add_app_template_filter(word, name)


def in_words(code: str) -> str:
    """A code of the scanner in words; what is no code stays as it is."""
    return t(WORDS[code]) if code in WORDS else code


def material(name: str) -> str:
    """Raw materials by the names of the tables, several with semicolons between; what these lack is marked English."""
    own = {row.name: row.names.get(language(), "") for row in service().materials.materials.values()}
    parts = (Markup("{}").format(own[one]) if own.get(one) else english(one) for one in name.split("; "))
    return Markup("; ").join(parts)


def found_by(text: str) -> str:
    """Of a product group or a material that led to a material its name; every other text as the tables have it."""
    groups = {group.names["en"]: group.names for group in service().materials.products.values()}
    return str(groups[text].get(language(), text)) if text in groups else material(text)


def english(text: str) -> Markup:
    """A text that stands in the tables in English alone."""
    return Markup("{}").format(text) if language() == "en" else Markup('<span lang="en">{}</span>').format(text)


def country(code: str, name: str = "") -> str:
    """A country by its code, as the reader's language calls it; else by the name of the tables."""
    return str(Locale.parse(language()).territories.get(code, name or code))


def countries(sources: str) -> str:
    """Sources as the tables print them (“US 71%; GB 28%”), with the names of the countries."""
    return re.sub(r"\b[A-Z]{2}\b(?= [0-9])", lambda found: country(found[0]), sources)


def reason(text: str) -> str:
    """A reason of the list that names years or countries, in the reader's language; every other one as it is.

    Years are no figures: a sentence of the catalogues would put a point into them.
    """
    for pattern, said in ((_YEARS, IN_EACH_YEAR), (_STUDY, IN_THE_STUDY)):
        found = pattern.fullmatch(text)
        if found is not None:
            return t(said, **{name: _figure(value) for name, value in found.groupdict().items()})
    told = [_from_where(part) for part in text.split("; ")]
    return "; ".join(part for part in told if part) if all(told) else text


def _from_where(text: str) -> str:
    """Which third country supplies how much; empty for any other sentence."""
    found = _FROM.fullmatch(text)
    if found is None:
        return ""
    by_name = {row.name: row.iso2 for row in service().materials.countries.values()}
    said = OF_THE_UNION if found["of"] == "the Union's sourcing" else OF_THE_WORLD
    whose = country(by_name.get(found["of_whom"], ""), found["of_whom"])
    return t(said, share=_figure(found["share"]), stage=in_words(found["stage"]), country=whose)


def _figure(value: str) -> str:
    return value if language() == "en" else value.replace(".", ",")
