"""A house in a fresh folder, and one with the units and people that ship for demonstrations."""

import asyncio
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
import pytest_asyncio

from meetings.procedure.sitting import Phase
from meetings.record import database as databases
from meetings.record import importing
from meetings.record.house import Register
from meetings.register.prepared import PreparedMeeting
from tests.moulds import copied

SHEETS = files("web") / "province"
NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def sheet(name):
    return (SHEETS / name).read_text("utf-8")


@pytest.fixture(scope="session")
def district(migrated, tmp_path_factory):
    """A folder whose database has those units and people, to be copied."""
    folder = copied(migrated, tmp_path_factory.mktemp("district"))

    async def fill():
        opened = await databases.open(folder)
        assert not isinstance(await importing.bring_in(opened, sheet("units.csv"), sheet("people.csv")), list)
        await opened.close()

    asyncio.run(fill())
    return folder


@pytest.fixture
def mould(request):
    """What this test's database begins with."""
    return request.getfixturevalue("district" if "peopled" in request.fixturenames else "migrated")


@pytest_asyncio.fixture
async def database(mould, tmp_path):
    opened = await databases.open(copied(mould, tmp_path / "house"))
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def register(database):
    return Register.of(database)


@pytest_asyncio.fixture
async def peopled(register):
    return register


@pytest_asyncio.fixture
async def with_meetings(peopled):
    """Two planned meetings, m1 and m2, of its first body."""
    body = (await peopled.people.bodies())[0]
    venue, creator = (await peopled.units.venues())[0], (await peopled.people.all())[0]
    for name in ("m1", "m2"):
        await peopled.sittings.create(PreparedMeeting(
            name, body.id, "regular", "Kỳ họp", NOW, NOW + timedelta(hours=2), "Hội trường", venue.id,
            public=True, phase=Phase.PLANNED, created_by=creator.id))
    return peopled
