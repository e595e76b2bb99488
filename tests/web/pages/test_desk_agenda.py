"""The agenda tab: items, and papers on them."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from meetings.procedure.sitting import Close
from meetings.register.prepared import PaperState
from tests.web import desk_scene, under_way
from tests.web.desk_scene import DOCX, PDF


@pytest.fixture
async def desk(client_for):
    return await desk_scene.new_meeting(await client_for("thuky"))


async def titles(house, desk):
    return [item.title for item in await house.register.sittings.items(desk.id)]


async def ids(house, desk):
    return [item.id for item in await house.register.sittings.items(desk.id)]


async def test_items_are_added_in_order_with_their_planned_clock(desk, house):
    for title, minutes in (("Khai mạc", 10), ("Báo cáo", 40), ("Dự toán", 30)):
        assert (await desk.item(title, "UBND huyện", minutes)).status_code == 303

    page = await desk.page()

    assert await titles(house, desk) == ["Khai mạc", "Báo cáo", "Dự toán"]
    assert re.findall(r'<p class="s r n">(\d\d:\d\d)', page) == ["08:30", "08:40", "09:20"]
    assert "đến khoảng 09:50" in page


async def test_an_item_is_changed_moved_and_removed_by_its_buttons(desk, house):
    for title in ("một", "hai", "ba"):
        await desk.item(title)
    one, two, three = await ids(house, desk)

    await desk.client.send_form(f"{desk.url}/items/{three}", do="up")
    assert await titles(house, desk) == ["một", "ba", "hai"]
    await desk.client.send_form(f"{desk.url}/items/{one}", do="down")
    assert await titles(house, desk) == ["ba", "một", "hai"]
    moved = await desk.client.send_form(f"{desk.url}/items/{three}", do="up")
    assert moved.headers["location"] == f"{desk.url}/agenda#i-{three}"
    assert await titles(house, desk) == ["ba", "một", "hai"]
    await desk.client.send_form(f"{desk.url}/items/{two}", do="save", title="hai, sửa", presenter="", minutes="5")
    await desk.client.send_form(f"{desk.url}/items/{one}", do="remove")
    assert await titles(house, desk) == ["ba", "hai, sửa"]


@pytest.mark.parametrize("minutes", ["", "-1", "1441", "1e3", "٣", "9" * 400])
async def test_minutes_that_are_none_are_refused_beside_the_field(desk, house, minutes):
    answer = await desk.item("Dự toán ngân sách", "Bà Thủy", minutes)

    assert answer.status_code == 422
    assert "Một số nguyên từ 0 đến 1440." in answer.text
    assert "Dự toán ngân sách" in answer.text
    assert "Bà Thủy" in answer.text
    assert await titles(house, desk) == []


async def test_a_wrong_change_opens_that_item_again_with_what_was_typed(desk, house):
    await desk.item("Dự toán")
    (item,) = await ids(house, desk)

    typed = {"title": "", "presenter": "Ai đó", "minutes": "5"}
    answer = await desk.client.send_form(f"{desk.url}/items/{item}", do="save", **typed)

    assert answer.status_code == 422
    assert "Cần điền chỗ này." in answer.text
    assert 'value="Ai đó"' in answer.text
    assert await titles(house, desk) == ["Dự toán"]


async def test_an_empty_agenda_can_begin_with_the_usual_business_once(desk, house):
    assert "Lấy chương trình thường lệ" in await desk.page()

    for _ in range(2):
        await desk.client.send_form(f"{desk.url}/items/usual")

    assert (await titles(house, desk))[0] == "Khai mạc kỳ họp"
    assert len(await titles(house, desk)) == 6


async def test_a_pdf_becomes_pages_and_a_second_one_of_its_name_the_next_version(desk, house):
    await desk.item("Dự toán")
    (item,) = await ids(house, desk)

    assert (await desk.paper(item, "Tờ trình.pdf", PDF)).status_code == 303
    await house.pager.settled()
    assert (await desk.paper(item, "Tờ trình.pdf", PDF + b"\n% changed")).status_code == 303
    await house.pager.settled()

    ((document, version),) = await house.register.dossier.latest(desk.id)
    assert (document.title, version.number, version.state) == ("Tờ trình", 2, PaperState.PAGED)
    page = await desk.page()
    assert "Bản 2" in page
    assert f"{version.pages} trang" in page


async def test_a_docx_is_kept_and_marked_as_not_yet_readable_page_by_page(desk, house):
    await desk.item("Nghị quyết")
    (item,) = await ids(house, desk)

    await desk.paper(item, "Dự thảo nghị quyết.docx", DOCX)

    page = await desk.page()
    assert "Dự thảo nghị quyết" in page
    assert "chưa đọc được từng trang" in page


async def test_a_file_that_is_not_what_its_name_says_is_refused_with_the_reason(desk, house):
    await desk.item("Dự toán")
    (item,) = await ids(house, desk)

    await desk.paper(item, "Tờ trình.pdf", b"<html><script>alert(1)</script>")

    page = await desk.page()
    assert "Không nhận" in page
    assert "paper:" not in page
    assert "<script>alert" not in page


async def test_a_file_with_the_mark_of_malware_is_set_apart_and_the_rest_goes_on(desk, house):
    await desk.item("Dự toán")
    (item,) = await ids(house, desk)
    mark = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    files = [("file", (name, content, "application/pdf")) for name, content in (("a.pdf", mark), ("b.pdf", PDF))]

    answer = await desk.client.send_form(f"{desk.url}/items/{item}/papers", files=files)
    await house.pager.settled()

    versions = {document.title: version for document, version in await house.register.dossier.latest(desk.id)}
    assert answer.status_code == 303
    assert (versions["a"].state, versions["b"].state) == (PaperState.REFUSED, PaperState.PAGED)
    assert "Tệp mang dấu hiệu phần mềm độc hại" in await desk.page()
    fetched = [(await desk.client.get(f"/papers/{versions[name].id}/file")).status_code for name in "ab"]
    assert fetched == [404, 200]


async def test_an_empty_file_and_no_file_are_told_and_nothing_is_kept(desk, house):
    await desk.item("Dự toán")
    (item,) = await ids(house, desk)

    empty = await desk.paper(item, "rỗng.pdf", b"")
    none = await desk.client.send_form(f"{desk.url}/items/{item}/papers")

    assert empty.status_code == none.status_code == 422
    assert "Xin chọn tệp trước." in none.text
    assert await house.register.dossier.latest(desk.id) == []


async def test_a_file_beyond_the_bound_is_turned_away(desk, house, monkeypatch):
    monkeypatch.setattr(house.shelf, "largest", 1_000)
    await desk.item("Dự toán")
    (item,) = await ids(house, desk)

    answer = await desk.paper(item, "lớn.pdf", b"%PDF-1.4\n" + b"x" * 2_000)

    assert answer.status_code == 422
    assert "lớn.pdf" in answer.text
    assert await house.register.dossier.latest(desk.id) == []


async def test_a_strange_name_is_shown_clean_and_stored_under_none(desk, house):
    await desk.item("Dự toán")
    (item,) = await ids(house, desk)

    await desk.paper(item, "../../etc/Tờ trình CON.docx", DOCX)

    ((document, version),) = await house.register.dossier.latest(desk.id)
    assert "/" not in version.filename
    assert "Tờ trình" in document.title


async def test_a_paper_can_be_taken_away_only_before_it_was_sent(desk, house):
    await desk.item("Dự toán", "", 5)
    (item,) = await ids(house, desk)
    await desk.paper(item, "một.docx", DOCX)
    ((document, _),) = await house.register.dossier.latest(desk.id)
    refused = await desk.client.send_form(f"{desk.url}/items/{item}", do="remove")
    assert refused.status_code == 422
    assert "Xin rút tài liệu trước" in refused.text

    gone = await desk.client.send_form(f"{desk.url}/papers/{document.id}/remove")
    assert gone.status_code == 303
    assert await house.register.dossier.latest(desk.id) == []

    await desk.paper(item, "một.docx", DOCX)
    ((document, _),) = await house.register.dossier.latest(desk.id)
    await desk.convene()
    kept = await desk.client.send_form(f"{desk.url}/papers/{document.id}/remove")
    assert kept.status_code == 422
    assert len(await house.register.dossier.latest(desk.id)) == 1


@pytest.fixture
async def paper(desk, house):
    """A paper on the one item of the desk."""
    await desk.item("Dự toán", "", 5)
    (item,) = await ids(house, desk)
    await desk.paper(item, "scan_0012.docx", DOCX)
    ((document, _),) = await house.register.dossier.latest(desk.id)
    return document


async def paper_titles(house, desk):
    return [document.title for document, _ in await house.register.dossier.latest(desk.id)]


async def test_a_paper_is_renamed_before_it_is_sent_without_a_word(desk, house, paper):
    answer = await desk.client.send_form(f"{desk.url}/papers/{paper.id}/title", title="  Tờ trình   số 15 ")

    assert (answer.status_code, answer.headers["location"]) == (303, f"{desk.url}/agenda#d-{paper.id}")
    assert await paper_titles(house, desk) == ["Tờ trình số 15"]
    assert "Lý do đổi tên" not in await desk.page()


async def test_a_paper_that_was_sent_is_renamed_with_a_note_that_stays_with_it(desk, house, paper):
    await desk.convene()
    url = f"{desk.url}/papers/{paper.id}/title"

    silent = await desk.client.send_form(url, title="Tờ trình số 15")
    assert (silent.status_code, await paper_titles(house, desk)) == (422, ["scan 0012"])
    assert f'id="dn-{paper.id}-error"' in silent.text
    assert 'value="Tờ trình số 15"' in silent.text
    await desk.client.send_form(url, title="Tờ trình số 15", note="Tên tệp quét không rõ nghĩa")

    assert await paper_titles(house, desk) == ["Tờ trình số 15"]
    page = await desk.page()
    assert "có tên “scan 0012”. Lý do đổi tên: Tên tệp quét không rõ nghĩa" in page
    (line,) = await house.register.audit.recent(1)
    assert (line.what, line.about) == ("paper-renamed", desk.id)
    assert line.detail == "scan 0012 ▸ Tờ trình số 15: Tên tệp quét không rõ nghĩa"


@pytest.mark.parametrize(("title", "told"), [
    ("", "Cần điền chỗ này."),
    ("x" * 301, "Nhiều nhất 300 ký tự; đang có 301."),
    ("Phụ lục", "Một tài liệu khác của nội dung này đã mang tên đó."),
])
async def test_a_title_that_cannot_stand_is_refused_beside_its_field(desk, house, paper, title, told):
    await desk.paper(paper.item, "Phụ lục.docx", DOCX + b"other")

    answer = await desk.client.send_form(f"{desk.url}/papers/{paper.id}/title", title=title)

    assert answer.status_code == 422
    beside = answer.text.split(f'id="dt-{paper.id}-error"')[1].split("</span>")[0]
    assert told in beside
    assert "<details open>" in answer.text
    assert await paper_titles(house, desk) == ["scan 0012", "Phụ lục"]


async def test_a_paper_of_another_meeting_cannot_be_renamed_from_here(desk, paper, client_for):
    other = await desk_scene.new_meeting(desk.client, title="Khác")

    assert (await desk.client.send_form(f"{other.url}/papers/{paper.id}/title", title="x")).status_code == 404


async def test_once_the_meeting_is_closed_its_papers_keep_their_titles(client_for, house, sitting):
    desk = desk_scene.Desk(await client_for("thuky"), sitting.id)
    ((document, _),) = await house.register.dossier.latest(sitting.id)
    url = f"{desk.url}/papers/{document.id}/title"
    assert "Đổi tên tài liệu" in await desk.page()
    assert (await desk.client.send_form(url, title="Trong lúc họp", note="Sửa tên")).status_code == 303
    await sitting.do("chutoa", Close)

    answer = await desk.client.send_form(url, title="Sau khi họp", note="Sửa tên")
    assert answer.status_code == 422
    assert await paper_titles(house, desk) == ["Trong lúc họp"]


async def test_late_papers_are_said_in_red_and_those_in_time_are_not(client_for, house):
    thuky = await client_for("thuky")
    soon = datetime.now(UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    late = await desk_scene.new_meeting(thuky, day=soon.isoformat())
    in_time = await desk_scene.new_meeting(thuky)

    assert "Trễ hạn 5 ngày: tài liệu chưa được gửi." in await late.page()
    page = await in_time.page()
    assert "Trễ hạn" not in page
    assert "Tài liệu phải đến đại biểu trước hết ngày thứ Năm, 21/11/2030." in page


async def test_an_item_of_another_meeting_cannot_be_touched_from_here(desk, house, client_for):
    other = await desk_scene.new_meeting(desk.client, title="Khác")
    await other.item("của cuộc khác")
    (item,) = await ids(house, other)

    assert (await desk.client.send_form(f"{desk.url}/items/{item}", do="remove")).status_code == 404
    assert (await desk.paper(item, "một.docx", DOCX)).status_code == 404
    assert await titles(house, other) == ["của cuộc khác"]


async def test_once_the_sitting_has_begun_the_agenda_stands_but_papers_may_follow(client_for, house):
    sitting = await under_way.convene(house)
    await sitting.open()
    desk = desk_scene.Desk(await client_for("thuky"), sitting.id)

    assert (await desk.item("thêm vào")).status_code == 422
    assert (await desk.client.send_form(f"{desk.url}/items/{sitting.items[0].id}", do="down")).status_code == 422
    assert (await desk.paper(sitting.items[0].id, "Phụ lục.docx", DOCX)).status_code == 303
    assert len(await house.register.dossier.latest(sitting.id)) == 2
