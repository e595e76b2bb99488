"""Passwords are kept as Argon2id and checked a few at a time."""

import asyncio
import threading

import pytest

from web.passwords import AT_ONCE, COMMONEST, SHORTEST, Passwords, guessable


async def test_a_password_is_kept_as_argon2id_with_the_owasp_profile():
    passwords = Passwords()

    hashed = await passwords.hash("mùa xuân")

    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.matches(hashed, "mùa xuân")
    assert not await passwords.matches(hashed, "mua xuan")


async def test_without_a_password_nothing_matches_not_even_nothing():
    passwords = Passwords()

    assert not await passwords.matches(None, "")
    assert not await passwords.matches("not a hash", "x")


async def test_at_most_four_are_worked_on_at_once(monkeypatch):
    passwords, now, most, lock = Passwords(), 0, 0, threading.Lock()
    gate = threading.Event()

    def verify(hashed, password):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        gate.wait(0.05)
        with lock:
            now -= 1
        return False

    monkeypatch.setattr(passwords, "_verify", verify)
    await asyncio.gather(*(passwords.matches(None, str(n)) for n in range(20)))

    assert most == AT_ONCE


@pytest.mark.parametrize("password", [
    "12345678", "87654321", "1234567890", "abcdefgh", "hgfedcba", "qwertyui", "QWERTYUI", "asdfghjkl",
    "aaaaaaaa", "abababab", "aaaabbbb", "        ", "matkhau123", "MatKhau123", "anhyeuem", "password",
])
def test_what_everybody_tries_first_is_guessable(password):
    assert guessable(password, "thuky", "Lê Văn A") == "common"


@pytest.mark.parametrize("password", ["thuky2026", "xin chào THUKY nhé", "lê văn an"])
def test_the_own_name_is_guessable(password):
    assert guessable(password, "thuky", "Lê Văn An") == "own"


@pytest.mark.parametrize("password", ["mùa xuân về trên bản", "mot cau de nho 7", "rừng xanh núi đỏ", "bbbbcccd"])
def test_nothing_is_asked_of_how_a_password_is_composed(password):
    assert guessable(password, "an", "Lê Văn An") == ""
    assert guessable(password) == ""


def test_the_list_of_the_commonest_holds_only_what_is_long_enough_and_as_it_is_compared():
    assert len(COMMONEST) >= 100
    assert [word for word in COMMONEST if len(word) < SHORTEST or word != word.casefold()] == []
