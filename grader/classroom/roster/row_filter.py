"""Finds the rows of a roster that are not students: points, averages, previews, staff."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.classroom.roster.columns import Column
from grader.classroom.roster.words import ROLE_KEYS, key_of

_SUMMARIES = (
    *("total", "totals", "sum", "count", "average", "mean", "median", "class average", "class mean", "students"),
    *("points", "points possible", "max points", "out of", "date", "due date", "minimum", "maximum", "std dev"),
    *("standard deviation", "number of students", "total students", "합계", "총계", "총합", "소계", "계", "총", "총원"),
    *("인원", "총인원", "평균", "전체 평균", "만점", "배점", "최고", "최저", "최고점", "최저점", "표준편차", "중앙값"),
    *("Summe", "Gesamt", "Anzahl", "Durchschnitt", "Mittelwert", "Moyenne", "Moyenne générale", "Promedio", "Media"),
    *("Média", "Gemiddelde", "Suma", "Razem", "Średnia", "合計", "平均", "总计", "合计", "平均分", "總計", "共计"),
)
_SUMMARY_KEYS = frozenset(map(key_of, _SUMMARIES))
_AMOUNT = re.compile(r"[\s:=]*\(?\d+([.,]\d+)?\s*(명|人|名|students?|%)?\)?\s*$", re.IGNORECASE)
_STAFF = frozenset(
    map(
        key_of,
        (
            *("instructor", "teacher", "editing teacher", "non-editing teacher", "ta", "teaching assistant", "reader"),
            *("grader", "observer", "designer", "course designer", "manager", "course builder", "staff", "professor"),
            *("lecturer", "tutor", "TeacherEnrollment", "TaEnrollment", "ObserverEnrollment", "DesignerEnrollment"),
            *("선생님", "교수", "교수자", "조교", "강사", "담당교수", "편집권한이 없는 선생님", "Trainer/in"),
            *("Trainer/in ohne Bearbeitungsrecht", "Enseignant", "Enseignant non éditeur", "Profesor", "Docente"),
            *("Docente non editor", "Leraar", "Leraar zonder bewerken", "Prowadzący", "教師", "教师"),
            *("Dozent", "Dozent/in", "Lehrende", "Tutor/in"),
        ),
    )
)
_PREVIEW = "_previewuser"
_TEST_NAMES = {"teststudent", "studenttest"}
_TEST_LOGIN = re.compile(r"(?=.*[a-f])(?=.*\d)[0-9a-f]{12,64}")


class RowFilter:
    """Finds rows that are not students. Rows that are neither these nor valid are left to `RowReader`."""

    def __init__(self, header: Sequence[str], columns: Sequence[Column]) -> None:
        self._header = tuple(header)
        self._columns = columns
        self._roles = [index for index, text in enumerate(header) if key_of(text) in ROLE_KEYS]
        self._canvas = any(one.meaning == "canvas_id" for one in columns)

    def reason(self, row: Sequence[str]) -> str:
        """What the row is instead of a student; empty for a student."""
        if tuple(row) == self._header:
            return "the header line again"
        cells = {one.meaning: row[one.index] for one in self._columns if one.meaning and one.index < len(row)}
        first = next((text for text in row if text), "")
        if "Points Possible" in row[0] or (_is_summary(cells.get("id", "")) and "@" not in cells.get("email", "")):
            return first
        if not any(cells.get(one) for one in ("id", "username", "email")):
            if _is_summary(first):
                return first
            if self._canvas and not cells.get("canvas_id"):
                return first or "an empty row"
        return self._staff(row, cells) or self._preview(cells)

    def _staff(self, row: Sequence[str], cells: Mapping[str, str]) -> str:
        for index in self._roles:
            roles = re.split(r"\s*[,;]\s*", row[index]) if index < len(row) and row[index] else []
            if roles and all(key_of(one) in _STAFF for one in roles):
                return ", ".join([_name(cells), *roles])
        return ""

    def _preview(self, cells: Mapping[str, str]) -> str:
        for meaning in ("username", "last_name", "name", "id"):
            if cells.get(meaning, "").casefold().endswith(_PREVIEW):
                return f"{cells[meaning]}, the instructor's preview"
        if self._canvas and _is_test_student(cells):
            return f"{_name(cells)}, the instructor's preview"
        return ""


def _is_summary(text: str) -> bool:
    return bool(text) and (key_of(text) in _SUMMARY_KEYS or key_of(_AMOUNT.sub("", text)) in _SUMMARY_KEYS)


def _is_test_student(cells: Mapping[str, str]) -> bool:
    """Whether this is the test student of Canvas, whose name may be translated and whose login is a hash."""
    if key_of(_name(cells)) in _TEST_NAMES:
        return True
    has_sis_id = bool(cells.get("sis_id") or (cells.get("id") and cells.get("id") != cells.get("username")))
    return not has_sis_id and bool(_TEST_LOGIN.fullmatch(cells.get("username", "")))


def _name(cells: Mapping[str, str]) -> str:
    return cells.get("name") or f"{cells.get('first_name', '')} {cells.get('last_name', '')}".strip()
