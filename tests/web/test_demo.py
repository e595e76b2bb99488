"""The training example: three meetings held through the real clerk."""

import asyncio
import json
from pathlib import Path

import msgspec
import pytest

from meetings.procedure import roll
from meetings.procedure.ballots import Finding
from meetings.procedure.sitting import Phase
from meetings.register.prepared import PaperState
from tests.moulds import copied
from web import demo, doorlist
from web.house import opened
from web.settings import Settings


def training(folder):
    return opened(Settings(data=str(folder), demo=True, port=8123))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """The example as its first start leaves it, and what that start said."""
    folder, said = tmp_path_factory.mktemp("example"), []

    async def start():
        async with training(folder) as house:
            await demo.prepare(house, said.append)
            await house.pager.settled()

    asyncio.run(start())
    return folder, said


@pytest.fixture
async def example(prepared, tmp_path):
    folder, said = prepared
    async with training(copied(folder, tmp_path / "var")) as house:
        yield house, said


async def test_one_meeting_is_over_one_under_way_one_convened(example):
    house, said = example
    prepared = sorted(await house.register.sittings.all(), key=lambda one: one.starts_at)

    assert [one.phase for one in prepared] == [Phase.CLOSED, Phase.IN_SESSION, Phase.CONVENED]
    over, now, _ = [await house.clerk.meeting(one.id) for one in prepared]
    (ballot,) = over.ballots.values()
    assert ballot.finding is Finding.CARRIED
    assert over.closed_at < now.called_at < house.now()
    assert roll.quorum(now).met
    assert now.items[-1].until is None
    assert now.page is not None
    assert said


async def test_its_papers_are_real_and_one_cannot_be_read_page_by_page(example):
    house, _ = example
    last = max(await house.register.sittings.all(), key=lambda one: one.starts_at)

    states = {document.title: version.state for document, version in await house.register.dossier.latest(last.id)}
    assert len(states) == 4
    assert sorted(states.values()) == [PaperState.KEPT, *[PaperState.PAGED] * 3]


async def test_a_second_start_changes_nothing(example):
    house, _ = example
    folder = Path(house.settings.data)
    before = (folder / doorlist.FILE).read_text()
    said = []

    await demo.prepare(house, said.append)

    assert said == []
    assert (folder / doorlist.FILE).read_text() == before
    assert len(await house.register.sittings.all()) == 3


async def test_another_port_gets_links_of_its_own(example):
    house, _ = example
    folder = Path(house.settings.data)
    moved = msgspec.structs.replace(house.settings, port=9000)

    assert doorlist.fits(folder / doorlist.FILE, 8123)
    assert not doorlist.fits(folder / doorlist.FILE, moved.port)


async def test_everybody_has_a_link_and_a_host_of_their_own(example):
    house, _ = example
    doors = json.loads((Path(house.settings.data) / doorlist.FILE).read_text())

    assert len([door for door in doors if door["role"] != "venue"]) == 64
    assert len({door["url"].split("/")[2] for door in doors}) == len(doors)
    assert "chutoa.localhost:8123" in doorlist.table(Path(house.settings.data))
