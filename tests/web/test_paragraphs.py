"""A page's text as paragraphs; no word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import paragraphs

PAGE = """II. DỰ TOÁN THU NGÂN SÁCH NĂM 2027
1. Tổng thu ngân sách nhà nước trên địa bàn là 148.600 triệu
đồng, bằng 106,4% ước thực hiện năm 2026.
Thu nội địa 96.300 104.200
Thu tiền sử dụng đất 34.000 35.000
2. Bổ sung từ ngân sách tỉnh là 612.450 triệu đồng, trong đó
- bổ sung có mục tiêu 114.330 triệu đồng."""


def test_broken_lines_become_paragraphs_and_rows_of_a_table_stay_rows():
    assert [(b.text, b.heading) for b in paragraphs.blocks(PAGE)] == [
        ("II. DỰ TOÁN THU NGÂN SÁCH NĂM 2027", True),
        ("1. Tổng thu ngân sách nhà nước trên địa bàn là 148.600 triệu "
         "đồng, bằng 106,4% ước thực hiện năm 2026.", False),
        ("Thu nội địa 96.300 104.200", False),
        ("Thu tiền sử dụng đất 34.000 35.000", False),
        ("2. Bổ sung từ ngân sách tỉnh là 612.450 triệu đồng, trong đó", False),
        ("- bổ sung có mục tiêu 114.330 triệu đồng.", False),
    ]


@pytest.mark.parametrize(("line", "row"), [
    ("Thu nội địa 96.300 104.200", True), ("Thu 1 2 3,5%", True), ("148.600 triệu", False), ("ước 106,4%", False),
    ("96.300 104.200", False), ("1 2 3 x", False), ("", False), ("1", False),
])
def test_a_row_of_a_table_ends_in_two_figures(line, row):
    assert paragraphs._is_row(line) is row


def test_a_page_is_told_by_its_first_heading_else_by_its_first_words():
    assert paragraphs.headline(PAGE) == "II. DỰ TOÁN THU NGÂN SÁCH NĂM 2027"
    assert paragraphs.headline("Căn cứ Luật Tổ chức.") == "Căn cứ Luật Tổ chức."
    assert paragraphs.headline("") == ""
    assert paragraphs.headline("ỦY BAN NHÂN DÂN\nHUYỆN VÂN HỒ\nSố: 412/BC-UBND\nBÁO CÁO") == "BÁO CÁO"
    assert len(paragraphs.headline("từ " * 90)) <= 61


@given(st.text(alphabet="abĐ 1.,;\n-", max_size=400))
def test_no_word_is_lost_or_moved(text):
    assert " ".join(block.text for block in paragraphs.blocks(text)).split() == text.split()
