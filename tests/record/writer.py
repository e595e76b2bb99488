"""A program that appends for ever and says after each entry that it is durable; the tests kill it."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from meetings.ports import Receipt
from meetings.procedure.meeting import Entry
from meetings.procedure.sitting import NoteTaken
from meetings.record import database
from meetings.record.entries import Entries


async def write(folder: Path) -> None:
    record = Entries(await database.open(folder))
    seq = (await record.load("m1"))[0].seq
    while True:
        seq += 1
        now = datetime.now(UTC)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        entry = Entry(seq, now, "thao", f"c{seq}", NoteTaken(f"Ghi chú số {seq}"))
        await record.append("m1", [entry], [Receipt(entry.by, entry.cause, seq, now)])
        print(seq, flush=True)


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1])))
