"""Several writers at once: the chain of the register stays whole, and of two who change one site one is told so."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from procurement_plugin.adapters.storage import Storage
from procurement_plugin.application.site_register.ports import NewEntry, Query
from procurement_plugin.domain.findings import StaleRevisionError
from procurement_plugin.domain.site_register.confidentiality import CLASSES, SITE
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
TENANT = LOCAL.tenant_id
WRITERS, EACH = 4, 12


def at_once(url: str, write: Callable[[Storage, int], None]) -> list[BaseException]:
    """Every writer with a store of its own, as processes have; what they raised."""
    ready, raised = threading.Barrier(WRITERS), list[BaseException]()

    def run(number: int) -> None:
        storage = Storage(url)
        try:
            ready.wait()
            write(storage, number)
        except BaseException as error:  # noqa: BLE001  told to the test
            raised.append(error)
        finally:
            storage.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def site(name: str, entry_id: str, before: int = 0) -> NewEntry:
    return NewEntry(SITE, entry_id, {"name": name, "country": "BE", "reason": "entered"}, before)


@pytest.mark.parametrize("begun", [False, True])
def test_writers_at_once_leave_a_whole_chain_and_lose_nothing(
    storage: Storage, database_url: str, *, begun: bool
) -> None:
    """Also when nothing was ever recorded, so that they race for the first version, too."""
    if begun:
        storage.register.commit(LOCAL, NOW, [site("First", str(uuid.uuid4()))])

    def write(own: Storage, number: int) -> None:
        for count in range(EACH):
            own.register.commit(LOCAL, NOW, [site(f"W{number} {count} {part}", str(uuid.uuid4())) for part in "ab"])

    assert at_once(database_url, write) == []
    assert list(storage.register.faults(TENANT)) == []
    assert storage.audit.verify(TENANT) == []
    assert storage.register.head(TENANT).number == WRITERS * EACH + begun
    found = [entry.content["name"] for entry in storage.register.walk(TENANT, Query(SITE, len(CLASSES)))]
    wanted = {f"W{number} {count} {part}" for number in range(WRITERS) for count in range(EACH) for part in "ab"}
    assert len(found) == len(set(found)) == len(wanted) + begun
    assert wanted <= set(found)


def test_of_those_who_change_one_site_at_once_one_wins_and_the_others_are_told(
    storage: Storage, database_url: str
) -> None:
    shared = str(uuid.uuid4())
    storage.register.commit(LOCAL, NOW, [site("Before", shared)])

    def write(own: Storage, number: int) -> None:
        own.register.commit(
            LOCAL, NOW, [site(f"Writer {number}", shared, before=1), site("With it", str(uuid.uuid4()))]
        )

    raised = at_once(database_url, write)
    assert [type(error) for error in raised] == [StaleRevisionError] * (WRITERS - 1)
    assert list(storage.register.faults(TENANT)) == []
    assert storage.register.head(TENANT).number == 2
    assert storage.register.history(TENANT, shared)[0].content["name"] == "Before"
    assert len(storage.register.history(TENANT, shared)) == 2
    assert storage.register.count(TENANT, Query(SITE, len(CLASSES)), 100) == 2
