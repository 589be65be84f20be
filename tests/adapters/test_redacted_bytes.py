"""Nothing confidential of other bidders can be read out of the bytes of a debriefing, however it is unpacked."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement_plugin.adapters.document_figures import LOCALES, Figures
from procurement_plugin.domain.document_language import LANGUAGES
from tests.documents import of_size
from tests.domain.test_redaction import marked
from tests.everything_in import everything_in
from tests.laid_out import renderer, told


def lot_with_secrets(count: int, seed: int) -> tuple[dict[str, Any], str, list[str]]:
    """A lot, the bid of the reader, and what its debriefing must not tell: texts, identifiers, figures of the others."""
    rnd = random.Random(seed)  # noqa: S311  invented bids
    document = of_size(count, seed)
    for bid in document["bids"]:
        bid["bidder"]["name"] = f"Bidder {bid['id']}"
    winner = document["ranking"][0]["bidId"]
    own = rnd.choice([bid["id"] for bid in document["bids"] if bid["id"] != winner])
    secrets: list[str] = []
    for place, bid in enumerate(document["bids"]):
        if bid["id"] != own:
            mark, figure = f"QXZJ{rnd.randrange(10**6):06d}", f"{rnd.randrange(10**8, 10**9)}.{rnd.randrange(100, 999)}"
            document["bids"][place] = kept_apart(bid, mark, figure, named=bid["id"] == winner)
            secrets += [mark, figure, *(Figures(language).number(figure) for language in LOCALES)]
            if bid["id"] != winner:
                secrets += [bid["total"], *(Figures(language).number(bid["total"]) for language in LOCALES)]
    for row in document["ranking"]:
        row["bidder"] = next(bid["bidder"]["name"] for bid in document["bids"] if bid["id"] == row["bidId"])
    return document, own, secrets


def kept_apart(bid: dict[str, Any], mark: str, figure: str, *, named: bool) -> dict[str, Any]:
    """A bid whose texts hold the mark and whose measures are the figure; the winner keeps its name."""
    changed: dict[str, Any] = marked({name: part for name, part in bid.items() if name not in ("id", "bidder")}, mark)
    for score in changed["criteria"]:
        if "measure" in score:
            score["measure"]["value"] = figure
            score["segment"] = {"lower": {"at": figure}, "upper": {"at": figure}}
    name = bid["bidder"]["name"] if named else f"{mark} Ltd"
    return {"id": bid["id"], "bidder": {"id": f"{mark}-id", "name": name}, **changed}


@settings(max_examples=6, deadline=None, database=None)
@given(count=st.integers(2, 7), seed=st.integers(0, 10**6), language=st.sampled_from(LANGUAGES))
def test_a_debriefing_holds_nothing_of_the_others(count: int, seed: int, language: str) -> None:
    document, own, secrets = lot_with_secrets(count, seed)
    found = everything_in(renderer().render(told(document, "debrief", own), language))
    assert f"Bidder {own}" in found
    assert [secret for secret in secrets if secret in found] == []


@pytest.mark.parametrize("kind", ["justification", "debrief"])
def test_the_search_finds_what_is_there(kind: str) -> None:
    """A name on the page and in the record, a figure as written and as printed: else the test above proves nothing."""
    document = of_size(2)
    document["bids"][0]["bidder"]["name"] = "QXZJ Ltd"
    document["bids"][0]["criteria"][3]["measure"]["value"] = "712345.67"
    found = everything_in(renderer().render(told(document, kind, "B-1"), "nl"))
    for there in ("QXZJ Ltd", '"name":"QXZJ Ltd"', "712345.67", "712.345,67"):
        assert there in found
