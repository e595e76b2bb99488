"""Passwords are kept as Argon2id and checked a few at a time."""

import asyncio
import threading

from web.passwords import AT_ONCE, Passwords


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
