"""Failed sign-ins, counted by login and by address, so that guessing gets slow."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from meetings.record.database import Database
from meetings.record.tables_signin import FAILURE

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Failures:
    """How often in a row, and when last. After `WINDOW` without one they are forgotten."""

    count: int
    last_at: datetime | None


class Throttle:
    """Counts; what follows from the count is the door's to say."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def failures(self, subject: str, at: datetime) -> Failures:
        """`subject` as in "login:thuky" or "address:192.0.2.1"."""
        async with self._database.reading() as rows:
            wanted = select(FAILURE).where(FAILURE.c.subject == subject[:200], FAILURE.c.last_at > at - WINDOW)
            found = (await rows.execute(wanted)).first()
            return Failures(found.times, found.last_at) if found else Failures(0, None)

    async def failed(self, subject: str, at: datetime) -> Failures:
        """One more; what they come to."""
        async with self._database.writing() as rows:
            await rows.execute(FAILURE.delete().where(FAILURE.c.last_at <= at - WINDOW))
            same = FAILURE.c.subject == subject[:200]
            found = (await rows.execute(select(FAILURE).where(same))).first()
            count = found.times + 1 if found else 1
            if found:
                await rows.execute(FAILURE.update().where(same).values(times=count, last_at=at))
            else:
                await rows.execute(FAILURE.insert().values(subject=subject[:200], times=1, first_at=at, last_at=at))
            return Failures(count, at)

    async def succeeded(self, subject: str) -> None:
        async with self._database.writing() as rows:
            await rows.execute(FAILURE.delete().where(FAILURE.c.subject == subject[:200]))
