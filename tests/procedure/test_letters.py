"""Letters are composed, and nobody holds the house up with marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.procedure import letters
from meetings.procedure.letters import composed

MARKS = "\u0315" * 250_000 + "\u0327" * 250_000       # sorted by `normalize` one past the other


@given(st.text(max_size=300) | st.lists(st.sampled_from(["a\u0302\u0300", "o\u031b\u0323 ", "đ", "\u1100\u1161\n"]))
       .map("".join))
def test_words_are_written_as_unicode_composes_them(text):
    assert composed(text) == unicodedata.normalize("NFC", text)


def test_a_long_text_is_composed_to_its_last_letter():
    text = "Nghị quyết về việc điều chỉnh dự toán ngân sách\n" * 2_000

    assert composed(unicodedata.normalize("NFD", text)) == text


def test_a_heap_of_marks_is_never_handed_over_in_one_piece(monkeypatch):
    longest = 0

    def normalize(form, piece):
        nonlocal longest
        longest = max(longest, len(piece))
        return piece

    monkeypatch.setattr(letters.unicodedata, "normalize", normalize)

    assert composed("a" + MARKS) == "a" + MARKS
    assert longest == 300


@pytest.mark.parametrize("text", ["", "a", "\r\n", "plain words\0"])
def test_what_is_ascii_stays_as_it_is(text):
    assert composed(text) is text
