from grader.checks.verdict import Status, Verdict
from grader.copying import with_fields

VERDICT = Verdict(check="a", status=Status.PASSED, seconds=1.0)


def test_a_copy_is_that_of_pydantic():
    fields = {"seconds": 2.0, "done_at": 3.0}
    copied, expected = with_fields(VERDICT, fields), VERDICT.model_copy(update=fields)
    assert copied == expected
    assert copied.model_dump(exclude_unset=True) == expected.model_dump(exclude_unset=True)


def test_the_original_stays_as_it_was():
    with_fields(VERDICT, {"seconds": 2.0})
    assert (VERDICT.seconds, VERDICT.done_at) == (1.0, None)
