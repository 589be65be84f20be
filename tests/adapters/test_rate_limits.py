"""Token buckets: so many at once, then evenly; and all workers of a machine count together."""

from __future__ import annotations

import multiprocessing
from contextlib import ExitStack
from typing import TYPE_CHECKING

from running import working

from procurement_plugin.adapters.rate_limits import Rate, TokenBuckets

if TYPE_CHECKING:
    from pathlib import Path

RATE = Rate(5, 50)


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_bucket_empties_at_once_and_fills_evenly() -> None:
    watch = Watch()
    buckets = TokenBuckets(now=watch)
    assert [buckets.wait("a", RATE) for _ in range(6)] == [0, 0, 0, 0, 0, 10]
    watch.seconds += 4
    assert buckets.wait("a", RATE) == 6
    watch.seconds += 6
    assert [buckets.wait("a", RATE) for _ in range(2)] == [0, 10]
    watch.seconds += 1_000_000
    assert [buckets.wait("a", RATE) for _ in range(6)] == [0, 0, 0, 0, 0, 10]


def test_who_waits_as_told_gets_in() -> None:
    watch = Watch()
    buckets = TokenBuckets(now=watch)
    rate = Rate(7, 60)
    for _ in range(200):
        seconds = buckets.wait("a", rate)
        if seconds:
            watch.seconds += seconds
            assert buckets.wait("a", rate) == 0


def test_buckets_are_apart() -> None:
    buckets = TokenBuckets(now=Watch())
    for _ in range(5):
        buckets.wait("a", RATE)
    assert buckets.wait("a", RATE) == 10
    assert buckets.wait("b", RATE) == 0


def test_full_buckets_are_forgotten() -> None:
    watch = Watch()
    buckets = TokenBuckets(now=watch)
    for number in range(900):
        buckets.wait(f"address {number}", RATE)
    watch.seconds += 1000
    for _ in range(200):
        buckets.wait("a", RATE)
    assert buckets._database.execute("SELECT count(*) FROM bucket").fetchone() == (1,)


def count(file: str, answers: multiprocessing.Queue[int]) -> None:
    """One worker: 100 calls as fast as it can."""
    buckets = TokenBuckets(file)
    answers.put(sum(1 for _ in range(100) if buckets.wait("a", Rate(150, 3600)) == 0))


def test_workers_count_together(tmp_path: Path) -> None:
    """Three workers ask 300 times for 150 calls an hour: 150 go on, not 450."""
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[int] = context.Queue()
    workers = [context.Process(target=count, args=(str(tmp_path / "rates.sqlite3"), answers)) for _ in range(3)]
    with ExitStack() as opened:
        for worker in workers:
            opened.enter_context(working(worker))
        let_in = sum(answers.get(timeout=60) for _ in workers)
        for worker in workers:
            worker.join(60)
    assert let_in == 150


def test_a_file_that_fails_stops_nobody(tmp_path: Path) -> None:
    buckets = TokenBuckets(str(tmp_path / "rates.sqlite3"))
    buckets.close()
    assert buckets.wait("a", Rate(1, 60)) == 0
    assert buckets.wait("a", Rate(1, 60)) == 0
