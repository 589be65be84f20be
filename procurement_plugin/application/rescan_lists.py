"""Rescan by itself whatever rests on another vintage than this release's: a page of lists at a time, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.domain.actor import EVALUATE, Actor, Proof
from procurement_plugin.domain.findings import ProcurementError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from procurement_plugin.application.watch_lists import WatchDesk

PAGE = 50
BEGIN = ("", "")


class Rescanner:
    """Walks through the watch lists of all tenants.

    Several may walk at once: who is second finds the report there and keeps nothing.

    Attributes:
        failed: told of an error that a single list met; the walk goes on with the next one.
    """

    def __init__(self, desk: WatchDesk, failed: Callable[[Exception], None]) -> None:
        self._desk = desk
        self._failed = failed
        self._after = BEGIN

    def walk(self) -> bool:
        """Rescan what is due on the next page; False once the end is reached, from where it begins anew.

        Raises:
            UnavailableError: the store is away; the page is looked at again.
        """
        page = self._desk.every(self._after, PAGE)
        for watched in page:
            stored = watched.list
            if self._desk.is_due(stored, watched.revision, watched.vintage):
                self._rescan(stored.tenant_id, stored.id)
        self._after = (page[-1].list.tenant_id, page[-1].list.id) if len(page) == PAGE else BEGIN
        return len(page) == PAGE

    def _rescan(self, tenant_id: str, list_id: str) -> None:
        try:
            self._desk.rescan(list_id, worker_of(tenant_id))
        except UnavailableError:
            raise
        except ProcurementError:
            pass  # rescanned or removed by somebody else meanwhile
        except Exception as error:  # noqa: BLE001  one list must not keep the others waiting
            self._failed(error)


def worker_of(tenant_id: str) -> Actor:
    """Who rescans by itself."""
    return Actor(tenant_id, "worker", "The worker of this service", frozenset({EVALUATE}), proof=Proof.LOCAL)
