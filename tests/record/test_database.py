"""One folder, one process, one writer."""

import asyncio
import os
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from meetings.record import database as databases
from meetings.record.house import Register
from meetings.record.tables_meeting import ITEM
from meetings.record.tables_record import SETTING

ROOT = Path(__file__).parents[2]


async def test_a_second_opening_is_refused_and_names_who_has_it(database):
    with pytest.raises(databases.AlreadyOpen, match=f"process {os.getpid()}.*kill {os.getpid()}"):
        await databases.open(database.folder)


async def test_another_process_is_refused_and_told_ours(database):
    program = (
        "import asyncio, sys, pathlib\nfrom meetings.record import database\n"
        "try: asyncio.run(database.open(pathlib.Path(sys.argv[1])))\n"
        "except database.AlreadyOpen as refused: print(refused.pid)"
    )
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(database.folder), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    told, _ = await asyncio.wait_for(child.communicate(), 60)
    assert int(told) == os.getpid()


async def test_a_closed_folder_opens_again_with_what_was_written(tmp_path):
    first = await databases.open(tmp_path)
    await Register.of(first).settings.set("house", "Vân Hồ")
    await first.close()

    second = await databases.open(tmp_path)
    assert await Register.of(second).settings.get("house") == "Vân Hồ"
    await second.close()


async def test_the_writer_is_as_durable_and_strict_as_promised(database):
    async with database.writing() as rows:
        found = [(await rows.execute(text(f"PRAGMA {name}"))).scalar() for name in (
            "journal_mode", "synchronous", "foreign_keys", "query_only", "secure_delete"
        )]
    assert found == ["wal", 2, 1, 0, 1]


async def test_a_reader_cannot_write(database):
    with pytest.raises(OperationalError, match="readonly"):
        async with database.reading() as rows:
            await rows.execute(SETTING.insert().values(name="a", value="b"))


async def test_a_reader_sees_one_state_while_others_write(database, register):
    await register.settings.set("n", "before")
    async with database.reading() as rows:
        seen = [await rows.scalar(select(SETTING.c.value))]
        await register.settings.set("n", "after")
        seen.append(await rows.scalar(select(SETTING.c.value)))
    assert seen == ["before", "before"]
    assert await register.settings.get("n") == "after"


async def test_a_row_cannot_refer_to_what_is_not_there(database):
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        async with database.writing() as rows:
            await rows.execute(ITEM.insert().values(
                id="i", meeting="none", number=1, title="", presenter="", minutes=0
            ))


async def test_a_failed_transaction_leaves_nothing(database, register):
    async def half():
        async with database.writing() as rows:
            await rows.execute(SETTING.insert().values(name="half", value="done"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await half()
    assert await register.settings.get("half") == ""


async def test_twenty_who_read_and_write_at_once_lose_nothing(database):
    async with database.writing() as rows:
        await rows.execute(SETTING.insert().values(name="count", value="0"))

    async def one_more():
        for _ in range(10):
            async with database.writing() as rows:
                count = int(await rows.scalar(select(SETTING.c.value).where(SETTING.c.name == "count")))
                await asyncio.sleep(0)
                await rows.execute(SETTING.update().where(SETTING.c.name == "count").values(value=str(count + 1)))

    await asyncio.gather(*(one_more() for _ in range(20)))
    assert await Register.of(database).settings.get("count") == "200"


async def test_who_goes_away_in_mid_write_holds_up_nobody(database, register):
    async def write(number):
        await register.settings.set(f"n{number}", "x")

    writers = [asyncio.create_task(write(number)) for number in range(30)]
    for step, writer in enumerate(writers):
        await asyncio.sleep(0)
        if step % 2:
            writer.cancel()
    await asyncio.wait_for(asyncio.gather(*writers, return_exceptions=True), 30)

    await asyncio.wait_for(register.settings.set("last", "here"), 30)
    assert await register.settings.get("last") == "here"
    assert [await register.settings.get(f"n{number}") for number in range(0, 30, 2)] == ["x"] * 15


async def test_writing_inside_writing_is_refused_instead_of_waiting_for_ever(database):
    async with database.writing():
        with pytest.raises(RuntimeError, match="writing already"):
            async with database.writing():
                pass


async def test_a_backup_is_whole_while_writing_goes_on(tmp_path, database, register):
    await register.settings.set("house", "Vân Hồ")
    busy = asyncio.gather(*(register.settings.set(f"n{number}", "x") for number in range(20)))
    await database.backup(tmp_path / "copies" / "today.sqlite")
    await busy

    copy = sqlite3.connect(tmp_path / "copies" / "today.sqlite")
    assert copy.execute("SELECT value FROM setting WHERE name = 'house'").fetchall() == [("Vân Hồ",)]
    assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    copy.close()
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["today.sqlite"]


async def test_a_restored_backup_opens_as_a_house(tmp_path, database, register):
    await register.settings.set("house", "Vân Hồ")
    (tmp_path / "other").mkdir()
    await database.backup(tmp_path / "other" / databases.FILE)

    restored = await databases.open(tmp_path / "other")
    assert await Register.of(restored).settings.get("house") == "Vân Hồ"
    await restored.close()


async def test_what_is_no_database_is_named_and_left_as_it_is(tmp_path):
    (tmp_path / databases.FILE).write_bytes(b"not a database at all" * 100)

    with pytest.raises(databases.Damaged, match="backup"):
        await databases.open(tmp_path)
    assert (tmp_path / databases.FILE).read_bytes() == b"not a database at all" * 100
    with pytest.raises(databases.Damaged):          # and the lock was let go
        await databases.open(tmp_path)


async def test_damage_inside_the_file_is_found(tmp_path):
    opened = await databases.open(tmp_path)
    for number in range(200):
        await Register.of(opened).settings.set(f"name {number}", "x" * 500)
    await opened.close()
    assert databases.damage(tmp_path) == ""

    path = tmp_path / databases.FILE
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 20_000] + os.urandom(20_000))
    assert databases.damage(tmp_path) != ""
