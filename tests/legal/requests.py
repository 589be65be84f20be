"""Requests for the legal guard, built from the few facts that a case names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.weighting import check_profile
from procurement_plugin.web.schemas.reading import read_compliance_check

if TYPE_CHECKING:
    from procurement_plugin.domain.findings import Finding

OVERLAYS = {
    "utilities": {"directive": "2014/25", "buyerType": "utility"},
    "defence": {"directive": "2009/81", "buyerType": "defence"},
    "concessions": {"directive": "2014/23", "buyerType": "concession"},
}
PRICE = {
    "criterion": "price",
    "weight": "90",
    "missingPolicy": "reject",
    "scale": [{"at": "1", "value": "1"}, {"at": "2", "value": "0"}],
}
OURS = {
    "criterion": "proximity",
    "measure": "deliveryLeadTime",
    "weight": "10",
    "missingPolicy": "clarify",
    "scale": [{"at": "24", "value": "1"}, {"at": "120", "value": "0"}],
    "need": "Goods are needed within days.",
    "link": "It concerns the delivery of these goods.",
    "evidence": ["Guarantee in the contract"],
}


def answers(given: dict[str, Any]) -> dict[str, Any]:
    """What a case says, as a request writes it: yes and no are truth values."""
    truth = {"true": True, "false": False}
    return {
        name: answers(word) if isinstance(word, dict) else truth[word] if word in ("true", "false") else word
        for name, word in given.items()
        if name != "role"
    }


def findings_of(pack: str, case: dict[str, Any], day: str = "2026-12-01") -> tuple[Finding, ...]:
    """All findings against the request that a case describes, under a pack's law on a day."""
    procedure, profile, _ = read_compliance_check(
        request_of(pack, case, day), knowledge.schemas(), knowledge.reference()
    )
    return check_profile(
        profile, procedure, knowledge.known_criteria(), knowledge.reference().parameters, knowledge.reference().tables
    )


def request_of(pack: str, case: dict[str, Any], day: str) -> dict[str, Any]:
    """The request: a criterion of 10 per cent beside price, with what the case says set into it."""
    procedure = {
        "id": "P-1",
        "title": "Supplies",
        "contractingAuthority": {"id": "A-1", "name": "Authority"},
        "jurisdiction": "EU" if pack in OVERLAYS or pack == "eu" else pack.upper().replace("_", "-"),
        "directive": "2014/24",
        "buyerType": "subcentral",
        "contractType": "supplies",
        "cpv": ["15000000"],
        "estimatedValue": {"value": "640000.00", "currency": "EUR"},
        "gpaCovered": True,
        "noticeDispatchedAt": f"{day}T09:00:00+01:00",
        "tenderDeadlineAt": "2099-01-01T00:00:00+01:00",
        "circumstances": answers(case.get("procedure", {})),
    }
    procedure |= OVERLAYS.get(pack, {}) | answers(case.get("request", {}))
    criterion = OURS | answers(case["ours"]) if "ours" in case else _platform(case)
    if criterion["criterion"] == "transportEmissions":
        criterion.pop("settings", None)
    price = PRICE | {"weight": str(100 - int(criterion["weight"]))}
    profile: dict[str, Any] = {"criteria": [{name: value for name, value in criterion.items() if value != ""}, price]}
    if case.get("priceOnly"):
        profile["criteria"] = [PRICE | {"weight": "100"}]
    if "clause" in case:
        text = case.get("text", "The clause.")
        profile["clauses"] = [
            {"id": "C-1", "role": case["clause"]["role"], "text": text, "formulation": answers(case["clause"])}
        ]
    return {"procedure": procedure, "weightProfile": profile}


def _platform(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "criterion": "quality",
        "weight": "10",
        "source": "platform",
        "missingPolicy": "clarify",
        "description": case.get("text", ""),
        "formulation": answers(case.get("criterion", {})),
    }
