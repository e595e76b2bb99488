"""A relay of a hall is made by who looks after the hall, shown once, let in by its token, and revoked."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from litestar import Litestar
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from media.channel import Closed
from meetings.procedure.phase import Phase
from tests.chromium import chromium
from tests.web.under_way import Sitting
from web import sessions, tries
from web.bearer import relay_token
from web.house import House
from web.pages import relays as page
from web.relays import Relays

SignIn = Callable[[str], Awaitable[Any]]
HALL, OTHER = "SL-VH-01", "SL-VH-02"
KEY = "k" * 43


class Tree:
    """What the relays' director is asked; it gives back what it hears."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.there: dict[str, datetime] = {}
        self.heard: list[str] = []
        self.left: list[str] = []
        self.allowed: Callable[[str], Awaitable[bool]] | None = None
        self._ends: dict[str, asyncio.Future[str]] = {}
        self.line: Any = None

    async def attach(self, name: str, socket: Any, allowed: Callable[[str], Awaitable[bool]]) -> str:
        if name in self._ends:
            self._ends[name].set_result("replaced")
        self.there[name], self.allowed = self._now(), allowed
        self.line = socket
        ended = self._ends[name] = asyncio.get_running_loop().create_future()
        talking = asyncio.create_task(self._talk(socket))
        await asyncio.wait({ended, talking}, return_when=asyncio.FIRST_COMPLETED)
        talking.cancel()
        if self._ends.get(name) is ended:
            del self._ends[name], self.there[name]
        return ended.result() if ended.done() else ""

    async def _talk(self, socket: Any) -> None:
        async for text in socket:
            self.heard.append(text)
            await socket.send(f"heard {len(text)}")

    async def detach(self, name: str) -> None:
        self.left.append(name)
        if name in self._ends:
            self._ends[name].set_result("revoked")

    def attached(self) -> dict[str, datetime]:
        return dict(self.there)


@pytest.fixture
def tree(house: House) -> Tree:
    return Tree(house.now)


@pytest.fixture
def app(app: Litestar, house: House, tree: Tree) -> Litestar:
    """The application with a director of our own."""
    kept = Relays(house.register.relays, house.register.sittings, tree, KEY, house.now)
    app.state.house = replace(house, relays=kept)
    return app


@pytest.fixture
def kept(app: Litestar) -> Relays:
    found: Relays = app.state.house.relays
    return found


async def made(house: House, *halls: str) -> tuple[str, str]:
    """A relay's name and token."""
    relay, secret = await house.register.relays.make("Trạm", halls or (HALL,), "person:p1", house.now())
    return relay.id, relay_token(relay.id, secret, KEY)


@asynccontextmanager
async def dialled(port: int, token: str, **more: Any) -> AsyncIterator[ClientConnection]:
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(f"ws://127.0.0.1:{port}/relays/link", additional_headers=headers, compression=None,
                       **more) as socket:
        yield socket


async def code_of(socket: ClientConnection) -> int | None:
    """With which it is closed."""
    async with asyncio.timeout(10):
        await socket.wait_closed()
    return socket.close_code


async def refused(port: int, token: str) -> int:
    with pytest.raises(InvalidStatus) as answer:
        async with dialled(port, token):
            pass
    return answer.value.response.status_code


# ---- the page

async def test_a_technician_makes_a_relay_and_sees_its_token_once(client_for: SignIn, house: House, app: Any) -> None:
    technician = await client_for("kythuat")

    answer = await technician.send_form("/relays", name=" Trạm  hội trường ", hall=[HALL, OTHER])

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    token = re.search(r'id="token"[^>]*>([^<]+)<', answer.text)
    assert token
    _, name, secret, key = token[1].split(".")
    relay = await house.register.relays.good(name, secret)
    assert relay is not None
    assert (relay.name, relay.halls, key) == ("Trạm hội trường", (HALL, OTHER), KEY)
    command = ".venv/bin/python -m media --parent http://127.0.0.1:8000 --token-file relay.token --udp 0.0.0.0:40000"
    assert command in answer.text
    listed = (await technician.get("/relays")).text
    assert secret not in listed
    assert "Chưa kết nối lần nào" in listed
    assert "Hội trường xã Chiềng Khoa; Hội trường xã Chiềng Xuân" in listed
    assert "relay-made" in {line.what for line in await house.register.audit.recent(5)}


async def test_a_relay_needs_a_name_and_a_hall_that_one_looks_after(client_for: SignIn, house: House, app: Any) -> None:
    technician = await client_for("kythuat")

    nameless = await technician.send_form("/relays", name=" ", hall=HALL)
    nowhere = await technician.send_form("/relays", name="Trạm <b>")
    province = await technician.send_form("/relays", name="Trạm", hall=[HALL, "SL"])

    assert (nameless.status_code, nowhere.status_code, province.status_code) == (422, 422, 422)
    assert "Trạm &lt;b&gt;" in nowhere.text
    assert f'value="{HALL}" checked' in nameless.text
    assert "Hãy chọn ít nhất một điểm cầu trong danh sách." in province.text
    assert await house.register.relays.all() == []


async def test_only_relays_of_ones_own_halls_are_seen_and_revoked(client_for: SignIn, house: House, app: Any) -> None:
    name, _ = await made(house, "SL")
    technician, admin = await client_for("kythuat"), await client_for("admin")

    assert "Chưa điểm cầu nào có trạm" in (await technician.get("/relays")).text
    assert (await technician.send_form(f"/relays/{name}/revoke")).status_code == 404
    assert "Hội trường tỉnh" in (await admin.get("/relays")).text
    assert (await admin.send_form(f"/relays/{name}/revoke")).status_code == 303
    assert "Đã thu hồi lúc" in words((await admin.get("/relays")).text)
    assert (await admin.send_form("/relays/0123456789abcdef/revoke")).status_code == 404
    assert "relay-revoked" in {line.what for line in await house.register.audit.recent(5)}


async def test_a_hall_with_four_relays_gets_no_fifth(client_for: SignIn, house: House, app: Any) -> None:
    for _ in range(4):
        await made(house)

    answer = await (await client_for("kythuat")).send_form("/relays", name="Trạm", hall=HALL)

    assert answer.status_code == 422
    assert "Có điểm cầu đã có 4 trạm" in answer.text


@pytest.mark.parametrize("who", ["admin", "kythuat"])
async def test_who_looks_after_relays_finds_the_page_beside_the_people(who: str, client_for: SignIn, app: Any) -> None:
    assert 'href="/relays"' in (await (await client_for(who)).get("/people")).text


async def test_a_secretary_is_not_led_to_it(client_for: SignIn, app: Any) -> None:
    secretary = await client_for("thuky")

    assert 'href="/relays"' not in (await secretary.get("/people")).text
    assert (await secretary.get("/relays")).status_code == 403


@pytest.mark.parametrize("locale", ["vi", "en"])
async def test_no_state_of_a_relay_is_wider_than_a_phone(
    locale: str, port: int, house: House, tree: Tree, client_for: SignIn
) -> None:
    connected, seen, _, revoked = [(await made(house, HALL, OTHER))[0] for _ in range(4)]
    tree.there = {connected: house.now()}
    await house.register.relays.seen(seen, house.now())
    await house.register.relays.revoke(revoked, house.now())
    client, url = await client_for("kythuat"), f"http://127.0.0.1:{port}"
    async with chromium() as browser:
        context = await browser.new_context(viewport={"width": 360, "height": 740})
        await context.add_cookies([{"name": sessions.COOKIE, "value": client.cookies[sessions.COOKIE], "url": url},
                                   {"name": sessions.LOOK, "value": f"{locale}..", "url": url}])
        page = await context.new_page()
        await page.goto(f"{url}/relays")

        assert await page.locator(".rows > li").count() == 4
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360


# ---- the socket

async def test_a_relay_dials_in_by_its_token_and_the_page_says_since_when(
    port: int, house: House, tree: Tree, client_for: SignIn
) -> None:
    name, token = await made(house)

    async with dialled(port, token) as socket:
        await socket.send("x" * 200_000)
        assert await socket.recv() == "heard 200000"
        shown = words((await (await client_for("kythuat")).get("/relays")).text)
        assert f"Đã kết nối từ {at(house, tree.there[name])}" in shown
    await gone(tree)

    [relay] = await house.register.relays.all()
    assert relay.seen_at is not None
    assert f"lần cuối lúc {at(house, relay.seen_at)}" in (await (await client_for("kythuat")).get("/relays")).text


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(page)))


def at(house: House, moment: datetime) -> str:
    environment = house.pages.environments["vi"]
    return f"{environment.filters['clock_s'](moment)}, {environment.filters['day'](moment)}"


async def gone(tree: Tree) -> None:
    async with asyncio.timeout(10):
        while tree.there:
            await asyncio.sleep(0.01)


async def test_a_wrong_token_a_cookie_or_none_is_not_let_in(
    port: int, house: House, tree: Tree, client_for: SignIn
) -> None:
    name, token = await made(house)
    other, _ = await made(house)
    admin = await client_for("admin")
    cookie = {"Cookie": "; ".join(f"{key}={value}" for key, value in admin.cookies.items()),
              "Origin": f"http://127.0.0.1:{port}"}

    wrong = [token[:-1], token.replace(KEY, "l" * 43), token.replace(name, other), token + "\N{LATIN SMALL LETTER A}",
             "", "dinh-relay...", "x" * 5000]
    assert [await refused(port, one) for one in wrong] == [403] * len(wrong)
    with pytest.raises(InvalidStatus):
        await connect(f"ws://127.0.0.1:{port}/relays/link", additional_headers=cookie)
    assert tree.there == {}
    assert "refused-no-pass" in {line.what for line in await house.register.audit.recent(20)}


async def test_guessing_tokens_gets_slow_and_a_good_one_from_there_is_let_in(
    port: int, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "BY_ADDRESS", 1)
    name, token = await made(house)
    looked: list[str] = []
    failed = house.tries.failed

    async def counting(*subjects: str) -> None:
        looked.extend(subjects)
        await failed(*subjects)

    monkeypatch.setattr(house.tries, "failed", counting)

    for _ in range(3):
        assert await refused(port, token.replace(name, "0" * 16)) == 403

    assert looked == ["relay-address:127.0.0.1"]
    async with dialled(port, token) as socket:
        await socket.send("x")
        assert await socket.recv() == "heard 1"


async def test_a_revoked_relay_is_put_out_at_once_and_stays_out(
    port: int, house: House, tree: Tree, client_for: SignIn
) -> None:
    name, token = await made(house)
    technician = await client_for("kythuat")

    async with dialled(port, token) as socket:
        await socket.send("x")
        await socket.recv()
        await technician.send_form(f"/relays/{name}/revoke")
        assert await code_of(socket) == 4401

    assert tree.left == [name]
    assert await refused(port, token) == 403


async def test_what_is_said_to_a_relay_that_has_gone_is_told_as_that(
    port: int, house: House, tree: Tree, client_for: SignIn
) -> None:
    name, token = await made(house)

    async with dialled(port, token) as socket:
        await socket.send("x")
        await socket.recv()
        await (await client_for("kythuat")).send_form(f"/relays/{name}/revoke")
        with pytest.raises(Closed):                    # put out by us
            await tree.line.send("stage")
        await code_of(socket)
    _, token = await made(house)
    async with dialled(port, token) as socket:
        await socket.send("x")
        await socket.recv()
    await gone(tree)
    with pytest.raises(Closed):                        # gone by itself
        await tree.line.send("stage")


async def filled(line: Any) -> None:
    while True:
        await line.send("x" * 200_000)


async def test_a_relay_that_does_not_read_is_let_go(
    port: int, house: House, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "SLOW", 0.05)
    _, token = await made(house)

    async with dialled(port, token, max_queue=1) as socket:
        await socket.send("x")
        await socket.recv()
        with pytest.raises(Closed):
            await filled(tree.line)
    await gone(tree)


async def test_a_relay_revoked_while_it_comes_in_is_put_out(port: int, house: House, tree: Tree, kept: Relays) -> None:
    name, _ = await made(house)
    [relay] = await house.register.relays.all()
    await house.register.relays.revoke(name, house.now())
    told: list[int] = []

    class Line:
        def let_go(self, code: int, reason: str) -> None:
            told.append(code)

    await kept.serve(relay, Line())  # type: ignore[arg-type]

    assert (told, tree.there) == ([4401], {})


async def test_a_second_connection_takes_the_place_of_the_first(port: int, house: House, tree: Tree) -> None:
    name, token = await made(house)

    async with dialled(port, token) as first:
        await first.send("x")
        await first.recv()
        async with dialled(port, token) as second:
            assert await code_of(first) == 4409
            await second.send("xy")
            assert await second.recv() == "heard 2"
            assert list(tree.there) == [name]


async def test_without_a_relay_of_our_own_it_is_asked_to_come_back(
    port: int, house: House, app: Litestar
) -> None:
    none = Relays(house.register.relays, house.register.sittings, None, KEY, house.now)
    app.state.house = replace(house, relays=none)
    _, token = await made(house)

    async with dialled(port, token) as socket:
        assert await code_of(socket) == 1013


@pytest.mark.parametrize(("sent", "code"), [(b"bytes", 1003), ("x" * 262_145, 1009)])
async def test_what_no_relay_of_ours_sends_closes_its_socket(
    sent: str | bytes, code: int, port: int, house: House, tree: Tree
) -> None:
    _, token = await made(house)

    async with dialled(port, token) as socket:
        await socket.send(sent)
        assert await code_of(socket) == code
    await gone(tree)
    assert tree.heard == []


# ---- who is led to it, and what it may carry

async def test_a_hall_is_led_to_its_own_relay_while_that_is_connected(
    house: House, tree: Tree, kept: Relays
) -> None:
    old, _ = await made(house)
    new, _ = await made(house, HALL, OTHER)
    assert await kept.near(HALL) == ""

    tree.there = {old: house.now()}
    assert [await kept.near(hall) for hall in (HALL, OTHER, "SL", None)] == [old, "", "", ""]
    tree.there = {old: house.now(), new: house.now()}
    assert [await kept.near(hall) for hall in (HALL, OTHER)] == [new, new]


async def test_a_relay_carries_meetings_of_its_halls_until_their_close(
    port: int, house: House, tree: Tree, sitting: Sitting
) -> None:
    _, token = await made(house, HALL)
    _, foreign = await made(house, "SL")

    async def may_carry(token: str) -> list[bool]:
        async with dialled(port, token) as socket:
            await socket.send("x")
            await socket.recv()
            assert tree.allowed is not None
            return [await tree.allowed(name) for name in (str(sitting.id), "0123456789abcdef")]

    assert await may_carry(token) == [True, False]
    assert await may_carry(foreign) == [False, False]
    await house.register.sittings.set_phase(sitting.id, Phase.CLOSED)
    assert await may_carry(token) == [False, False]
