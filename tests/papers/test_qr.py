"""A link as a code: what is drawn is what segno encodes, module for module."""

import re

import pytest
import segno

from meetings.papers import qr

LINK = "https://dinh.vanho.example/enter/Zr8v2l0mJmJk5o3YtQ1c7w9xN4aB6dE8fG0hI2jK4lM?a=1&b=<2>"


def modules(svg: str) -> set[tuple[int, int]]:
    """The dark squares of the drawing, by its horizontal strokes."""
    path = re.findall(r'<path[^>]*stroke="#000"[^>]* d="([^"]+)"', svg)[0]
    dark: set[tuple[int, int]] = set()
    x = y = 0.0
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path):
        if command == "h":
            dark |= {(int(x) + step, int(y)) for step in range(int(first))}
            x += float(first)
        else:
            move = (float(first), float(second))
            x, y = move if command == "M" else (x + move[0], y + move[1])
    return dark


def test_the_drawing_is_the_code():
    matrix = segno.make(LINK, error="m", boost_error=False).matrix

    expected = {(x + 4, y + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert modules(qr.svg(LINK)) == expected


def test_a_code_has_words_for_those_who_do_not_see_it_and_is_one_inline_picture():
    drawn = qr.svg(LINK, 'Mở "giấy mời" & đăng nhập')

    assert drawn.startswith('<svg class="qr" role="img" aria-label=')
    assert "<title>Mở \"giấy mời\" &amp; đăng nhập</title>" in drawn
    assert "http" not in qr.svg(LINK, "x")
    assert "<2>" not in qr.svg(LINK)
    assert len(drawn) < 6_000


@pytest.mark.parametrize("link", ["", "x" * 1_001])
def test_a_link_that_no_printed_code_carries_is_refused(link):
    with pytest.raises(ValueError, match="1 to 1000"):
        qr.svg(link)
