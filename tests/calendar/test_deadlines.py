from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from meetings.calendar import deadlines

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
