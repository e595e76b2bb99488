"""Passwords: Argon2id, never more than a few at once, and the same time for everybody.

The profile is OWASP's: 2 passes, 19 MiB, one lane: about 50 ms. Before a sitting
everybody signs in within minutes, so the work is done in threads, four at a time;
otherwise forty people would take the machine's memory and the event loop with it.
An unknown login is checked against a made-up hash: it takes as long as a known one.
"""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8                   # characters
LONGEST = 200
AT_ONCE = 4


class Passwords:
    """Hash and check."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_hex(16))

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password; always False when there is none, after the same work."""
        async with self._turn:
            right = await asyncio.to_thread(self._verify, hashed or self._nobodys, password)
        return right and hashed is not None

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False
