"""A house in a fresh folder, and one with the units and people that ship for demonstrations."""

from importlib.resources import files

import pytest_asyncio

from meetings.record import database as databases
from meetings.record import importing
from meetings.record.house import Register

SHEETS = files("meetings.register") / "demo"


def sheet(name):
    return (SHEETS / name).read_text("utf-8")


@pytest_asyncio.fixture
async def database(tmp_path):
    opened = await databases.open(tmp_path / "house")
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def register(database):
    return Register.of(database)


@pytest_asyncio.fixture
async def peopled(database, register):
    assert not isinstance(await importing.bring_in(database, sheet("units.csv"), sheet("people.csv")), list)
    return register
