"""Passes are made by who may, shown once, listed and revoked."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from litestar import Litestar

from meetings.procedure.phase import Phase
from tests.web.under_way import Sitting, convene
from web.equipment import Equipment
from web.house import House

SignIn = Callable[[str], Awaitable[Any]]
HALL = "SL-VH-01"


@pytest.fixture
async def sitting(house: House) -> Sitting:
    return await convene(house)


def secret_of(page: str) -> str:
    found = re.search(r'id="secret" value="([^"]+)"', page)
    assert found
    return found[1]


async def make(client: Any, sitting: Sitting, hall: str = HALL, direction: str = "send") -> Any:
    return await client.send_form(f"/meetings/{sitting.id}/equipment", hall=hall, direction=direction)


async def test_the_secretary_makes_a_pass_for_any_hall_and_sees_it_once(
    sitting: Sitting, client_for: SignIn, house: House
) -> None:
    secretary = await client_for("thuky")

    answer = await make(secretary, sitting)

    secret = secret_of(answer.text)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert f"http://127.0.0.1:8000/whip/{sitting.id}" in answer.text
    kept = await house.register.passes.good(secret, house.now())
    assert kept is not None
    assert (kept.subject, kept.direction, kept.meeting) == (f"venue:{HALL}", "send", sitting.id)
    page = await secretary.get(f"/meetings/{sitting.id}/equipment")
    assert secret not in page.text
    assert "Hội trường xã Chiềng Khoa" in page.text
    assert "chưa dùng" in page.text


async def test_a_hall_makes_passes_for_itself_only(sitting: Sitting, client_for: SignIn, house: House) -> None:
    hall, other = await client_for(f"venue:{HALL}"), await client_for("venue:SL-VH-02")

    made = await make(hall, sitting, direction="watch")
    refused = await make(hall, sitting, hall="SL-VH-02")

    assert f"/whep/{sitting.id}" in made.text
    assert refused.status_code == 422
    [kept] = await house.register.passes.of(sitting.id, house.now())  # type: ignore[arg-type]
    assert (kept.made_by, kept.subject) == (f"venue:{HALL}", f"venue:{HALL}")
    assert "Thu hồi" not in (await other.get(f"/meetings/{sitting.id}/equipment")).text
    answer = await other.send_form(f"/meetings/{sitting.id}/equipment/{kept.id}/revoke")
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["daibieu03", "khach", "vanphong01", "kythuat", "venue:SL"])
async def test_nobody_else_finds_the_page(who: str, sitting: Sitting, client_for: SignIn, house: House) -> None:
    someone = await client_for(who)

    assert (await someone.get(f"/meetings/{sitting.id}/equipment")).status_code == 404
    assert (await make(someone, sitting)).status_code == 404
    assert await house.register.passes.of(sitting.id, house.now()) == []  # type: ignore[arg-type]


async def test_a_revoked_pass_opens_nothing_and_what_it_opened_is_shut(
    sitting: Sitting, client_for: SignIn, house: House, app: Litestar
) -> None:
    left: list[object] = []

    class Relay:
        async def leave(self, *asked: object) -> None:
            left.append(asked)

    app.state.house = replace(house, equipment=Equipment(house.register.passes, Relay(), house.now))
    secretary = await client_for("thuky")
    secret = secret_of((await make(secretary, sitting)).text)
    [made] = await house.register.passes.of(sitting.id, house.now())  # type: ignore[arg-type]
    await house.register.passes.use(made.id, "p1", house.now())

    answer = await secretary.send_form(f"/meetings/{sitting.id}/equipment/{made.id}/revoke")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/meetings/{sitting.id}/equipment")
    assert left == [("p1", f"venue:{HALL}")]
    assert await house.register.passes.good(secret, house.now()) is None
    again = await secretary.send_form(f"/meetings/{sitting.id}/equipment/{made.id}/revoke")
    assert again.status_code == 404
    noted = {line.what for line in await house.register.audit.recent()}
    assert {"pass-made", "pass-revoked"} <= noted


async def test_a_hall_with_all_its_passes_is_told_to_revoke_one(sitting: Sitting, client_for: SignIn) -> None:
    secretary = await client_for("thuky")
    for _ in range(8):
        assert (await make(secretary, sitting)).status_code == 200

    answer = await make(secretary, sitting)

    assert answer.status_code == 422
    assert "Điểm cầu này đã có 8 thẻ" in answer.text


async def test_after_the_close_no_pass_is_made(sitting: Sitting, client_for: SignIn, house: House) -> None:
    await house.register.sittings.set_phase(sitting.id, Phase.CLOSED)  # type: ignore[arg-type]
    secretary = await client_for("thuky")

    page = await secretary.get(f"/meetings/{sitting.id}/equipment")
    assert "Cuộc họp đã bế mạc" in page.text
    assert "Tạo thẻ" not in page.text
    assert (await make(secretary, sitting)).status_code == 422
