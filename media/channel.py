"""What the control channel is made of: messages, and questions that are asked with a number and answered with it.

    read(message)          ─▶ dict      an object with a type, or Unreadable and nothing else
    Asking.ask(kind, …)    ─▶ answer    or Unanswered, after `PATIENCE` at the latest
    until_one_ends(…)      ─▶           reading, writing and what else is done on one socket end together

Which end dialled does not matter here: what is needed of a WebSocket is a `Socket`. Both ends ask: the
server numbers its questions by `id`, a relay by `ask`, so neither is taken for the other's.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, Protocol

log = logging.getLogger(__name__)

MESSAGE = 256 * 1024           # bytes to a relay, or from one that has dialled in, at most
PATIENCE = 5.0                 # seconds until an answer is overdue
WORD = 200                     # characters in a name

Say = Callable[[str], Awaitable[None]]


class Closed(Exception):
    """The socket is closed: nothing can be sent any more."""


class Unreadable(Exception):
    """That is no message of ours."""


class Unanswered(Exception):
    """The other end is not there, or did not answer in time."""


class TooLarge(Exception):
    """It does not fit into one message."""


class Socket(Protocol):
    """A WebSocket: texts out (raises `Closed`), texts in until it closes."""

    async def send(self, text: str, /) -> None: ...
    def __aiter__(self) -> AsyncIterator[str | bytes]: ...


def read(message: str | bytes) -> dict[str, Any]:
    """The message, an object that says its type.

    >>> read('{"type": "Done", "id": 1}')
    {'type': 'Done', 'id': 1}
    """
    try:
        said = json.loads(message)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(said, dict) or not isinstance(said.get("type"), str):
        raise Unreadable
    return said


def word(value: object) -> str:
    """A name, neither empty nor long."""
    if not isinstance(value, str) or not 0 < len(value) <= WORD:
        raise Unreadable
    return value


async def until_one_ends(what: str, *ways: Coroutine[Any, Any, object]) -> None:
    """All at once, until the first has ended: then the others end, too. What broke one of them is logged as `what`."""
    tasks = {asyncio.create_task(way) for way in ways}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        for broken in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(broken, Exception) and not isinstance(broken, Closed):
                log.error("%s broke", what, exc_info=broken)


class Asking:
    """The questions of one end, over one socket after another."""

    def __init__(self, number: str) -> None:
        self._number = number                      # by which name it travels
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last = 0
        self._say: Say | None = None
        self._there = asyncio.Event()

    @property
    def there(self) -> bool:
        """Whether the other end can be asked."""
        return self._there.is_set()

    def open(self, say: Say) -> None:
        """From now on questions go out that way."""
        self._say = say
        self._there.set()

    def close(self, say: Say) -> None:
        """That way is closed; what was asked is not answered any more."""
        if self._say != say:                       # another one took its place meanwhile
            return
        self._say = None
        self._there.clear()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(Unanswered())

    async def ask(self, kind: str, **fields: object) -> dict[str, Any]:
        """The answer. Waits for the other end to be there, too.

        Raises:
            TooLarge: JSON writes some characters as six bytes: the channel, everybody's, would close.
            Unanswered: there is none.
        """
        self._last += 1
        number = self._last
        message = json.dumps({"type": kind, self._number: number, **fields})
        if len(message) > MESSAGE:
            raise TooLarge
        try:
            async with asyncio.timeout(PATIENCE):
                await self._there.wait()
                if self._say is None:
                    raise Unanswered
                self._asked[number] = asyncio.get_running_loop().create_future()
                await self._say(message)
                return await self._asked[number]
        except (TimeoutError, Closed):
            raise Unanswered from None
        finally:
            self._asked.pop(number, None)

    def take(self, said: dict[str, Any]) -> bool:
        """Whether that was the answer to a question; a late one is an answer to none."""
        number = said.get(self._number)
        answer = self._asked.get(number) if isinstance(number, int) else None
        if answer is None or answer.done():
            return False
        answer.set_result(said)
        return True
