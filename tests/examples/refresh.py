"""Writes the expected answers of the examples anew, for review as a diff: ``python tests/examples/refresh.py``."""

import json
from pathlib import Path
from typing import Any

from study_lots import archive

from procurement_plugin.adapters.study_engines import InProcess
from procurement_plugin.application.check_profile import compliance_check
from procurement_plugin.application.compare_production import compare_production
from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.application.evaluation_document import document_of, finding_of
from procurement_plugin.application.production_document import document_of as production_document
from procurement_plugin.bootstrap import knowledge, wiring
from procurement_plugin.bootstrap.study_run import StudyRun
from procurement_plugin.domain.findings import BlockedError
from procurement_plugin.web.schemas.production_reading import read_comparison
from procurement_plugin.web.schemas.reading import read_compliance_check, read_evaluation

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
# Notices, and what is made of them.
NOTICES = {"notice-eforms.xml": "import-eforms.json", "release-ocds.json": "import-ocds.json"}
PROFILES = ("raw_distance", "transport_emissions", "lead_time")


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The whole answer without what differs between two runs or releases; or the findings that block it."""
    reference = knowledge.reference()
    lot = read_evaluation(request, knowledge.schemas(), reference)
    try:
        evaluated = evaluate_lot(lot, reference)
    except BlockedError as blocked:
        return {"blocked": [finding_of(finding) for finding in blocked.findings]}
    now = wiring.MachineClock().now()
    document = document_of(evaluated, reference, evaluation_id="", computed_at=now, engine_version="")
    return {name: value for name, value in document.items() if name not in ("id", "computedAt", "engineVersion")}


def expected(request: Path) -> Path:
    """Where the expected answer of a request stands."""
    return request.with_name(request.name.replace("request", "evaluation"))


def effects() -> str:
    """Mean points of a hypothetical producer, by Member State, under the three profiles for Ghent, as a table."""
    folder = EXAMPLES / "internal_market_effect"
    columns = {name: effect(json.loads((folder / f"{name}.json").read_text())) for name in PROFILES}
    states = sorted(set().union(*columns.values()) - {"effect"})
    lines = [",".join(["member_state", *PROFILES])]
    lines += [",".join([state, *(columns[name].get(state, "") for name in PROFILES)]) for state in ("effect", *states)]
    return "\n".join(lines) + "\n"


def effect(request: dict[str, Any]) -> dict[str, str]:
    """The internal-market effect of a profile and the mean points of each Member State."""
    reference = knowledge.reference()
    procedure, profile, lot = read_compliance_check(request, knowledge.schemas(), reference)
    found = compliance_check(procedure, profile, lot, knowledge.guard(), reference)
    report = next(test for test in found["computedTests"] if test["name"] == "internalMarketEffect")
    means = {
        row["memberState"]: row["meanPoints"] for row in report["rows"] if not row.get("region") and "meanPoints" in row
    }
    return {"effect": report["figures"]["effect"], **means}


def imported(notice: str) -> dict[str, Any]:
    """The import of a notice of the examples."""
    content = (EXAMPLES / "imports" / notice).read_bytes()
    return knowledge.notice_import().imported(content)


def studied(lots_out: Path) -> dict[str, Any]:
    """The study of the examples, and its table of lots at a path."""
    folder = EXAMPLES / "study"
    run = StudyRun(folder / "profile.json", folder / "lots.jsonl", None, chunk_size=5)
    document = run.document(InProcess(), lots_out)
    return {name: value for name, value in document.items() if name != "engineVersion"}


def production(request: dict[str, Any]) -> dict[str, Any]:
    """A comparison of production without what differs between two runs or releases."""
    reference = knowledge.reference()
    now = wiring.MachineClock().now()
    compared = compare_production(read_comparison(request, knowledge.schemas(), reference, now.date()), reference)
    document = production_document(compared, reference, computed_at=now, engine_version="")
    return {name: value for name, value in document.items() if name not in ("computedAt", "engineVersion")}


def main() -> None:
    """Write every expected answer."""
    for case in sorted(EXAMPLES.glob("production_comparison/*/case.json")):
        text = json.dumps(production(json.loads(case.read_text())), ensure_ascii=False, indent=2) + "\n"
        case.with_name("comparison.json").write_text(text)
    (EXAMPLES / "study" / "lots.jsonl").write_text(archive())
    study = json.dumps(studied(EXAMPLES / "study" / "lots.csv"), ensure_ascii=False, indent=2) + "\n"
    (EXAMPLES / "study" / "study.json").write_text(study)
    for notice, expected_import in NOTICES.items():
        text = json.dumps(imported(notice), ensure_ascii=False, indent=2) + "\n"
        (EXAMPLES / "imports" / expected_import).write_text(text)
    (EXAMPLES / "internal_market_effect" / "effect.csv").write_text(effects())
    for request in sorted(EXAMPLES.glob("*/request*.json")):
        text = json.dumps(answer(json.loads(request.read_text())), ensure_ascii=False, indent=2) + "\n"
        expected(request).write_text(text)


if __name__ == "__main__":
    main()
