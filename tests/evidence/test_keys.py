import stat
from concurrent.futures import ProcessPoolExecutor

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from grader.errors import GraderError
from grader.evidence.keys import Keys, user_folder


def made(folder):
    keys = Keys.in_(folder)
    return keys.signer.public, keys.redaction


def test_keys_are_generated_once_and_stay_the_same(tmp_path):
    assert made(tmp_path / "keys") == made(tmp_path / "keys")
    assert made(tmp_path / "keys") != made(tmp_path / "others")


def test_keys_are_for_their_owner_only(tmp_path):
    made(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_keys_stay_out_of_a_repository(tmp_path):
    made(tmp_path / "keys")
    assert "*" in (tmp_path / "keys" / ".gitignore").read_text().splitlines()


def test_concurrent_runs_generate_the_same_keys(tmp_path):
    with ProcessPoolExecutor(4) as pool:
        assert len(set(pool.map(made, [tmp_path / "keys"] * 8))) == 1
    assert {path.name for path in (tmp_path / "keys").iterdir()} == {
        ".gitignore",
        "redaction.key",
        "signing.key",
        "signing.pub",
    }


def test_the_public_key_lies_beside_the_private_one(tmp_path):
    public, _ = made(tmp_path)
    assert (tmp_path / "signing.pub").read_text() == f"{public}\n"


def test_keys_are_not_shown(tmp_path):
    keys = Keys.in_(tmp_path)
    assert keys.redaction.hex() not in repr(keys)
    assert repr(keys.redaction) not in repr(keys)


@pytest.mark.parametrize("name", ["signing.key", "redaction.key"])
@pytest.mark.parametrize("text", ["", "nonsense", "abcd"])
def test_a_file_that_holds_no_key_is_named(tmp_path, name, text):
    made(tmp_path)
    (tmp_path / name).write_text(text)
    with pytest.raises(GraderError, match=rf"{name} is not a valid key"):
        Keys.in_(tmp_path)


def test_a_key_of_another_kind_is_refused(tmp_path):
    other = generate_private_key(SECP256R1())
    formats = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "signing.key").write_bytes(other.private_bytes(*formats))
    with pytest.raises(GraderError, match="not an Ed25519 key"):
        Keys.in_(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(GraderError, match="cannot be read or created"):
        Keys.in_(tmp_path / "file" / "keys")


def test_a_user_s_keys_are_where_their_data_is(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert user_folder() == tmp_path / "grader" / "keys"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert user_folder() == tmp_path / ".local" / "share" / "grader" / "keys"
