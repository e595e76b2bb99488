"""What is to be done at a time: kept here, so that a restart forgets nothing.

The timetable only ticks; whoever ticks claims what is due, does it and says so. A claim
that was not kept (the process died) runs out and the task may be claimed again: a task
is done at least once and must bear being done twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from meetings.record.database import Database
from meetings.record.ids import new_id
from meetings.record.tables_record import DUE

CLAIM = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class DueTask:
    id: str
    kind: str
    subject: str
    at: datetime


class Due:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, kind: str, subject: str, at: datetime) -> str:
        made = new_id()
        async with self._database.writing() as rows:
            await rows.execute(DUE.insert().values(id=made, kind=kind, subject=subject, at=at))
        return made

    async def claim(self, now: datetime, limit: int = 20) -> list[DueTask]:
        """What is due and in nobody's hands; for `CLAIM` it is in ours."""
        async with self._database.writing() as rows:
            free = DUE.c.claimed_until.is_(None) | (DUE.c.claimed_until <= now)
            wanted = select(DUE).where(DUE.c.done_at.is_(None), DUE.c.at <= now, free).order_by(DUE.c.at).limit(limit)
            found = [DueTask(row.id, row.kind, row.subject, row.at) for row in await rows.execute(wanted)]
            mine = DUE.c.id.in_([task.id for task in found])
            await rows.execute(DUE.update().where(mine).values(claimed_until=now + CLAIM))
            return found

    async def done(self, id: str, at: datetime) -> None:
        async with self._database.writing() as rows:
            await rows.execute(DUE.update().where(DUE.c.id == id).values(done_at=at))

    async def drop(self, kind: str, subject: str) -> None:
        """No longer to be done."""
        async with self._database.writing() as rows:
            same = (DUE.c.kind == kind) & (DUE.c.subject == subject)
            await rows.execute(DUE.delete().where(same, DUE.c.done_at.is_(None)))
