"""What the hall reads on its big screen: nothing is called decided before the chair has confirmed it."""

import pytest

from meetings.procedure.sitting import Suspend
from tests.web.under_way import convene


@pytest.fixture
async def sitting(house):
    return await convene(house)


async def screen(client_for, sitting):
    hall = await client_for("venue:SL-VH-01")
    return (await hall.get(f"/meetings/{sitting.id}/stage")).text


async def voted(sitting, *, confirm):
    await sitting.open()
    await sitting.item(2)
    ballot = await sitting.ballot()
    await sitting.vote(ballot, "tan-thanh", "chutoa", "phochutoa", "daibieu03", "daibieu04")
    await sitting.decide(ballot, confirm=confirm)


async def test_until_the_chair_confirms_the_screen_shows_the_counts_and_no_finding(sitting, client_for):
    await voted(sitting, confirm=False)

    shown = await screen(client_for, sitting)

    assert "Chờ chủ tọa xác nhận kết quả" in shown
    assert 'data-mode="result"' in shown
    assert "Được thông qua" not in shown


async def test_once_confirmed_the_screen_says_the_finding(sitting, client_for):
    await voted(sitting, confirm=True)
    assert "Được thông qua" in await screen(client_for, sitting)


async def test_in_a_recess_the_screen_says_so_and_shows_the_last_result_no_longer(sitting, client_for):
    await voted(sitting, confirm=True)
    await sitting.do("chutoa", Suspend)

    shown = await screen(client_for, sitting)

    assert "Tạm nghỉ" in shown
    assert 'data-mode="result"' not in shown
