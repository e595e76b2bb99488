"""A grant lets one peer in once, where and for what it was given."""

import base64
import json
from dataclasses import asdict, replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from media import grants
from media.grants import BadGrant, Grant, Used, public_key, public_text, read, sign, until

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key()
NOW = 1_790_000_000.4
GRANT = Grant("m1", "venue:Vạn Hồ", "send", "van-ho", "", until(NOW), "a1b2", "a session")


def refused(text: object, relay: str = "van-ho", now: float = NOW, late: float = 0) -> str:
    with pytest.raises(BadGrant) as bad:
        read(PUBLIC, text, relay, now, late)
    return bad.value.code


def test_a_grant_is_read_as_it_was_signed() -> None:
    assert read(PUBLIC, sign(KEY, GRANT), "van-ho", NOW) == GRANT


def test_it_ends_after_a_minute_and_is_never_given_for_longer() -> None:
    text = sign(KEY, GRANT)

    assert read(PUBLIC, text, "van-ho", NOW + 59) == GRANT
    assert refused(text, now=NOW + 61) == "expired"
    assert refused(sign(KEY, replace(GRANT, until=until(NOW + 600)))) == "expired"


def test_what_was_granted_can_be_proved_for_as_long_as_is_asked() -> None:
    text = sign(KEY, GRANT)

    assert read(PUBLIC, text, "van-ho", NOW + 3_600, late=43_200) == GRANT
    assert refused(text, now=NOW + 44_000, late=43_200) == "expired"


def test_it_is_good_at_one_relay() -> None:
    assert refused(sign(KEY, GRANT), relay="") == "elsewhere"
    assert refused(sign(KEY, GRANT), relay="chieng-khoa") == "elsewhere"


def test_who_has_another_key_grants_nothing() -> None:
    assert refused(sign(Ed25519PrivateKey.generate(), GRANT)) == "forged"


@pytest.mark.parametrize("change", [
    {"meeting": "m2"}, {"subject": "person:p1"}, {"role": "watch"}, {"via": "x"}, {"until": until(NOW) + 1},
])
def test_nothing_of_it_can_be_changed(change: dict[str, object]) -> None:
    said, _, seal = sign(KEY, GRANT).partition(".")
    changed = json.dumps({**asdict(GRANT), **change}).encode()

    assert refused(f"{base64.urlsafe_b64encode(changed).decode().rstrip('=')}.{seal}") == "forged"
    assert refused(f"{said}.") == "forged"


def test_it_lets_in_once() -> None:
    used = Used()
    used.take(GRANT, NOW)
    with pytest.raises(BadGrant) as bad:
        used.take(GRANT, NOW + 1)
    assert bad.value.code == "used"

    used.take(replace(GRANT, number="other"), NOW)


def test_spent_numbers_are_forgotten_when_they_could_not_be_used_again() -> None:
    used = Used()
    for at in range(1_000):
        used.take(replace(GRANT, number=str(at), until=until(NOW + at)), NOW + at)

    assert len(used) <= grants.LIFE + 2


@pytest.mark.parametrize("text", [
    None, 7, b"x", "", ".", "a.b", "é.é", "\ud800.\ud800", "=" * 100, "." * 100, "x" * 10_000_000,
    sign(KEY, replace(GRANT, meeting="m" * 9_000)),
])
def test_whatever_else_comes_is_no_grant(text: object) -> None:
    assert refused(text) in ("unreadable", "forged")


@pytest.mark.parametrize("said", [
    b"", b"[]", b"7", b"[" * 3_000, b"null", b'{"meeting":"m1"}', b'{"until":' + b"9" * 5_000 + b"}",
    *(json.dumps({**asdict(GRANT), **change}).encode() for change in (
        {"until": True}, {"until": 1.5}, {"until": "9"}, {"meeting": 7}, {"role": "chair"}, {"role": []},
        {"number": ""}, {"subject": "v" * 300}, {"more": 1}, {"via": None},
    )),
])
def test_even_signed_it_must_be_a_grant(said: bytes) -> None:
    text = base64.urlsafe_b64encode(said).decode().rstrip("=")
    seal = base64.urlsafe_b64encode(KEY.sign(grants.WHAT + text.encode())).decode().rstrip("=")

    assert refused(f"{text}.{seal}") == "unreadable"


def test_a_signature_for_something_else_is_none_for_a_grant() -> None:
    said, _, _ = sign(KEY, GRANT).partition(".")
    seal = base64.urlsafe_b64encode(KEY.sign(said.encode())).decode().rstrip("=")

    assert refused(f"{said}.{seal}") == "forged"


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_raises_anything_but_a_bad_grant(said: str, seal: str) -> None:
    assert refused(f"{said}.{seal}") in grants.CODES


def test_a_public_key_is_told_in_43_letters_and_read_again() -> None:
    text = public_text(PUBLIC)

    assert len(text) == 43
    assert read(public_key(text), sign(KEY, GRANT), "van-ho", NOW) == GRANT
    for bad in ("", "short", text + "AAAA", "é" * 43):
        with pytest.raises(ValueError):
            public_key(bad)
