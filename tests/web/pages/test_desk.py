"""The secretary's desk: all meetings, a new one, its title and hours."""

import html

import pytest

from tests.web import desk_scene, under_way


async def test_an_empty_desk_says_what_to_do_first(client_for):
    thuky = await client_for("thuky")

    page = await thuky.get("/desk")

    assert page.status_code == 200
    assert "Chưa có cuộc họp nào" in page.text
    assert "/desk/new" in page.text


async def test_a_new_meeting_calls_all_members_and_the_halls_below(client_for, house):
    desk = await desk_scene.new_meeting(await client_for("thuky"))

    called = await house.register.sittings.invitees(desk.id)
    assert [(i.seat, i.office) for i in called] == [
        (1, "chair"), (2, "deputy_chair"), (3, "member"), (4, "member"), (5, "member"), (None, "secretary"),
        (None, "technician"),
    ]
    assert [venue.id for venue in await house.register.sittings.venues(desk.id)] == ["SL-VH", "SL-VH-01", "SL-VH-02"]
    assert (await desk.client.get(f"{desk.url}/people")).status_code == 200


async def test_a_new_meeting_may_start_without_members_and_halls(client_for, house):
    desk = await desk_scene.new_meeting(await client_for("thuky"), members="-", halls="-")

    assert [i.seat for i in await house.register.sittings.invitees(desk.id) if i.seat] == [1, 2]
    assert [venue.id for venue in await house.register.sittings.venues(desk.id)] == ["SL-VH"]


TYPED = {"title", "day", "starts", "ends"}               # the other fields are chosen


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": "  "}, "Cần điền chỗ này."),
        ({"title": "x" * 301}, "Nhiều nhất 300 ký tự; đang có 301."),
        ({"day": "31/02/2030"}, "Ngày, ví dụ 26/11/2026."),
        ({"day": "1999-01-01"}, "Ngày trong khoảng năm 2000 đến 2100."),
        ({"starts": "25:00"}, "Giờ, ví dụ 08:30."),
        ({"starts": "17:00", "ends": "08:30"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"main_venue": "nowhere"}, "Xin chọn một trong các mục này."),
        ({"template": "party"}, "Xin chọn một trong các mục này."),
        ({"body": "somebody-elses"}, "Xin chọn một trong các mục này."),
    ],
)
async def test_what_does_not_fit_is_told_beside_it_and_what_was_typed_is_kept(client_for, house, changed, told):
    thuky = await client_for("thuky")

    answer = await desk_scene.send_new(thuky, **{"place": "Hội trường lớn", **changed})

    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert told in page
    assert "Hội trường lớn" in page
    assert [value for name, value in changed.items() if name in TYPED and value.strip() not in page] == []
    assert await house.register.sittings.all() == []


async def test_a_title_is_kept_in_one_way_of_writing(client_for, house):
    desk = await desk_scene.new_meeting(await client_for("thuky"), title="  Kỳ   họp\x00\u202e \u200bthứ 12 ")

    made = await house.register.sittings.get(desk.id)
    assert made is not None
    assert "\x00" not in made.title
    assert "\u202e" not in made.title
    assert made.title.startswith("Kỳ họp")


async def test_hours_are_those_of_the_place(client_for, house):
    desk = await desk_scene.new_meeting(await client_for("thuky"))

    made = await house.register.sittings.get(desk.id)
    assert made is not None
    assert made.starts_at.isoformat() == "2030-11-26T01:30:00+00:00"
    assert "thứ Ba, 26/11/2030, 08:30 đến 17:00" in await desk.page()


async def test_title_and_hours_can_be_changed_until_the_sitting_begins(client_for, house):
    desk = await desk_scene.new_meeting(await client_for("thuky"))

    fields = desk_scene.meeting_fields(title="Kỳ họp thứ 13", main_venue="SL-VH-01")
    changed = await desk.client.send_form(f"{desk.url}/details", **fields)

    assert changed.status_code == 303
    made = await house.register.sittings.get(desk.id)
    assert made is not None
    assert (made.title, made.main_venue) == ("Kỳ họp thứ 13", "SL-VH-01")


async def test_after_the_call_to_order_title_and_hours_stand(client_for, house):
    sitting = await under_way.convene(house)
    await sitting.open()
    thuky = await client_for("thuky")

    answer = await thuky.send_form(f"/desk/{sitting.id}/details", **desk_scene.meeting_fields(title="Khác"))

    assert answer.status_code == 422
    assert "Phiên họp đã khai mạc" in answer.text
    assert "Khác" in answer.text
    assert (await house.register.sittings.get(sitting.id)).title == "Kỳ họp thứ 12"


async def test_the_minutes_tab_says_when_they_come_and_then_leads_to_them(client_for, house):
    desk = await desk_scene.new_meeting(await client_for("thuky"))
    assert "Chưa có biên bản" in await desk.page("minutes")

    sitting = await under_way.convene(house)
    await sitting.open()
    assert "Biên bản đang được ghi" in await desk_scene.Desk(desk.client, sitting.id).page("minutes")


async def test_the_desk_of_another_body_is_as_absent_as_none(client_for):
    desk = await desk_scene.new_meeting(await client_for("thuky"))
    stranger = await client_for("vanphong01")

    for tab in ("agenda", "people", "invite", "ready", "minutes", "details", "invitations"):
        assert (await stranger.get(f"{desk.url}/{tab}")).status_code == 404
    assert (await stranger.send_form(f"{desk.url}/items", title="x", minutes="1")).status_code == 404
    assert "Kỳ họp thứ 12" not in (await stranger.get("/desk")).text


async def test_the_desk_speaks_english_too(client_for):
    desk = await desk_scene.new_meeting(await client_for("thuky"))
    desk.client.cookies.set("dinh_look", "en..")

    page = await desk.page()

    assert "Agenda and papers" in page
    assert "Check and convene" in page
    assert "Nội dung" not in page


async def test_looking_never_changes_anything(client_for, house):
    desk = await desk_scene.new_meeting(await client_for("thuky"))

    for path in ("convene", "items", "items/usual"):
        assert (await desk.client.get(f"{desk.url}/{path}")).status_code in (404, 405)
    assert (await house.clerk.meeting(desk.id)).seq == 0


