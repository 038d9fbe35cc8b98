import pytest

from grader.authoring.lint import lint, lint_messages
from grader.authoring.occupation import untold
from grader.authoring.prove import cases, prove
from grader.authoring.scaffold.courses import new_course
from grader.authoring.scaffold.exercises import copied, named, new_exercise
from grader.course.clashes import clashes
from grader.course.handout import rendered_handout
from grader.course.pack import Course
from grader.errors import UsageError

LANGUAGES = [["en"], ["en", "ko"], ["de"]]


def course(folder, languages):
    new_course(folder, name="A course", languages=languages)
    return Course.at(folder)


def problems(pack):
    found = [problem for name in pack.folders for problem in lint(pack, name)]
    return [*found, *lint_messages(pack), *untold(pack, clashes(pack.exercises()))]


def fresh(pack):
    """The course again, without what it has read."""
    return Course.at(pack.root)


@pytest.mark.parametrize("languages", LANGUAGES, ids=",".join)
def test_two_new_exercises_have_no_problems(tmp_path, languages):
    pack = course(tmp_path / "c", languages)
    for name in ("first", "second"):
        new_exercise(pack, named(pack, name))
    assert problems(fresh(pack)) == []


@pytest.mark.lab
@pytest.mark.parametrize(("languages", "only"), [(["en"], ()), (["en", "ko"], ["solution"]), (["de"], ["solution"])])
def test_a_new_exercise_is_proven_on_student_hosts(tmp_path, languages, only):
    pack = course(tmp_path / "c", languages)
    new_exercise(pack, named(pack, "published_port"))
    proven = fresh(pack)
    outcomes = list(prove(proven, cases(proven.exercise("ex01"), only)))
    assert {one.name: one.unexpected for one in outcomes} == {one.name: () for one in outcomes}
    assert len(outcomes) == (1 if only else 5)


def test_a_title_may_contain_anything(tmp_path):
    title = """Braces {a} {{ b }} {% c %} {{{, "quotes" and # 한글: yes"""
    pack = course(tmp_path / "c", ["en", "ko"])
    new_exercise(pack, named(pack, "port", title=f"{title}\n"))
    one = fresh(pack).exercise("ex01")
    assert problems(fresh(pack)) == []
    assert one.file.title.in_("en") == title
    assert rendered_handout(one, "ko", {}).splitlines()[0] == f"# {title}"


def test_an_exercise_is_in_korean_if_the_course_is(tmp_path):
    pack = course(tmp_path / "c", ["ko", "en"])
    new_exercise(pack, named(pack, "port", title="포트"))
    one = fresh(pack).exercise("ex01")
    assert "컨테이너가 실행 중입니다" in one.suite.read_text("utf-8")
    assert one.file.title.in_("ko") == "포트"
    assert one.handout("ko").read_text("utf-8").startswith("# 포트\n")


@pytest.mark.parametrize("languages", LANGUAGES, ids=",".join)
@pytest.mark.parametrize("original", Course.at(None).folders)
def test_a_copy_of_a_built_in_exercise_has_no_problems(tmp_path, languages, original):
    pack = course(tmp_path / "c", languages)
    copied(pack, named(pack, "a_copy", id_="ex42"), Course.at(None).exercise(original))
    assert problems(fresh(pack)) == []
    if original != "ex42":
        assert all(original not in path.name for path in pack.root.rglob("*"))
        assert original not in (pack.root / "rubrics" / "ex42.yml").read_text("utf-8")


def test_nothing_is_overwritten(tmp_path):
    pack = course(tmp_path / "c", ["en"])
    (pack.root / "rubrics" / "ex01.yml").write_text("mine")
    with pytest.raises(UsageError, match=r"rubrics/ex01\.yml already exists"):
        new_exercise(pack, named(pack, "port"))
    assert [*(pack.root / "exercises").iterdir()] == []


def test_the_next_free_id_is_taken(tmp_path):
    pack = course(tmp_path / "c", ["en"])
    (pack.root / "exercises" / "ex01_one").mkdir()
    assert named(pack, "Second one").folder == "exercises/ex02_second_one"


@pytest.mark.parametrize("id_", ["ex07", "EX7", "07", "7"])
def test_an_id_may_be_written_as_in_other_commands(tmp_path, id_):
    assert named(course(tmp_path / "c", ["en"]), "two", id_=id_).id == "ex07"


@pytest.mark.parametrize("id_", ["ex01", "ex1", "1", "100", "one"])
def test_an_id_that_is_taken_or_not_one_is_refused(tmp_path, id_):
    pack = course(tmp_path / "c", ["en"])
    (pack.root / "exercises" / "ex01_one").mkdir()
    with pytest.raises(UsageError, match="is not a free exercise ID"):
        named(pack, "two", id_=id_)


@pytest.mark.parametrize("name", ["../x", "", "ä"])
def test_a_name_that_is_not_one_for_a_folder_is_refused(tmp_path, name):
    with pytest.raises(UsageError, match="is not a name for a folder"):
        named(course(tmp_path / "c", ["en"]), name)


@pytest.mark.parametrize("languages", [[], ["English"], ["de", "de"]])
def test_a_course_in_no_language_is_refused(tmp_path, languages):
    with pytest.raises(UsageError, match="languages"):
        new_course(tmp_path / "c", name="c", languages=languages)
    assert not (tmp_path / "c").exists()


def test_a_handout_names_the_zip_in_which_students_get_the_course(tmp_path):
    pack = course(tmp_path / "my-course", ["en"])
    new_exercise(pack, named(pack, "port"))
    copied(pack, named(pack, "mount", id_="ex02"), Course.at(None).exercise("ex05"))
    for one in fresh(pack).exercises():
        assert f"    grader check {one.id} --course my-course.zip\n" in one.handout("en").read_text("utf-8")
