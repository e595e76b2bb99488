"""A commune's two halls behind one relay and one thin line, in namespaces of the network with real Chromium."""

import asyncio
import re
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from litestar import Litestar
from playwright.async_api import Browser, Page, expect

from media.grants import public_text
from meetings.procedure.floor import AskFloor, GiveFloor, TakeFloorBack
from tests.chromium import chromium
from tests.lines.halls import Halls, halls
from tests.lines.line import line
from tests.web import commune
from tests.web.commune import DISTRICT, FIRST, PATIENCE, SECOND, HallPage, Look, RelayProcess, page_of
from tests.web.served import serving
from tests.web.under_way import Sitting, convene
from web.bearer import relay_token
from web.house import House
from web.keys import grants_key
from web.settings import Settings

pytestmark = pytest.mark.journey       # alone on the machine: four pages, three of them cameras
FOR, VOTER = "tan-thanh", "daibieu05"
COUNTED = 12                   # pictures during which the bytes on the line are counted


@pytest.fixture
async def place() -> AsyncIterator[Halls]:
    """The network: the commune's at the end of its line."""
    async with halls(line(kbit=600, delay=0.06)) as found:
        yield found


@pytest.fixture
async def settings(tmp_path: Path, place: Halls) -> AsyncIterator[Settings]:
    """A house that the commune reaches by https, with a relay beside it."""
    (tmp_path / "secret").write_text(secrets.token_hex(16))
    data, certificate = tmp_path / "var", str(commune.certificate(tmp_path, place.house))
    data.mkdir()
    with socket.create_server((place.house, 0)) as probe:
        port = probe.getsockname()[1]
    root = commune.root(tmp_path, place.house, public_text(grants_key(data).public_key()))
    await root.begin()
    yield Settings(
        data=str(data), host=place.house, port=port, cert=certificate, key=certificate,
        relay_control=f"ws://127.0.0.1:{root.ports['control']}", relay_secret_file=str(tmp_path / "secret"))
    await root.end()


@dataclass
class Commune:
    """What is in it, and the meeting."""

    place: Halls
    house: House
    sitting: Sitting
    relay: RelayProcess
    name: str                  # of the relay
    district: Browser
    browser: Browser           # in the commune

    @property
    def line(self):  # type: ignore[no-untyped-def]
        return self.place[0].line

    async def hall(self, look: Look) -> HallPage:
        """The hall's page, its camera and microphone on."""
        browser = self.district if look is DISTRICT else self.browser
        page = HallPage(await page_of(self.house, browser, "venue", look.venue), look)
        await page.starts(self.sitting.id, self.house.settings.public_origin)
        return page

    async def delegate(self, login: str) -> Page:
        page = await page_of(self.house, self.browser, "person", self.sitting.people[login], (360, 740))
        await page.goto(f"{self.house.settings.public_origin}/meetings/{self.sitting.id}/live")
        return page

    async def gives_the_floor(self, login: str) -> None:
        if (await self.sitting.stands()).floor.holder is not None:
            await self.sitting.do("chutoa", TakeFloorBack)
        await self.sitting.do(login, AskFloor)
        await self.sitting.do("chutoa", GiveFloor, member=self.sitting.people[login], seconds=600)

    async def goes_by(self, look: Look, relay: str) -> None:
        """Until the board would say that the hall goes through that relay ("": the root)."""
        assert self.house.relay is not None
        tree = self.house.relay

        async def by() -> object:
            return (await tree.stats(self.sitting.id))["lines"].get(look.subject, {}).get("relay")

        async with asyncio.timeout(30):
            while await by() != relay:
                await asyncio.sleep(0.1)


@pytest.fixture
async def here(
    place: Halls, house: House, app: Litestar, settings: Settings, tmp_path: Path
) -> AsyncIterator[Commune]:
    """The chair in the district, a deputy in each hall; the commune's relay runs, and has dialled in."""
    sitting = await convene(house)
    await sitting.open(where={"chutoa": DISTRICT.venue, "daibieu03": FIRST.venue, VOTER: SECOND.venue})
    made, secret = await house.register.relays.make(
        "Trạm Chiềng Khoa", [FIRST.venue, SECOND.venue], "person:p1", house.now())
    token = tmp_path / "relay.token"
    token.write_text(relay_token(made.id, secret, house.relays.key))
    relay = commune.below(place[0], settings.public_origin, token, Path(settings.cert))
    at = (place.house, settings.port)
    async with (
        serving(app, at, ssl_certfile=settings.cert, ssl_keyfile=settings.key),
        chromium() as district, chromium(program=place[0].browser) as browser,
    ):
        try:
            await relay.begin()
            await there(lambda: made.id in house.relays.attached())
            yield Commune(place, house, sitting, relay, made.id, district, browser)
        finally:
            await relay.end()


async def there(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.05)


async def rate_while(here: Commune, hall: HallPage, other: Look) -> float:
    """Bytes a second that come down the line while so many pictures of the other hall are shown."""
    here.line.forgets()
    began = asyncio.get_running_loop().time()
    await hall.moves(other, COUNTED)
    return here.line.down.carried.bytes / (asyncio.get_running_loop().time() - began)


async def test_two_halls_share_one_thin_line_and_go_on_when_it_is_cut(here: Commune) -> None:
    district, first = await here.hall(DISTRICT), await here.hall(FIRST)
    await here.gives_the_floor("daibieu03")                # who sits in the first hall
    await here.goes_by(FIRST, here.name)
    await first.follows(DISTRICT)
    await district.follows(FIRST)
    alone = await rate_while(here, first, DISTRICT)

    second = await here.hall(SECOND)
    await here.goes_by(SECOND, here.name)
    await second.follows(FIRST)
    await second.hears(DISTRICT)
    assert await rate_while(here, first, DISTRICT) < 1.5 * alone
    await here.gives_the_floor(VOTER)                      # in the second
    await first.follows(SECOND)
    await first.hears(DISTRICT)
    await district.follows(SECOND)

    ballot = await here.sitting.ballot()
    voter = await here.delegate(VOTER)
    await expect(voter.locator(".plate.for")).to_be_visible()
    here.line.becomes(whole=False)
    await voter.locator(".plate.for").click()
    await voter.locator(".plate.for").click()
    for hall in (first, second):
        await hall.says("Đứt đường truyền ra ngoài từ")
        await hall.says("Phiếu bấm lúc này chờ trên thiết bị")
    await expect(voter.locator(".strip[data-line]")).to_contain_text("tự gửi khi có mạng", timeout=PATIENCE)
    await first.moves(SECOND, COUNTED)
    await second.moves(FIRST, COUNTED)
    await first.hears(SECOND)
    await second.hears(FIRST)
    await expect(first.page.get_by_text("mọi thiết bị qua trạm tại chỗ đều nghe và thấy nhau")).to_be_visible()
    await expect(first.page.get_by_text("lúc này không ai nghe điểm cầu này")).to_be_hidden()
    assert (await here.sitting.stands()).ballots[ballot].votes == {}

    here.line.becomes(whole=True)
    received = voter.get_by_text(re.compile(r"Đã nhận lúc \d\d:\d\d:\d\d")).first
    await expect(received).to_be_visible(timeout=PATIENCE)
    votes = (await here.sitting.stands()).ballots[ballot].votes
    assert [vote.option for vote in votes.values()] == [FOR]
    await district.moves(SECOND, COUNTED)
    await second.moves(DISTRICT, COUNTED)
    await first.hears(DISTRICT)

    await here.relay.end()
    await there(lambda: here.name not in here.house.relays.attached())
    await first.moves(SECOND, COUNTED)
    await second.moves(DISTRICT, COUNTED)
    await district.moves(SECOND, COUNTED)
    await first.hears(DISTRICT)
    for hall in (FIRST, SECOND):
        await here.goes_by(hall, "")
