"""What a contracting authority tells the legal guard: circumstances of the procedure, formulation of its clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import fields as mf

from procurement_plugin.domain.legal_vocabulary import (
    CLAUSE_CHOICES,
    CLAUSE_QUESTIONS,
    PROCEDURE_QUESTIONS,
    ROLES,
    Clause,
)
from procurement_plugin.web.schemas import fields as f

if TYPE_CHECKING:
    from collections.abc import Mapping

    import marshmallow as ma


def _questions(questions: Mapping[str, str]) -> dict[str, Any]:
    return {name: f.Truth(metadata={"description": text}) for name, text in questions.items()}


def _choices() -> dict[str, Any]:
    told = {
        name: "; ".join(f"{word}: {text}" for word, text in words.items()) for name, words in CLAUSE_CHOICES.items()
    }
    return {
        name: f.Choice(tuple(words), metadata={"description": told[name]}) for name, words in CLAUSE_CHOICES.items()
    }


CircumstancesSchema: type[ma.Schema] = type(
    "Circumstances",
    (f.ClosedSchema,),
    {**_questions(PROCEDURE_QUESTIONS), "__doc__": "Answers about the procedure that some rules depend on."},
)
FormulationSchema: type[ma.Schema] = type(
    "Formulation",
    (f.ClosedSchema,),
    {**_choices(), **_questions(CLAUSE_QUESTIONS), "__doc__": "What a criterion or clause rewards or asks, and how."},
)


class ClauseSchema(f.ClosedSchema):
    """A clause that is no award criterion of the profile: a requirement, a condition, a tie break."""

    id = f.Identifier(required=True, metadata={"description": "Identifier"})
    role = f.Choice(
        tuple(ROLES),
        required=True,
        metadata={"description": "; ".join(f"{word}: {text}" for word, text in ROLES.items())},
    )
    text = f.PlainText(longest=4000, required=True, metadata={"description": "The clause as it will be published"})
    formulation = mf.Nested(FormulationSchema, metadata={"description": "What it rewards or asks, and how"})


def answers(given: Mapping[str, Any] | None) -> dict[str, str]:
    """The answers as words: yes and no become "true" and "false"."""
    return {name: str(answer).lower() if isinstance(answer, bool) else answer for name, answer in (given or {}).items()}


def clause_of(row: Mapping[str, Any]) -> Clause:
    """A clause, from loaded data."""
    return Clause(row["id"], row["role"], row["text"], answers(row.get("formulation")))
