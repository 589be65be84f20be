"""Seconds per page of the justification: ``python tests/benchmarks/pdf_pages.py``; the first render is warm-up."""

import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from procurement_plugin.bootstrap import knowledge, wiring

EXAMPLE = wiring.data_directory("config").parent / "examples" / "01_first_evaluation" / "evaluation.json"


def main() -> None:
    """Print pages, seconds and seconds per page of the first example."""
    document = {
        **json.loads(EXAMPLE.read_text()),
        "id": "benchmark",
        "computedAt": "2026-12-01T10:00:00+00:00",
        "engineVersion": "0",
    }
    renderer = knowledge.renderer()
    pdf = renderer.render(document, "en")
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        renderer.render(document, "en")
        times.append(time.perf_counter() - begin)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        path.write_bytes(pdf)
        facts = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    pages = int(next(line for line in facts.splitlines() if line.startswith("Pages")).split()[1])
    seconds = statistics.median(times)
    print(f"{pages} pages, {seconds:.2f} s, {seconds / pages:.3f} s a page, {len(pdf) // 1024} kB")


if __name__ == "__main__":
    main()
