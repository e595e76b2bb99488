"""Whom the meeting calls, and whether all is ready."""

import pytest

from meetings.procedure.order_paper import Office
from meetings.register.prepared import Answer
from tests.web import desk_scene, under_way


@pytest.fixture
async def desk(client_for):
    return await desk_scene.new_meeting(await client_for("thuky"))


@pytest.fixture
async def person(house):
    return {one.login: one.id for one in await house.register.people.all()}


async def called(house, desk):
    return {invitee.person: invitee.office for invitee in await house.register.sittings.invitees(desk.id)}


async def test_the_list_marks_the_members_and_offers_guests_and_halls(desk):
    page = await desk.page("people")

    assert page.count('name="person"') == 10
    assert page.count("checked") >= 7
    assert "Khách mời" in page
    assert "Chọn cả 5 đại biểu" in page
    assert "Chọn cả 2 điểm cầu trực thuộc" in page


async def test_exactly_those_marked_are_called_and_the_chair_always(desk, house, person):
    sent = await desk.client.send_form(
        f"{desk.url}/people", person=[person["thuky"], person["daibieu03"], person["khach"]], chair=person["phochutoa"],
        deputy=["", person["daibieu03"]], hall=["SL-VH-02"], do="save",
    )

    assert sent.headers["location"] == f"{desk.url}/agenda"
    assert await called(house, desk) == {
        person["thuky"]: Office.SECRETARY, person["daibieu03"]: Office.DEPUTY_CHAIR, person["khach"]: Office.GUEST,
        person["phochutoa"]: Office.CHAIR,
    }
    assert [venue.id for venue in await house.register.sittings.venues(desk.id)] == ["SL-VH", "SL-VH-02"]


async def test_one_press_marks_all_members_or_all_halls_and_saves_nothing_yet(desk, house, person):
    before = await called(house, desk)

    marked = await desk.client.send_form(f"{desk.url}/people", chair=person["chutoa"], do="all-members")

    assert marked.status_code == 200
    assert marked.text.count('name="person"') == 10
    assert marked.text.split("<ul", 2)[1].count("checked") == 5
    assert await called(house, desk) == before


@pytest.mark.parametrize(
    ("chair", "deputy", "told"),
    [
        ("", "", "Xin chọn người chủ tọa."),
        ("khach", "", "Xin chọn người chủ tọa."),
        ("chutoa", "chutoa", "Phó chủ tọa phải là người khác chủ tọa."),
    ],
)
async def test_a_meeting_without_a_proper_chair_is_not_saved(desk, house, person, chair, deputy, told):
    before = await called(house, desk)

    sent = await desk.client.send_form(
        f"{desk.url}/people", person=[person["daibieu05"]], chair=person.get(chair, ""), deputy=person.get(deputy, ""),
        do="save",
    )

    assert sent.status_code == 422
    assert told in sent.text
    assert f'value="{person["daibieu05"]}" checked' in sent.text
    assert await called(house, desk) == before


async def test_an_answer_outlives_a_change_of_the_list(client_for, house, person):
    sitting = await under_way.convene(house)
    await house.register.sittings.answer(sitting.id, person["daibieu03"], Answer.CANNOT, "Đi công tác", house.now())
    desk = desk_scene.Desk(await client_for("thuky"), sitting.id)

    await desk.client.send_form(
        f"{desk.url}/people", person=[person["thuky"], person["daibieu03"]], chair=person["chutoa"], do="save")

    page = await desk.page("invite")
    assert "Đi công tác" in page
    assert "0 sẽ dự, 1 không dự được, 2 chưa trả lời" in page


async def test_after_the_call_to_order_nobody_is_added_or_let_go(client_for, house, person):
    sitting = await under_way.convene(house)
    await sitting.open()
    desk = desk_scene.Desk(await client_for("thuky"), sitting.id)
    before = await called(house, desk)

    sent = await desk.client.send_form(f"{desk.url}/people", chair=person["chutoa"], do="save")

    assert sent.status_code == 422
    assert await called(house, desk) == before


async def test_the_board_counts_who_has_opened_the_papers_by_hall(client_for, house, person):
    sitting = await under_way.convene(house)
    await house.register.dossier.mark_opened(sitting.version, person["daibieu03"], house.now())
    desk = desk_scene.Desk(await client_for("thuky"), sitting.id)

    page = await desk.page("ready")

    row = page.split("Hội trường xã Chiềng Khoa</th>")[1].split("</tr>")[0]
    assert "0/2" in row
    assert "1/2" in row
    assert "Trần Thanh Hoa" in page


async def test_what_is_lacking_is_listed_and_the_button_waits(desk):
    page = await desk.page("ready")

    assert "Chưa có nội dung nào." in page
    assert 'aria-disabled="true">Triệu tập: chưa được' in page
    assert f'action="{desk.url}/convene"' not in page

    await desk.item("Dự toán", "Bà Thủy", 40)
    page = await desk.page("ready")
    assert f'action="{desk.url}/convene"' in page
    assert "Nội dung chưa có tài liệu: 1." in page


async def test_a_file_that_can_only_be_downloaded_does_not_count_as_unopened(client_for, house, person):
    sitting = await under_way.convene(house)
    desk = desk_scene.Desk(await client_for("thuky"), sitting.id)
    await desk.paper(sitting.items[0].id, "Phụ lục.docx", desk_scene.DOCX)
    for login in ("daibieu03", "daibieu04"):
        await house.register.dossier.mark_opened(sitting.version, person[login], house.now())

    row = (await desk.page("ready")).split("Hội trường xã Chiềng Khoa</th>")[1].split("</tr>")[0]

    assert "2/2" in row
