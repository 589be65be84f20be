"""How long the import of a notice of many lots takes, beside parsing its XML: ``python tests/benchmarks/notice_import.py``.

The notice is that of the examples with its first lot repeated, or a file that is named. Each figure is the median of
interleaved runs; absolute times depend on the machine, the ratio hardly.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from procurement_plugin.adapters.notices import xml_tree
from procurement_plugin.bootstrap import knowledge, wiring

EXAMPLE = wiring.data_directory("config").parent / "examples" / "imports" / "notice-eforms.xml"
LOT, END = "<cac:ProcurementProjectLot>", "</cac:ProcurementProjectLot>"


def notice(lots: int) -> bytes:
    """The notice of the examples with that many lots."""
    text = EXAMPLE.read_text()
    start, end = text.index(LOT), text.index(END) + len(END)
    repeated = "".join(text[start:end].replace("LOT-0001", f"LOT-{number:04}") for number in range(1, lots + 1))
    return (text[:start] + repeated + text[text.rindex(END) + len(END) :]).encode()


def seconds(run: Callable[[], object]) -> float:
    """Time of one run."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def main() -> None:
    """Print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lots", type=int, default=100)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    content = asked.file.read_bytes() if asked.file else notice(asked.lots)
    importer = knowledge.notice_import()
    importer.imported(content)
    parsed, whole = [], []
    for _ in range(asked.runs):
        parsed.append(seconds(lambda: xml_tree.parse(content)))
        whole.append(seconds(lambda: importer.imported(content)))
    xml, total = statistics.median(parsed), statistics.median(whole)
    print(
        f"{len(content) / 1e6:.2f} MB: XML alone {xml * 1000:.0f} ms, import {total * 1000:.0f} ms, {total / xml:.1f} times"
    )


if __name__ == "__main__":
    main()
