"""A house in a fresh folder, and one with the units and people that ship for demonstrations."""

import asyncio
from importlib.resources import files

import pytest
import pytest_asyncio

from meetings.record import database as databases
from meetings.record import importing
from meetings.record.house import Register
from tests.moulds import copied

SHEETS = files("web") / "province"


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
