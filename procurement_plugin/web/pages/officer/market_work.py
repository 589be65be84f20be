"""Works out pictures of the market beside requests: seconds for a lot that nobody asked for before."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Threads work on one picture at a time: it takes a whole core.
AT_ONCE, REMEMBERED = 1, 16
Picture = dict[str, Any]


class MarketWork:
    """The pictures asked for last, done or under way; one desk a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._asked: OrderedDict[str, Future[Picture]] = OrderedDict()

    def picture(self, key: str, work: Callable[[], Picture], patience: float) -> Picture | None:
        """The picture of a key, or nothing when it is still being worked out after so many seconds.

        Raises whatever the work raised; it is then forgotten, so that the next look tries again.
        """
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="market")
            if key not in self._asked:
                self._asked[key] = self._pool.submit(work)
                if len(self._asked) > REMEMBERED:
                    self._asked.popitem(last=False)[1].cancel()
            future = self._asked[key]
        try:
            return future.result(patience)
        except TimeoutError:
            return None
        except BaseException:
            with self._lock:
                self._asked.pop(key, None)
            raise
