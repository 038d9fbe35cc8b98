import keyring
import keyring.backend
import pytest

from grader.delivery.secret import Secret, read_secret
from grader.errors import UsageError

TOKEN = "0123456789abcdef"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "token"
    path.write_text(f"{TOKEN}\n")
    path.chmod(0o600)
    return path


def test_a_secret_is_read_from_a_file_beside_the_class_file(file, tmp_path):
    assert read_secret("token", tmp_path, "platforms.moodle.token").value == TOKEN


def test_a_secret_is_read_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("MOODLE_TOKEN", TOKEN)
    assert read_secret("env:MOODLE_TOKEN", tmp_path, "key").value == TOKEN


def test_a_secret_is_read_from_a_keyring(tmp_path):
    class Ring(keyring.backend.KeyringBackend):
        priority = 1

        def get_password(self, service, username):
            return TOKEN if (service, username) == ("my-moodle", "grader") else None

        def set_password(self, service, username, password):
            raise NotImplementedError

    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    try:
        assert read_secret("keyring:my-moodle", tmp_path, "key").value == TOKEN
        with pytest.raises(UsageError) as error:
            read_secret("keyring:other", tmp_path, "key")
        assert error.value.next_step == "Run: keyring set other grader"
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_file_that_others_can_read_is_refused(file, tmp_path, mode):
    file.chmod(mode)
    with pytest.raises(UsageError) as error:
        read_secret("token", tmp_path, "key")
    assert error.value.next_step == f"Run: chmod 600 {file}"


@pytest.mark.parametrize("content", ["", "\n", "two\nlines", "nul\0"])
def test_a_file_with_something_else_is_refused(file, tmp_path, content):
    file.write_text(content)
    with pytest.raises(UsageError, match="not one line"):
        read_secret("token", tmp_path, "key")


@pytest.mark.parametrize("source", [TOKEN, f"env:{TOKEN}"])
def test_a_secret_in_the_class_file_itself_is_not_repeated_in_the_error(tmp_path, source):
    with pytest.raises(UsageError) as error:
        read_secret(source, tmp_path, "platforms.moodle.token")
    assert TOKEN not in str(error.value)


def test_a_secret_is_shown_by_nothing():
    secret = Secret(TOKEN)
    assert TOKEN not in f"{secret} {secret!r}"
    assert secret.hidden_in(f"Bearer {TOKEN}!") == "Bearer [secret]!"
