"""Kinds of problem with status 409 about documents of an evaluation."""

from __future__ import annotations

from procurement_plugin.web.problem_type import ProblemType

DOCUMENTS = (
    ProblemType(
        409,
        "beforeDecision",
        "Bidders are informed once the award decision was sent",
        "Take the step sendDecision first",
        ("createDocument",),
    ),
    ProblemType(
        409,
        "wordsMissing",
        "The winner leads on points that the platform gave, and nothing says why",
        "Say it in `words.advantages`, under the criteria that `detail` names",
        ("createDocument",),
    ),
    ProblemType(
        409,
        "documentUnderWay",
        "The same document is being made, with other words",
        "Wait for its task; to change what it says, order a correction with `replaces`",
        ("createDocument",),
    ),
    ProblemType(
        409,
        "alreadyReplaced",
        "Another document replaces this one already",
        "Replace the one that `detail` names",
        ("createDocument",),
    ),
    ProblemType(
        409,
        "documentChanged",
        "The stored file is not the one that was kept",
        "The operator restores the store of documents from a copy",
        ("getDocument",),
    ),
)
