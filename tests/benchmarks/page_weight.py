"""How heavy and how quick each page is: ``python tests/benchmarks/page_weight.py [--pictures FOLDER]``.

Starts the demonstration, plays every role in Chromium and visits each page that its navigation names. A row shows the
bytes of the page itself, those of its styles and scripts (kept by the browser for a day), the requests, and the
milliseconds until the page can be used (``domInteractive``) beside those of a bare page of the same site. With
``--pictures`` each page is kept as PNG: wide, narrow and dark.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from faults.running import COMMAND, free_port  # noqa: E402  found by the line before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROUNDS = 3
START = "/pages/demonstration"
SIZES = """["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind))
    .map(one => [one.name, one.decodedBodySize])"""
LOOKS = {"wide": ("light", 1280), "narrow": ("light", 320), "dark": ("dark", 1280)}


class Visited(NamedTuple):
    """One page: bytes of its own and of what browsers keep, requests, milliseconds until it can be used."""

    role: str
    path: str
    own: int
    kept: int
    requests: int
    interactive: float


def main() -> None:
    """Visit and show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--language", default="en")
    asked = parser.parse_args()
    port = free_port()
    site = subprocess.Popen([COMMAND, "demonstrate", f"--port={port}"], stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}{START}")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), headless=True, args=["--no-sandbox", "--disable-gpu"]
            )
            show(list(visits(browser, url, asked.language, asked.pictures)))
            browser.close()
    finally:
        site.terminate()
        site.wait(30)


def wait_for(address: str) -> None:
    """Wait until the site answers."""
    for _ in range(600):
        try:
            with urlopen(address, timeout=5):  # noqa: S310
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise SystemExit("The demonstration did not start.")


def visits(browser: Browser, url: str, language: str, pictures: Path | None) -> Iterator[Visited]:
    """Every page of every role."""
    context = browser.new_context(base_url=url, locale=language)
    page = context.new_page()
    page.goto(START)
    yield measured(page, "nobody", START)
    roles = page.eval_on_selector_all("button[name=role]", "all => all.map(one => one.value)")
    context.close()
    for role in roles:
        context = browser.new_context(base_url=url, locale=language)
        page = context.new_page()
        page.goto(START)
        page.click(f"button[name=role][value='{role}']")
        seen, waiting = set(), [path_of(page.url)]
        while waiting:
            path = waiting.pop(0)
            if path in seen:
                continue
            seen.add(path)
            try:
                yield measured(page, role, path)
            except Error:  # a file to be kept, and no page
                continue
            links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
            waiting += [found for found in map(path_of, links) if follows(found) and len(seen) + len(waiting) < 25]
            if pictures is not None:
                picture(page, pictures / f"{role}-{name_of(path)}")
        context.close()


def measured(page: Page, role: str, path: str) -> Visited:
    """One page, the median of a few visits."""
    times, rows = [], []
    for _ in range(ROUNDS):
        page.goto(path)
        page.wait_for_load_state("load")
        times.append(page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive"))
        rows = page.evaluate(SIZES)
    kept = sum(size for name, size in rows if "/static/" in name)
    return Visited(role, path, sum(size for _, size in rows) - kept, kept, len(rows), statistics.median(times))


def picture(page: Page, place: Path) -> None:
    """The page as pictures."""
    place.parent.mkdir(parents=True, exist_ok=True)
    for name, (scheme, width) in LOOKS.items():
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"{place}-{name}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def path_of(link: str) -> str:
    """The path of a link, with its question."""
    parts = urlsplit(link)
    return parts.path + (f"?{parts.query}" if parts.query else "") if parts.path else ""


def follows(path: str) -> bool:
    """Whether a link leads to another page of this site."""
    return path.startswith("/pages/") and START not in path and not re.search(r"\.(csv|pdf|xml|json|xlsx|txt)\b", path)


def name_of(path: str) -> str:
    """A file name for a page."""
    short = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "x", path.removeprefix("/pages/"))
    return re.sub(r"[^A-Za-z0-9]+", "-", short)[:60]


def show(rows: list[Visited]) -> None:
    """The table; times also as ratios to the start page, which holds next to nothing."""
    bare = rows[0].interactive
    print(f"{os.cpu_count()} cores; domInteractive of the start page {bare:.0f} ms\n")
    print("| role | page | own kB | kept kB | requests | ms | ratio |\n|---|---|---|---|---|---|---|")
    for row in rows:
        figures = f"{row.own / 1000:.1f} | {row.kept / 1000:.1f} | {row.requests} | {row.interactive:.0f}"
        print(f"| {row.role} | {name_of(row.path)} | {figures} | {row.interactive / bare:.1f} |")


if __name__ == "__main__":
    main()
