"""A meeting's own page for those called to it."""

import html
import re

import pytest

from meetings.procedure.sitting import Close
from meetings.register.prepared import Answer
from tests.web import under_way
from tests.web.pages.test_my_meetings import later


@pytest.fixture
async def sitting(house):
    return await under_way.convene(house)


async def home(client, sitting):
    answer = await client.get(f"/meetings/{sitting.id}")
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


async def invitee(house, sitting, login):
    return await house.register.sittings.invitee(sitting.id, sitting.people[login])


async def test_the_page_tells_what_when_where_and_what_the_papers_cost(client_for, sitting):
    page = await home(await client_for("daibieu03"), sitting)

    assert "Kỳ họp thứ 12" in page
    assert "Hội trường huyện" in page
    assert "Dự toán ngân sách địa phương năm 2027" in page
    assert re.search(r"3 trang, [0-9]+ kB, vài giây", page)
    assert re.search(r"Tất cả tài liệu: [0-9]+ kB. Trên đường truyền này: vài giây.", page)
    assert f'href="/papers/{sitting.version}/1"' in page


async def test_who_cannot_come_says_why_and_may_change_the_answer(client_for, house, sitting):
    client = await client_for("daibieu03")

    without = await client.send_form(f"/meetings/{sitting.id}/answer", answer="cannot", reason=" ")
    assert without.status_code == 422
    assert "Cần điền chỗ này." in without.text
    sent = await client.send_form(f"/meetings/{sitting.id}/answer", answer="cannot", reason="Đi công tác tỉnh")
    assert sent.headers["location"] == f"/meetings/{sitting.id}"
    assert (await invitee(house, sitting, "daibieu03")).reason == "Đi công tác tỉnh"
    assert "Đi công tác tỉnh" in await home(client, sitting)

    await client.send_form(f"/meetings/{sitting.id}/answer", answer="attends")
    assert (await invitee(house, sitting, "daibieu03")).answer is Answer.ATTENDS


@pytest.mark.parametrize("answer", ["", "maybe", "none"])
async def test_an_answer_that_is_none_is_refused(client_for, house, sitting, answer):
    sent = await (await client_for("daibieu03")).send_form(f"/meetings/{sitting.id}/answer", answer=answer)

    assert sent.status_code == 422
    assert (await invitee(house, sitting, "daibieu03")).answer is Answer.NONE


async def test_a_reason_too_long_is_kept_in_the_form(client_for, sitting):
    sent = await (await client_for("daibieu03")).send_form(
        f"/meetings/{sitting.id}/answer", answer="cannot", reason="vì " * 200)

    assert sent.status_code == 422
    assert "vì vì vì" in sent.text


async def test_one_answers_for_oneself_only(client_for, house, sitting):
    await (await client_for("daibieu03")).send_form(
        f"/meetings/{sitting.id}/answer", answer="attends", person=sitting.people["daibieu05"])

    assert (await invitee(house, sitting, "daibieu05")).answer is Answer.NONE


async def test_where_is_said_beforehand_a_hall_or_elsewhere(client_for, house, sitting):
    await later(house, sitting)
    client = await client_for("daibieu03")
    assert "Sẽ dự ở đâu?" in await home(client, sitting)

    await client.send_form(f"/meetings/{sitting.id}/where", where="SL-VH-02")
    said = await invitee(house, sitting, "daibieu03")
    assert (said.where, said.where_said) == ("SL-VH-02", True)
    await client.send_form(f"/meetings/{sitting.id}/where", where="elsewhere")
    said = await invitee(house, sitting, "daibieu03")
    assert (said.where, said.where_said) == (None, True)
    assert (await client.send_form(f"/meetings/{sitting.id}/where", where="SL")).status_code == 422


@pytest.mark.parametrize(("login", "room"), [("chutoa", "console"), ("thuky", "table"), ("daibieu03", "live")])
async def test_joining_leads_everybody_to_their_own_page(client_for, house, sitting, login, room):
    joined = await (await client_for(login)).send_form(f"/meetings/{sitting.id}/join", where="SL-VH")

    assert joined.headers["location"] == f"/meetings/{sitting.id}/{room}"
    assert (await house.clerk.meeting(sitting.id)).attendance[sitting.people[login]].present


async def test_joining_twice_with_the_same_form_is_one_presence(client_for, house, sitting):
    client = await client_for("daibieu03")
    form = {"where": "SL-VH-01", "id": "11111111-1111-4111-8111-111111111111"}
    for _ in range(2):
        await client.send_form(f"/meetings/{sitting.id}/join", **form)

    held = await house.clerk.meeting(sitting.id)
    assert len(held.attendance[sitting.people["daibieu03"]].intervals) == 1


async def test_after_the_close_the_page_shows_results_and_the_own_vote(client_for, house, sitting):
    await sitting.open()
    ballot = await sitting.ballot()
    await sitting.vote(ballot, "tan-thanh", "chutoa", "phochutoa", "daibieu03")
    await sitting.vote(ballot, "khong-tan-thanh", "daibieu04")
    await sitting.decide(ballot)
    await sitting.do("chutoa", Close)

    mine = await home(await client_for("daibieu03"), sitting)
    silent = await home(await client_for("daibieu05"), sitting)

    assert "Được thông qua" in mine
    assert "Phiếu của đại biểu: Tán thành." in mine
    assert "Phiếu của đại biểu" not in silent
    assert "không bỏ phiếu" in silent
    assert f'href="/meetings/{sitting.id}/minutes"' in mine
    late = await (await client_for("daibieu03")).send_form(f"/meetings/{sitting.id}/answer", answer="attends")
    assert late.status_code == 422


async def test_a_refused_new_version_leaves_the_good_one_before_the_readers(client_for, house, sitting):
    from meetings.register.prepared import PaperState

    await house.register.dossier.add_version(
        sitting.id, sitting.items[1].id, "Tờ trình dự toán ngân sách năm 2027", version="99" * 32,
        filename="hỏng.pdf", media_type="application/pdf", size=3, at=house.now(), by=sitting.people["thuky"])
    await house.register.dossier.set_state("99" * 32, PaperState.REFUSED, 0, "damaged")

    page = await home(await client_for("daibieu03"), sitting)

    assert f"/papers/{sitting.version}/1" in page
    assert "99" * 32 not in page
