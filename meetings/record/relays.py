"""Relays that stand in halls: who they are, which halls they serve, and what they prove themselves by.

    make ─▶ shown once, kept on the relay's machine ─▶ good(id, secret) whenever it dials in ─▶ revoke

A relay serves the halls on whose network it stands, often one, sometimes two under one roof. A hall may
have more than one, say while an old machine is replaced. The secret leaves here once, in the clear, and
stands as SHA-256. A revoked relay is listed for a month, so that nobody wonders where it went.
"""

import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from meetings.record.database import Database
from meetings.record.ids import new_id
from meetings.record.tables_signin import VENUE_RELAY, VENUE_RELAY_HALL

MOST = 4                       # good ones of one hall
LISTED = timedelta(days=30)    # after it was revoked


class TooMany(Exception):
    """A hall has as many relays as it may; one must be revoked first."""


@dataclass(frozen=True, slots=True)
class VenueRelay:
    id: str                    # names it on the wire and in lists; opens nothing
    name: str                  # for people: where the machine stands
    halls: tuple[str, ...]     # VenueIds
    made_by: str               # "person:ID"
    made_at: datetime
    seen_at: datetime | None   # connected then; None: never
    revoked_at: datetime | None


class VenueRelays:
    """All relays of the house but its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, name: str, halls: Sequence[str], by: str, at: datetime) -> tuple[VenueRelay, str]:
        """A new one, and the 256 bits it proves itself by: they are never told again.

        Raises:
            TooMany: one of the halls has `MOST` good ones.
        """
        made = secrets.token_urlsafe(32)
        fresh = VenueRelay(new_id(), name, tuple(halls), by, at, None, None)
        async with self._database.writing() as rows:
            for hall in fresh.halls:
                if len(await _serving(rows, hall)) >= MOST:
                    raise TooMany
            await rows.execute(VENUE_RELAY.insert().values(
                id=fresh.id, name=name, hash=_hash(made), made_by=by, made_at=at))
            await rows.execute(VENUE_RELAY_HALL.insert(), [{"relay": fresh.id, "venue": hall} for hall in fresh.halls])
        return fresh, made

    async def good(self, id: str, secret: str) -> VenueRelay | None:
        """The relay of that name, as long as it is not revoked and this is its secret."""
        async with self._database.reading() as rows:
            this = select(VENUE_RELAY.c.id).where(
                VENUE_RELAY.c.id == id, VENUE_RELAY.c.hash == _hash(secret), VENUE_RELAY.c.revoked_at.is_(None))
            if await rows.scalar(this) is None:
                return None
            return next(one for one in await _all(rows) if one.id == id)

    async def all(self) -> list[VenueRelay]:
        """The oldest first, those among them that were revoked lately."""
        async with self._database.reading() as rows:
            return await _all(rows)

    async def serving(self, hall: str) -> list[str]:
        """The ids of the good ones of a hall, the newest first."""
        async with self._database.reading() as rows:
            return await _serving(rows, hall)

    async def seen(self, id: str, at: datetime) -> bool:
        """It is connected, or was until now; whether it still may be."""
        async with self._database.writing() as rows:
            this = (VENUE_RELAY.c.id == id, VENUE_RELAY.c.revoked_at.is_(None))
            done = await rows.execute(VENUE_RELAY.update().where(*this).values(seen_at=at))
            return bool(done.rowcount)

    async def revoke(self, id: str, at: datetime) -> bool:
        """From now on it is let in no more; whether there was one to revoke."""
        async with self._database.writing() as rows:
            this = (VENUE_RELAY.c.id == id, VENUE_RELAY.c.revoked_at.is_(None))
            done = await rows.execute(VENUE_RELAY.update().where(*this).values(revoked_at=at))
            return bool(done.rowcount)

    async def sweep(self, at: datetime) -> int:
        """Forget those revoked more than a month ago; how many."""
        async with self._database.writing() as rows:
            old = VENUE_RELAY.c.revoked_at < at - LISTED
            gone = select(VENUE_RELAY.c.id).where(old)
            await rows.execute(VENUE_RELAY_HALL.delete().where(VENUE_RELAY_HALL.c.relay.in_(gone)))
            return int((await rows.execute(VENUE_RELAY.delete().where(old))).rowcount)


def last_seen(path: Path) -> dict[str, datetime | None]:
    """When each good relay was connected last, by its name, read off a file that a server may have open.

    Raises:
        sqlite3.DatabaseError: it is damaged, or has no such table yet.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as rows:
        found = rows.execute("SELECT name, seen_at FROM venue_relay WHERE revoked_at IS NULL ORDER BY made_at, id")
        return {name: at and datetime.fromisoformat(at).replace(tzinfo=UTC) for name, at in found}


async def _all(rows: AsyncConnection) -> list[VenueRelay]:
    halls: dict[str, list[str]] = {}
    for row in await rows.execute(select(VENUE_RELAY_HALL).order_by(VENUE_RELAY_HALL.c.venue)):
        halls.setdefault(row.relay, []).append(row.venue)
    wanted = select(VENUE_RELAY).order_by(VENUE_RELAY.c.made_at, VENUE_RELAY.c.id)
    return [
        VenueRelay(row.id, row.name, tuple(halls.get(row.id, ())), row.made_by, row.made_at, row.seen_at,
                   row.revoked_at)
        for row in await rows.execute(wanted)
    ]


async def _serving(rows: AsyncConnection, hall: str) -> list[str]:
    wanted = select(VENUE_RELAY.c.id).join(VENUE_RELAY_HALL, VENUE_RELAY_HALL.c.relay == VENUE_RELAY.c.id).where(
        VENUE_RELAY_HALL.c.venue == hall, VENUE_RELAY.c.revoked_at.is_(None),
    ).order_by(VENUE_RELAY.c.made_at.desc(), VENUE_RELAY.c.id)
    return list((await rows.execute(wanted)).scalars())


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
