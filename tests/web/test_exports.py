"""Exports over HTTP: the notice in three forms, an evaluation as a table, one bid alone, and who may read them."""

from __future__ import annotations

import copy
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from notices import from_eforms, from_ocds
from web.test_profile_life import BASE, REASON, at, bearer, keys, official_of, publish

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    At = Callable[[str], FlaskClient]
    Bearer = Callable[..., dict[str, str]]
    Evaluated = tuple[FlaskClient, dict[str, Any], dict[str, Any]]

__all__ = ["at", "bearer", "keys"]  # fixtures
XML, JSON, TEXT, CSV = "application/xml", "application/json", "text/plain", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def lot(requests_by_name: dict[str, Any]) -> dict[str, Any]:
    """Three bids under supply security and others; each bidder has a name of its own."""
    return copy.deepcopy(requests_by_name["supply_security/request.json"])


@pytest.fixture
def person(bearer: Bearer) -> dict[str, str]:
    """The chair of the committee."""
    return bearer("chair", "scoring:evaluate", "scoring:read")


@pytest.fixture
def evaluated(at: At, lot: dict[str, Any]) -> Evaluated:
    """A client, the version, and the evaluation under it."""
    version = publish(at("noticeDispatchedAt"), lot)
    client = at("tenderDeadlineAt")
    response = client.post(f"{BASE}/evaluations", json=official_of(lot, version))
    assert response.status_code == 201, response.get_data(as_text=True)
    return client, version, response.get_json()


def place(document: dict[str, Any], part: str) -> str:
    return f"{BASE}/evaluations/{document['id']}/{part}"


def notice(version: dict[str, Any]) -> str:
    return f"{BASE}/weightProfiles/{version['profileId']}/versions/{version['version']}/notice"


def decide(client: FlaskClient, document: dict[str, Any], person: dict[str, str], *more: str) -> None:
    for step in ("confirm", "sendDecision", *more):
        body = {"step": step, "reason": REASON}
        response = client.post(place(document, "steps"), json=body, headers=person)
        assert response.status_code == 201, response.get_data(as_text=True)


def test_the_notice_comes_in_the_form_that_is_accepted(evaluated: Evaluated) -> None:
    """Text when the caller does not mind; what none of the forms is, is refused with their names."""
    client, version, _ = evaluated
    for accept, form in ((None, TEXT), ("*/*", TEXT), (XML, XML), (JSON, JSON), ("text/html, */*;q=0.1", TEXT)):
        found = client.get(
            notice(version), query_string={"language": "nl"}, headers={"Accept": accept} if accept else {}
        )
        if form == XML:
            found = client.get(f"{notice(version)}?language=nl&lot=LOT-0001", headers={"Accept": accept})
        assert (found.status_code, found.mimetype) == (200, form)
        assert (found.headers["Content-Language"], found.headers["Vary"]) == ("nl", "Accept")
    refused = client.get(notice(version), headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert XML in refused.get_json()["detail"]


def test_eforms_and_ocds_read_again_give_what_was_published(evaluated: Evaluated) -> None:
    """Kinds, weights and order; both forms say the same words; the scale comes back too."""
    client, version, _ = evaluated
    asked = version["weightProfile"]["criteria"]
    xml = client.get(f"{notice(version)}?lot=LOT-0007&language=fr", headers={"Accept": XML}).get_data()
    ocds = client.get(f"{notice(version)}?lot=LOT-0007&language=fr", headers={"Accept": JSON}).get_json()
    assert from_eforms(xml) == from_ocds(ocds)
    assert [row.weight for row in from_ocds(ocds)] == [Decimal(row["weight"]) for row in asked]
    (lot,) = ocds["tender"]["lots"]
    assert (lot["id"], b'schemeName="Lot">LOT-0007<' in xml) == ("LOT-0007", True)
    assert lot["awardCriteria"]["x_scoring"]["fingerprint"] == version["fingerprint"]
    for row, sent in zip(lot["awardCriteria"]["criteria"], asked, strict=True):
        told = [
            (Decimal(str(point["at"])), Decimal(str(point["value"]))) for point in row["x_scoring"].get("scale", ())
        ]
        assert told == [(Decimal(point["at"]), Decimal(point["value"])) for point in sent.get("scale", ())]


def test_every_problem_of_a_query_is_named(evaluated: Evaluated) -> None:
    client, version, _ = evaluated
    refused = client.get(f"{notice(version)}?language=xx&language=nl&day=1", headers={"Accept": JSON})
    assert refused.status_code == 400
    assert {issue["name"] for issue in refused.get_json()["issues"]} == {"language", "day"}
    assert client.get(f"{notice(version)}?lot=LOT-0001").status_code == 400
    both = f"{notice(version)}?lot=LOT-0001&language=nl&language=fr"
    assert client.get(both, headers={"Accept": XML}).headers["Content-Language"] == "nl, fr"
    assert client.get(both.replace("fr", "nl"), headers={"Accept": XML}).status_code == 400
    assert client.get(both, headers={"Accept": JSON}).status_code == 400
    wrong = client.get(f"{notice(version)}?lot=L1", headers={"Accept": XML}).get_json()["issues"][0]
    assert (wrong["name"], "LOT-0001" in wrong["detail"]) == ("lot", True)


@pytest.mark.parametrize("part", ["ocds", "ocds?audience=authority", "table", "bids/B-1"])
def test_bids_are_read_with_the_permission_of_their_tenant_only(
    evaluated: Evaluated, person: dict[str, str], bearer: Bearer, part: str
) -> None:
    client, _, document = evaluated
    decide(client, document, person)
    assert client.get(place(document, part), headers=bearer("spy", "scoring:read", tenant="other")).status_code == 404
    assert client.get(place(document, part), headers=bearer("clerk", "scoring:profiles")).status_code == 403
    del client.environ_base["HTTP_AUTHORIZATION"]
    assert client.get(place(document, part)).status_code == 401


def test_one_bid_alone_is_what_the_evaluation_says_of_it(evaluated: Evaluated) -> None:
    client, _, document = evaluated
    for bid in document["bids"]:
        found = client.get(place(document, f"bids/{bid['id']}"))
        answer = found.get_json()
        assert (answer["bid"], answer["evaluationId"], answer["kind"]) == (bid, document["id"], "official")
        names = [other["bidder"]["name"] for other in document["bids"] if other is not bid]
        assert not [name for name in names if name in found.get_data(as_text=True)]
    assert client.get(place(document, "bids/B-77")).status_code == 404
    assert client.get(place(document, f"bids/{document['bids'][0]['id']}?x=1")).status_code == 400


def test_the_table_comes_as_csv_or_workbook(evaluated: Evaluated, lot: dict[str, Any]) -> None:
    client, _, document = evaluated
    plain = client.get(place(document, "table"))
    assert (plain.mimetype, plain.headers["Vary"]) == (CSV, "Accept")
    assert plain.headers["Content-Disposition"] == f'attachment; filename="evaluation-{document["id"]}.csv"'
    assert len(plain.get_data(as_text=True).splitlines()) == 1 + sum(len(bid["criteria"]) for bid in document["bids"])
    found = client.get(place(document, "table"), headers={"Accept": XLSX})
    assert (found.status_code, found.content_type) == (200, XLSX)
    book = openpyxl.load_workbook(io.BytesIO(found.get_data()))
    totals = [row[3] for row in book["Ranking"].iter_rows(min_row=2, values_only=True)]
    assert totals == [float(row["total"]) for row in document["ranking"]]
    assert book["Evaluation"]["B2"].value.startswith("Demonstration")
    assert client.get(place(document, "table"), headers={"Accept": XLSX}).get_data() == found.get_data()
    assert client.get(place(document, "table"), headers={"Accept": "application/pdf"}).status_code == 406
    trial = client.post(f"{BASE}/evaluations", json=lot).get_json()
    book = openpyxl.load_workbook(io.BytesIO(client.get(place(trial, "table"), headers={"Accept": XLSX}).get_data()))
    assert book["Evaluation"]["B2"].value.startswith("Trial, never an award")
