"""A small province, a real database, and clients signed in as its people.

    async def test_…(client_for):
        thuky = await client_for("thuky")          # an httpx client against the application, signed in
        answer = await thuky.get("/desk")
        answer = await thuky.send_form("/desk/new", title="…")     # a form post with the page's CSRF token
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from msgspec import structs

from meetings.record import database, importing
from tests.moulds import copied
from tests.web.served import serving
from tests.web.under_way import Sitting, convene
from web import passwords, sessions
from web.app import create_app
from web.house import House, opened
from web.settings import Settings

HOST = "127.0.0.1:8000"
BASE = f"http://{HOST}"

UNITS = """code,parent,level,name,name_en,valid_from,valid_to,venue,down_kbit,up_kbit
SL,,province,Tỉnh Sơn La,Son La province,2016-07-01,,Hội trường tỉnh,20000,20000
SL-VH,SL,district,Huyện Vân Hồ,Van Ho district,2016-07-01,,Phòng họp huyện Vân Hồ,8000,8000
SL-VH-01,SL-VH,commune,Xã Chiềng Khoa,Chieng Khoa commune,2016-07-01,,Hội trường xã Chiềng Khoa,1024,512
SL-VH-02,SL-VH,commune,Xã Chiềng Xuân,Chieng Xuan commune,2016-07-01,,Hội trường xã Chiềng Xuân,512,256
SL-VH-P01,SL-VH,agency,Văn phòng HĐND và UBND,Office of the Council,2016-07-01,,,,
"""
PEOPLE = """login,name,title,unit,body,role,seat,mandate_from,mandate_to,email,locale
admin,Giàng Minh Quân,Quản trị hệ thống,SL,,admin,,,,admin@vanho.example,vi
chutoa,Cà Văn Dũng,Chủ tịch HĐND huyện,SL-VH,HĐND huyện Vân Hồ,chair,1,2021-06-01,,chutoa@vanho.example,vi
phochutoa,Cà Văn Bình,Phó Chủ tịch HĐND huyện,SL-VH,HĐND huyện Vân Hồ,member,2,2021-06-01,,pct@vanho.example,vi
thuky,Triệu Ngọc Quân,Thư ký kỳ họp,SL-VH-P01,HĐND huyện Vân Hồ,secretary,,,,thuky@vanho.example,vi
kythuat,Triệu Văn Tiến,Cán bộ kỹ thuật huyện,SL-VH,,technician,,,,kythuat@vanho.example,vi
daibieu03,Trần Thanh Hoa,Đại biểu HĐND huyện,SL-VH-01,HĐND huyện Vân Hồ,member,3,2021-06-01,,db03@vanho.example,vi
daibieu04,Thào Đức Tiến,Đại biểu HĐND huyện,SL-VH-01,HĐND huyện Vân Hồ,member,4,2021-06-01,,db04@vanho.example,en
daibieu05,Sồng Thị Nhung,Đại biểu HĐND huyện,SL-VH-02,HĐND huyện Vân Hồ,member,5,2021-06-01,,db05@vanho.example,vi
khach,Hoàng A Thắng,Trưởng phòng,SL-VH-P01,UBND huyện Vân Hồ,guest,,,,khach@vanho.example,vi
vanphong01,Hà Văn Hải,Công chức Văn phòng,SL-VH-01,UBND xã Chiềng Khoa,secretary,,,,vp01@vanho.example,vi
"""


class Client(httpx.AsyncClient):
    """httpx against the application, with a browser's headers and the CSRF token of its session."""

    csrf: str = ""

    async def opens(self, url: str) -> httpx.Response:
        """GET as a browser does: it keeps the cookie, and the next form has the token of this page."""
        page = await self.get(url)
        if found := re.search(r'name="csrf" value="([^"]+)"', page.text):
            self.csrf = found[1]
        return page

    async def send_form(self, url: str, files: Any = None, **fields: Any) -> httpx.Response:
        """POST as a page of ours would: same origin, with the token."""
        return await self.post(url, data={"csrf": self.csrf, **fields}, files=files, headers={"origin": BASE})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=str(tmp_path / "var"))


@pytest.fixture
def light_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at its least; what it costs in earnest is tried in `test_passwords.py`."""
    monkeypatch.setattr(passwords, "PasswordHasher", lambda **_: PasswordHasher(1, 8, 1))


@pytest.fixture(scope="session")
def province(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database has the small province in it, to be copied."""
    folder = copied(migrated, tmp_path_factory.mktemp("province"))

    async def fill() -> None:
        opened = await database.open(folder)
        done = await importing.bring_in(opened, UNITS, PEOPLE)
        await opened.close()
        assert not isinstance(done, list), done

    asyncio.run(fill())
    return folder


@pytest.fixture
async def house(settings: Settings, province: Path, light_passwords: None) -> AsyncIterator[House]:
    """The house open on a folder of its own, with the small province in it."""
    copied(province, Path(settings.data))
    async with opened(settings) as house:
        yield house


@pytest.fixture
def app(settings: Settings, house: House) -> Litestar:
    """The application with this test's house in it; nothing else in it differs from test to test."""
    app = application(_of_any_folder(settings))
    app.state.house = house
    return app


application = cache(create_app)


def _of_any_folder(settings: Settings) -> Settings:
    return structs.replace(settings, data="")


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[Client]:
    """Nobody yet."""
    async with _client(app) as client:
        yield client


@pytest.fixture
async def client_for(app: Litestar, house: House) -> AsyncIterator[Callable[[str], Awaitable[Client]]]:
    """Signed in: `client_for("thuky")` by login, `client_for("venue:SL-VH-01")` as a hall."""
    made: list[Client] = []

    async def signed_in(who: str) -> Client:
        if who.startswith("venue:"):
            kind, subject = "venue", who.removeprefix("venue:")
        else:
            person = await house.register.people.by_login(who)
            assert person is not None, who
            kind, subject = "person", person.id
        token = await house.register.signin.open_session(kind, subject, "test", "", house.now())
        client = _client(app)
        client.cookies.set(sessions.COOKIE, token)
        client.csrf = sessions.csrf_of(token)
        made.append(client)
        return client

    yield signed_in
    for client in made:
        await client.aclose()


@pytest.fixture
async def sitting(house: House) -> Sitting:
    """Called to order, everybody of the council present."""
    sitting = await convene(house)
    await sitting.open()
    return sitting


@pytest.fixture
async def port(app: Litestar) -> AsyncIterator[int]:
    """The application on a real port, for what needs a socket."""
    async with serving(app) as port:
        yield port


def _client(app: Litestar) -> Client:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    return Client(transport=transport, base_url=BASE, headers={"accept": "text/html", "accept-language": "vi"})


@pytest.fixture
async def empty_house(tmp_path: Path) -> AsyncIterator[House]:
    """A house nobody has set up."""
    async with opened(Settings(data=str(tmp_path / "empty"))) as house:
        yield house


@pytest.fixture
async def empty_client(empty_house: House) -> AsyncIterator[Client]:
    async with _client(create_app(empty_house.settings, empty_house)) as client:
        yield client
