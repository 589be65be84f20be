"""The command ``procurement-plugin`` with leases of seconds, so that kill tests need not wait minutes.

``PROCUREMENT_TEST_LEASE`` sets leases, ``PROCUREMENT_TEST_SECONDS`` how long slow clients are waited for.

``python tests/faults/quick.py serve …``; nothing else differs from the installed command.
"""

from __future__ import annotations

import os
from datetime import timedelta

from procurement_plugin.adapters import kept_answers
from procurement_plugin.adapters.job_storage import JobStorage
from procurement_plugin.application import run_jobs
from procurement_plugin.bootstrap import cli, patient_worker

LEASE = timedelta(seconds=float(os.environ.pop("PROCUREMENT_TEST_LEASE", "6")))
SECONDS = float(os.environ.pop("PROCUREMENT_TEST_SECONDS", "0"))

if __name__ == "__main__":
    JobStorage.lease = LEASE
    kept_answers.LEASE = LEASE
    if SECONDS:
        patient_worker.ANSWER_SECONDS = SECONDS
        os.environ["PROCUREMENT_RECEIVE_SECONDS"] = f"{SECONDS:.0f}"
    run_jobs.MOST_ATTEMPTS = 1_000_000
    cli.main()
