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
    from procurement_plugin.adapters.seal import Seal
    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.application.document_ports import Documents
    from procurement_plugin.application.ports import Clock
    from procurement_plugin.bootstrap.rendering_settings import RenderLimits


def desk_of(
    storage: Storage, documents: Documents, clock: Clock, limits: RenderLimits, seal: Seal | None
) -> DocumentDesk:
    """Takes orders for documents and makes them; its processes start with the first one."""
    file = DocumentFile(storage.documents, documents, clock)
    pool = RenderPool(partial(setup_of, limits))
    return DocumentDesk(storage, storage.profiles, file, storage.jobs, clock, pool, seal)


def setup_of(limits: RenderLimits) -> Setup:
    """What a renderer is made of."""
    sizes = limits.memory_mib, limits.seconds, limits.pages
    return Setup(knowledge.page_sources(), knowledge.attributions(), *sizes)
