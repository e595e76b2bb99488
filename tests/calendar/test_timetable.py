"""When an item should begin, and from when on one may join."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.calendar import timetable
from meetings.procedure.phase import Phase
from meetings.register.prepared import PreparedItem

START = datetime(2026, 11, 26, 1, 30, tzinfo=UTC)


def agenda(*minutes: int) -> list[PreparedItem]:
    return [PreparedItem(f"i{n}", n, "Nội dung", "", m) for n, m in enumerate(minutes, 1)]


def test_an_item_begins_when_the_one_before_it_should_have_ended():
    times = timetable.planned(START, agenda(10, 40, 0, 40))

    assert [t.strftime("%H:%M") for t in times] == ["01:30", "01:40", "02:20", "02:20"]


@given(st.lists(st.integers(0, 1440), max_size=30))
def test_the_times_never_run_backwards_and_the_end_is_after_them_all(minutes):
    items = agenda(*minutes)

    times = [*timetable.planned(START, items), timetable.ends(START, items)]

    assert times == sorted(times)
    assert times[-1] - START == timedelta(minutes=sum(minutes))


@pytest.mark.parametrize(("phase", "minutes", "may"), [
    (Phase.PLANNED, 5, False), (Phase.CONVENED, 61, False), (Phase.CONVENED, 60, True), (Phase.CONVENED, -30, True),
    (Phase.IN_SESSION, 90, True), (Phase.SUSPENDED, -90, True), (Phase.CLOSED, -90, False),
])
def test_one_may_join_from_an_hour_before_until_the_close(phase, minutes, may):
    assert timetable.can_join(phase, START, START - timedelta(minutes=minutes)) is may
