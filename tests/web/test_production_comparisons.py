"""Where to produce, over HTTP: what is answered in which form, what is refused at which place, and that nothing is kept."""

from __future__ import annotations

import copy
import io
import json
from typing import TYPE_CHECKING, Any

import jsonschema
import openpyxl
import pytest
from conftest import EXAMPLES, ROOT

from procurement_plugin.application.production_document import NEVER_AN_AWARD
from procurement_plugin.application.production_sheets import COLUMNS
from procurement_plugin.application.production_tables import RESULTS
from procurement_plugin.web.negotiation import PDF, XLSX

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ADDRESS = "/scoring/v1/productionComparisons"
CASES = {path.parent.name: json.loads(path.read_text()) for path in EXAMPLES.glob("production_comparison/*/case.json")}
SCHEMAS = {
    name: jsonschema.Draft202012Validator(json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text()))
    for name in ("ProductionComparison", "ProductionComparisonRequest")
}


@pytest.fixture
def case() -> dict[str, Any]:
    return copy.deepcopy(CASES["near_and_far"])


@pytest.mark.parametrize("name", CASES)
def test_request_and_answer_have_the_published_form(name: str, client: FlaskClient) -> None:
    found = client.post(ADDRESS, json=CASES[name])
    assert found.status_code == 200
    SCHEMAS["ProductionComparisonRequest"].validate(CASES[name])
    SCHEMAS["ProductionComparison"].validate(found.get_json())
    assert found.get_json()["use"] == NEVER_AN_AWARD
    assert found.headers["Cache-Control"] == "no-store"


def test_a_workbook_holds_formulas_as_text_and_comes_back_as_a_request(
    client: FlaskClient, case: dict[str, Any]
) -> None:
    found = client.post(ADDRESS, json=case, headers={"Accept": XLSX})
    assert found.mimetype == XLSX
    book = openpyxl.load_workbook(io.BytesIO(found.data))
    assert book.sheetnames == [*RESULTS, *COLUMNS]
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    rows = list(book["Factors"].iter_rows(values_only=True))
    duty = next(dict(zip(rows[0], row, strict=True)) for row in rows if row[:3] == ("NINGBO", "Hard costs", "duty"))
    assert duty["formula"].startswith("Rate of customs duty × (Price + Packaging")
    assert duty["inFigures"].startswith("0.027 × (11.4545454545 + 0.2727272727")
    assert book["About"]["B2"].value == NEVER_AN_AWARD
    again = client.post(ADDRESS, data=found.data, content_type=XLSX)
    first = client.post(ADDRESS, json=case)
    assert again.get_json()["locations"] == first.get_json()["locations"]
    assert again.get_json()["inputHash"] == first.get_json()["inputHash"]


@pytest.mark.parametrize(("language", "word"), [("nl", "Douanerecht"), ("fr", "Droits de douane"), ("de", "Zoll")])
def test_a_workbook_speaks_the_language_that_was_asked_for(
    client: FlaskClient, case: dict[str, Any], language: str, word: str
) -> None:
    found = client.post(f"{ADDRESS}?language={language}", json=case, headers={"Accept": XLSX})
    titles = [row[3] for row in openpyxl.load_workbook(io.BytesIO(found.data))["Factors"].iter_rows(values_only=True)]
    assert word in titles
    assert found.headers["Content-Language"] == language


def test_a_document_by_accept(client: FlaskClient, case: dict[str, Any]) -> None:
    found = client.post(ADDRESS, json=case, headers={"Accept": PDF})
    assert (found.status_code, found.mimetype) == (200, PDF)
    assert found.data.startswith(b"%PDF-1.7")
    client.application.extensions["procurement"].desk.close()  # its renderer


def test_other_forms_and_other_bodies_are_refused(client: FlaskClient, case: dict[str, Any]) -> None:
    assert client.post(ADDRESS, json=case, headers={"Accept": "text/csv"}).status_code == 406
    assert client.post(ADDRESS, data="<a/>", content_type="application/xml").status_code == 415
    assert client.post(f"{ADDRESS}?language=es", json=case).status_code == 400
    broken = client.post(ADDRESS, data=b"PK\x03\x04", content_type=XLSX)
    assert broken.status_code == 400
    assert "no workbook" in broken.get_json()["issues"][0]["detail"]


def test_a_problem_in_a_workbook_names_sheet_and_row(client: FlaskClient, case: dict[str, Any]) -> None:
    content = client.post(ADDRESS, json=case, headers={"Accept": XLSX}).data
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book["Figures"].iter_rows(min_row=2):
        if (row[0].value, row[1].value) == ("NINGBO", "dutyRate"):
            row[5].value, number = "EUR", row[0].row
    out = io.BytesIO()
    book.save(out)
    found = client.post(ADDRESS, data=out.getvalue(), content_type=XLSX)
    issue = found.get_json()["issues"][0]
    assert issue["name"] == "locations[2].figures.dutyRate.unit"
    assert f"(sheet Figures, row {number})" in issue["detail"]


def put(place: str, value: Any):  # noqa: ANN201
    """A change of the case at a place."""

    def change(body: Any) -> None:
        *path, last = [int(part) if part.isdigit() else part for part in place.split(".")]
        for part in path:
            body = body[part]
        if value is None:
            del body[last]
        else:
            body[last] = value

    return change


def quantity(value: str, unit: str, **more: str) -> dict[str, str]:
    return {"value": value, "unit": unit, "source": "x", **more}


FAR = "locations.2.figures"
WRONG = [
    (put("locations.1.figures.unitPrice", None), "locations[1].figures.unitPrice", "required"),
    (put("figures.annualQuantity", None), "figures.annualQuantity", "required"),
    (put("figures.annualQuantity", quantity("0", "units/year")), "figures.annualQuantity.value", "above zero"),
    (put(f"{FAR}.dutyRate", quantity("5", "EUR")), "locations[2].figures.dutyRate.unit", "percent, permille, fraction"),
    (put(f"{FAR}.dutyRate", quantity("-5", "percent")), "locations[2].figures.dutyRate.value", "below zero"),
    (put(f"{FAR}.dutyRate", quantity("5", "percent", low="6")), "locations[2].figures.dutyRate.value", "between its low"),
    (put(f"{FAR}.unitPrice", quantity("5", "CNY/unit")), "locations[2].figures.unitPrice.unit", "no rate for CNY"),
    (put(f"{FAR}.unitPrice", quantity("5", "unit")), "locations[2].figures.unitPrice.unit", "EUR/unit, EUR/100 units"),
    (put(f"{FAR}.unitPrice", quantity("5,3", "EUR/unit")), "locations[2].figures.unitPrice.value", "as text"),
    (put(f"{FAR}.unitPrice", {"value": "5", "unit": "EUR/unit"}), "locations[2].figures.unitPrice.source", "required"),
    (put(f"{FAR}.wageInflation", quantity("-100", "percent/year")), "locations[2].figures.wageInflation.value", "100 percent"),
    (put(f"{FAR}.colour", quantity("5", "percent")), "locations[2].figures.colour", "not part of the published form"),
    (put(f"{FAR}.unitsPerShipment", quantity("0", "units")), "locations[2].figures.unitsPerShipment.value", "above zero"),
    (put("currencies.0.currency", "EUR"), "currencies[0].currency", "needs no rate"),
    (put("currencies.0.rate", quantity("1", "USD")), "currencies[0].rate.unit", "EUR/USD, USD/EUR"),
    (put("currencies.0.rate", quantity("0", "USD/EUR")), "currencies[0].rate.value", "above zero"),
    (put("currencies.0.rate", quantity("1", "USD/EUR", low="0")), "currencies[0].rate.low", "above zero"),
    (put("reference", "NOWHERE"), "reference", "no location NOWHERE"),
    (put("years", 11), "years", "At most 10 years"),
    (put("switchedOn", ["optimism"]), "switchedOn[0]", "one of"),
    (put("locations.1.id", "GENK"), "locations", "used twice"),
    (put("locations.1.sources.0.share", "90"), "locations[1].sources", "sum to exactly 100"),
    (put("locations.1.sources.0.location", {"latitude": "51"}), "locations[1].sources[0].location", "latitude and longitude"),
    (put("delivery.location", {"town": "Nowhereville", "country": "BE"}), "delivery.location", "was not found"),
    (put("delivery.location", {"latitude": "52", "longitude": "3"}), "delivery.location", "lies in the sea"),
    (put("transportMethod", {"dataSet": "dreams"}), "transportMethod.dataSet", "There is no data set"),
    (put("day", "2001-01-01"), "day", "begins on"),
    (put("locations.0.sources.0.elements", [{"mode": "road", "vehicleClass": "horse"}]), "locations[0].sources[0].elements[0].vehicleClass", "horse"),
    (put("locations.0.sources.0.elements", [{"mode": "road", "evidence": ["E1"]}]), "locations[0].sources[0].elements[0].evidence", "not part of the published form"),
    (put("locations.1", None), "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("change", "place", "says"), WRONG)
def test_what_is_wrong_is_told_at_its_place(
    client: FlaskClient, case: dict[str, Any], change: Any, place: str, says: str
) -> None:
    change(case)
    found = client.post(ADDRESS, json=case)
    if not place:
        assert found.status_code == 200
        return
    assert found.status_code == 400
    told = {issue["name"]: issue["detail"] for issue in found.get_json()["issues"]}
    assert says in told[place], told


def test_everything_wrong_is_told_at_once(client: FlaskClient, case: dict[str, Any]) -> None:
    for change, _, _ in WRONG[4:7]:
        change(case)
    case["years"] = 20
    case["reference"] = "?"
    assert len(client.post(ADDRESS, json={**case, "title": 3}).get_json()["issues"]) >= 2
    case["reference"] = "NOWHERE"
    assert len(client.post(ADDRESS, json=case).get_json()["issues"]) >= 3


def test_a_chain_that_cannot_be_worked_out_is_told_and_leaves_the_costs_alone(
    client: FlaskClient, case: dict[str, Any]
) -> None:
    before = client.post(ADDRESS, json=case).get_json()["locations"][2]
    case["locations"][2]["sources"][0]["elements"] = [{"mode": "sea", "vehicleClass": "containerShip"}]
    found = client.post(ADDRESS, json=case).get_json()["locations"][2]
    assert found["perUnit"] == before["perUnit"]
    assert "emissions" not in found
    assert found["findings"][0]["where"].startswith("locations[2].sources[0]")
    reasons = {row["factor"]: row for row in found["notCounted"]}
    assert reasons["transportEmissions"]["names"] == ["emissionsPerTonne"]
    assert reasons["shadowPrice"]["reason"] == "incomplete"


def test_without_a_place_of_delivery_there_are_costs_and_no_emissions(
    client: FlaskClient, case: dict[str, Any]
) -> None:
    del case["delivery"]
    found = client.post(ADDRESS, json=case).get_json()
    assert "dataSets" not in found
    assert not any("emissions" in place for place in found["locations"])
    assert all("resilience" in place for place in found["locations"])


def test_the_country_changes_no_figure(client: FlaskClient, case: dict[str, Any]) -> None:
    before = client.post(ADDRESS, json=case).get_json()
    for place in case["locations"]:
        place["country"] = "XX"
        place["sources"][0]["country"] = "XX"
    after = client.post(ADDRESS, json=case).get_json()
    strip = [{n: p for n, p in place.items() if n != "country"} for place in after["locations"]]
    assert strip == [{n: p for n, p in place.items() if n != "country"} for place in before["locations"]]
    assert after["differences"] == before["differences"]


def test_soft_factors_are_off_unless_they_are_switched_on(client: FlaskClient) -> None:
    body = copy.deepcopy(CASES["risk_switched_on"])
    on = client.post(ADDRESS, json=body).get_json()
    del body["switchedOn"]
    off = client.post(ADDRESS, json=body).get_json()
    assert [place["perUnit"]["risk"] for place in on["locations"]] == ["0.03", "0.13"]
    assert [place["perUnit"]["risk"] for place in off["locations"]] == ["0.00", "0.00"]
    assert {row["reason"] for row in off["locations"][1]["notCounted"]} == {"notEntered", "switchedOff"}


def test_no_figure_of_anybody_is_built_in() -> None:
    """Prices, rates and probabilities come from requests only: the package holds none, whatever the country."""
    folder = ROOT / "procurement_plugin" / "domain" / "production"
    words = (ROOT / "config" / "method" / "production_comparison" / "words.yaml").read_text()
    source = "".join(path.read_text() for path in folder.rglob("*.py"))
    assert "Belgium" not in source + words
    assert not (ROOT / "config" / "method" / "production_comparison" / "defaults.yaml").exists()
    assert sorted(path.name for path in (ROOT / "config" / "method" / "production_comparison").iterdir()) == [
        "README.md",
        "words.yaml",
    ]
