"""A form as somebody typed it, read field by field."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.typed import Typed, clean
from web.viewer import Viewer

NOBODY = Viewer("nobody", None, None, None, (), "en", "", None)


def typed(**fields):
    return Typed({name: [value] for name, value in fields.items()}, NOBODY)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("2026-11-26", date(2026, 11, 26)), ("26/11/2026", date(2026, 11, 26)), ("1.2.2027", date(2027, 2, 1))],
)
def test_a_day_is_understood_as_browsers_and_as_people_write_it(written, meant):
    assert typed(day=written).day("day") == meant


@pytest.mark.parametrize("written", ["", "tomorrow", "2026-13-01", "32/01/2026", "2026-02-30", "1026-01-01"])
def test_what_is_no_day_is_said_so(written):
    form = typed(day=written)

    assert form.day("day") is None
    assert "day" in form.errors


def test_a_time_is_understood_with_a_colon_or_as_vietnamese_write_it():
    assert typed(at="08:30").clock("at") == typed(at="8h30").clock("at") == typed(at="8g30").clock("at") == time(8, 30)
    assert typed(at="24:00").clock("at") is None


def test_every_value_of_a_repeated_field_is_kept_and_files_are_no_text():
    form = Typed({"person": ["a", "b", object()], "file": [object()]}, NOBODY)

    assert form.all("person") == ["a", "b"]
    assert form.typed == {"person": "b"}


@given(st.text(max_size=200))
def test_reading_never_raises_and_clean_text_stays_clean(text):
    form = typed(x=text)
    form.text("x", most=50)
    form.number("x", 0, 10)
    form.day("x")
    form.clock("x")
    form.choice("x", ["a"])

    assert clean(clean(text)) == clean(text)
    assert not set(clean(text)) & set("\x00\u202e\u200f\r\t")
