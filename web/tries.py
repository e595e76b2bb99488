"""Guessing gets slow: wrong tries are counted by name and by address, however many come at once.

    async with tries.turn("address:192.0.2.1", "login:thuky"):
        if await tries.must_wait(…): …       five by a name or fifty from an address: wait a minute
        … look …                             and say `failed` or nothing

A turn is taken before looking. Otherwise a thousand tries sent in the same moment would all find
that none has failed yet.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

from meetings.record.failures import Throttle

BY_NAME = 5
BY_ADDRESS = 50
ABREAST = 8                    # looked at together from one address: a hall signs in behind one
WAIT = timedelta(minutes=1)


class Tries:
    """Who may try now."""

    def __init__(self, throttle: Throttle, now: Callable[[], datetime]) -> None:
        self._throttle, self._now = throttle, now
        self._turns: dict[str, tuple[asyncio.Semaphore, int]] = {}     # with how many hold or wait for it

    @asynccontextmanager
    async def turn(self, *subjects: str) -> AsyncIterator[None]:
        """Wait for some from the same address, then for who tries by the same name (the narrower one last)."""
        async with AsyncExitStack() as turns:
            for subject in subjects:
                await turns.enter_async_context(self._one(subject))
            yield

    async def must_wait(self, *subjects: str) -> bool:
        now = self._now()
        for subject in subjects:
            found = await self._throttle.failures(subject, now)
            most = BY_ADDRESS if "address:" in subject else BY_NAME
            if found.count >= most and found.last_at is not None and now - found.last_at < WAIT:
                return True
        return False

    async def failed(self, *subjects: str) -> None:
        for subject in subjects:
            await self._throttle.failed(subject, self._now())

    async def succeeded(self, subject: str) -> None:
        await self._throttle.succeeded(subject)

    @asynccontextmanager
    async def _one(self, subject: str) -> AsyncIterator[None]:
        turn, waiting = self._turns.get(subject) or (
            asyncio.Semaphore(ABREAST if "address:" in subject else 1), 0)
        self._turns[subject] = turn, waiting + 1
        try:
            async with turn:
                yield
        finally:
            turn, waiting = self._turns.pop(subject)
            if waiting > 1:
                self._turns[subject] = turn, waiting - 1
