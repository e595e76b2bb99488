"""When papers are due, and which items lack one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetings.calendar import deadlines
from meetings.register.prepared import PreparedItem

PLACE = ZoneInfo("Asia/Ho_Chi_Minh")
SITTING = datetime(2026, 11, 26, 1, 30, tzinfo=UTC)      # 08:30 in Vân Hồ


@pytest.mark.parametrize(
    ("now", "left", "late"),
    [
        (datetime(2026, 11, 20, 3, 0, tzinfo=UTC), 1, 0),
        (datetime(2026, 11, 21, 16, 59, tzinfo=UTC), 0, 0),
        (datetime(2026, 11, 21, 17, 0, tzinfo=UTC), -1, 1),
        (datetime(2026, 11, 26, 1, 0, tzinfo=UTC), -5, 5),
    ],
)
def test_papers_are_due_five_days_before_and_late_from_the_next_midnight_of_the_place(now, left, late):
    deadline = deadlines.for_papers(SITTING, now, PLACE)

    assert deadline.due == date(2026, 11, 21)
    assert (deadline.days_left, deadline.days_late) == (left, late)


def test_what_somebody_presents_for_more_than_ten_minutes_should_have_a_paper():
    opening = PreparedItem("i1", 1, "Khai mạc", "Ông Cà Văn Dũng", 10)
    report = PreparedItem("i2", 2, "Báo cáo", "UBND huyện", 40)
    budget = PreparedItem("i3", 3, "Dự toán", "Phòng Tài chính", 40)
    debate = PreparedItem("i4", 4, "Thảo luận", "", 60)

    assert deadlines.lacking([opening, report, budget, debate], {"i2"}) == [budget]


def test_links_open_for_their_days_and_at_least_until_a_while_after_the_meeting():
    now = SITTING - timedelta(days=30)

    assert deadlines.for_links(SITTING, now, 14) == SITTING + deadlines.AFTER
    assert deadlines.for_links(SITTING, SITTING, 14) == SITTING + timedelta(days=14)
