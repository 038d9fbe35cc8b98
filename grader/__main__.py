"""The command `grader`."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Asked often by scripts; answered without loading the rest.
        from grader import __version__  # noqa: PLC0415

        sys.stdout.write(f"grader {__version__}\n")
        return
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # to look for them takes longer than to read a class
    # A class is many objects and hardly any cycles: Python would look for them all the time, and once more at the end.
    gc.set_threshold(300_000, 50, 100)
    from grader.cli.main import run  # noqa: PLC0415

    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
