import pytest

from grader.checks.declared.paths import on_host


@pytest.mark.parametrize(
    ("path", "absolute"),
    [("~", "/home/a"), ("~/x", "/home/a/x"), ("~/x/../y/", "/home/a/y"), ("/srv//x", "/srv/x"), ("/~", "/~")],
)
def test_a_path_is_that_of_the_graded_account(path, absolute):
    assert on_host(path, "/home/a") == absolute
