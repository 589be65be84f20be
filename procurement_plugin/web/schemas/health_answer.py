"""How the service is, as it is answered."""

from __future__ import annotations

from marshmallow import fields as mf

from procurement_plugin.web.schemas.answer_parts import text
from procurement_plugin.web.schemas.fields import ClosedSchema


class HealthPartSchema(ClosedSchema):
    """One part of the service."""

    status = text("UP, DEGRADED or DOWN")
    reason = text("What is amiss, when it is not UP", required=False)


def _part(description: str) -> mf.Nested:
    return mf.Nested(HealthPartSchema, required=True, metadata={"description": description})


class HealthDetailsSchema(ClosedSchema):
    """Every part of the service."""

    database = _part("Whether it answers, at this release's form")
    queue = _part("What wakes workers")
    tasks = _part("Whether workers take the tasks that wait")
    deliveries = _part("Whether webhooks are delivered")
    disk = _part("Whether there is room to write")
    data = _part("Whether law, method and data were reviewed within a year")
    documents = _part("Whether PDF documents can be laid out")


class HealthSchema(ClosedSchema):
    """How the service is; as well as the worst of its parts."""

    status = text("UP, DEGRADED or DOWN")
    details = mf.Nested(HealthDetailsSchema, required=True, metadata={"description": "Its parts"})


class LivenessSchema(ClosedSchema):
    """That the process answers."""

    status = text("UP")


WATCH_ANSWERS = (HealthSchema, HealthPartSchema, LivenessSchema)
