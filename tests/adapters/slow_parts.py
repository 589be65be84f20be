"""Large parts worked on by two processes; what takes long says so before.

``python slow_parts.py SECONDS loading`` or ``SECONDS working``.
"""

import os
import sys
import time
from functools import partial

from procurement_plugin.adapters.study_engines import FEW, Processes

# More than fits into any pipe, so that nobody writes one ahead.
LARGE = b"x" * 1_000_000


def slow(seconds: float, part: bytes = b"") -> int:
    """Say so, and take long."""
    os.write(1, b"begun\n")
    time.sleep(seconds)
    return len(part)


if __name__ == "__main__":
    take = partial(slow, float(sys.argv[1]))
    prepare, work = (take, len) if sys.argv[2] == "loading" else (None, take)
    try:
        with Processes(2, prepare).run(work, [LARGE] * FEW * 100) as results:
            print(sum(results))
    except KeyboardInterrupt:
        sys.exit(130)
