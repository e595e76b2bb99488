"""Passes: what lets a codec or OBS in instead of a person with a browser.

    make ─▶ shown once, typed into the device ─▶ good(pass) at every request ─▶ revoke, or its end

A pass is for one meeting, one hall and one direction, and lives a day at most. It leaves
here once, in the clear, and stands as SHA-256. One device uses it: `peer` is the
connection it made last, so that the next one takes its place instead of standing beside.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import ColumnElement, Row, func, select

from meetings.procedure.words import MeetingId
from meetings.record.database import Database
from meetings.record.ids import new_id
from meetings.record.tables_signin import PASS

Direction = Literal["send", "watch"]

LASTS = timedelta(hours=24)
MOST = 8                       # good ones of one hall in one meeting


class TooMany(Exception):
    """The hall has as many passes as it may; one must be revoked first."""


@dataclass(frozen=True, slots=True)
class Pass:
    id: str                    # names it in lists; opens nothing
    meeting: MeetingId
    subject: str               # "venue:ID"
    direction: Direction
    made_by: str               # "person:ID" or "venue:ID"
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    peer: str                  # the relay's name for the connection made last; "": none


class Passes:
    """All passes of the house."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(
        self, meeting: MeetingId, subject: str, direction: Direction, by: str, at: datetime
    ) -> tuple[Pass, str]:
        """A new one, and the 256 bits for the device: they are never told again.

        Raises:
            TooMany: the subject has `MOST` good ones in this meeting.
        """
        made = secrets.token_urlsafe(32)
        fresh = Pass(new_id(), meeting, subject, direction, by, at, at + LASTS, None, "")
        async with self._database.writing() as rows:
            mine = select(func.count()).where(PASS.c.meeting == meeting, PASS.c.subject == subject, *_good(at))
            if (await rows.scalar(mine) or 0) >= MOST:
                raise TooMany
            await rows.execute(PASS.insert().values(
                id=fresh.id, hash=_hash(made), meeting=meeting, subject=subject, direction=direction, made_by=by,
                made_at=at, expires_at=fresh.expires_at, peer="",
            ))
        return fresh, made

    async def good(self, secret: str, at: datetime) -> Pass | None:
        """Whose it is, as long as it is neither revoked nor at its end."""
        async with self._database.reading() as rows:
            found = (await rows.execute(select(PASS).where(PASS.c.hash == _hash(secret), *_good(at)))).first()
            return _pass(found) if found else None

    async def of(self, meeting: MeetingId, at: datetime) -> list[Pass]:
        """The good ones of a meeting, the oldest first."""
        async with self._database.reading() as rows:
            wanted = select(PASS).where(PASS.c.meeting == meeting, *_good(at)).order_by(PASS.c.made_at, PASS.c.id)
            return [_pass(row) for row in await rows.execute(wanted)]

    async def use(self, id: str, peer: str, at: datetime) -> Pass | None:
        """A connection was made with it: the pass as it was until now, or None when it is good no more."""
        async with self._database.writing() as rows:
            this = (PASS.c.id == id, *_good(at))
            found = (await rows.execute(select(PASS).where(*this))).first()
            if found is None:
                return None
            await rows.execute(PASS.update().where(*this).values(peer=peer, used_at=at))
            return _pass(found)

    async def release(self, id: str, peer: str) -> None:
        """That connection has ended; a later one is left alone."""
        async with self._database.writing() as rows:
            await rows.execute(PASS.update().where(PASS.c.id == id, PASS.c.peer == peer).values(peer=""))

    async def revoke(self, id: str, meeting: MeetingId, at: datetime) -> Pass | None:
        """From now on it opens nothing; as it was until now, or None when there was none to revoke."""
        async with self._database.writing() as rows:
            this = (PASS.c.id == id, PASS.c.meeting == meeting, *_good(at))
            found = (await rows.execute(select(PASS).where(*this))).first()
            if found is None:
                return None
            await rows.execute(PASS.update().where(*this).values(revoked_at=at, peer=""))
            return _pass(found)

    async def revoke_all(self, meeting: MeetingId, at: datetime) -> list[Pass]:
        """The meeting is over: none of its passes opens anything any more; those that did."""
        async with self._database.writing() as rows:
            these = (PASS.c.meeting == meeting, *_good(at))
            found = [_pass(row) for row in await rows.execute(select(PASS).where(*these))]
            if found:
                await rows.execute(PASS.update().where(*these).values(revoked_at=at, peer=""))
            return found

    async def ended(self, at: datetime) -> list[Pass]:
        """Those at their end whose connection may still stand."""
        async with self._database.reading() as rows:
            wanted = select(PASS).where(PASS.c.expires_at <= at, PASS.c.peer != "")
            return [_pass(row) for row in await rows.execute(wanted)]

    async def sweep(self, at: datetime) -> int:
        """Forget those that ended more than a month ago; how many."""
        async with self._database.writing() as rows:
            gone = await rows.execute(PASS.delete().where(PASS.c.expires_at < at - timedelta(days=30)))
            return int(gone.rowcount)


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _good(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return PASS.c.revoked_at.is_(None), PASS.c.expires_at > at


def _pass(row: Row[tuple[object, ...]]) -> Pass:
    return Pass(
        row.id, MeetingId(row.meeting), row.subject, row.direction, row.made_by, row.made_at, row.expires_at,
        row.used_at, row.peer,
    )
