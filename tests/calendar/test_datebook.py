"""A secretary's meetings under their headings."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from meetings.calendar import datebook
from meetings.procedure.sitting import Phase
from meetings.register.prepared import PreparedMeeting

PLACE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 26, 0, 45, tzinfo=UTC)          # Thursday, 07:45 in Vân Hồ


def meeting(id: str, starts_at: datetime, phase: Phase = Phase.CONVENED) -> PreparedMeeting:
    return PreparedMeeting(id, "b", "regular", id, starts_at, starts_at, "", "SL-VH", True, phase, "p")


def test_meetings_are_laid_out_by_this_week_by_month_and_held():
    book = datebook.leaves(
        [
            meeting("november", datetime(2026, 11, 30, 1, tzinfo=UTC)),
            meeting("december", datetime(2026, 12, 3, 7, tzinfo=UTC)),
            meeting("today", datetime(2026, 11, 26, 1, 30, tzinfo=UTC)),
            meeting("sunday", datetime(2026, 11, 29, 16, 59, tzinfo=UTC)),
            meeting("older", datetime(2026, 7, 16, 1, tzinfo=UTC), Phase.CLOSED),
            meeting("newer", datetime(2026, 10, 20, 1, tzinfo=UTC), Phase.CLOSED),
        ],
        NOW, PLACE,
    )

    assert [(leaf.kind, leaf.month, [m.id for m in leaf.meetings]) for leaf in book] == [
        ("week", None, ["today", "sunday"]),
        ("month", date(2026, 11, 1), ["november"]),
        ("month", date(2026, 12, 1), ["december"]),
        ("held", None, ["newer", "older"]),
    ]


def test_a_meeting_of_last_week_that_nobody_closed_stays_before_the_secretary():
    book = datebook.leaves([meeting("forgotten", datetime(2026, 11, 10, 1, tzinfo=UTC), Phase.IN_SESSION)], NOW, PLACE)

    assert [leaf.kind for leaf in book] == ["week"]


def test_without_meetings_the_book_is_empty():
    assert datebook.leaves([], NOW, PLACE) == []
