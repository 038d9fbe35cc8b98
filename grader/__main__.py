"""The command `grader`."""

from __future__ import annotations

import gc
import os
import sys

from grader.gc_tuning import tune_gc
from grader.search_paths import leave_out_current_folder


def main() -> None:
    """Run the command line and exit with its exit code."""
    leave_out_current_folder()
    if sys.argv[1:] == ["--version"]:
        # Asked often by scripts; answered without loading the rest.
        from grader import __version__  # noqa: PLC0415

        sys.stdout.write(f"grader {__version__}\n")
        return
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # looking for them takes longer than reading a class
    tune_gc()
    from grader.cli.main import run  # noqa: PLC0415

    code = run(sys.argv[1:])
    gc.freeze()  # else Python would look for cycles once more at the end
    sys.exit(code)


if __name__ == "__main__":
    main()
