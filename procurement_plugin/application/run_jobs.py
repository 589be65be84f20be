"""Accept a job, and run the next one: its result and its end are stored together, so that a kill loses nothing."""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from procurement_plugin.application.job_ports import LeaseLostError
from procurement_plugin.domain.findings import ProcurementError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from procurement_plugin.application.job_ports import Job, Jobs
    from procurement_plugin.application.ports import Clock

EVALUATION = "evaluation"
# After so many attempts that ended in a fault or a killed worker, a job has failed.
MOST_ATTEMPTS = 10
STORE_PAUSE = timedelta(seconds=5)
Lease = AbstractContextManager[None]


class JobRunner:
    """Runs jobs one after another.

    Attributes:
        perform: does the work of a kind of job and stores its result.
        problem_of: an error as the problem document that the caller would have got; None stands for too many attempts.
        kept: holds the lease while the work goes on.
    """

    def __init__(
        self,
        jobs: Jobs,
        transaction: Callable[[], AbstractContextManager[None]],
        clock: Clock,
        perform: Mapping[str, Callable[[Job], None]],
        problem_of: Callable[[Exception | None], Mapping[str, Any]],
        kept: Callable[[Job], Lease],
    ) -> None:
        self._jobs = jobs
        self._transaction = transaction
        self._clock = clock
        self._perform = perform
        self._problem_of = problem_of
        self._kept = kept

    def run_next(self, worker: str) -> bool:
        """Run one job of its kinds to its end; False when there is none to take."""
        job = self._jobs.take(worker, tuple(self._perform))
        if job is None:
            return False
        with suppress(LeaseLostError):  # then another worker has it, and nothing of this attempt was kept
            self._run(job)
        return True

    def _run(self, job: Job) -> None:
        if job.attempts > MOST_ATTEMPTS:
            self._jobs.fail(job, self._problem_of(None), self._clock.now())
            return
        try:
            with self._kept(job), self._transaction():
                self._perform[job.kind](job)
                self._jobs.finish(job)
        except LeaseLostError:
            raise
        except UnavailableError:
            # The store is away or full: that says nothing about the job, and the attempt does not count.
            self._jobs.release(job._replace(attempts=job.attempts - 1), STORE_PAUSE)
            raise
        except ProcurementError as error:
            self._jobs.fail(job, self._problem_of(error), self._clock.now())
        except Exception as error:
            # A fault of the machine may pass; that of the software will not, and is told after some attempts.
            if job.attempts >= MOST_ATTEMPTS:
                self._jobs.fail(job, self._problem_of(error), self._clock.now())
            else:
                self._jobs.release(job, timedelta(seconds=job.attempts))
            raise
