"""Everything that is running, in one value: what a handler needs is a field of it.

    async with opened(settings) as house: ...   the database is locked, migrated and open
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from meetings.record import database
from meetings.record.database import Database
from meetings.record.house import Register
from web import show, words
from web.passwords import Passwords
from web.settings import Settings

Now = Callable[[], datetime]


@dataclass(frozen=True)
class House:
    """The parts, put together once; `now` is the only clock."""

    settings: Settings
    db: Database
    register: Register
    pages: show.Pages
    passwords: Passwords
    now: Now
    clerk: Any = None
    gallery: Any = None
    shelf: Any = None
    pager: Any = None
    relay: Any = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def opened(settings: Settings, now: Now = words.utc_now) -> AsyncIterator[House]:
    """Open the house on its folder and shut it again.

    Raises:
        database.AlreadyOpen: another process has the folder.
    """
    db = await database.open(Path(settings.data))
    try:
        yield House(settings, db, Register.of(db), show.pages(settings), Passwords(), now)
    finally:
        await db.close()
