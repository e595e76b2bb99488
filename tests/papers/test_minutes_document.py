"""The Word file of the minutes, read back and compared with the record."""

import io

import docx as reader
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from meetings.papers import kinds, minutes_document, minutes_words
from meetings.papers.kinds import Kind
from meetings.procedure.sitting import Close
from tests.papers import sitting
from tests.papers.sitting import ZONE


@pytest.fixture(scope="module")
def minutes():
    return sitting.minutes()


@pytest.fixture(scope="module")
def document(minutes):
    return reader.Document(io.BytesIO(minutes_document.docx(minutes, "vi", ZONE, "12")))


def written(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def test_the_document_says_exactly_what_the_record_says(minutes, document):
    body = written(document)
    told = [paragraph.text for paragraph in minutes_words.paragraphs(minutes, "vi", ZONE)]

    first = body.index(told[0])
    assert body[:first] == ["BIÊN BẢN", "Kỳ họp thứ 12, Hội đồng nhân dân huyện Vân Hồ"]
    assert body[first:first + len(told)] == told
    assert body[first + len(told)] == "Nơi nhận:"


def test_each_count_finding_absence_and_speech_stands_in_it(minutes, document):
    body = "\n".join(written(document))
    [held] = [each for run in minutes.business for each in run.course if getattr(each, "finding", None)]

    labels = {option.code: option.labels["vi"].lower() for option in held.options}
    for code, count in held.counts:
        assert f"{labels[code]} {count:02d}" in body
    assert f"đạt {dict(held.counts)['tan-thanh']:02d} trên tổng số {held.total:02d}" in body
    for absent in minutes.absent:
        assert f"{minutes.people[absent.person].name} (lý do: {absent.reason})" in body
    for member in minutes.members:
        assert minutes.people[member.person].name in body


def test_the_head_and_the_signatures_stand_in_two_columns(document):
    head, signatures = ([cell.text.split("\n") for cell in table.rows[0].cells] for table in document.tables)

    assert [line for line in head[0] if line] == ["HỘI ĐỒNG NHÂN DÂN", "HUYỆN VÂN HỒ", "Số: 12/BB-HĐND"]
    assert [line for line in head[1] if line] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert (signatures[0][0], signatures[0][-1]) == ("THƯ KÝ", "Triệu Ngọc Quân")
    assert (signatures[1][0], signatures[1][-1]) == ("CHỦ TỌA", "Cà Văn Bình")


def test_the_page_is_set_as_the_decree_says(document):
    section, normal = document.sections[0], document.styles["Normal"]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert section.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER
    body = next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith("Thời gian"))
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert body.runs[0].bold
    assert not body.runs[1].bold


def test_the_same_record_makes_the_same_bytes(minutes):
    assert minutes_document.docx(minutes, "vi", ZONE) == minutes_document.docx(minutes, "vi", ZONE)


def test_a_draft_says_so_and_english_is_whole():
    draft = reader.Document(io.BytesIO(minutes_document.docx(sitting.minutes(Close), "en", ZONE)))

    assert written(draft)[:3] == ["MINUTES", "Kỳ họp thứ 12, Hội đồng nhân dân huyện Vân Hồ", "(Draft)"]
    assert "The meeting is not closed; this is what was recorded so far." in written(draft)


def test_our_own_document_is_a_paper_we_would_keep(minutes, tmp_path):
    (tmp_path / "minutes").write_bytes(minutes_document.docx(minutes, "vi", ZONE))

    assert kinds.of(tmp_path / "minutes", "Biên bản.docx") is Kind.DOCX


def test_words_that_xml_has_no_place_for_are_left_out():
    assert minutes_document._writable("a\x00b\x1f\ud800c\uffff") == "abc"
