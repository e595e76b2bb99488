"""Words, and their bounds."""

import pytest

from meetings.procedure.rulings import Incomplete
from meetings.procedure.words import said


def test_blanks_around_it_are_not_part_of_what_was_said():
    assert said("  Mất điện \n", 20, "note-missing") == "Mất điện"


def test_where_something_must_be_said_blanks_say_nothing():
    with pytest.raises(Incomplete, match="note-missing"):
        said(" \n ", 20, "note-missing")
    assert said(" ", 20, "") == ""


def test_too_much_is_refused_with_the_limit():
    assert said("x" * 20, 20, "") == "x" * 20
    with pytest.raises(Incomplete, match="21 characters, at most 20") as refused:
        said("x" * 21, 20, "")
    assert refused.value.code == "text-too-long"
