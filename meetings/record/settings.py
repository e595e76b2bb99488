"""What the house remembers about itself: small named values that a person changed."""

from sqlalchemy import select

from meetings.record.database import Database
from meetings.record.tables_record import SETTING


class Settings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str, default: str = "") -> str:
        async with self._database.reading() as rows:
            found: str | None = await rows.scalar(select(SETTING.c.value).where(SETTING.c.name == name))
            return default if found is None else found

    async def set(self, name: str, value: str) -> None:
        async with self._database.writing() as rows:
            await rows.execute(SETTING.delete().where(SETTING.c.name == name))
            await rows.execute(SETTING.insert().values(name=name, value=value))
