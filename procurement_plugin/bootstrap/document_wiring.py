"""What documents are made with: the store, the pool of renderers with its limits, and the seal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from procurement_plugin.adapters.render_pool import RenderPool
from procurement_plugin.adapters.render_process import Setup
from procurement_plugin.application.document_file import DocumentFile
from procurement_plugin.application.issue_document import DocumentDesk
from procurement_plugin.bootstrap import knowledge

if TYPE_CHECKING:
    from collections.abc import Callable

    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.application.document_ports import Documents
    from procurement_plugin.application.ports import Clock
    from procurement_plugin.bootstrap.rendering_settings import RenderLimits
    from procurement_plugin.bootstrap.settings import Settings


def desk_of(
    storage: Storage, documents: Documents, clock: Clock, settings: Settings, count: Callable[[float], None]
) -> DocumentDesk:
    """Takes orders for documents and makes them; its processes start with the first one.

    ``count`` is told the seconds that a document took.
    """
    file = DocumentFile(storage.documents, documents, clock)
    pool = RenderPool(partial(setup_of, settings.rendering), count=count)
    return DocumentDesk(storage, storage.profiles, file, storage.jobs, clock, pool, settings.seal)


def setup_of(limits: RenderLimits) -> Setup:
    """What a renderer is made of."""
    sizes = limits.memory_mib, limits.seconds, limits.pages
    return Setup(knowledge.page_sources(), knowledge.attributions(), *sizes)
