"""Units and venues as rows: the tree of government, and the halls that join."""

from collections.abc import Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from meetings.procedure.words import VenueId
from meetings.record.database import Database
from meetings.record.tables_register import UNIT, VENUE
from meetings.register.units import Unit, VenuePlace


class Units:
    """The tree, and the venues in it. Both in the order of the file they came from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Unit]:
        async with self._database.reading() as rows:
            return [unit(row) for row in await rows.execute(select(UNIT).order_by(UNIT.c.rank, UNIT.c.code))]

    async def get(self, code: str) -> Unit | None:
        async with self._database.reading() as rows:
            found = (await rows.execute(select(UNIT).where(UNIT.c.code == code))).first()
            return unit(found) if found else None

    async def parents(self) -> dict[str, str | None]:
        """Of each unit's code, the code above it."""
        async with self._database.reading() as rows:
            return await parents(rows)

    async def venues(self) -> list[VenuePlace]:
        async with self._database.reading() as rows:
            found = select(VENUE).join(UNIT, UNIT.c.code == VENUE.c.unit).order_by(UNIT.c.rank, VENUE.c.id)
            return [venue(row) for row in await rows.execute(found)]

    async def venue(self, id: VenueId | str) -> VenuePlace | None:
        async with self._database.reading() as rows:
            found = (await rows.execute(select(VENUE).where(VENUE.c.id == id))).first()
            return venue(found) if found else None

    async def add(self, units: Sequence[Unit], venues: Sequence[VenuePlace] = ()) -> None:
        """New ones, parents before children."""
        async with self._database.writing() as rows:
            rank: int = (await rows.execute(select(func.coalesce(func.max(UNIT.c.rank), 0)))).scalar_one()
            for number, one in enumerate(units, rank + 1):
                await rows.execute(UNIT.insert().values(**unit_row(one), rank=number))
            for place in venues:
                await rows.execute(VENUE.insert().values(**venue_row(place)))


async def parents(rows: AsyncConnection) -> dict[str, str | None]:
    """Of each unit's code, the code above it: the tree as `meetings.register.units` walks it."""
    return {row.code: row.parent for row in await rows.execute(select(UNIT.c.code, UNIT.c.parent))}


def unit(row: Row[tuple[object, ...]]) -> Unit:
    return Unit(row.code, row.parent, row.level, row.name, row.name_en, row.valid_from, row.valid_to)


def unit_row(one: Unit) -> dict[str, object]:
    return {
        "code": one.code, "parent": one.parent, "level": one.level, "name": one.name, "name_en": one.name_en,
        "valid_from": one.valid_from, "valid_to": one.valid_to,
    }


def venue(row: Row[tuple[object, ...]]) -> VenuePlace:
    return VenuePlace(VenueId(row.id), row.unit, row.name, row.down_kbit, row.up_kbit)


def venue_row(place: VenuePlace) -> dict[str, object]:
    return {
        "id": place.id, "unit": place.unit, "name": place.name, "down_kbit": place.down_kbit, "up_kbit": place.up_kbit,
    }
