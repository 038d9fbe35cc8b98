"""Whether evidence is what was seen then: each way in which it may not be is found and named."""

import getpass
import gzip
import re
import shutil

import pytest

from grader.cli.main import run
from grader.evidence.file import Evidence
from grader.evidence.signing import Signer, fingerprint

SUITE = "def test_a(session):\n    session.run('echo one')\n    session.run('echo two')"


@pytest.fixture(scope="module")
def original(new_course, tmp_path_factory):
    course, folder = new_course(), tmp_path_factory.mktemp("verified")
    course.write(SUITE)
    (folder / "roster.csv").write_text("student_id,host\ns01,local:\ns02,local:\n")
    (folder / "class.yml").write_text(
        f"name: c\nroster: roster.csv\naccount: {getpass.getuser()}\ncourse: {course.root}\n"
    )
    assert run(["grade", str(folder / "class.yml"), "--quiet"]) == 0
    return folder


@pytest.fixture
def place(original, tmp_path):
    shutil.copytree(original, tmp_path / "class")
    return tmp_path / "class"


@pytest.fixture
def verified(place, capsys):
    """verified(words): the exit code, and what is said of s01's file in its place."""

    def verify(*words):
        code = run(["verify", *map(str, words), "--class", str(place / "class.yml")])
        said = capsys.readouterr()
        return code, said.out + said.err

    return verify


def file_of(place, student):
    [path] = place.glob(f"results/evidence/*/{student}/ex01.gz")
    return path


def lines_of(path):
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


def test_it_speaks_the_readers_language(place, verified):
    code, said = verified("--lang", "ko")
    assert code == 0
    assert "이 반이 봉인함, " in said
    assert said.endswith("파일 2개를 확인했으며 문제가 없습니다.\n")


def test_all_that_the_gradebook_names_is_whole_and_sealed_by_the_class(place, verified):
    code, said = verified()
    assert code == 0
    assert len(re.findall(r"whole, \d+ facts", said)) == 2
    assert said.count(f"sealed by this class, {fingerprint((place / 'keys/signing.pub').read_text().strip())}") == 2
    assert "2 files verified, no problems." in said


def test_paths_are_shown_as_seen_from_the_current_folder(place, verified, monkeypatch):
    monkeypatch.chdir(place)
    assert f"✓ {file_of(place, 's01').relative_to(place)}: whole" in verified()[1]


def test_a_flipped_byte_is_found(place, verified):
    path = file_of(place, "s01")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    code, said = verified()
    assert code == 1
    assert "1 with problems" in said


def test_a_removed_fact_is_named(place, verified):
    path = file_of(place, "s01")
    lines = lines_of(path)
    path.write_bytes(gzip.compress(b"".join(lines[:1] + lines[2:])))
    code, said = verified(path)
    assert code == 1
    assert "fact 1 is missing: fact 2 is in its place" in said
    assert "differs from what the gradebook recorded on" in said


def test_a_swapped_student_is_named(place, verified):
    one, two = file_of(place, "s01"), file_of(place, "s02")
    shutil.copyfile(two, one)
    code, said = verified(one)
    assert code == 1
    assert "is in s01's place, but names s02" in said
    assert "for s01" in said


def test_a_student_swapped_inside_is_found(place, verified):
    path = file_of(place, "s01")
    lines = lines_of(path)
    path.write_bytes(gzip.compress(b"".join([lines[0].replace(b"s01", b"s02"), *lines[1:]])))
    assert "the manifest was changed after" in verified(path)[1]


def test_a_file_sealed_anew_by_another_key_is_named(place, verified):
    path, other = file_of(place, "s01"), Signer.new()
    evidence = Evidence.read(path)
    evidence.facts[0] = evidence.facts[0].model_copy(update={"out": "changed"})
    evidence.write(path, other)
    code, said = verified(path)
    assert code == 1
    assert f"is sealed by {fingerprint(other.public)}, not by this class" in said
    evidence.write(path)
    assert "is sealed without a signature, not by this class" in verified(path)[1]


def test_a_swapped_exercise_is_named(place, verified, tmp_path):
    shutil.copyfile(file_of(place, "s01"), tmp_path / "s01-ex02.evidence")
    code, said = verified(tmp_path / "s01-ex02.evidence")
    assert code == 1
    assert "is evidence for ex01, but its name says ex02" in said


def test_a_missing_file_is_named(place, verified):
    file_of(place, "s01").unlink()
    code, said = verified()
    assert code == 1
    assert "No such file" in said


def test_a_torn_file_is_named(place, verified):
    path = file_of(place, "s01")
    path.write_bytes(path.read_bytes()[:-100])
    code, said = verified(path)
    assert code == 1
    assert "is torn: it breaks off after" in said


def test_a_file_that_lacks_its_last_bytes_is_told(place, verified):
    path = file_of(place, "s01")
    path.write_bytes(path.read_bytes()[:-3])
    code, said = verified(path)
    assert code == 1
    assert "is cut short: all that was sealed is there" in said


def test_a_copy_of_what_was_recorded_is_right_wherever_it_lies(place, verified, tmp_path):
    shutil.copyfile(file_of(place, "s01"), tmp_path / "copy.gz")
    assert verified(tmp_path / "copy.gz")[0] == 0


def test_a_class_that_was_never_graded_has_nothing_to_compare_with(place, verified):
    path = shutil.move(file_of(place, "s01"), place / "s01-ex01.gz")
    for name in ("results", "keys"):
        shutil.rmtree(place / name)
    code, said = verified(path)
    assert code == 1
    assert "not by this class, and is not in the gradebook" in said
    assert not (place / "keys").exists()


def test_without_a_class_a_file_is_compared_with_itself(place, capsys):
    assert run(["verify", str(place / "results")]) == 0
    assert "sealed by SHA256:" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["."]])
def test_where_there_is_nothing_to_verify_it_is_wrong_use(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["verify", *words]) == 2
    assert "evidence" in capsys.readouterr().err or not words


def test_your_own_seal_is_known_as_yours(tiny, tmp_path, capsys):
    tiny.write(SUITE)
    run(["collect", "ex01", "--course", str(tiny.root), "-o", str(tmp_path / "ex01.evidence")])
    assert run(["verify", str(tmp_path / "ex01.evidence")]) == 0
    assert "sealed by you, SHA256:" in capsys.readouterr().out
