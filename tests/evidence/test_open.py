"""From a URL to a live host or to recorded evidence."""

import pytest

from grader.errors import UsageError
from grader.evidence.open import open_host_or_evidence as open_host
from grader.hosts.live import LiveHost


def test_missing_evidence_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        open_host(f"evidence:{tmp_path / 'none.gz'}")


def test_evidence_without_a_path_is_a_usage_error():
    with pytest.raises(UsageError):
        open_host("evidence:")


def test_any_other_url_opens_a_live_host():
    host = open_host("local:")
    host.close()
    assert isinstance(host, LiveHost)
