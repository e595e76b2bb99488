"""Guessing gets slow, also when many tries come at once; what is refused is noted, but never without end."""

import asyncio

from tests.web.conftest import BASE
from tests.web.under_way import convene
from web.refusals import ALL, EACH
from web.tries import BY_ADDRESS, BY_NAME, Tries

PASSWORD = "mùa xuân về trên bản"


async def notes(house, n=1_000):
    return [(line.who, line.what, line.about, line.detail) for line in await house.register.audit.recent(n)]


async def ready(client):
    page = await client.get("/sign-in")
    client.csrf = page.text.split('name="csrf" value="')[1].split('"')[0]
    return client


async def test_forty_guesses_at_one_name_in_the_same_moment_are_five(client, house):
    await ready(client)

    answers = await asyncio.gather(*(
        client.send_form("/sign-in", login="thuky", password=f"đoán mò {n}") for n in range(40)
    ))

    assert sorted(answer.status_code for answer in answers) == [422] * BY_NAME + [429] * (40 - BY_NAME)
    noted = [(what, about) for _, what, about, _ in await notes(house)]
    assert noted.count(("sign-in-failed", "login:thuky")) == BY_NAME


async def test_a_spray_over_many_names_in_the_same_moment_is_about_fifty(client):
    await ready(client)

    answers = await asyncio.gather(*(
        client.send_form("/sign-in", login=f"ten{n}", password="đoán mò 1") for n in range(90)
    ))

    looked_at = sum(answer.status_code == 422 for answer in answers)
    assert BY_ADDRESS <= looked_at <= BY_ADDRESS + 8


async def test_a_turn_leaves_nothing_behind(house):
    tries = Tries(house.register.failures, house.now)

    async def one():
        async with tries.turn("address:1", "login:a"):
            await asyncio.sleep(0)

    await asyncio.gather(*(one() for _ in range(30)))
    assert tries._turns == {}


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
