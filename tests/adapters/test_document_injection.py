"""What bidders and officers write is printed as written, wherever it stands, and does nothing else."""

import copy
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from procurement_plugin.adapters.document_figures import Figures
from procurement_plugin.application.official_documents import (
    DEBRIEF,
    Decision,
    OfficerWords,
    OfficialDocument,
    document_for,
)
from procurement_plugin.domain.redaction import Reader
from tests.documents import SENT, STANDSTILL, evaluation
from tests.laid_out import read, renderer

ATTACKS = (
    '<img src="file:///etc/passwd">',
    "<svg><text>drawn</text></svg>",
    "{{ 7*7 }} {% raw %}",
    "</style><style>td{display:none}",
    "<script>alert(1)</script>",
    "&lt;b&gt; %(name)s {name} {0}",
    "a\x07b\u202ec\ue000d",
    '" onload="x" lang="zz',
)
FREE = {"name", "clause", "type", "distanceSource", "chain", "vehicleClass", "seaFrom", "message", "evidence"}
# Figures and identifiers that are names as soon as they are read as numbers, or the other way round.
TRICKS = ("007", "1E5", "1E999999", "NaN", "-Infinity", "1_000", "\uff11\uff12", "0x1F", "1,5")


def attacked(value: Any, attack: str, name: str = "", *, figures: bool = False) -> Any:
    """Free text replaced; with ``figures`` every operand and result of a step too."""
    if isinstance(value, dict):
        inside = {"operands", "result"} if figures and "step" in value else set()
        return {
            key: everywhere(part, attack) if key in inside else attacked(part, attack, key, figures=figures)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [attacked(part, attack, name, figures=figures) for part in value]
    return attack if isinstance(value, str) and name in FREE else value


def everywhere(value: Any, attack: str) -> Any:
    """Every text replaced, but for the reason that chooses a sentence."""
    if isinstance(value, dict):
        return {key: part if key == "reason" else everywhere(part, attack) for key, part in value.items()}
    if isinstance(value, list):
        return [everywhere(part, attack) for part in value]
    return attack if isinstance(value, str) else value


def renamed(value: Any, attack: str, known: set[str]) -> Any:
    """Every identifier of a bid, document, place or lot with the attack behind it; the same everywhere."""
    if isinstance(value, dict):
        return {key: renamed(part, attack, known) for key, part in value.items()}
    if isinstance(value, list):
        return [renamed(part, attack, known) for part in value]
    return f"{value} {attack}" if isinstance(value, str) and value in known else value


def identifiers(document: dict[str, Any]) -> set[str]:
    """Identifiers that somebody else than this software gives."""
    bids = document["bids"]
    found = {document["procedure"]["id"], document["procedure"]["contractingAuthority"]["id"], document["lot"]["id"]}
    found |= {bid["id"] for bid in bids} | {bid["bidder"]["id"] for bid in bids}
    found |= {item["id"] for bid in bids for item in bid.get("evidence", ())}
    return found | {point["id"] for point in document["lot"]["deliveryPoints"]}


def written_by(attack: str) -> Iterator[OfficialDocument]:
    """Documents in which the attack stands in texts, in figures and in identifiers."""
    plain, texts = evaluation(), evaluation()
    texts["bids"] = attacked(texts["bids"], attack)
    texts["ranking"] = attacked(texts["ranking"], attack)
    texts["procedure"]["title"] = texts["lot"]["title"] = attack
    figures = {**evaluation(), "bids": attacked(evaluation()["bids"], attack, figures=True)}
    names = renamed(evaluation(), attack, identifiers(plain))
    own = plain["bids"][0]["id"]
    for changed, bid in ((texts, own), (figures, own), (names, f"{own} {attack}")):
        yield from both(changed, bid, attack)


@cache
def harmless(kind: str) -> set[str]:
    """The skeleton of a document in which nothing bad was written."""
    return next(
        skeleton(renderer().html(model, "en")) for model in both(evaluation(), "B-1", "plain") if model.kind == kind
    )


def both(document: dict[str, Any], bid: str, words: str) -> tuple[OfficialDocument, OfficialDocument]:
    """The justification and a debriefing, with words of an officer."""
    said = OfficerWords(words, {"price": words}, words, {"i": words})
    decision = Decision(SENT, STANDSTILL)
    document = copy.deepcopy(document)
    whole = document_for(document, words=said, decision=decision)
    return whole, document_for(document, DEBRIEF, Reader(bid), said, decision, b"s" * 32)


@pytest.mark.parametrize("attack", [*ATTACKS, *TRICKS])
def test_what_others_write_makes_no_element(attack: str) -> None:
    for model in written_by(attack):
        assert not skeleton(renderer().html(model, "en")) - harmless(model.kind)


def test_what_others_write_is_printed_and_nothing_else_happens() -> None:
    models = list(written_by(" ".join(ATTACKS)))
    for model in (models[0], models[1], models[4]):
        lines = " ".join(read(renderer().render(model, "en"), layout=False).split())
        assert "root:" not in lines
        for shown in ("file:///etc/passwd", "7*7", "display:none", "alert(1)", "%(name)s", "onload="):
            assert shown in lines


@pytest.mark.parametrize("trick", TRICKS)
def test_what_is_no_plain_decimal_is_printed_as_written(trick: str) -> None:
    assert Figures("nl").figure(trick) == trick


def test_a_chain_named_like_a_number_keeps_its_name() -> None:
    document = {**evaluation(), "bids": attacked(evaluation()["bids"], "1234567")}
    page = renderer().html(both(document, "B-1", "plain")[1], "nl")
    assert "<td>1234567</td>" in page
    assert "1.234.567" not in page


def skeleton(page: str) -> set[str]:
    """The kinds of elements of a page, and the attributes that they have."""
    tags = set(re.findall(r"<([a-z0-9]+)[ >]", page))
    return tags | {
        f"@{name}" for tag in re.findall(r"<[a-z0-9]+ ([^<>]*)>", page) for name in re.findall(r'([\w:-]+)="', tag)
    }
