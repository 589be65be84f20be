"""What making a document needs from outside: somebody who lays it out, and somebody who seals it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from procurement_plugin.domain.findings import StateError

if TYPE_CHECKING:
    from procurement_plugin.application.document_record import DocumentOrder


class RenderTask(NamedTuple):
    """A document to be laid out.

    Attributes:
        content: what it says, as its reader may see it.
        record: what is attached to it.
    """

    content: Any
    order: DocumentOrder
    record: bytes


class RenderingError(StateError):
    """A document could not be laid out within the limits; ``name`` says which."""


class Renderer(Protocol):
    """Lays documents out, elsewhere than in the process that answers requests."""

    def render(self, task: RenderTask) -> bytes:
        """The document as PDF; the same bytes for the same task, fonts and release.

        Raises:
            RenderingError: it takes too long, too much memory or too many pages, or the renderer was killed.
        """

    def close(self) -> None:
        """Let go of every process."""


class Sealer(Protocol):
    """Seals documents for the contracting authority."""

    def seal(self, pdf: bytes) -> bytes:
        """The document with a seal appended; its own bytes stay as they are."""
