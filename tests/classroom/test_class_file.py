from grader.classroom.class_file import ClassFile


def test_exercises_may_be_written_in_capitals():
    keys = {"name": "c", "roster": "r.csv", "exercises": ["EX05"], "due": {"Ex05": "2026-12-01T23:59+09:00"}}
    file = ClassFile.model_validate(keys)
    assert (file.exercises, list(file.due)) == (["ex05"], ["ex05"])
