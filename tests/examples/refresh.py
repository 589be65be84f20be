"""Writes the expected answers of the examples anew, for review as a diff: ``python tests/examples/refresh.py``."""

import json
from pathlib import Path
from typing import Any

from procurement_plugin.application.evaluate_lot import evaluate_lot
from procurement_plugin.application.evaluation_document import document_of, finding_of
from procurement_plugin.bootstrap import wiring
from procurement_plugin.domain.findings import BlockedError
from procurement_plugin.web.schemas.reading import read_evaluation

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The whole answer without what differs between two runs or releases; or the findings that block it."""
    reference = wiring.reference()
    lot = read_evaluation(request, wiring.schemas(), reference)
    try:
        evaluated = evaluate_lot(lot, reference)
    except BlockedError as blocked:
        return {"blocked": [finding_of(finding) for finding in blocked.findings]}
    now = wiring.SystemClock().now()
    document = document_of(evaluated, reference, evaluation_id="", computed_at=now, engine_version="")
    return {name: value for name, value in document.items() if name not in ("id", "computedAt", "engineVersion")}


def expected(request: Path) -> Path:
    """Where the expected answer of a request stands."""
    return request.with_name(request.name.replace("request", "evaluation"))


def main() -> None:
    """Write every expected answer."""
    for request in sorted(EXAMPLES.glob("*/request*.json")):
        text = json.dumps(answer(json.loads(request.read_text())), ensure_ascii=False, indent=2) + "\n"
        expected(request).write_text(text)


if __name__ == "__main__":
    main()
