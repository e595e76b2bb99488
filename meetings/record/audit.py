"""The audit log: what was done at the door and to the register. Lines are added, never changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.record.database import Database
from meetings.record.tables_signin import AUDIT


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    at: datetime
    who: str                   # "person:ID", "venue:ID", "address:192.0.2.1", "program"
    what: str                  # a kebab-case word: "signed-in", "imported", "ruled-out-of-order"
    about: str                 # whom or what it concerned; ""
    detail: str


class Audit:
    """Added to, and read from the end."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, at: datetime, who: str, what: str, about: str = "", detail: str = "") -> None:
        """Secrets never belong here: no token, no password, no key."""
        async with self._database.writing() as rows:
            await rows.execute(AUDIT.insert().values(
                at=at, who=who[:100], what=what[:100], about=about[:200], detail=detail[:2000]
            ))

    async def recent(self, n: int = 100) -> list[Line]:
        """The last `n`, the newest first."""
        async with self._database.reading() as rows:
            found = await rows.execute(select(AUDIT).order_by(AUDIT.c.number.desc()).limit(n))
            return [Line(row.number, row.at, row.who, row.what, row.about, row.detail) for row in found]
