"""What is told of one kind of problem."""

from __future__ import annotations

from typing import NamedTuple

from procurement_plugin.web.problems import OWN


class ProblemType(NamedTuple):
    """One kind of problem.

    Attributes:
        status: the HTTP status it comes with.
        name: the last part of its URN; stable.
        cause: when it is answered.
        remedy: what to do.
        operations: operationIds that answer it; with none, every operation whose description has the status.
        family: what stands before the name.
    """

    status: int
    name: str
    cause: str
    remedy: str
    operations: tuple[str, ...] = ()
    family: str = OWN

    @property
    def urn(self) -> str:
        """The value of ``type``."""
        return f"{self.family}{self.name}"
