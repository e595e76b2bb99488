"""A page's text as paragraphs that fit a phone.

A PDF knows lines, not paragraphs. A line is taken for the middle of a paragraph when it
reaches far to the right and the next one does not begin like something new:

    Tổng thu ngân sách nhà nước trên địa bàn là 148.600 triệu     full: goes on
    đồng, bằng 106,4% ước thực hiện năm 2026.                     short: ends here
    Thu nội địa 96.300 104.200                                    a row of a table stays a line

When in doubt a line stays a line: words are never lost, moved or changed.
"""

import re
from dataclasses import dataclass

FULL = 0.78                    # share of the page's longest line from which a line counts as full
HEADINGS = re.compile(r"(Chương|Mục|Phần|Điều|Phụ lục)\s+[\dIVXLC]+|[IVXLC]{1,5}\.\s|[A-ZĐ]\.\s")
BEGINS_ANEW = re.compile(r"[-–+•*]\s|\d{1,2}(\.\d{1,2})*[.)]\s|[a-zđ]\)\s")
LETTERHEAD = re.compile(
    r"(ỦY BAN|UỶ BAN|HỘI ĐỒNG|TÒA ÁN|CỘNG HÒA|TM\.|KT\.|TỈNH |HUYỆN |XÃ |THÀNH PHỐ |Số:|Độc lập|[^,.]{2,40}, ngày )"
)
FIGURE = re.compile(r"[\d.,%]+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading."""

    text: str
    heading: bool


def blocks(text: str) -> list[Block]:
    """The paragraphs of a page, in order."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    widest = max(map(len, lines), default=0)
    found: list[Block] = []
    open_end = False
    for line in lines:
        if not line:
            open_end = False
            continue
        heading = _is_heading(line)
        if open_end and not heading and not BEGINS_ANEW.match(line):
            found[-1] = Block(f"{found[-1].text} {line}", found[-1].heading)
        else:
            found.append(Block(line, heading))
        open_end = not heading and len(line) >= widest * FULL and widest > 40 and not _is_row(line)
    return found


def headline(text: str) -> str:
    """What a page is about, in one short line: its first heading under the letterhead, else its first words.

    "" for a scan.
    """
    found = [block for block in blocks(text) if not LETTERHEAD.match(block.text)]
    words = next((block.text for block in found if block.heading), found[0].text if found else "")
    return words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + "…"


def _is_row(line: str) -> bool:
    """Does it end in two figures at least? Only its end is looked at, however long it is."""
    _, *last = line.rsplit(" ", 2)
    return len(last) == 2 and all(FIGURE.fullmatch(word) for word in last)


def _is_heading(line: str) -> bool:
    if len(line) > 110 or line.endswith((";", ",", ":")):
        return False
    letters = [c for c in line if c.isalpha()]
    shouted = len(letters) >= 4 and all(c.isupper() for c in letters)
    return shouted or (HEADINGS.match(line) is not None and not line.endswith("."))

