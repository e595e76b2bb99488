"""The record as rows: hashed, chained, its words apart."""

import asyncio
import signal
import sqlite3
import sys
from hashlib import sha256

import pytest

from meetings.record import database as databases
from meetings.record.entries import BEFORE_THE_FIRST, Broken, Entries, Whole
from meetings.wire.events import ERASED
from tests.record.test_record_contract import receipts, sitting


async def written(folder):
    """A folder with one meeting's record in it, and the entries."""
    _, entries = sitting()
    opened = await databases.open(folder)
    await Entries(opened).append("m1", entries, receipts(entries))
    await opened.close()
    return entries


def tamper(folder, *statements):
    """What somebody with the file in hand could do while the program is stopped."""
    connection = sqlite3.connect(folder / databases.FILE)
    with connection:
        for statement in statements:
            changed = connection.execute(*statement if isinstance(statement, tuple) else (statement,))
            assert changed.rowcount > 0, statement
    connection.close()


async def verified(folder, chain=None):
    opened = await databases.open(folder)
    found = await Entries(opened).verify("m1", chain)
    await opened.close()
    return found


async def rows_of(folder):
    connection = sqlite3.connect(folder / databases.FILE)
    found = connection.execute("SELECT seq, data, leaf, chain FROM entry ORDER BY seq").fetchall()
    connection.close()
    return found


async def test_leaf_and_chain_are_what_anybody_can_reckon_from_the_bytes(tmp_path):
    await written(tmp_path)

    before = BEFORE_THE_FIRST
    for _, data, leaf, chain in await rows_of(tmp_path):
        assert leaf == sha256(b"\x00" + data).digest()
        assert chain == sha256(before + leaf).digest()
        before = chain
    assert await verified(tmp_path) == Whole(len(await rows_of(tmp_path)), before)


async def test_no_word_and_no_name_stands_in_the_entries(tmp_path):
    await written(tmp_path)

    data = b"".join(row[1] for row in await rows_of(tmp_path)).decode()
    for word in ("Tô Múa", "Nghị quyết", "Kỳ họp", "Vân Hồ", '"Ada"', '"Dung"'):
        assert word not in data


async def test_one_changed_byte_anywhere_is_found_where_it_is(tmp_path):
    entries = await written(tmp_path)
    original = await rows_of(tmp_path)
    column_names = ("data", "leaf", "chain")

    for seq, *values in original[:: max(1, len(original) // 4)]:
        for name, value in zip(column_names, values, strict=True):
            place = (seq * 31) % len(value)
            changed = value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
            tamper(tmp_path, (f"UPDATE entry SET {name} = ? WHERE seq = ?", (changed, seq)))
            assert await verified(tmp_path) == Broken(seq, "chain" if name == "chain" else "leaf"), (seq, name)
            tamper(tmp_path, (f"UPDATE entry SET {name} = ? WHERE seq = ?", (value, seq)))
    assert await verified(tmp_path) == Whole(len(entries), original[-1][3])


async def test_an_entry_taken_out_is_missed(tmp_path):
    await written(tmp_path)
    tamper(tmp_path, "DELETE FROM entry WHERE seq = 4")

    assert await verified(tmp_path) == Broken(4, "missing")


async def test_an_entry_taken_out_and_the_rest_renumbered_is_found(tmp_path):
    await written(tmp_path)
    tamper(tmp_path, "DELETE FROM entry WHERE seq = 4", "UPDATE entry SET seq = 4 WHERE seq = 5")

    assert await verified(tmp_path) == Broken(4, "chain")


async def test_two_entries_exchanged_are_found(tmp_path):
    await written(tmp_path)
    tamper(
        tmp_path,
        "UPDATE entry SET seq = 1000 WHERE seq = 4",
        "UPDATE entry SET seq = 4 WHERE seq = 5",
        "UPDATE entry SET seq = 5 WHERE seq = 1000",
    )

    assert await verified(tmp_path) == Broken(4, "chain")


async def test_an_entry_forged_with_its_leaf_breaks_the_chain(tmp_path):
    await written(tmp_path)
    data = (await rows_of(tmp_path))[3][1].replace(b'"seq":4', b'"seq":4 ')
    tamper(tmp_path, (
        "UPDATE entry SET data = ?, leaf = ? WHERE seq = 4", (data, sha256(b"\x00" + data).digest())
    ))

    assert await verified(tmp_path) == Broken(4, "chain")


async def test_a_tail_cut_off_is_found_by_who_kept_the_last_chain(tmp_path):
    entries = await written(tmp_path)
    kept = (await rows_of(tmp_path))[-1][3]
    tamper(tmp_path, ("DELETE FROM entry WHERE seq = ?", (len(entries),)))

    assert isinstance(await verified(tmp_path), Whole)
    assert await verified(tmp_path, kept) == Broken(len(entries), "missing")


async def test_words_put_into_somebodys_mouth_are_found(tmp_path):
    entries = await written(tmp_path)
    noted = next(entry.seq for entry in entries if type(entry.event).__name__ == "NoteTaken")
    tamper(tmp_path, "UPDATE text SET words = 'Trời nắng' WHERE words LIKE 'Trời mưa%'")

    assert await verified(tmp_path) == Broken(noted, "text")


async def test_words_erased_leave_the_chain_whole_and_their_salt_goes_too(tmp_path):
    entries = await written(tmp_path)
    note = next(entry.event.note for entry in entries if type(entry.event).__name__ == "NoteTaken")
    opened = await databases.open(tmp_path)
    record = Entries(opened)

    assert await record.erase("m1", note) == 1
    assert await record.verify("m1") == Whole(len(entries), (await rows_of(tmp_path))[-1][3])
    read = [entry.event for entry in await record.since("m1", 0)]
    assert [event.note for event in read if type(event).__name__ == "NoteTaken"] == [ERASED]
    await opened.close()
    connection = sqlite3.connect(tmp_path / databases.FILE)
    assert connection.execute("SELECT length(salt) FROM text WHERE words IS NULL").fetchall() == [(0,)]
    connection.close()


@pytest.mark.parametrize("acknowledged", [1, 7, 23, 40])
async def test_what_was_acknowledged_outlives_a_kill(tmp_path, acknowledged):
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.record.writer", str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    told = 0
    while told < acknowledged:
        line = await asyncio.wait_for(child.stdout.readline(), 60)
        assert line, "the writer ended by itself"
        told = int(line)
    child.send_signal(signal.SIGKILL)
    rest = await child.stdout.read()
    told = int(rest.split()[-1]) if rest.split() and rest.endswith(b"\n") else told
    await child.wait()

    opened = await databases.open(tmp_path)
    record = Entries(opened)
    meeting, given = await record.load("m1")
    assert meeting.seq >= told >= acknowledged
    assert {("thao", f"c{seq}") for seq in range(1, told + 1)} <= set(given)
    assert isinstance(await record.verify("m1"), Whole)
    await opened.close()
