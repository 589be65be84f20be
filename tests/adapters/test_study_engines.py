"""Engines hand results back in order, keep few parts under way, and stop cleanly."""

import os
from collections.abc import Iterator
from functools import partial

import pytest

from procurement_plugin.adapters.study_engines import FEW, Dask, InProcess, Processes, in_order
from procurement_plugin.domain.findings import ProcurementError, UnavailableError


def doubled(number: int) -> int:
    return number * 2


def process_of(number: int) -> int:
    del number
    return os.getpid()


def ended(number: int) -> int:
    os._exit(number)


class Later:
    """A future that knows whether it was asked or cancelled."""

    def __init__(self, value: int) -> None:
        self.value, self.state = value, "waiting"

    def result(self) -> int:
        self.state = "done"
        return self.value

    def cancel(self) -> None:
        self.state = "cancelled"


def test_few_parts_are_under_way_and_the_others_are_not_read() -> None:
    read: list[int] = []

    def parts() -> Iterator[int]:
        for number in range(100):
            read.append(number)
            yield number

    made: list[Later] = []

    def submit(number: int) -> Later:
        made.append(Later(number))
        return made[-1]

    results = in_order(submit, parts(), most=4)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    assert len(read) == 6
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert [one.state for one in made] == ["done"] * 3 + ["cancelled"] * 3


@pytest.mark.parametrize("parts", [0, 1, FEW, 25])
def test_results_come_in_order_whatever_the_engine(parts: int) -> None:
    wanted = [doubled(number) for number in range(parts)]
    for engine in (InProcess(), Processes(1), Processes(2)):
        with engine.run(doubled, iter(range(parts))) as results:
            assert list(results) == wanted


def test_few_parts_start_no_process_and_many_do() -> None:
    with Processes(2).run(process_of, iter(range(FEW - 1))) as results:
        assert set(results) == {os.getpid()}
    with Processes(2).run(process_of, iter(range(FEW))) as results:
        assert os.getpid() not in set(results)


def test_a_process_that_ends_by_itself_is_told_with_a_remedy() -> None:
    with (
        pytest.raises(ProcurementError, match="Use fewer --workers"),
        Processes(2).run(partial(ended), iter([3] * FEW)) as results,
    ):
        list(results)


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is an optional extra and not installed here")

    def refused(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(distributed, "Client", refused)
    with pytest.raises(UnavailableError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        Dask("tcp://127.0.0.1:9").run(doubled, iter([1])).__enter__()


def test_without_dask_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(UnavailableError, match=r"procurement-plugin\[dask\]"):
        Dask("tcp://127.0.0.1:9").run(doubled, iter([1])).__enter__()
