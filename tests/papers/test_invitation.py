"""The letter of invitation in form 1.7."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from meetings.papers import invitation
from meetings.papers.invitation import Letter, Someone
from meetings.procedure.sitting import Phase
from meetings.register.prepared import PreparedItem, PreparedMeeting

MEETING = PreparedMeeting(
    "m1", "b1", "regular", "Kỳ họp thứ 12", datetime(2026, 11, 26, 1, 30, tzinfo=UTC),
    datetime(2026, 11, 26, 10, 0, tzinfo=UTC), "Hội trường huyện Vân Hồ", "SL-VH", True, Phase.PLANNED, "p1",
)
GUEST = Someone("Đinh Thị Ánh", "Đại biểu HĐND huyện", "Xã Mường Tè")
ITEMS = [PreparedItem("i1", 1, "Báo cáo kinh tế - xã hội", "", 30), PreparedItem("i2", 2, "Dự toán ngân sách", "", 60)]


CHAIR = Someone("Cà Văn Dũng", "Chủ tịch HĐND huyện", "Huyện Vân Hồ")


def letter(
    locale: str = "vi", chair: Someone = CHAIR, venues: Sequence[str] = ("Hội trường xã Mường Tè",)
) -> Letter:
    return invitation.letter(
        MEETING, "HĐND huyện Vân Hồ", GUEST, chair, ITEMS, venues, locale=locale,
        zone=ZoneInfo("Asia/Ho_Chi_Minh"), written=datetime(2026, 11, 5, 17, 0, tzinfo=UTC),
    )


def test_a_letter_says_who_when_and_where_in_the_official_form():
    told = letter()

    assert told.office == ("HỘI ĐỒNG NHÂN DÂN", "HUYỆN VÂN HỒ")
    assert told.number == "Số: ……/GM-HĐND"
    assert told.dated == "Vân Hồ, ngày 06 tháng 11 năm 2026"
    assert told.title == "GIẤY MỜI"
    assert told.invites == "Hội đồng nhân dân huyện Vân Hồ trân trọng kính mời:"
    assert told.guest == "Đinh Thị Ánh, Đại biểu HĐND huyện, Xã Mường Tè"
    assert {field.label: field.text or field.lines for field in told.fields} == {
        "Tới dự:": "Kỳ họp thứ 12, Hội đồng nhân dân huyện Vân Hồ.",
        "Chủ trì:": "Cà Văn Dũng, Chủ tịch HĐND huyện.",
        "Thời gian:": "08 giờ 30 phút, thứ Năm, ngày 26 tháng 11 năm 2026.",
        "Địa điểm:": "Hội trường huyện Vân Hồ; điểm cầu: Hội trường xã Mường Tè.",
        "Nội dung:": ("1. Báo cáo kinh tế - xã hội", "2. Dự toán ngân sách"),
    }


@pytest.mark.parametrize(("locale", "told"), [
    ("vi", "Vân Hồ và 14 điểm cầu trực tuyến."), ("en", "Vân Hồ and 14 halls on line."),
])
def test_a_letter_names_a_few_halls_and_of_many_says_how_many(locale, told):
    assert letter(locale, venues=[f"Hội trường {n}" for n in range(14)]).fields[3].text.endswith(told)
    assert "Hội trường 3" in letter(locale, venues=[f"Hội trường {n}" for n in range(4)]).fields[3].text


def test_a_letter_speaks_english_too():
    told = letter("en")

    assert told.title == "INVITATION"
    assert [field.label for field in told.fields] == ["To attend:", "Chair:", "Time:", "Place:", "Agenda:"]
    assert told.fields[2].text == "08:30, Thursday, 26 November 2026."


@pytest.mark.parametrize(("title", "over"), [
    ("Chủ tịch HĐND huyện", ("TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH")),
    ("Phó Chủ tịch HĐND huyện", ("TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
])
def test_the_signature_says_by_what_authority(title, over):
    assert letter(chair=Someone("A", title, "")).authority == over


def test_both_languages_have_the_same_words():
    assert set(invitation.FRAME["vi"]) == set(invitation.FRAME["en"])
