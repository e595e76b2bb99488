"""The minutes as a page and as a document: the same words, told from the record."""

import asyncio
import io
import re

import pytest
from docx import Document

from meetings.procedure.roll import CorrectAttendance
from meetings.procedure.sitting import Close, TakeNote
from tests.web.under_way import convene


@pytest.fixture
async def closed(house):
    sitting = await convene(house)
    await sitting.open(away=("daibieu05",))
    await sitting.item(2)
    ballot = await sitting.ballot("Thông qua dự toán năm 2027?")
    await sitting.vote(ballot, "tan-thanh", "chutoa", "phochutoa", "daibieu03")
    await sitting.decide(ballot)
    await sitting.do("thuky", TakeNote, note="Đề nghị làm rõ vốn <đường>")
    await sitting.do("chutoa", Close)
    return sitting


async def test_the_page_has_the_official_forms_parts_and_tints_what_stands_on_the_record(closed, client_for):
    page = (await (await client_for("daibieu03")).get(f"/meetings/{closed.id}/minutes")).text

    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BIÊN BẢN", "Thời gian bắt đầu:", "Thành phần tham dự:",
                 "THƯ KÝ", "CHỦ TỌA", "Nơi nhận:", "Cà Văn Dũng", "Triệu Ngọc Quân"):
        assert part in page
    assert re.search(r'<span class="fact">[^<]*4 trong tổng số 5', page.replace("04", "4").replace("05", "5"))
    assert "&lt;đường&gt;" in page


async def test_the_document_says_what_the_page_says(closed, client_for):
    client = await client_for("thuky")
    page = (await client.get(f"/meetings/{closed.id}/minutes")).text
    answer = await client.get(f"/meetings/{closed.id}/minutes.docx")

    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert "minutes.docx" in answer.headers["content-disposition"]
    lines = [line.text for line in Document(io.BytesIO(answer.content)).paragraphs]
    on_paper = [line for line in lines if "Thông qua dự toán" in line]
    assert on_paper
    plain = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page))
    for line in on_paper:
        assert re.sub(r"\s+", " ", line).strip() in plain


async def test_until_the_close_only_the_desk_reads_the_draft(house, client_for):
    sitting = await convene(house)
    await sitting.open()
    delegate, thuky = await client_for("daibieu03"), await client_for("thuky")

    assert (await delegate.get(f"/meetings/{sitting.id}/minutes")).headers["location"].endswith("/live")
    assert (await delegate.get(f"/meetings/{sitting.id}/minutes.docx")).status_code == 404
    assert "Dự thảo theo diễn biến" in (await thuky.get(f"/meetings/{sitting.id}/minutes")).text


async def test_before_the_call_to_order_there_are_no_minutes_and_it_says_so(house, client_for):
    sitting = await convene(house)
    thuky = await client_for("thuky")

    assert "Chưa có biên bản" in (await thuky.get(f"/meetings/{sitting.id}/minutes")).text
    assert (await thuky.get(f"/meetings/{sitting.id}/minutes.docx")).status_code == 404


async def test_the_document_is_made_once_however_many_ask(closed, client_for, monkeypatch):
    from meetings.papers import minutes_document

    made, make = [], minutes_document.docx
    monkeypatch.setattr(minutes_document, "docx", lambda *told: made.append(told[1]) or make(*told))
    clients = [await client_for(login) for login in ("thuky", "chutoa", "daibieu03", "daibieu04")]

    answers = await asyncio.gather(*(one.get(f"/meetings/{closed.id}/minutes.docx") for one in clients * 3))

    assert {answer.status_code for answer in answers} == {200}
    assert sorted(made) == ["en", "vi"]            # daibieu04 reads English
    assert len({answer.content for answer in answers}) == 2


async def test_a_correction_after_the_close_stands_in_the_next_document(closed, client_for):
    client = await client_for("thuky")
    before = (await client.get(f"/meetings/{closed.id}/minutes.docx")).content
    since = (await closed.stands()).closed_at
    await closed.do("thuky", CorrectAttendance, member=closed.people["daibieu05"], present=True, since=since,
                    reason="Có mặt từ cuối buổi")

    after = (await client.get(f"/meetings/{closed.id}/minutes.docx")).content

    assert "Có mặt từ cuối buổi" in "\n".join(line.text for line in Document(io.BytesIO(after)).paragraphs)
    assert before != after
