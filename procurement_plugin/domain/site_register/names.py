"""Names and addresses as they are compared: without case, accents, signs and the legal form.

The list of legal forms is a choice of ours, short on purpose: the usual forms of companies in each country as they
stand at the end of a name. Whoever finds one missing adds it here.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Letters that do not fall into a letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"})
EVERYWHERE = frozenset({"se", "group", "holding"})
LEGAL_FORMS: Mapping[str, frozenset[str]] = {
    country: frozenset(forms.split())
    for country, forms in {
        "AT": "gmbh ag kg og co eu",
        "BE": "nv sa bv srl bvba sprl cv cvba sc scrl vof snc comm commv scomm gcv scs vzw asbl",
        "CH": "ag sa gmbh sarl sagl",
        "CN": "co ltd limited company inc",
        "CZ": "sro as spol ks",
        "DE": "gmbh ag kg ohg ug co kgaa ek mbh",
        "DK": "as aps ps is",
        "ES": "sa sl slu sau sll coop",
        "FI": "oy oyj ab ky",
        "FR": "sa sas sasu sarl eurl snc sci scop",
        "GB": "ltd limited plc llp lp",
        "IE": "ltd limited plc dac clg",
        "IT": "spa srl sas snc sapa scarl",
        "JP": "kk gk co ltd",
        "KR": "co ltd inc",
        "LU": "sa sarl scs sca",
        "NL": "bv nv vof cv",
        "NO": "as asa",
        "PL": "sa sp spz zoo sj sk",
        "PT": "sa lda sgps",
        "RO": "sa srl",
        "SE": "ab hb kb",
        "TR": "as ltd sti san tic ve",
        "US": "inc llc corp corporation co ltd lp",
        "VN": "co ltd jsc",
    }.items()
}
PAIR = 2


@lru_cache(maxsize=50_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text: letters and digits only, without case and accents; single letters in a row are one word."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    parts = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    found: list[str] = []
    single = False
    for part in parts:
        alone = len(part) == 1 and part.isalpha()
        if alone and single:
            found[-1] += part
        else:
            found.append(part)
        single = alone
    return tuple(found)


def bare_name(name: str, country: str) -> tuple[str, ...]:
    """The words of a name without the legal form at its end or beginning; the whole name if nothing else is left."""
    words = list(words_of(name))
    forms = LEGAL_FORMS.get(country, frozenset()) | EVERYWHERE
    while len(words) > 1 and words[-1] in forms:
        words.pop()
    while len(words) > 1 and words[0] in forms - EVERYWHERE:
        words.pop(0)
    return tuple(words)


def likeness(first: Sequence[str], second: Sequence[str]) -> int:
    """How alike two lists of words are, in per cent: shared pairs of letters (Sørensen 1948, Dice 1945).

    The order of the words does not count; the same words are 100, whatever they are.
    """
    if sorted(first) == sorted(second):
        return 100
    pairs = [Counter(_pairs(" ".join(sorted(words)))) for words in (first, second)]
    shared, total = (pairs[0] & pairs[1]).total(), pairs[0].total() + pairs[1].total()
    return 200 * shared // total if total else 0


def _pairs(text: str) -> list[str]:
    return [text[place : place + PAIR] for place in range(len(text) - 1)]
