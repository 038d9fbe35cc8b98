"""`python -m bench.start`: `dist/grader.pyz` of `make dist` beside the same wheel, installed by pip."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from bench.measure import Cost, measured

ROOT = Path(__file__).resolve().parents[1]
EVIDENCE = ROOT / "grader/demo/evidence/s04/ex05.gz"
COMMANDS = (["--version"], ["list"], ["check", "ex05", "--host", f"evidence:{EVIDENCE}"])
ROUNDS = 11


def main() -> None:
    """Measure and print the table."""
    pyz = ROOT / "dist/grader.pyz"
    wheels = [*pyz.parent.glob("*.whl")]
    if not pyz.exists() or not wheels:
        raise SystemExit("Run first: make dist")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        venv.create(f"{folder}/venv", with_pip=True)
        subprocess.run([f"{folder}/venv/bin/pip", "install", "--quiet", wheels[-1]], check=True)
        first = measured([sys.executable, str(pyz), "list"])
        print(f"first start of grader.pyz: {first.wall:.1f} s\n{'':16}installed    .pyz   ratio of processor times")
        for words in COMMANDS:
            installed: list[Cost] = []
            ours: list[Cost] = []
            for _ in range(ROUNDS):
                installed.append(measured([f"{folder}/venv/bin/grader", *words], codes=(0, 1)))
                ours.append(measured([sys.executable, str(pyz), *words], codes=(0, 1)))
            low, high = (statistics.median(one.cpu for one in costs) for costs in (installed, ours))
            print(f"{' '.join(words[:2]):16}{low:7.3f} s {high:7.3f} s  {high / low:.2f}")


if __name__ == "__main__":
    main()
