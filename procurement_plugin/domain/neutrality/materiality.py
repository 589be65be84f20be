"""Materiality: whether transport emissions weigh more than transport matters in the product's life cycle."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import Finding, Severity
from procurement_plugin.domain.neutrality.computed_test import (
    COMPUTED,
    NOT_COMPUTABLE,
    NeutralityTest,
    TestReport,
    field,
    not_applicable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procurement_plugin.domain.neutrality.computed_test import Asked, Row, TransportShare

NAME = "materiality"


def run(asked: Asked) -> TestReport:
    """Compares the weight of transport emissions with the share that the officer states."""
    places = [criterion.index for criterion in asked.market.criteria if "emissions" in criterion.reads]
    weight = sum((asked.weights[place] for place in places), Decimal(0))
    if not weight:
        return not_applicable(NAME, "Transport emissions carry no weight.")
    stated = asked.transport_share
    if stated is None or not stated.source.strip():
        findings = tuple(_unstated(asked, places[0], weight))
        return TestReport(NAME, NOT_COMPUTABLE, {"weight": weight, "transportSharePercent": None}, (), findings)
    figures: Row = {"weight": weight, "transportSharePercent": stated.per_cent, "source": stated.source}
    return TestReport(NAME, COMPUTED, figures, (), tuple(_findings(asked, places[0], weight, stated)))


def _unstated(asked: Asked, place: int, weight: Decimal) -> Iterator[Finding]:
    if asked.above(Fraction(weight), "materiality_weight"):
        yield asked.guardrail(
            NAME,
            Severity.INFORM,
            "materiality_weight",
            f"Transport emissions weigh {weight} %, and nothing states how much transport matters in the emissions of "
            "the product's life cycle.",
            field(place),
            remedy="State the share of transport with its source.",
            maximum=asked.figure("materiality_weight"),
            actual=weight,
        )


def _findings(asked: Asked, place: int, weight: Decimal, stated: TransportShare) -> Iterator[Finding]:
    small = asked.below(Fraction(stated.per_cent), "materiality_share")
    if small and asked.above(Fraction(weight), "materiality_weight"):
        yield asked.guardrail(
            NAME,
            Severity.WARN,
            "materiality_weight",
            f"Transport makes {stated.per_cent} % of the product's life-cycle emissions ({stated.source}), yet its "
            f"emissions weigh {weight} %; below a share of {asked.figure('materiality_share')} % the limit is "
            f"{asked.figure('materiality_weight')} %.",
            field(place),
            remedy="Lower the weight, or score the emissions of the whole life cycle.",
            maximum=asked.figure("materiality_weight"),
            actual=weight,
        )


TEST = NeutralityTest(NAME, run)
