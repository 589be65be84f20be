"""The screening of projects: a checklist with evidence; nothing is stored and nothing is scored."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from procurement_plugin.application.screen_project import lists_of, screen_project
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.access import actor
from procurement_plugin.web.exchange import json_body, service, written
from procurement_plugin.web.schemas.screening import read_screening

if TYPE_CHECKING:
    from datetime import date

    from procurement_plugin.application.raw_material_ports import RawMaterials
    from procurement_plugin.application.screen_project import ScreeningRequest
    from procurement_plugin.domain.parameters import ParameterSet

blueprint = Blueprint("project_screenings", __name__)


@blueprint.post("/projectScreenings")
def create_project_screening() -> Response:
    """Hold a project against the questions."""
    actor(READ)
    return written(screened(read_screening(json_body(), question_ids())))


def question_ids() -> frozenset[str]:
    """The identifiers of every question."""
    return frozenset(one.id for criterion in service().questionnaire.criteria for one in criterion.questions)


@lru_cache(maxsize=2)
def _lists(tables: RawMaterials, parameters: ParameterSet, day: date) -> dict[str, dict[str, Any]]:
    """The strategic goods of a day; they take seconds and serve everybody who asks."""
    return lists_of(tables, lambda name: parameters.figure(name, day))


def screened(asked: ScreeningRequest) -> dict[str, Any]:
    """The screening by the tables and thresholds of today."""
    wired = service()
    questions, today = wired.questionnaire, wired.clock.now().date()
    return screen_project(
        asked,
        questions.criteria,
        wired.materials,
        _lists(wired.materials, wired.reference.parameters, today) if asked.goods else {},  # type: ignore[arg-type]  # by identity
        questions_sha256=questions.sha256,
        screened_at=wired.clock.now(),
    )
