"""Where the parts of a study are worked out: in this process, in several, or on a Dask cluster.

Results come back in the order of the parts, and only a few parts are under way at once, so that neither the archive
nor its results pile up. What is worked out does not depend on where.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from procurement_plugin.adapters.study_crew import AHEAD, Crew, interrupts_held
from procurement_plugin.domain.findings import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

Part = TypeVar("Part")
Made = TypeVar("Made")
# Fewer parts than this are done here before other processes would have started.
FEW = 8


class Engine(Protocol):
    """Applies work to parts."""

    def run(self, work: Callable[[Part], Made], parts: Iterable[Part]) -> AbstractContextManager[Iterator[Made]]:
        """A context with the results in the order of the parts; leaving it stops what is under way."""


class InProcess:
    """Part after part, here."""

    @contextmanager
    def run(self, work: Callable[[Part], Made], parts: Iterable[Part]) -> Iterator[Iterator[Made]]:
        """The results, each made when asked for."""
        yield map(work, parts)


class Processes:
    """Several processes of this machine.

    Args:
        prepare: called once in each process before its first part.
    """

    def __init__(self, workers: int, prepare: Callable[[], object] | None = None) -> None:
        self._workers, self._prepare = workers, prepare

    @contextmanager
    def run(self, work: Callable[[Part], Made], parts: Iterable[Part]) -> Iterator[Iterator[Made]]:
        """The results; few parts are done without starting processes.

        Raises:
            ProcurementError: a process ended by itself, for example for lack of memory.
        """
        waiting = iter(parts)
        few = list(islice(waiting, FEW))
        if self._workers == 1 or len(few) < FEW:
            yield map(work, chain(few, waiting))
            return
        crew = Crew(self._workers, work, self._prepare)
        with interrupts_held() as stop:
            try:
                yield crew.results(chain(few, waiting), stop)
            finally:
                # Nobody waits for parts of a study that has stopped, and the processes leave nothing behind.
                crew.end()


class Dask:
    """The workers of a Dask cluster, each with this software installed.

    Args:
        address: of the scheduler, for example ``tcp://10.0.0.5:8786``, or a client that is connected.
    """

    def __init__(self, address: Any) -> None:
        self._address = address

    @contextmanager
    def run(self, work: Callable[[Part], Made], parts: Iterable[Part]) -> Iterator[Iterator[Made]]:
        """The results.

        Raises:
            UnavailableError: Dask is not installed, or its scheduler does not answer or has no workers.
        """
        client, own = self._client()
        try:
            threads = sum(client.nthreads().values())
            if not threads:
                raise UnavailableError("The Dask cluster has no workers.")
            futures = in_order(lambda part: client.submit(work, part, pure=False), parts, threads * AHEAD)
            yield _readable(futures)
        finally:
            if own:
                client.close()

    def _client(self) -> tuple[Any, bool]:
        if not isinstance(self._address, str):
            return self._address, False
        try:
            from distributed import Client  # noqa: PLC0415  an optional extra
        except ImportError as error:
            message = "Dask is not installed. Install it with: pip install 'procurement-plugin[dask]'"
            raise UnavailableError(message) from error
        try:
            return Client(self._address, timeout=10, set_as_default=False), True  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError) as error:
            message = f"No Dask scheduler answers at {self._address}. Write for example tcp://127.0.0.1:8786."
            raise UnavailableError(message) from error


def in_order(submit: Callable[[Part], Any], parts: Iterable[Part], most: int) -> Iterator[Any]:
    """The results in order of parts that are handed in, at most so many under way; what is left is cancelled."""
    under_way: deque[Any] = deque()
    try:
        for part in parts:
            under_way.append(submit(part))
            if len(under_way) >= most:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        for future in under_way:
            future.cancel()


def _readable(results: Iterator[Made]) -> Iterator[Made]:
    """What a cluster without this software says, in words."""
    try:
        yield from results
    except ModuleNotFoundError as error:
        message = f"The workers of the Dask cluster lack {error.name}: install the same procurement-plugin there."
        raise UnavailableError(message) from error
