"""Convening, and the letters with their links."""

import re

import pypdfium2
import pytest

from meetings.procedure.phase import Phase
from tests.chromium import chromium
from tests.web import desk_scene, under_way
from web import assets, packing


@pytest.fixture
async def desk(client_for):
    made = await desk_scene.new_meeting(await client_for("thuky"))
    await made.item("Dự toán ngân sách năm 2027", "", 40)
    return made


def links(page):
    return re.findall(r'href="http://127\.0\.0\.1:8000(/enter/[^"]+)"', page)


async def test_convening_puts_the_order_paper_into_the_record_and_leads_to_the_letters(desk, house):
    sent = await desk.convene()

    assert (sent.status_code, sent.headers["location"]) == (303, f"{desk.url}/invitations")
    held = await house.clerk.meeting(desk.id)
    assert held.phase is Phase.CONVENED
    assert [item.title for item in held.paper.items] == ["Dự toán ngân sách năm 2027"]
    assert (await house.register.sittings.get(desk.id)).phase is Phase.CONVENED


async def test_the_same_form_sent_twice_convenes_once(desk, house):
    page = await desk.page("ready")
    id = re.search(r'name="id" value="([^"]+)"', page)[1]

    for _ in range(2):
        await desk.client.send_form(f"{desk.url}/convene", id=id)

    assert (await house.clerk.meeting(desk.id)).seq == 1


async def test_a_meeting_the_rules_refuse_is_told_why_and_stays_planned(desk, house):
    called = [i for i in await house.register.sittings.invitees(desk.id) if i.office != "chair"]
    await house.register.sittings.set_invitees(desk.id, called)

    sent = await desk.convene()

    assert sent.status_code == 422
    assert "Chưa gửi gì; mọi thứ đã chuẩn bị vẫn còn." in sent.text
    assert (await house.clerk.meeting(desk.id)).phase is Phase.PLANNED


async def test_a_letter_with_the_usual_agenda_prints_on_one_page(desk):
    for title in ("Báo cáo", "Thẩm tra", "Thảo luận", "Thông qua các nghị quyết", "Bế mạc kỳ họp"):
        await desk.item(title, "", 20)
    await desk.convene()
    letters = (await desk.client.send_form(f"{desk.url}/invitations")).text

    async with chromium() as browser:
        page = await browser.new_page()
        await page.set_content(re.sub("<(script|link).*?>", "", letters))
        await page.add_style_tag(content=packing.sheet(assets.FOLDER, "desk.css"))
        printed = pypdfium2.PdfDocument(await page.pdf(prefer_css_page_size=True))

    assert len(printed) == letters.count("<article") > 1


async def test_a_change_after_convening_is_shown_and_sent_by_one_button(desk, house):
    await desk.convene()
    assert "Gửi thay đổi" not in await desk.page()

    await desk.item("Nghị quyết mới")
    page = await desk.page()
    assert "Có thay đổi sau khi triệu tập." in page
    assert len((await house.clerk.meeting(desk.id)).paper.items) == 1
    sent = await desk.client.send_form(f"{desk.url}/convene", back="agenda")

    assert sent.headers["location"] == f"{desk.url}/agenda"
    assert len((await house.clerk.meeting(desk.id)).paper.items) == 2
    assert "Có thay đổi" not in await desk.page()


async def test_everybody_and_every_hall_gets_a_letter_with_a_link_that_opens(desk, client):
    await desk.convene()
    assert links(await desk.page("invitations")) == []

    made = await desk.client.send_form(f"{desk.url}/invitations")

    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    assert made.headers["referrer-policy"] == "no-referrer"
    assert made.text.count("GIẤY MỜI") == 9                  # 7 people (one reads English) and 3 halls
    assert made.text.count("INVITATION") >= 1
    found = links(made.text)
    assert len(found) == len(set(found)) == 10
    assert made.text.count('<svg class="qr"') == 10
    assert "Trần Thanh Hoa" in (await client.get(found[2])).text


async def test_new_links_make_the_unused_ones_before_them_void(desk, client):
    await desk.convene()

    first = links((await desk.client.send_form(f"{desk.url}/invitations")).text)
    second = links((await desk.client.send_form(f"{desk.url}/invitations")).text)

    assert set(first).isdisjoint(second)
    assert (await client.get(first[0])).status_code == 404
    assert (await client.get(second[0])).status_code == 200


async def test_no_letters_before_the_meeting_is_convened(desk):
    made = await desk.client.send_form(f"{desk.url}/invitations")

    assert made.status_code == 303
    assert "Cuộc họp chưa được triệu tập." in await desk.page("invitations")


async def test_a_secretary_gets_no_link_that_signs_in_as_an_administrator(desk, house):
    admin = await house.register.people.by_login("admin")
    page = await desk.page("people")
    marked = re.findall(r'name="person" value="([^"]+)" checked', page)
    chair = (await house.register.people.by_login("chutoa")).id
    called = {"person": [*marked, admin.id], "chair": chair, "hall": "SL-VH-01", "do": "save"}
    await desk.client.send_form(f"{desk.url}/people", **called)
    assert admin.id in {i.person for i in await house.register.sittings.invitees(desk.id)}
    await desk.convene()

    made = await desk.client.send_form(f"{desk.url}/invitations")

    letter = next(part for part in made.text.split("<article")[1:] if admin.name in part.split("</article>")[0])
    assert "/enter/" not in letter
    assert "đăng nhập bằng mật khẩu riêng" in letter


async def test_a_chair_who_is_no_secretary_gets_letters_without_links(client_for, house):
    sitting = await under_way.convene(house)
    chutoa = await client_for("chutoa")

    made = await chutoa.send_form(f"/desk/{sitting.id}/invitations")

    assert made.status_code == 200
    assert links(made.text) == []
