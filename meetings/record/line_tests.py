"""What places found when they tried their lines, as rows: the last few of each place in each meeting."""

from sqlalchemy import Row, select

from meetings.procedure.words import MeetingId
from meetings.record.database import Database
from meetings.record.tables_meeting import LINE_TEST
from meetings.register.line_tests import LineTest

KEPT = 10                      # of one subject in one meeting; the oldest makes room


class NotYours(Exception):
    """Somebody else's test has this id."""


class LineTests:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, test: LineTest) -> None:
        """A new one, or the same (by id) with more known about it.

        Raises:
            NotYours: the id is that of another subject or meeting.
        """
        row = {name: getattr(test, name) for name in LineTest.__slots__}
        async with self._database.writing() as rows:
            same = LINE_TEST.c.id == test.id
            found = (await rows.execute(select(LINE_TEST).where(same))).first()
            if found is None:
                await rows.execute(LINE_TEST.insert().values(row))
            elif (found.meeting, found.subject) != (test.meeting, test.subject):
                raise NotYours
            else:
                await rows.execute(LINE_TEST.update().where(same).values({**row, "at": found.at}))
            mine = (LINE_TEST.c.meeting == test.meeting) & (LINE_TEST.c.subject == test.subject)
            newest = select(LINE_TEST.c.id).where(mine).order_by(LINE_TEST.c.at.desc(), LINE_TEST.c.id).limit(KEPT)
            await rows.execute(LINE_TEST.delete().where(mine, LINE_TEST.c.id.not_in(newest)))

    async def last(self, meeting: MeetingId | str) -> dict[str, LineTest]:
        """The newest of each subject."""
        async with self._database.reading() as rows:
            wanted = select(LINE_TEST).where(LINE_TEST.c.meeting == meeting).order_by(LINE_TEST.c.at)
            return {row.subject: _test(row) for row in await rows.execute(wanted)}

    async def last_of(self, meeting: MeetingId | str, subject: str) -> LineTest | None:
        async with self._database.reading() as rows:
            mine = (LINE_TEST.c.meeting == meeting) & (LINE_TEST.c.subject == subject)
            found = (await rows.execute(select(LINE_TEST).where(mine).order_by(LINE_TEST.c.at.desc()).limit(1))).first()
            return _test(found) if found else None


def _test(row: Row[tuple[object, ...]]) -> LineTest:
    return LineTest(**{name: getattr(row, name) for name in LineTest.__slots__})
