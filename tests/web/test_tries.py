"""Guessing gets slow, also when many tries come at once; what is refused is noted, but never without end."""

import asyncio
import contextlib
from itertools import islice

import pytest

from tests.web.conftest import BASE
from tests.web.under_way import convene
from web import doors, sessions, tries
from web.refusals import ALL, EACH
from web.tries import BY_ADDRESS, BY_NAME, BY_PAIR, INSIDE, INSIDE_EACH, Crowded, Tries

PASSWORD = "mùa xuân về trên bản"


async def notes(house, n=1_000):
    return [(line.who, line.what, line.about, line.detail) for line in await house.register.audit.recent(n)]


async def test_forty_guesses_at_one_name_in_the_same_moment_are_five(client, house, monkeypatch):
    monkeypatch.setattr(tries, "INSIDE_EACH", 40)
    monkeypatch.setattr(tries, "INSIDE", 40)
    await client.opens("/sign-in")

    answers = await asyncio.gather(*(
        client.send_form("/sign-in", login="thuky", password=f"đoán mò {n}") for n in range(40)
    ))

    assert sorted(answer.status_code for answer in answers) == [422] * BY_PAIR + [429] * (40 - BY_PAIR)
    noted = [(what, about) for _, what, about, _ in await notes(house)]
    assert noted.count(("sign-in-failed", "login:thuky")) == BY_PAIR


async def test_a_spray_over_many_names_in_the_same_moment_is_about_fifty(client, monkeypatch):
    monkeypatch.setattr(tries, "INSIDE_EACH", 90)
    monkeypatch.setattr(tries, "INSIDE", 90)
    await client.opens("/sign-in")

    answers = await asyncio.gather(*(
        client.send_form("/sign-in", login=f"ten{n}", password="đoán mò 1") for n in range(90)
    ))

    looked_at = sum(answer.status_code == 422 for answer in answers)
    assert BY_ADDRESS <= looked_at <= BY_ADDRESS + 8


async def test_of_many_who_press_at_once_few_are_inside_and_the_others_are_sent_away_at_once(
    client, client_for, house, monkeypatch
):
    gate, most_inside = asyncio.Event(), 0

    async def slowly(known, password):
        nonlocal most_inside
        most_inside = max(most_inside, house.tries._inside.total())
        await gate.wait()
        return False

    monkeypatch.setattr(house.passwords, "matches", slowly)
    await client.opens("/sign-in")
    pressed = [
        asyncio.create_task(client.send_form("/sign-in", login=f"ten{n}", password="đoán mò 1")) for n in range(60)
    ]
    async with asyncio.timeout(30):                                                  # while nothing is decided
        sent_away = [await one for one in islice(asyncio.as_completed(pressed), 60 - INSIDE_EACH)]
    assert (await (await client_for("thuky")).get("/desk")).status_code == 200       # who is inside already goes on

    gate.set()
    decided = [answer for answer in await asyncio.gather(*pressed) if answer not in sent_away]
    assert {one.status_code for one in sent_away} == {503}
    assert {one.headers["retry-after"] for one in sent_away} == {"2"}
    assert "bấm nút lần nữa" in sent_away[0].text
    assert len(sent_away[0].content) < 300       # said cheaply
    assert {one.status_code for one in decided} == {422}
    assert most_inside == INSIDE_EACH
    assert not house.tries._inside


async def test_not_even_many_addresses_fill_the_house_and_a_known_device_finds_room(house):
    with contextlib.ExitStack() as inside:
        for n in range(INSIDE):
            inside.enter_context(house.tries.inside(f"address:{n}"))
        with pytest.raises(Crowded), house.tries.inside("address:another"):
            pass
        with house.tries.inside("device:chair", known=True):
            pass
    with house.tries.inside("address:another"):
        pass
    assert not house.tries._inside


async def test_who_guesses_at_the_chair_does_not_lock_the_chair_out(client, house):
    chair = await house.register.people.by_login("chutoa")
    await house.register.signin.set_password(chair.id, await house.passwords.hash(PASSWORD), house.now())
    await client.opens("/sign-in")
    assert (await client.send_form("/sign-in", login="chutoa", password=PASSWORD)).status_code == 303
    client.cookies.delete(sessions.COOKIE)
    for _ in range(BY_PAIR):
        await house.register.failures.failed("address:192.0.2.66 login:chutoa", house.now())

    elsewhere = Newcomer(client)
    assert (await elsewhere.sign_in("chutoa")).status_code == 303       # another address than the one that guesses

    for _ in range(BY_NAME):
        await house.register.failures.failed("login:chutoa", house.now())
    assert (await elsewhere.sign_in("chutoa")).status_code == 429       # many guess: a device that is new waits
    await client.opens("/sign-in")
    known = await client.send_form("/sign-in", login="chutoa", password=PASSWORD)
    assert known.status_code == 303                                     # the chair's own does not


async def test_a_name_typed_with_an_address_makes_nobody_at_that_address_wait(client, house, monkeypatch):
    chair = await house.register.people.by_login("chutoa")
    await house.register.signin.set_password(chair.id, await house.passwords.hash(PASSWORD), house.now())
    await client.opens("/sign-in")
    for typed in ("chutoa address:192.0.2.66", "address:192.0.2.66 login:chutoa", " address:192.0.2.66"):
        for _ in range(BY_PAIR):
            assert (await client.send_form("/sign-in", login=typed, password="đoán mò 1")).status_code == 422
    monkeypatch.setattr(doors, "address", lambda connection: "address:192.0.2.66")

    assert (await client.send_form("/sign-in", login="chutoa", password=PASSWORD)).status_code == 303


async def test_all_addresses_of_one_network_of_ipv6_count_as_one(client, house, monkeypatch):
    await client.opens("/sign-in")
    answers = []
    for n in range(BY_PAIR + 1):
        monkeypatch.setattr(doors, "address", lambda connection, n=n: f"address:2001:db8:1:2::{n}")
        answers.append(await client.send_form("/sign-in", login="chutoa", password="đoán mò 1"))

    assert [one.status_code for one in answers] == [422] * BY_PAIR + [429]
    assert f"address:2001:db8:1:2::{BY_PAIR - 1}" in [who for who, what, _, _ in await notes(house)]


async def test_a_known_device_has_five_wrong_tries_itself_and_is_known_for_its_own_person_alone(client, house):
    for login in ("chutoa", "thuky"):
        person = await house.register.people.by_login(login)
        await house.register.signin.set_password(person.id, await house.passwords.hash(PASSWORD), house.now())
    await client.opens("/sign-in")
    await client.send_form("/sign-in", login="chutoa", password=PASSWORD)
    client.cookies.delete(sessions.COOKIE)
    await client.opens("/sign-in")

    answers = [await client.send_form("/sign-in", login="chutoa", password="sai") for _ in range(BY_PAIR + 1)]
    assert [one.status_code for one in answers] == [422] * BY_PAIR + [429]
    assert answers[-1].headers["retry-after"] == "60"
    for _ in range(BY_NAME):
        await house.register.failures.failed("login:thuky", house.now())
    assert (await client.send_form("/sign-in", login="thuky", password=PASSWORD)).status_code == 429


async def test_a_new_password_forgets_the_devices_and_knows_this_one(client_for, client, house):
    chair = await house.register.people.by_login("chutoa")
    await house.register.signin.set_password(chair.id, await house.passwords.hash(PASSWORD), house.now())
    await client.opens("/sign-in")
    await client.send_form("/sign-in", login="chutoa", password=PASSWORD)
    before = client.cookies[sessions.DEVICE]
    other = await client_for("chutoa")

    await other.send_form("/password", before=PASSWORD, password="mật khẩu mới tinh")

    assert await house.register.signin.peek_token(before, house.now()) is None
    key = other.cookies[sessions.DEVICE]
    assert (await house.register.signin.peek_token(key, house.now())).subject == chair.id
    assert (await client.get(f"/enter/{key}")).status_code == 404       # it opens nothing


class Newcomer:
    """A browser without any cookie of ours."""

    def __init__(self, client):
        self.client = client

    async def sign_in(self, login):
        kept = dict(self.client.cookies)
        self.client.cookies.clear()
        try:
            await self.client.opens("/sign-in")
            return await self.client.send_form("/sign-in", login=login, password=PASSWORD)
        finally:
            self.client.cookies.clear()
            self.client.cookies.update(kept)


async def test_a_turn_leaves_nothing_behind(house):
    some = Tries(house.register.failures, house.now)

    async def one():
        async with some.turn("address:1", "login:a"):
            await asyncio.sleep(0)

    await asyncio.gather(*(one() for _ in range(30)))
    assert some._turns == {}


async def test_guessing_links_waits_after_fifty_and_leaves_signing_in_alone(client, house):
    for n in range(BY_ADDRESS):
        assert (await client.get(f"/enter/{n:043}")).status_code == 404

    assert (await client.get(f"/enter/{'x' * 43}")).status_code == 429
    assert (await client.get(f"/set-up/{'x' * 43}")).status_code == 429
    assert (await client.get("/sign-in")).status_code == 200
    noted = {what for _, what, _, _ in await notes(house)}
    assert {"link-unknown", "link-must-wait"} <= noted
    assert "x" * 43 not in repr(await notes(house))


async def test_what_the_door_refuses_is_noted_by_who_and_route(client_for, client, house):
    sitting = await convene(house)
    delegate, stranger = await client_for("daibieu03"), await client_for("vanphong01")

    await delegate.get("/import")
    await stranger.get(f"/meetings/{sitting.id}/live")
    await delegate.post("/sign-out", data={"csrf": "0" * 32}, headers={"origin": BASE})
    await delegate.post("/sign-out", data={"csrf": delegate.csrf}, headers={"origin": "https://evil.example"})

    one, other = [(await house.register.people.by_login(login)).id for login in ("daibieu03", "vanphong01")]
    assert await notes(house, 4) == [
        (f"person:{one}", "refused-foreign", "", "POST /sign-out"),
        (f"person:{one}", "refused-stale-form", "", "POST /sign-out"),
        (f"person:{other}", "refused-as-absent", sitting.id, "GET /meetings/{meeting}/live"),
        (f"person:{one}", "refused-not-for-you", "", "GET /import"),
    ]


async def test_a_flood_of_refusals_does_not_fill_the_log(client_for, house):
    delegate = await client_for("daibieu03")
    for _ in range(3 * EACH):
        await delegate.get("/import")
    assert len([what for _, what, _, _ in await notes(house) if what == "refused-not-for-you"]) <= 2 * EACH

    for n in range(2 * ALL):
        await house.refusals.note(f"address:{n}", "refused")
    assert len([what for _, what, _, _ in await notes(house) if what == "refused"]) <= 2 * ALL
