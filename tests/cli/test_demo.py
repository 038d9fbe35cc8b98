"""`grader demo`: what a newcomer runs first."""

from rich.cells import cell_len


def test_the_sample_class_fits_a_terminal(call, tmp_path):
    code, out, _ = call("demo", "--output", str(tmp_path / "demo"))
    students, table, page = (part.splitlines() for part in out.split("\n\n"))
    assert code == 0
    assert students[0].split() == ["s01", "Ada", "Beispiel", "1600", "/", "1600", "points"]
    assert len({cell_len(line) for line in students}) == 1
    assert table[0].split() == [f"s0{number}" for number in range(1, 7)]
    assert [line[:4] for line in table[1:]] == [f"ex{number:02}" for number in range(1, 17)]
    assert table[5].split() == ["ex05", "Bind", "mount", "100", "92.5", "35", "35", "50", "0"]
    assert {cell_len(line) for line in table} == {cell_len(table[0])}
    assert cell_len(table[0]) <= 80
    assert page == [str(tmp_path / "demo" / "class.html")]
