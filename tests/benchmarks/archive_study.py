"""How long a study takes on one process and on several, beside the scoring in a loop; and its memory.

``python tests/benchmarks/archive_study.py``. Each way runs in a process of its own, interleaved, so that its memory
is its own; figures are medians. The loop reads each lot and evaluates it twice, as its own profile and as the
study's say, and counts nothing. Absolute times depend on the machine and on what else runs there; seconds of processors
and the ratios of one run less so.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from procurement_plugin.adapters.study_engines import Processes
from procurement_plugin.application.evaluate_lot import evaluation_of
from procurement_plugin.application.study_lot import under_profile
from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.bootstrap.study_run import StudyRun
from procurement_plugin.web.schemas.study import read_past_lot, read_study_profile
from procurement_plugin.web.strict_json import parse

EXAMPLE = data_directory("config").parent / "examples" / "study"
PROFILE = EXAMPLE / "profile.json"
SCORABLE = 9
MEGABYTE = 1024


def archive(path: Path, lots: int) -> None:
    """The lots of the example that can be scored, over and over, each with a name of its own."""
    known = [json.loads(line) for line in (EXAMPLE / "lots.jsonl").read_text().splitlines()[:SCORABLE]]
    with path.open("w") as file:
        for number in range(lots):
            lot = known[number % SCORABLE]
            lot["procedure"]["id"] = f"PAST-{number}"
            file.write(json.dumps(lot) + "\n")


def loop(path: Path) -> None:
    """The scoring alone."""
    reference, schemas = knowledge.reference(), knowledge.schemas()
    profile = read_study_profile(parse(PROFILE.read_bytes()), schemas, reference)
    with path.open("rb") as file:
        for line in file:
            request = read_past_lot(parse(line), schemas, reference, None).request
            evaluation_of(request, reference)
            evaluation_of(under_profile(request, profile), reference)


def one(way: str, path: Path) -> None:
    """Run one way here and print seconds, seconds of processors, and the peak memory in MB of this process and of its largest child."""
    started = time.perf_counter()
    if way == "loop":
        loop(path)
    else:
        StudyRun(PROFILE, path, None, chunk_size=50).document(Processes(int(way), knowledge.prepare_process))
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(one.ru_utime + one.ru_stime for one in used)
    print(seconds, processor, *(one.ru_maxrss // MEGABYTE for one in used))


def measured(way: str, path: Path) -> list[float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--way", way, "--archive", str(path)]
    return [float(part) for part in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()]


def main() -> None:
    """Print one line for each size and way."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[1000])
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--way", help=argparse.SUPPRESS)
    arguments.add_argument("--archive", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.way:
        one(chosen.way, chosen.archive)
        return
    ways = ("loop", "1", str(chosen.workers))
    print(
        f"{'lots':>7} {'way':>10} {'seconds':>8} {'CPU s':>7} {'CPU to loop':>12} {'times as fast':>14} {'MB':>5} {'MB child':>9}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for size in chosen.sizes:
            path = Path(folder) / "lots.jsonl"
            archive(path, size)
            runs = [{way: measured(way, path) for way in ways} for _ in range(chosen.runs)]
            found = {way: [statistics.median(run[way][place] for run in runs) for place in range(4)] for way in ways}
            for way in ways:
                seconds, processor, own, child = found[way]
                name = way if way == "loop" else f"{way} worker{'s' * (way != '1')}"
                ratios = (processor / found["loop"][1], found["1"][0] / seconds)
                print(
                    f"{size:>7} {name:>10} {seconds:>8.1f} {processor:>7.1f} {ratios[0]:>12.2f} {ratios[1]:>14.2f} {own:>5.0f} {child:>9.0f}"
                )


if __name__ == "__main__":
    main()
