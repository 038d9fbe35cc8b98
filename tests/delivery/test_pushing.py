import pytest

from grader.delivery.pushing import only_one
from grader.errors import UsageError


def test_two_deliveries_of_a_class_to_one_service_do_not_run_at_once(tmp_path):
    refused = pytest.raises(UsageError, match="under way")
    with only_one(tmp_path, "lti"), only_one(tmp_path, "mail"), refused, only_one(tmp_path, "lti"):
        pass
    with only_one(tmp_path, "lti"):
        pass


def test_a_folder_that_cannot_be_written_is_reported(tmp_path):
    (tmp_path / ".lti.lock").mkdir()
    with pytest.raises(UsageError, match=r"\.lti\.lock cannot be written: Is a directory"), only_one(tmp_path, "lti"):
        pass
