"""A class that hands in recorded evidence."""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from grader.evidence.file import Evidence
from tests.support import ROOT

Model = TypeVar("Model", bound=BaseModel)
EVIDENCE = ROOT / "grader" / "demo" / "evidence"
NAMES = {
    "20260001": ("Ada Beispiel", "ada.beispiel@school.example", "adabeispiel"),
    "20260002": ("김예시", "yesi@school.example", "kimyesi"),
    "20260003": ("Bo O'Sample", "bo@school.example", "bosample"),
}
"""Students of the recorded class by id, with e-mail address and account."""


def _of_account(recorded: Model, account: str) -> Model:
    """The same, seen in the home of another account."""
    return type(recorded).model_validate_json(recorded.model_dump_json().replace("/home/student", f"/home/{account}"))


class RecordedClass:
    """A class that hands in recorded evidence: the third has the host of the first. No account is called student."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "class.yml"
        self.results = folder / "results"
        rows = ["student_id,name,email,username,host"]
        for student, source in zip(NAMES, ("s01", "s02", "s01"), strict=True):
            name, email, account = NAMES[student]
            rows.append(f"{student},{name},{email},{account},evidence:submissions/{account}")
            for exercise in ("ex04", "ex05"):
                evidence = Evidence.read(EVIDENCE / source / f"{exercise}.gz")
                facts = [_of_account(fact, account) for fact in evidence.facts]
                place = folder / "submissions" / account / f"{exercise}.gz"
                manifest = _of_account(evidence.manifest, account).model_copy(update={"student": student})
                Evidence(manifest, facts).write(place)
        (folder / "roster.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        self.write()

    def write(self, **keys: object) -> None:
        """Write the class file, with further keys."""
        whole = {"name": "docker-2026", "roster": "roster.csv", "exercises": ["ex04", "ex05"], **keys}
        self.path.write_text(json.dumps(whole), encoding="utf-8")

    def files(self) -> list[str]:
        """All files of the results, from their folder."""
        return sorted(str(one.relative_to(self.results)) for one in self.results.rglob("*") if one.is_file())
