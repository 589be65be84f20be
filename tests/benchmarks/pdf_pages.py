"""Seconds and memory per page of the justification for 4 and 40 bids, beside another renderer.

``python tests/benchmarks/pdf_pages.py``. The yardstick prints the same words with fpdf2, when that can be imported:
untagged, without tables, without fonts of its own, so it is a lower bound and no alternative. Each row is measured in
a process of its own: the first document is warm-up, the second is timed.
"""

from __future__ import annotations

import copy
import importlib.util
import io
import json
import multiprocessing
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.bootstrap.settings import data_directory

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = data_directory("config").parent / "examples" / "01_first_evaluation" / "evaluation.json"
SIZES = (4, 40)
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def lot_of(count: int) -> dict[str, Any]:
    """The first example with as many bids, copies of its four."""
    body: dict[str, Any] = json.loads(EXAMPLE.read_text())
    bids, ranking, second = body["bids"], body["ranking"], body["secondDataSet"]["bids"]
    for index in range(len(bids), count):
        name = f"B-{index + 1}"
        bids.append(copy.deepcopy(bids[index % 4]) | {"id": name, "rank": index + 1})
        ranking.append(copy.deepcopy(ranking[index % 4]) | {"bidId": name, "rank": index + 1})
        second.append(copy.deepcopy(second[index % 4]) | {"bidId": name})
    return {**body, "id": "benchmark", "computedAt": "2026-12-01T10:00:00+00:00", "engineVersion": "0"}


def weasyprint(count: int, file: str) -> Callable[[], bytes]:
    """The renderer of this service, with record, tags and both standards; leaves its file for the yardstick."""
    renderer, body = knowledge.renderer(), lot_of(count)

    def made() -> bytes:
        pdf = renderer.render(body, "en")
        Path(file).write_bytes(pdf)
        return pdf

    return made


def fpdf2(count: int, file: str) -> Callable[[], bytes]:
    """The same words, a line each."""
    import fpdf  # noqa: PLC0415  only where it is installed

    del count
    lines = text_of(file).splitlines()

    def made() -> bytes:
        pdf = fpdf.FPDF()
        pdf.add_font("DejaVu", fname=FONT)
        pdf.set_font("DejaVu", size=8)
        pdf.add_page()
        for line in lines:
            pdf.multi_cell(0, 4, line, new_x="LMARGIN", new_y="NEXT")
        return bytes(pdf.output())

    return made


def text_of(file: str) -> str:
    """What stands on the pages."""
    return subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout


def pages_of(pdf: bytes) -> int:
    """How many pages there are."""
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def measured(renderer: Callable[[int, str], Callable[[], bytes]], count: int, file: str, told: Any) -> None:
    """Lay out twice; tell pages, seconds of wall and processor for the second, and the largest memory."""
    make = renderer(count, file)
    make()
    begin, used = time.perf_counter(), time.process_time()
    pdf = make()
    wall, processor = time.perf_counter() - begin, time.process_time() - used
    told.put((pages_of(pdf), wall, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(pdf)))


def main() -> None:
    """Print a row for each renderer and size."""
    context = multiprocessing.get_context("spawn")
    renderers = [weasyprint, *([fpdf2] if importlib.util.find_spec("fpdf") else [])]
    file = f"{tempfile.mkdtemp()}/document.pdf"
    print("renderer    bids  pages  wall s  cpu s  cpu s/page  MiB  MiB/page  kB")
    for count in SIZES:
        for renderer in renderers:
            told = context.Queue()
            process = context.Process(target=measured, args=(renderer, count, file, told))
            process.start()
            pages, wall, cpu, memory, size = told.get(timeout=600)
            process.join()
            row = f"{renderer.__name__:<10}  {count:>4}  {pages:>5}  {wall:>6.2f}  {cpu:>5.2f}  {cpu / pages:>10.3f}"
            print(f"{row}  {memory:>3.0f}  {memory / pages:>8.1f}  {size // 1024}")


if __name__ == "__main__":
    main()
