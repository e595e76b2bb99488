"""What this machine's operator has done through the server that is running."""

import asyncio
import json
import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web.conftest import BASE
from web import errands


@pytest.fixture
async def folder(house, tmp_path):
    """The house with its socket open."""
    async with errands.taken(house):
        yield tmp_path / "var"


async def enter(client, link):
    """Open a link and press its button."""
    address = urlsplit(link).path
    page = await client.opens(address)
    return page if page.status_code != 200 else await client.send_form(address)


async def test_an_only_administrator_who_lost_the_password_comes_in_by_the_operators_link(folder, house, client):
    admin = await house.register.people.by_login("admin")
    await house.register.signin.set_password(admin.id, await house.passwords.hash("quên mất rồi"), house.now())

    answer = await errands.ask(folder, errand="link", login="Admin")

    assert answer["name"] == "Giàng Minh Quân"
    assert answer["link"].startswith(f"{BASE}/enter/")
    assert (await enter(client, answer["link"])).headers["location"] == "/password"
    assert (await enter(client, answer["link"])).status_code == 404
    noted = [(line.who, line.what, line.about) for line in await house.register.audit.recent(9)]
    assert ("program", "link-made", f"person:{admin.id}") in noted
    assert answer["link"].rsplit("/", 1)[1] not in repr(await house.register.audit.recent(9))


async def test_the_operators_link_is_good_for_a_day(folder, house, client):
    link = (await errands.ask(folder, errand="link", login="admin"))["link"]

    token = await house.register.signin.peek_token(link.rsplit("/", 1)[1], house.now())
    assert token.expires_at - house.now() <= errands.GOOD_FOR
    assert not token.reusable


async def test_a_link_for_nobody_or_for_a_closed_account_is_refused_in_words(folder, house):
    guest = await house.register.people.by_login("khach")
    await house.register.people.set_active(guest.id, active=False)

    assert "Nobody has the sign-in name 'ai'" in (await errands.ask(folder, errand="link", login="ai"))["error"]
    assert "is closed" in (await errands.ask(folder, errand="link", login="khach"))["error"]


async def test_an_errand_that_is_none_is_answered_all_the_same(folder):
    assert await errands.ask(folder, errand="dance") == {"error": "no such errand"}
    assert "not understood" in (await errands.ask(folder, errand="link"))["error"]
    reader, writer = await errands.asyncio.open_unix_connection(errands.place(folder))
    writer.write(b"nonsense\n")
    assert "not understood" in json.loads(await reader.readline())["error"]
    writer.close()


async def test_the_socket_is_its_owners_alone_from_the_first_moment(house, monkeypatch):
    modes, start = [], asyncio.start_unix_server

    async def looked_at(*given, **more):
        listening = await start(*given, **more)
        modes.append(stat.S_IMODE(errands.place(Path(house.settings.data)).stat().st_mode))
        return listening

    monkeypatch.setattr(asyncio, "start_unix_server", looked_at)
    before = os.umask(0)
    try:
        async with errands.taken(house):
            assert os.umask(0) == 0
    finally:
        os.umask(before)

    assert modes == [0o600]
