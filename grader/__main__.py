"""The command `grader`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        # Asked often by scripts; answered without loading the rest.
        from grader import __version__  # noqa: PLC0415

        sys.stdout.write(f"grader {__version__}\n")
        return
    from grader.cli.main import run  # noqa: PLC0415

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
