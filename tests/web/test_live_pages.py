"""The pages of a meeting under way, as plain HTML: everything works without JavaScript."""

import re

import pytest

from meetings.procedure.floor import AskFloor, GiveFloor
from meetings.procedure.roll import EndPresence
from meetings.procedure.sitting import Close
from tests.web.under_way import convene, prepare


def form_of(html, command, holding=""):
    """The hidden fields of the first form for a command (that holds some text)."""
    for body in re.findall(rf'<form[^>]*data-command="{command}"[^>]*>(.*?)</form>', html, re.DOTALL):
        if holding in body:
            return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body))
    raise AssertionError(f"no form for {command}")


async def press(client, sitting, page, command, holding="", **typed):
    """Press the button of a form as a browser without JavaScript would."""
    html = (await client.get(f"/meetings/{sitting.id}/{page}")).text
    fields = {**form_of(html, command, holding), **typed}
    assert fields.pop("csrf") == client.csrf
    answer = await client.send_form(f"/meetings/{sitting.id}/do/{command}", **fields)
    assert answer.status_code == 303, answer.text
    return answer


@pytest.fixture
async def sitting(house):
    return await convene(house)


async def test_before_the_sitting_opens_the_page_says_when_it_begins(sitting, client_for):
    delegate = await client_for("daibieu03")

    page = await delegate.get(f"/meetings/{sitting.id}/live")

    assert page.status_code == 200
    assert "Cuộc họp chưa khai mạc" in page.text
    assert "Tôi có mặt" in page.text


async def test_a_meeting_that_was_not_convened_has_no_page_but_for_its_desk(house, client_for):
    sitting = await prepare(house)

    assert (await (await client_for("daibieu03")).get(f"/meetings/{sitting.id}/live")).status_code == 404
    assert "chưa được triệu tập" in (await (await client_for("thuky")).get(f"/meetings/{sitting.id}/table")).text


async def test_a_delegate_says_to_be_here_asks_to_speak_and_finishes(sitting, client_for):
    await sitting.open(away=("daibieu03",))
    delegate, chair = await client_for("daibieu03"), await client_for("chutoa")

    await press(delegate, sitting, "live", "DeclarePresence", where="")
    await press(delegate, sitting, "live", "AskFloor")
    assert "đang chờ thứ 1" in (await delegate.get(f"/meetings/{sitting.id}/live")).text
    await press(chair, sitting, "console", "GiveFloor", holding=sitting.people["daibieu03"])
    await press(delegate, sitting, "live", "TakeFloorBack")

    stands = await sitting.stands()
    assert [speech.member for speech in stands.floor.speeches] == [sitting.people["daibieu03"]]


async def test_a_vote_needs_two_presses_and_shows_its_receipt(sitting, client_for):
    await sitting.open()
    await sitting.item(2)
    ballot = await sitting.ballot()
    delegate = await client_for("daibieu03")

    first = await delegate.get(f"/meetings/{sitting.id}/live?choose=tan-thanh")
    assert "Đã chọn, chưa gửi." in first.text
    assert (await sitting.stands()).ballots[ballot].votes == {}
    fields = form_of(first.text, "CastVote")
    assert fields["option"] == "tan-thanh"
    await delegate.send_form(f"/meetings/{sitting.id}/do/CastVote", **{**fields, "csrf": delegate.csrf})

    page = (await delegate.get(f"/meetings/{sitting.id}/live")).text
    assert re.search(r"Đã nhận lúc \d\d:\d\d:\d\d", page)
    assert "CastVote" not in page


async def test_while_a_ballot_is_open_no_page_of_the_hall_tells_who_voted_or_how(sitting, client_for):
    await sitting.open()
    await sitting.item(2)
    ballot = await sitting.ballot()
    before = [await shared(await client_for(who), sitting, page) for who, page in HALL_PAGES]
    await sitting.vote(ballot, "tan-thanh", "chutoa", "phochutoa")

    assert [await shared(await client_for(who), sitting, page) for who, page in HALL_PAGES] == before


HALL_PAGES = (("daibieu05", "live"), ("venue:SL-VH-01", "venue"), ("venue:SL-VH-01", "stage"))


async def shared(client, sitting, page):
    html = (await client.get(f"/meetings/{sitting.id}/{page}")).text
    html = re.sub(r'name="id" value="[^"]+"|since=\d+|data-seq="\d+"|data-now="[^"]+"', "", html)
    return re.sub(r"\d\d:\d\d(:\d\d)?", "", html).replace(client.csrf, "")


async def test_after_the_finding_everybody_sees_the_result_and_their_own_vote(sitting, client_for):
    await sitting.open()
    await sitting.item(2)
    ballot = await sitting.ballot()
    await sitting.vote(ballot, "tan-thanh", "chutoa", "daibieu03")
    await sitting.decide(ballot)

    page = (await (await client_for("daibieu03")).get(f"/meetings/{sitting.id}/live")).text
    assert "Không được thông qua" in page
    assert "Phiếu của đại biểu: Tán thành" in page
    other = (await (await client_for("daibieu05")).get(f"/meetings/{sitting.id}/live")).text
    assert "không nhận được phiếu của đại biểu" in other
    screen = await (await client_for("venue:SL-VH-01")).get(f"/meetings/{sitting.id}/stage")
    assert "Không được thông qua" in screen.text


async def test_a_page_is_turned_on_ones_own_and_left_for_the_presenters_again(sitting, client_for):
    await sitting.open()
    await sitting.item(2)
    await sitting.show(2)
    delegate = await client_for("daibieu03")

    page = (await delegate.get(f"/meetings/{sitting.id}/live")).text
    assert "148.600 triệu đồng" in page
    assert "Theo người trình bày" in page
    own = (await delegate.get(f"/meetings/{sitting.id}/live?version={sitting.version}&page=1")).text
    assert "Về trang trình bày" in own
    piece = await delegate.get(f"/meetings/{sitting.id}/live/page/{sitting.version}/3")
    assert piece.status_code == 200
    assert "<html" not in piece.text
    assert (await delegate.get(f"/meetings/{sitting.id}/live/page/{sitting.version}/4")).status_code == 404
    assert (await delegate.get(f"/meetings/{sitting.id}/live/page/{'00' * 32}/1")).status_code == 404


async def test_in_a_hall_there_is_no_button_for_sound_and_elsewhere_there_is(sitting, client_for):
    await sitting.open(where={"daibieu03": "SL-VH-01"})

    in_hall = (await (await client_for("daibieu03")).get(f"/meetings/{sitting.id}/live")).text
    elsewhere = (await (await client_for("daibieu05")).get(f"/meetings/{sitting.id}/live")).text

    assert "data-listen" not in in_hall
    assert "data-listen" in elsewhere
    assert not re.search("<(audio|video)", in_hall + elsewhere)


async def test_the_chair_leads_the_meeting_from_call_to_close_by_the_red_button(sitting, client_for):
    chair = await client_for("chutoa")
    await press(chair, sitting, "console", "DeclarePresence")
    for login in ("phochutoa", "daibieu03", "daibieu04", "daibieu05"):
        await press(await client_for(login), sitting, "live", "DeclarePresence", where="")

    await press(chair, sitting, "console", "CallToOrder")
    await press(chair, sitting, "console", "TakeRoll")
    for _item in sitting.items:
        await press(chair, sitting, "console", "OpenItem", holding="btn big")
    await press(chair, sitting, "console", "OpenBallot", question="Thông qua?", majority="ordinary")
    await press(chair, sitting, "console", "CloseBallot")
    await press(chair, sitting, "console", "ConfirmFinding")
    await press(chair, sitting, "console", "Close")

    stands = await sitting.stands()
    assert stands.phase == "closed"
    assert len(stands.items) == len(sitting.items)


async def test_before_closing_the_chair_sees_who_is_present_without_a_line_and_has_not_voted(sitting, client_for):
    await sitting.open()
    await sitting.item(2)
    ballot = await sitting.ballot()
    await sitting.vote(ballot, "tan-thanh", "chutoa", "phochutoa", "daibieu03", "daibieu04")

    page = (await (await client_for("chutoa")).get(f"/meetings/{sitting.id}/console")).text
    warned = re.search(r"Có mặt, không có đường truyền, chưa bỏ phiếu:</b> ([^.<]+)", page)
    assert warned
    assert warned[1].strip() == "Sồng Thị Nhung"


async def test_another_item_puts_the_page_away_and_the_console_offers_its_papers(sitting, client_for):
    await sitting.open()
    await sitting.item(2)
    await sitting.show(2)
    chair = await client_for("chutoa")
    assert "148.600 triệu đồng" in (await chair.get(f"/meetings/{sitting.id}/live")).text

    await sitting.item(1)
    assert "Chưa có trang nào được trình bày" in (await chair.get(f"/meetings/{sitting.id}/live")).text
    await sitting.item(2)
    page = (await chair.get(f"/meetings/{sitting.id}/console")).text
    assert 0 < page.index("do/ShowPage") < page.index("Đổi hình chính")


async def test_a_closed_meeting_asks_nothing_more_and_nothing_is_coming_up(sitting, client_for):
    await sitting.open()
    await sitting.item(1)
    await sitting.do("chutoa", Close)

    console = (await (await client_for("chutoa")).get(f"/meetings/{sitting.id}/console")).text
    screen = (await (await client_for("venue:SL-VH-01")).get(f"/meetings/{sitting.id}/stage")).text
    live = (await (await client_for("daibieu03")).get(f"/meetings/{sitting.id}/live")).text

    assert "/do/" not in console
    assert "Tiếp theo" not in screen + live
    assert "Chưa có ai phát biểu" not in live
    assert "hiện ở đây" not in console + live


async def test_only_who_presides_has_the_buttons_and_the_deputy_may_take_the_chair(sitting, client_for):
    await sitting.open()
    deputy = await client_for("phochutoa")
    assert 'data-part="acts"' not in (await deputy.get(f"/meetings/{sitting.id}/console")).text

    await press(deputy, sitting, "console", "HandOverChair", reason="Máy của chủ tọa hỏng")

    assert 'data-part="acts"' in (await deputy.get(f"/meetings/{sitting.id}/console")).text
    assert 'data-part="acts"' not in (await (await client_for("chutoa")).get(f"/meetings/{sitting.id}/console")).text


async def test_the_secretary_marks_excuses_corrects_and_enters_a_spoken_vote(sitting, client_for):
    await sitting.open(away=("daibieu04", "daibieu05"))
    thuky, member = await client_for("thuky"), sitting.people["daibieu05"]
    await press(thuky, sitting, f"table?member={member}", "ExcuseAbsence", reason="Đi công tác")
    assert "Vắng có lý do" in (await thuky.get(f"/meetings/{sitting.id}/table")).text
    await press(thuky, sitting, "table", "DeclarePresence", holding=sitting.people["daibieu04"])
    await press(thuky, sitting, "table", "TakeNote", note="Đồng chí Bí thư dự")
    await sitting.item(2)
    ballot = await sitting.ballot()
    voter = sitting.people["daibieu03"]
    await press(thuky, sitting, "table", "EnterVote", member=voter, how="spoken", option="khong-tan-thanh")

    vote = (await sitting.stands()).ballots[ballot].votes[voter]
    assert (vote.option, vote.how, vote.entered_by) == ("khong-tan-thanh", "spoken", sitting.people["thuky"])
    page = (await thuky.get(f"/meetings/{sitting.id}/table")).text
    assert "Ghi chú: Đồng chí Bí thư dự" in page
    assert "Thư ký nhập theo lời" in (await (await client_for("daibieu03")).get(f"/meetings/{sitting.id}/live")).text


async def test_a_whole_hall_is_marked_present_in_one_tap(sitting, client_for, house):
    for login in ("daibieu03", "daibieu04"):
        await house.register.sittings.say_where(sitting.id, sitting.people[login], "SL-VH-01")
    thuky = await client_for("thuky")
    page = (await thuky.get(f"/meetings/{sitting.id}/table")).text
    form = re.search(r'action="/meetings/[^"]+/table/hall">(.*?)</form>', page, re.DOTALL)[1]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))

    for _twice in range(2):
        done = await thuky.send_form(f"/meetings/{sitting.id}/table/hall", **{**fields, "csrf": thuky.csrf})
        assert done.status_code == 303

    stands = await sitting.stands()
    here = {person for person, attendance in stands.attendance.items() if attendance.where == "SL-VH-01"}
    assert here == {sitting.people["daibieu03"], sitting.people["daibieu04"]}


async def test_a_delegate_may_not_open_the_chairs_or_the_secretarys_page(sitting, client_for):
    delegate = await client_for("daibieu03")

    assert (await delegate.get(f"/meetings/{sitting.id}/console")).status_code == 404
    assert (await delegate.get(f"/meetings/{sitting.id}/table")).status_code == 404
    assert (await delegate.send_form(f"/meetings/{sitting.id}/table/hall", venue="SL-VH-01")).status_code == 404


async def test_a_guest_sees_the_question_and_has_no_plates(sitting, client_for):
    await sitting.open()
    await sitting.item(2)
    await sitting.ballot()

    page = (await (await client_for("khach")).get(f"/meetings/{sitting.id}/live")).text

    assert "Các đại biểu đang biểu quyết" in page
    assert "CastVote" not in page


async def test_a_hall_is_told_in_words_whether_it_is_on_the_stage(sitting, client_for):
    await sitting.open(where={"daibieu03": "SL-VH-01"})
    hall = await client_for("venue:SL-VH-01")
    assert "Không lên hình" in (await hall.get(f"/meetings/{sitting.id}/venue")).text

    await sitting.do("daibieu03", AskFloor)
    await sitting.do("chutoa", GiveFloor, member=sitting.people["daibieu03"], seconds=180)

    assert "ĐANG LÊN HÌNH" in (await hall.get(f"/meetings/{sitting.id}/venue")).text
    assert "Trần Thanh Hoa" in (await hall.get(f"/meetings/{sitting.id}/stage")).text


async def test_no_link_beside_a_halls_camera_leads_away_from_it(sitting, client_for):
    page = (await (await client_for("venue:SL-VH-01")).get(f"/meetings/{sitting.id}/venue")).text

    links = re.findall(r'<a class="btn" ([^>]*)>', page)
    assert len(links) == 3
    assert all('target="_blank" rel="noopener"' in link for link in links)
    assert page.count("(mở trong tab mới)") == 2


async def test_a_hall_is_offered_no_camera_once_the_meeting_is_closed(sitting, client_for):
    await sitting.open()
    hall = await client_for("venue:SL-VH-01")
    offered = (await hall.get(f"/meetings/{sitting.id}/venue")).text
    await sitting.do("chutoa", Close)

    closed = (await hall.get(f"/meetings/{sitting.id}/venue")).text

    assert all(word in offered and word not in closed for word in ("data-start-hall", "/line-test", "data-when"))
    assert "Cuộc họp đã bế mạc" in closed


async def test_who_left_is_told_so_and_may_come_back(sitting, client_for):
    await sitting.open()
    await sitting.do("daibieu03", EndPresence, member=sitting.people["daibieu03"], reason="Mất điện")
    delegate = await client_for("daibieu03")

    await press(delegate, sitting, "live", "DeclarePresence", where="SL-VH-01")

    assert "Có mặt, điểm cầu" in (await delegate.get(f"/meetings/{sitting.id}/live")).text


async def test_the_pages_are_whole_in_english_too(sitting, client_for):
    await sitting.open()
    await sitting.item(2)
    english = await client_for("daibieu04")

    page = (await english.get(f"/meetings/{sitting.id}/live")).text

    assert "Ask to speak" in page
    assert 'lang="en"' in page


async def test_a_page_that_would_look_the_same_is_not_sent_again(sitting, client_for):
    await sitting.open()
    client = await client_for("daibieu03")
    first = await client.get(f"/meetings/{sitting.id}/live")
    client.cookies.set("js", "1")
    had = {"if-none-match": first.headers["etag"]}

    again = await client.get(f"/meetings/{sitting.id}/live", headers=had)
    assert (again.status_code, again.content) == (304, b"")
    await sitting.item(2)
    assert (await client.get(f"/meetings/{sitting.id}/live", headers=had)).status_code == 200


async def test_who_has_no_script_is_sent_the_page_whole(sitting, client_for):
    await sitting.open()
    client = await client_for("daibieu03")
    first = await client.get(f"/meetings/{sitting.id}/live")

    again = await client.get(f"/meetings/{sitting.id}/live", headers={"if-none-match": first.headers["etag"]})

    assert again.status_code == 200
