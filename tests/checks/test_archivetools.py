import pytest

from grader.checks.archivetools import documents, documents_with_ends


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("{} [1]\n\n2", [{}, [1], 2]),
        ('{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": 1} {"b":', [{"a": 1}]),
        ("nothing {}", []),
        ("[" * 100_000, []),
    ],
)
def test_documents_are_read_up_to_the_first_invalid_one(text, found):
    assert documents(text) == found


def test_each_document_has_its_end():
    text = ' {"a": 1}\n[2]'
    assert [text[:end] for _, end in documents_with_ends(text)] == [' {"a": 1}', text]
