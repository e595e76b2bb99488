"""What a page need not be told again."""

import pytest

from web import frames

PARTS = {"item": "<p>Item 1</p>", "lines": "<p>All connected</p>"}


def test_a_page_as_it_stands_is_told_nothing():
    assert frames.unlike(PARTS, frames.marks(PARTS)) == {}


def test_only_what_looks_otherwise_is_told():
    drawn = frames.marks(PARTS)

    assert frames.unlike(PARTS | {"lines": "<p>One lost</p>"}, drawn) == {"lines": "<p>One lost</p>"}


@pytest.mark.parametrize("drawn", ["", "abc", "x" * 400])
def test_a_page_that_says_it_wrongly_is_told_everything(drawn):
    assert frames.unlike(PARTS, drawn) == PARTS
