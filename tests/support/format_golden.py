"""The files in tests/golden/formats/: what each format for a platform writes of one student's results.

`make golden` writes them; read what changed before you commit them.
"""

import json

from grader.reports.formats import ResultDocument, ResultFormat
from tests.support import ROOT
from tests.support.samples import bind_mount, hostile, korean

FOLDER = ROOT / "tests" / "golden" / "formats"
NAMES = ("github", "github-classroom", "markdown", "gradescope", "prairielearn")


FORMATS = {str(one): one for one in ResultFormat}


def made(name: str) -> bytes:
    """What the format writes of a student with problems, of a hostile host, and in Korean; JSON is indented."""
    shown = [bind_mount(), hostile().model_copy(update={"status": "graded", "score": 1.0, "cause": None}), korean()]
    data = FORMATS[name].render(ResultDocument(shown, "en"))
    if not data.startswith(b"{"):
        return data
    return (json.dumps(json.loads(data), ensure_ascii=False, indent=1) + "\n").encode()


def written(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def main():
    for name in NAMES:
        (FOLDER / name).write_bytes(made(name))


if __name__ == "__main__":
    main()
