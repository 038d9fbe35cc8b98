import base64

import pytest

from grader.evidence.signing import Signer, fingerprint, is_signed


def test_a_signature_is_valid_for_one_message_and_one_key():
    signer, other = Signer.new(), Signer.of_pem(Signer.new().pem())
    signature = signer.sign(b"x")
    assert is_signed(b"x", signature=signature, public=signer.public)
    assert not is_signed(b"y", signature=signature, public=signer.public)
    assert not is_signed(b"x", signature=signature, public=other.public)


@pytest.mark.parametrize(("signature", "public"), [("", ""), ("!", "A" * 44), ("AAAA", "AAAA")])
def test_nonsense_is_not_a_valid_signature(signature, public):
    assert not is_signed(b"x", signature=signature, public=public)


def test_a_signature_has_only_one_spelling():
    signer = Signer.new()
    signature = signer.sign(b"x")
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = signature[:-3] + digits[digits.index(signature[-3]) ^ 1] + "=="
    assert base64.b64decode(other) == base64.b64decode(signature)
    assert not is_signed(b"x", signature=other, public=signer.public)


def test_a_fingerprint_is_short_and_differs_between_keys():
    one, other = Signer.new(), Signer.new()
    assert fingerprint(one.public) != fingerprint(other.public)
    assert len(fingerprint(one.public)) == len("SHA256:") + 43
