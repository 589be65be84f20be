"""A line of an archive: an evaluation request, with what an archive knows besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf

from procurement_plugin.web.schemas import fields as f

if TYPE_CHECKING:
    from collections.abc import Sequence

    import marshmallow as ma


def besides_schema(countries: Sequence[str]) -> type[ma.Schema]:
    """What an archive may add to a request."""
    body = {"__doc__": "What an archive knows besides the request.", **_besides(countries)}
    return type("StudyBesides", (f.ClosedSchema,), body)


def line_schema(evaluation: type[ma.Schema], countries: Sequence[str]) -> type[ma.Schema]:
    """A whole line."""
    return type("StudyLine", (evaluation,), {"__doc__": "A past lot of an archive.", **_besides(countries)})


def study_profile_schema(profile: type[ma.Schema]) -> type[ma.Schema]:
    """The profile of a study under the name that it has in a request, so that places are named alike."""
    nested = mf.Nested(profile, required=True)
    return type("StudyProfile", (f.ClosedSchema,), {"__doc__": "The profile of a study.", "weightProfile": nested})


def _besides(countries: Sequence[str]) -> dict[str, Any]:
    told = {"description": "Member State of the buyer (that of the jurisdiction)"}
    return {
        "memberState": f.CountryCode(countries, metadata=told),
        "awardedBid": f.Identifier(metadata={"description": "The bid that won, when it is known"}),
    }
