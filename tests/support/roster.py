"""Students whose names are easily taken for one another's."""

from grader.classroom.student import Student

STUDENTS = [
    Student("s01", "", name="Ada Beispiel", email="ada@example.org", username="abeispiel"),
    Student("s02", "", name="김예시", email="yesi@example.org"),
    Student("s1", "", name="Bo Sample"),
    Student("s1-b", "", name="Max Mustermann"),
    Student("20231234", "", name="Bo Sample"),
]
