"""`grader demo`: what a newcomer runs first."""

from rich.cells import cell_len


def test_the_sample_class_is_a_table_that_fits_a_terminal(call, tmp_path):
    code, out, _ = call("demo", "--output", str(tmp_path / "demo"))
    head, *rows = out.splitlines()[:7]
    assert code == 0
    assert head.split() == [f"ex0{number}" for number in range(1, 8)]
    assert rows[2].split() == ["s03", "Bo", "Sample", "100", "100", "80", "100", "35", "75", "70"]
    assert {cell_len(line) for line in (head, *rows)} == {cell_len(head)}
    assert cell_len(head) <= 80
    assert out.endswith(f"\n{tmp_path / 'demo' / 'class.html'}\n")
