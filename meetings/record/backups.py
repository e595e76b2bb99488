"""A copy of the database each night, and the last seven of them.

    DIR/backups/dinh-2026-11-26.sqlite     whole, and checked before it takes its name

To restore: stop the house, put a copy in the place of DIR/dinh.sqlite (and take the files ending
in -wal and -shm away), start. Papers need none of this: the shelf only ever grows, so copying the
folder `shelf` is enough.
"""

import asyncio
from datetime import date
from pathlib import Path

from meetings.record.database import Database

FOLDER = "backups"
COPIES = 7


async def keep(db: Database, day: date, copies: int = COPIES) -> Path:
    """Today's copy; one made earlier today is replaced, and those beyond `copies` go."""
    folder = db.folder / FOLDER
    await asyncio.to_thread(folder.mkdir, mode=0o700, exist_ok=True)
    made = folder / f"dinh-{day.isoformat()}.sqlite"
    await db.backup(made)
    await asyncio.to_thread(_thin, folder, copies)
    return made


def _thin(folder: Path, copies: int) -> None:
    for old in sorted(folder.glob("dinh-????-??-??.sqlite"))[:-copies]:
        old.unlink()
