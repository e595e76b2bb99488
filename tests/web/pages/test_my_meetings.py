"""My meetings, the next one first."""

from dataclasses import replace
from datetime import timedelta

from tests.web import under_way


async def later(house, sitting, days=5):
    """The same meeting, not near."""
    meeting = await house.register.sittings.get(sitting.id)
    starts = house.now() + timedelta(days=days, minutes=1)
    await house.register.sittings.change(replace(meeting, starts_at=starts, ends_at=starts + timedelta(hours=2)))


async def test_nobody_called_is_told_so_kindly(client_for):
    page = (await (await client_for("daibieu03")).get("/meetings")).text

    assert "Chưa có cuộc họp nào" in page
    assert "btn main" not in page.split("<main")[1]


async def test_a_meeting_about_to_begin_is_joined_with_one_tap(client_for, house):
    sitting = await under_way.convene(house)
    client = await client_for("daibieu03")

    page = (await client.get("/meetings")).text
    assert "Vào họp" in page
    assert "Còn 29 phút" in page or "Còn 30 phút" in page
    assert 'name="where" value="SL-VH-01"' in page
    joined = await client.send_form(f"/meetings/{sitting.id}/join", where="SL-VH-01")

    assert (joined.status_code, joined.headers["location"]) == (303, f"/meetings/{sitting.id}/live")
    held = await house.clerk.meeting(sitting.id)
    assert held.attendance[sitting.people["daibieu03"]].where == "SL-VH-01"


async def test_a_later_meeting_asks_for_the_answer_first(client_for, house):
    sitting = await under_way.convene(house)
    await later(house, sitting)
    client = await client_for("daibieu03")

    page = (await client.get("/meetings")).text
    assert "Còn 5 ngày" in page
    assert "Vào họp" not in page
    sent = await client.send_form(f"/meetings/{sitting.id}/answer", answer="attends", back="list")

    assert sent.headers["location"] == "/meetings"
    page = (await client.get("/meetings")).text
    assert "Đã trả lời: sẽ dự" in page


async def test_a_planned_meeting_is_not_in_the_list_of_those_it_will_call(client_for, house):
    await under_way.prepare(house)

    assert "Kỳ họp thứ 12" not in (await (await client_for("daibieu03")).get("/meetings")).text


async def test_a_hall_sees_its_meetings_and_opens_its_screen(client_for, house):
    sitting = await under_way.convene(house)

    page = (await (await client_for("venue:SL-VH-01")).get("/meetings")).text

    assert f'href="/meetings/{sitting.id}/venue"' in page
    assert "Sẽ dự" not in page


async def test_the_list_speaks_english_to_those_who_do(client_for, house):
    await under_way.convene(house)

    page = (await (await client_for("daibieu04")).get("/meetings")).text

    assert "My meetings" in page
    assert "Join the meeting" in page
