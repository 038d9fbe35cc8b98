"""`python -m bench.class_page [students] [checks]`: how quick the class page is, and how large.

A made-up class (1,000 students, 150 checks) is rendered and then opened and used in headless Chromium. The first run of
a browser is left out, and the median and the worst of the others are shown. Goals: opens in 1.5 s, reacts in 0.1 s.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.reports.class_report.files import render_checks_csv, render_class_csv, render_class_json
from grader.reports.class_report.page import render_class
from tests.support import ROOT
from tests.support.class_samples import sample_class

ROUNDS = 5
UNTIMED = {"as opened", "closed", "by keyboard", "a shared address", "open every exercise", "close every exercise"}
"""Steps whose key was pressed, or whose page was opened, before the clock began, and what nobody does at once."""
SCRIPT = ROOT / "tests" / "browser" / "class.mjs"


def main() -> None:
    students, checks = (int(argument) for argument in (*sys.argv[1:], *("1000", "150")[len(sys.argv) - 1 :]))
    report = sample_class(students, checks)
    load = os.getloadavg()[0]
    print(f"{students} students x {checks} checks, {os.cpu_count()} cores, load {load:.1f} before")
    page = _timed("class.html", lambda: render_class(report))
    _timed("class.csv", lambda: render_class_csv(report))
    _timed("checks.csv", lambda: render_checks_csv(report))
    _timed("class.json", lambda: render_class_json(report))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.html"
        path.write_text(page, encoding="utf-8")
        runs = [_use(path) for _ in range(ROUNDS + 1)][1:]
    print(f"elements  {runs[0]['elements']}")
    for name in ("paint", "load", "drawn"):
        # A small page may be there before the browser has noted its first paint.
        _show(f"open: {name}", [run["opened"][name] or run["opened"]["drawn"] for run in runs])
    for place, step in enumerate(runs[0]["steps"]):
        if step["name"] not in UNTIMED and not step["name"].startswith("key "):
            _show(step["name"], [run["steps"][place]["milliseconds"] for run in runs])


def _timed(name: str, render: Callable[[], str]) -> str:
    began = time.perf_counter()
    text = render()
    print(f"{name:<28} written in {time.perf_counter() - began:6.2f} s, {len(text.encode()) / 1e6:6.2f} MB")
    return text


def _use(path: Path) -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"
    done = subprocess.run(["node", SCRIPT, chromium, path], capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["complaints"] == []
    return found


def _show(name: str, milliseconds: list[float]) -> None:
    print(f"{name:<28} median {statistics.median(milliseconds):6.0f} ms, worst {max(milliseconds):6.0f} ms")


if __name__ == "__main__":
    main()
