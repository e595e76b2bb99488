"""The record told in words; the page and the document both say these."""

import re
from dataclasses import replace

import pytest

from meetings.papers import minutes_words
from meetings.papers.minutes_sentences import EN, FRAME, LABELS, VI
from meetings.papers.minutes_words import Kind
from meetings.procedure.ballots import CloseBallot, ConfirmFinding
from meetings.procedure.floor import TakeFloorBack
from meetings.procedure.screen import WithdrawScreen
from meetings.procedure.sitting import Close, Resume
from tests.papers import sitting
from tests.papers.sitting import QUESTION, ZONE


def lines(minutes, locale: str = "vi") -> list[str]:
    return [paragraph.text for paragraph in minutes_words.paragraphs(minutes, locale, ZONE)]


def test_the_minutes_say_what_happened_in_the_order_of_the_form():
    assert lines(sitting.minutes()) == [
        "Thời gian bắt đầu: 08 giờ 00 phút, ngày 26 tháng 11 năm 2026.",
        "Địa điểm: Hội trường huyện Vân Hồ và 01 điểm cầu trực tuyến: Hội trường xã Chiềng Yên.",
        "Thành phần tham dự: 07 trong tổng số 09 đại biểu tham dự; vắng 01 đại biểu; khuyết 01.",
        "Có mặt: Cà Văn Dũng; Cà Văn Bình; Trần Thanh Hoa; Thào Đức Tiến; Sồng Thị Nhung; Bàn Đức Hải; Đinh Thị Ánh.",
        "Vắng mặt: Lường Ngọc Thủy (lý do: Đi công tác tại tỉnh).",
        "Khách mời, người phục vụ: Giàng Ngọc Phúc, Trưởng phòng Kinh tế và Hạ tầng.",
        "Chủ trì (chủ tọa): Cà Văn Dũng, Chủ tịch HĐND huyện. Từ 09 giờ 50 phút: Cà Văn Bình, Phó Chủ tịch HĐND huyện.",
        "Thư ký (người ghi biên bản): Triệu Ngọc Quân, Thư ký kỳ họp.",
        "Nội dung (theo diễn biến cuộc họp):",
        "08 giờ 00 phút, Chủ tọa khai mạc cuộc họp.",
        "08 giờ 03 phút, điểm danh: có mặt 06 trên tổng số 09 đại biểu, cần ít nhất 06; đủ điều kiện họp.",
        "1. 08 giờ 09 phút: Báo cáo kinh tế - xã hội năm 2026. Trình bày: Giàng Ngọc Phúc.",
        "08 giờ 20 phút, ghi chú của thư ký: Đại biểu đề nghị gửi kèm phụ lục ⟦1⟧ <b>&</b>.",
        "08 giờ 30 phút, Đinh Thị Ánh, Đại biểu HĐND huyện đến dự.",
        "2. 09 giờ 00 phút: Dự toán ngân sách địa phương năm 2027.",
        "Bàn Đức Hải, Đại biểu HĐND huyện phát biểu từ 09 giờ 02 phút đến 09 giờ 04 phút (02 phút 45 giây).",
        "Bàn Đức Hải, Đại biểu HĐND huyện chiếu màn hình của điểm cầu Hội trường huyện Vân Hồ từ 09 giờ 03 phút đến "
        "09 giờ 04 phút.",
        "Triệu Ngọc Quân, Thư ký kỳ họp chiếu màn hình từ 09 giờ 05 phút đến 09 giờ 09 phút.",
        "Biểu quyết công khai lần 01, lúc 09 giờ 10 phút: Mở nhầm. Lượt biểu quyết này bị hủy lúc 09 giờ 12 phút, "
        "lý do: Mở nhầm nội dung; không có giá trị.",
        f"Biểu quyết công khai lần 02, lúc 09 giờ 20 phút: {QUESTION}. Kết quả: tán thành 04, không tán thành 01, "
        "không biểu quyết 01; đạt 04 trên tổng số 09 đại biểu (cần ít nhất 05). "
        "Có mặt, không gửi phiếu và không có máy nối mạng lúc kết thúc: Đinh Thị Ánh. "
        "Thư ký ghi hộ theo tên: Bàn Đức Hải nói không biểu "
        "quyết. Kết luận: không được thông qua, Chủ tọa xác nhận lúc 09 giờ 25 phút.",
        "Cuộc họp tạm nghỉ từ 09 giờ 30 phút đến 09 giờ 45 phút.",
        "1. 09 giờ 46 phút, tiếp tục: Báo cáo kinh tế - xã hội năm 2026.",
        "09 giờ 50 phút, quyền chủ tọa chuyển cho Cà Văn Bình, Phó Chủ tịch HĐND huyện, lý do: Máy của Chủ tọa hỏng.",
        "09 giờ 55 phút, Trần Thanh Hoa, Đại biểu HĐND huyện rời cuộc họp.",
        "10 giờ 00 phút, Thào Đức Tiến, Đại biểu HĐND huyện rời cuộc họp, lý do: Có việc gia đình.",
        "Đính chính điểm danh (ghi lúc 10 giờ 05 phút): Trần Thanh Hoa, Đại biểu HĐND huyện vắng mặt từ 09 giờ 55 "
        "phút; lý do: Đã về trước.",
        "Có mặt khi bế mạc: 05 trên tổng số 09 đại biểu.",
        "Cuộc họp kết thúc vào 10 giờ 10 phút, ngày 26 tháng 11 năm 2026./.",
    ]


def test_the_same_in_english():
    told = lines(sitting.minutes(), "en")

    assert told[0] == "Began: 08:00, 26 November 2026."
    assert "Attendance: 7 of 9 deputies attended; absent: 1; vacant seats: 1." in told
    result = "Result: for 4, against 1, not voting 1; 4 of all 9 deputies (at least 5 needed)."
    assert any(result in line for line in told)
    assert "Triệu Ngọc Quân, Thư ký kỳ họp showed a screen from 09:05 to 09:09." in told
    assert told[-1] == "The meeting closed at 10:10, 26 November 2026."


def test_facts_are_marked_and_the_secretarys_words_never_pass_for_one():
    paragraphs = minutes_words.paragraphs(sitting.minutes(), "vi", ZONE)
    note = next(paragraph for paragraph in paragraphs if paragraph.kind is Kind.NOTE)
    ballot = next(paragraph for paragraph in paragraphs if QUESTION in paragraph.text)

    assert [span.text for span in note.spans if span.fact] == ["08 giờ 20 phút"]
    result = "tán thành 04, không tán thành 01, không biểu quyết 01; đạt 04 trên tổng số 09 đại biểu (cần ít nhất 05)"
    assert result in [span.text for span in ballot.spans if span.fact]


@pytest.mark.parametrize(("until", "sentence"), [
    (Close, "Cuộc họp chưa kết thúc; đây là nội dung ghi được đến lúc này."),
    (Resume, "Cuộc họp tạm nghỉ từ 09 giờ 30 phút."),
    (ConfirmFinding, "Kết luận chưa được Chủ tọa xác nhận."),
    (CloseBallot, "Lượt biểu quyết chưa kết thúc."),
    (TakeFloorBack, "phát biểu từ 09 giờ 02 phút, chưa kết thúc."),
    (TakeFloorBack, "chiếu màn hình của điểm cầu Hội trường huyện Vân Hồ từ 09 giờ 03 phút, chưa kết thúc."),
    (WithdrawScreen, "Triệu Ngọc Quân, Thư ký kỳ họp chiếu màn hình từ 09 giờ 05 phút, chưa kết thúc."),
])
def test_a_draft_says_what_is_still_open(until, sentence):
    minutes = sitting.minutes(until)

    assert any(line.endswith(sentence) for line in lines(minutes))
    assert not minutes_words.tell(minutes, "vi", ZONE).closed


@pytest.mark.parametrize(("locale", "sentence"), [
    ("vi", "Biểu quyết công khai lần 01, lúc 09 giờ 10 phút: {}"),
    ("en", "Open ballot 1, at 09:10: {}"),
])
@pytest.mark.parametrize(("question", "written"), [
    ("Thông qua dự toán?", "Thông qua dự toán?"),
    ("Thông qua dự toán.", "Thông qua dự toán."),
    ("Thông qua dự toán", "Thông qua dự toán."),
])
def test_a_question_ends_with_the_one_mark_it_was_put_with(locale, sentence, question, written):
    told = lines(sitting.minutes(question=question), locale)

    assert [line for line in told if line.startswith(sentence.format(written) + " ")] != []


def test_a_place_nobody_named_is_followed_by_no_second_full_stop():
    minutes = sitting.minutes()
    nowhere = replace(minutes, paper=replace(minutes.paper, venues=()))

    assert lines(nowhere)[1] == "Địa điểm: …"


def test_an_assumed_threshold_is_said_with_the_finding():
    [line] = [line for line in lines(sitting.minutes(rules="hdnd-2025")) if QUESTION in line]

    assert line.endswith("cần cơ quan xác nhận.")


def test_the_head_and_the_signatures_are_those_of_the_form():
    told = minutes_words.tell(sitting.minutes(), "vi", ZONE, number="12")

    assert told.office == ("HỘI ĐỒNG NHÂN DÂN", "HUYỆN VÂN HỒ")
    assert told.number == "Số: 12/BB-HĐND"
    assert (told.title, told.about) == ("BIÊN BẢN", "Kỳ họp thứ 12, Hội đồng nhân dân huyện Vân Hồ")
    assert (told.secretary.office, told.secretary.name) == ("THƯ KÝ", "Triệu Ngọc Quân")
    assert (told.chair.office, told.chair.name) == ("CHỦ TỌA", "Cà Văn Bình")
    assert told.receivers[-1] == "- Lưu: VT, Hồ sơ."


def test_both_languages_say_the_same_things():
    def fields(sentences):
        return {key: sorted(re.findall(r"\{(\w+)\}", text)) for key, text in sentences.items()}

    facts = {key: text.count("⟦") == text.count("⟧") for key, text in (*VI.items(), *EN.items())}
    assert {key: set(names) - {"members"} for key, names in fields(VI).items()} == {
        key: set(names) - {"members"} for key, names in fields(EN).items()
    }
    assert all(facts.values())
    assert set(FRAME["vi"]) == set(FRAME["en"])
    assert set(LABELS["vi"]) == set(LABELS["en"])
