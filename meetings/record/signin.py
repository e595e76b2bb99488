"""Coming in: one-time tokens, password hashes, sessions on devices, failures counted.

    new_token ─▶ a link ─▶ peek_token (GET shows who) ─▶ consume_token (POST, once)
    open_session ─▶ key in a cookie ─▶ session(key) ─▶ its id ─▶ touch, rotate, revoke

Tokens and keys leave here once, in the clear, and stand as SHA-256. A session ends 14
days after it was last seen and 30 days after it was opened, whatever happens.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from meetings.procedure.words import PersonId
from meetings.record.database import Database
from meetings.record.ids import new_id
from meetings.record.tables_signin import PASSWORD, SESSION, TOKEN

LASTS = timedelta(days=30)
IDLE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str                  # "person", "venue", "setup"
    subject: str               # a person's or venue's id; "" for setup
    expires_at: datetime
    reusable: bool
    meeting: str = ""          # whose letter bore it


@dataclass(frozen=True, slots=True)
class DeviceSession:
    """Somebody signed in on one device."""

    id: str                    # names it in lists; opens nothing
    kind: str                  # "person", "venue"
    subject: str
    device: str                # as its owner named it
    user_agent: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime


class SignIn:
    """Tokens, passwords and sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def new_token(
        self, kind: str, subject: str, expires: datetime, reusable: bool = False, at: datetime | None = None,
        meeting: str = "",
    ) -> str:
        """256 bits, to be put into a link. A new one makes the subject's unused older ones void.

        Of those for a meeting only the older ones for the same meeting: the letter of another one still holds.
        """
        made = secrets.token_urlsafe(32)
        async with self._database.writing() as rows:
            if not reusable:
                older = (TOKEN.c.kind == kind) & (TOKEN.c.subject == subject) & TOKEN.c.reusable.is_(False)
                if meeting:
                    older &= TOKEN.c.meeting == meeting
                await rows.execute(TOKEN.delete().where(older, TOKEN.c.used_at.is_(None)))
            await rows.execute(TOKEN.insert().values(
                hash=_hash(made), kind=kind, subject=subject, meeting=meeting, made_at=at or datetime.now(UTC),
                expires_at=expires, reusable=reusable,
            ))
        return made

    async def peek_token(self, token: str, at: datetime | None = None) -> Token | None:
        """Whose it is, as long as it is good; changes nothing."""
        async with self._database.reading() as rows:
            return await _good_token(rows, token, at or datetime.now(UTC))

    async def consume_token(self, token: str, at: datetime | None = None) -> Token | None:
        """Whose it was; never good again, unless it is reusable. Of two at once, one gets it."""
        now = at or datetime.now(UTC)
        async with self._database.writing() as rows:
            found = await _good_token(rows, token, now)
            if found is not None:
                await rows.execute(TOKEN.update().where(TOKEN.c.hash == _hash(token)).values(used_at=now))
            return found

    async def void_tokens(self, kind: str, subject: str) -> None:
        async with self._database.writing() as rows:
            await rows.execute(TOKEN.delete().where(TOKEN.c.kind == kind, TOKEN.c.subject == subject))

    async def set_password(self, person: PersonId | str, hash: str, at: datetime | None = None) -> None:
        """`hash` as Argon2id wrote it."""
        async with self._database.writing() as rows:
            await rows.execute(PASSWORD.delete().where(PASSWORD.c.person == person))
            await rows.execute(PASSWORD.insert().values(person=person, hash=hash, set_at=at or datetime.now(UTC)))

    async def password_hash(self, person: PersonId | str) -> str | None:
        async with self._database.reading() as rows:
            found: str | None = await rows.scalar(select(PASSWORD.c.hash).where(PASSWORD.c.person == person))
            return found

    async def open_session(
        self, subject_kind: str, subject: str, device_name: str, user_agent: str, at: datetime
    ) -> str:
        """The key for the cookie: 256 bits, told once."""
        key = secrets.token_urlsafe(32)
        async with self._database.writing() as rows:
            await rows.execute(SESSION.insert().values(
                id=new_id(), hash=_hash(key), kind=subject_kind, subject=subject, device=device_name[:100],
                user_agent=user_agent[:300], opened_at=at, seen_at=at, expires_at=at + LASTS,
            ))
        return key

    async def session(self, key: str, at: datetime | None = None) -> DeviceSession | None:
        """Who comes with this key; none when it is unknown, revoked, idle for too long or at its end."""
        async with self._database.reading() as rows:
            wanted = select(SESSION).where(SESSION.c.hash == _hash(key), *_alive(at or datetime.now(UTC)))
            found = (await rows.execute(wanted)).first()
            return _session(found) if found else None

    async def touch(self, id: str, at: datetime) -> None:
        """Seen now. Call it now and then, not at each request: it is a write."""
        async with self._database.writing() as rows:
            await rows.execute(SESSION.update().where(SESSION.c.id == id).values(seen_at=at))

    async def rotate(self, id: str, at: datetime) -> str | None:
        """The same session under a new key; the old one opens nothing from now on."""
        fresh = secrets.token_urlsafe(32)
        async with self._database.writing() as rows:
            same = SESSION.update().where(SESSION.c.id == id, *_alive(at))
            changed = await rows.execute(same.values(hash=_hash(fresh), seen_at=at))
            return fresh if changed.rowcount else None

    async def revoke(self, id: str, at: datetime, subject: str | None = None) -> bool:
        """End the session with this id; with `subject` only if it is theirs. False: there was none to end."""
        async with self._database.writing() as rows:
            wanted = SESSION.update().where(SESSION.c.id == id, SESSION.c.revoked_at.is_(None))
            if subject is not None:
                wanted = wanted.where(SESSION.c.subject == subject)
            return bool((await rows.execute(wanted.values(revoked_at=at))).rowcount)

    async def revoke_all(self, subject_kind: str, subject: str, at: datetime, but: str | None = None) -> int:
        """End all of somebody's sessions, but the one with id `but`; how many ended."""
        async with self._database.writing() as rows:
            wanted = SESSION.update().where(SESSION.c.kind == subject_kind, SESSION.c.subject == subject)
            wanted = wanted.where(SESSION.c.revoked_at.is_(None), SESSION.c.id != (but or ""))
            return int((await rows.execute(wanted.values(revoked_at=at))).rowcount)

    async def sessions_of(
        self, subject: str, subject_kind: str = "person", at: datetime | None = None
    ) -> list[DeviceSession]:
        """Where somebody is signed in, the last seen first."""
        async with self._database.reading() as rows:
            mine = select(SESSION).where(SESSION.c.kind == subject_kind, SESSION.c.subject == subject)
            found = await rows.execute(mine.where(*_alive(at or datetime.now(UTC))).order_by(SESSION.c.seen_at.desc()))
            return [_session(row) for row in found]

    async def halls_inside(self, at: datetime) -> dict[str, list[DeviceSession]]:
        """By the venue's id the devices that are signed in as its hall, the last seen first."""
        found: dict[str, list[DeviceSession]] = {}
        async with self._database.reading() as rows:
            halls = select(SESSION).where(SESSION.c.kind == "venue", *_alive(at)).order_by(SESSION.c.seen_at.desc())
            for row in await rows.execute(halls):
                found.setdefault(row.subject, []).append(_session(row))
        return found

    async def ended(self, since: datetime, at: datetime | None = None) -> list[str]:
        """Ids of the sessions revoked or run out since then: open sockets are asked by this, not one by one."""
        now = at or datetime.now(UTC)
        out = (SESSION.c.expires_at >= since) & (SESSION.c.expires_at <= now)
        idle = (SESSION.c.seen_at >= since - IDLE) & (SESSION.c.seen_at <= now - IDLE)
        async with self._database.reading() as rows:
            found = await rows.scalars(select(SESSION.c.id).where((SESSION.c.revoked_at >= since) | out | idle))
            return [str(id) for id in found]

    async def sweep(self, at: datetime) -> int:
        """Forget tokens and sessions that ended more than a month ago; how many."""
        long_ago = at - timedelta(days=30)
        async with self._database.writing() as rows:
            gone = await rows.execute(TOKEN.delete().where(TOKEN.c.expires_at < long_ago))
            ended = await rows.execute(SESSION.delete().where(SESSION.c.expires_at < long_ago))
            return int(gone.rowcount + ended.rowcount)


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _alive(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return SESSION.c.revoked_at.is_(None), SESSION.c.expires_at > at, SESSION.c.seen_at > at - IDLE


async def _good_token(rows: AsyncConnection, token: str, at: datetime) -> Token | None:
    wanted = select(TOKEN).where(TOKEN.c.hash == _hash(token), TOKEN.c.expires_at > at)
    found = (await rows.execute(wanted.where(TOKEN.c.used_at.is_(None) | TOKEN.c.reusable))).first()
    return Token(found.kind, found.subject, found.expires_at, found.reusable, found.meeting) if found else None


def _session(row: Row[tuple[object, ...]]) -> DeviceSession:
    return DeviceSession(
        row.id, row.kind, row.subject, row.device, row.user_agent, row.opened_at, row.seen_at, row.expires_at
    )
