"""The technician's board: every hall and its line, in words."""

import pytest

from meetings.procedure.order_paper import Office
from tests.web.served import look_on, serving
from tests.web.under_way import called, convene, prepare
from web.lines import Line


@pytest.fixture
async def attended(house):
    """A sitting to which the technician is called too."""
    sitting = await prepare(house)
    invitees = await house.register.sittings.invitees(sitting.id)
    person = await house.register.people.by_login("kythuat")
    await house.register.sittings.set_invitees(sitting.id, [*invitees, called(person.id, Office.TECHNICIAN, None)])
    await sitting.convene()
    return sitting


async def test_every_hall_stands_on_the_board_and_a_lost_one_stands_out(app, house, client_for):
    sitting = await convene(house)
    await sitting.open(where={"daibieu03": "SL-VH-01"})
    hall, thuky = await client_for("venue:SL-VH-01"), await client_for("thuky")
    async with serving(app) as port, look_on(port, hall, sitting.id, "venue"):
        page = (await thuky.get(f"/meetings/{sitting.id}/lines")).text

    assert page.count("<tr") == 1 + 3
    assert page.count("Chưa nối lần nào") >= 2
    assert "Tốt" in page
    assert "Trạm chưa trả lời" in page


async def test_a_lost_line_says_since_when_what_is_kept_and_what_to_do(house, client_for, monkeypatch):
    sitting = await convene(house)
    lost = {"venue:SL-VH-01": Line("lost", house.now())}
    monkeypatch.setattr(type(house.gallery), "lines", lambda gallery, meeting: lost)

    page = (await (await client_for("thuky")).get(f"/meetings/{sitting.id}/lines")).text

    assert "Hội trường xã Chiềng Khoa mất kết nối từ" in page
    assert "Giữ lại: điểm danh" in page


async def test_the_technician_called_to_the_meeting_may_see_it_and_a_delegate_may_not(attended, client_for):
    assert (await (await client_for("kythuat")).get(f"/meetings/{attended.id}/lines")).status_code == 200
    assert (await (await client_for("daibieu03")).get(f"/meetings/{attended.id}/lines")).status_code == 404


@pytest.mark.parametrize(("who", "page"), [("kythuat", "live"), ("thuky", "table"), ("chutoa", "console")])
async def test_from_the_board_there_is_a_way_to_ones_own_page_of_the_sitting(attended, client_for, who, page):
    client = await client_for(who)
    board = (await client.get(f"/meetings/{attended.id}/lines")).text

    assert f'href="/meetings/{attended.id}/{page}"' in board
    assert (await client.get(f"/meetings/{attended.id}/{page}")).status_code == 200


@pytest.mark.parametrize("who", ["khach", "venue:SL-VH-01"])
async def test_for_others_there_is_no_such_page(house, client_for, who):
    sitting = await convene(house)

    assert (await (await client_for(who)).get(f"/meetings/{sitting.id}/lines")).status_code == 404
