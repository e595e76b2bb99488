"""Guessing gets slow, and whoever guesses makes nobody else wait.

    subjects = ("address:192.0.2.1", "address:192.0.2.1 login:thuky", "login:thuky")
    with tries.inside("address:192.0.2.1"):
        async with tries.turn(*subjects):
            if await tries.must_wait(*subjects): …       wait a minute
            … look …                                     and say `failed` or nothing

Wrong tries in a row after which it is one a minute, forgotten after a quiet quarter of an hour:

    5    by a name from an address          50   from an address: a commune may sit behind one (IPv6: a network)
    5    from a device by which somebody    30   by a name from anywhere
         signed in before, nothing else

Whoever types wrong passwords for the chair so slows down their own address, and from many addresses all
devices that are new to the chair; never one by which the chair came in before (OWASP ASVS 5.0, 6.1.1
and 6.3.1: against guessing, without letting anybody lock others out). A name that nobody has is counted alike.

The address stands first where both are named: it is ours to say, and what is typed as a name could else be
"thuky address:192.0.2.1", to make somebody elsewhere wait.

A turn is taken before looking. Otherwise a thousand tries sent in the same moment would all find
that none has failed yet. Few may be inside at once, the others are sent away rather than queued:
a check costs 50 ms of a core, and the pages of those signed in come from the same cores.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import datetime, timedelta

from meetings.record.failures import Throttle

BY_PAIR = 5
BY_NAME = 30
BY_ADDRESS = 50
ABREAST = 8                    # looked at together from one address, where many may be inside
INSIDE, INSIDE_EACH = 12, 3    # checking a password: in all; from one address or known device
WAIT = timedelta(minutes=1)


class Crowded(Exception):
    """Too many are inside already: come back in a moment."""


class Tries:
    """Who may try now."""

    def __init__(self, throttle: Throttle, now: Callable[[], datetime]) -> None:
        self._throttle, self._now = throttle, now
        self._turns: dict[str, tuple[asyncio.Semaphore, int]] = {}     # with how many hold or wait for it
        self._inside: Counter[str] = Counter()

    @contextmanager
    def inside(self, whence: str, known: bool = False) -> Iterator[None]:
        """Be one of the few whose password is checked; a `known` device finds room however many others are there.

        Raises:
            Crowded: at once.
        """
        if self.crowded(whence, known):
            raise Crowded
        self._inside[whence] += 1
        try:
            yield
        finally:
            self._inside[whence] -= 1
            self._inside += Counter()      # nobody there: forgotten

    def crowded(self, whence: str, known: bool = False) -> bool:
        """Whether there is no room inside just now."""
        return self._inside[whence] >= INSIDE_EACH or (not known and self._inside.total() >= INSIDE)

    @asynccontextmanager
    async def turn(self, *subjects: str) -> AsyncIterator[None]:
        """Wait for who tries by one of the same subjects, the widest first."""
        async with AsyncExitStack() as turns:
            for subject in subjects:
                await turns.enter_async_context(self._one(subject))
            yield

    async def must_wait(self, *subjects: str) -> bool:
        now = self._now()
        for subject in subjects:
            found = await self._throttle.failures(subject, now)
            if found.count >= most(subject) and found.last_at is not None and now - found.last_at < WAIT:
                return True
        return False

    async def failed(self, *subjects: str) -> None:
        for subject in subjects:
            await self._throttle.failed(subject, self._now())

    async def succeeded(self, *subjects: str) -> None:
        for subject in subjects:
            await self._throttle.succeeded(subject)

    @asynccontextmanager
    async def _one(self, subject: str) -> AsyncIterator[None]:
        turn, waiting = self._turns.get(subject) or (
            asyncio.Semaphore(ABREAST if most(subject) == BY_ADDRESS else 1), 0)
        self._turns[subject] = turn, waiting + 1
        try:
            async with turn:
                yield
        finally:
            turn, waiting = self._turns.pop(subject)
            if waiting > 1:
                self._turns[subject] = turn, waiting - 1


def most(subject: str) -> int:
    """How many wrong tries in a row this subject has.

    >>> most("address:192.0.2.1 login:thuky"), most("device:0a1b"), most("login:thuky"), most("address:192.0.2.1")
    (5, 5, 30, 50)
    """
    if subject.startswith("login:"):
        return BY_NAME
    return BY_ADDRESS if "address:" in subject and " login:" not in subject else BY_PAIR
