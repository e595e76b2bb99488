"""Each night's copy is whole, old ones go, and a house stands again from one."""

import shutil
from datetime import date, timedelta
from pathlib import Path

from meetings.procedure.words import MeetingId
from meetings.record import backups, database
from meetings.record.database import FILE
from meetings.record.entries import Entries, Whole
from tests.record.test_record_contract import receipts, sitting

MEETING = MeetingId("m1")
DAY = date(2026, 11, 26)


async def test_a_house_restored_from_a_copy_has_every_entry_and_the_same_chain(tmp_path: Path) -> None:
    db = await database.open(tmp_path / "house")
    _, entries = sitting()
    await Entries(db).append(MEETING, entries, receipts(entries))
    before = await Entries(db).verify(MEETING)
    copy = await backups.keep(db, DAY)
    await db.close()

    (tmp_path / "elsewhere").mkdir()
    shutil.copy(copy, tmp_path / "elsewhere" / FILE)
    restored = await database.open(tmp_path / "elsewhere")
    found = await Entries(restored).verify(MEETING)
    await restored.close()

    assert isinstance(before, Whole)
    assert before.entries > 0
    assert found == before


async def test_the_last_seven_nights_are_kept(tmp_path: Path) -> None:
    db = await database.open(tmp_path)
    for night in range(9):
        await backups.keep(db, DAY + timedelta(days=night))
    await db.close()

    kept = sorted(path.name for path in (tmp_path / backups.FOLDER).iterdir())
    assert kept == [f"dinh-{DAY + timedelta(days=night)}.sqlite" for night in range(2, 9)]
