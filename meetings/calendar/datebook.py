"""Meetings laid out by date: now or this week, month by month after that, and those held.

    closed                              ─▶ held, newest first
    started before this week, not closed ─▶ this week: somebody still has to hold or end it
    this week (Monday to Sunday)        ─▶ this week, next first
    later                               ─▶ by month, next first
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from meetings.procedure.sitting import Phase
from meetings.register.prepared import PreparedMeeting


@dataclass(frozen=True, slots=True)
class Leaf:
    """One heading of the datebook. `month` is its first day, None for this week and for those held."""

    kind: str                  # "week", "month", "held"
    month: date | None
    meetings: tuple[PreparedMeeting, ...]


def leaves(meetings: Iterable[PreparedMeeting], now: datetime, zone: tzinfo) -> list[Leaf]:
    """The headings that have a meeting under them, in the order a secretary works."""
    today = now.astimezone(zone).date()
    next_monday = today + timedelta(days=7 - today.weekday())
    week: list[PreparedMeeting] = []
    held: list[PreparedMeeting] = []
    months: dict[date, list[PreparedMeeting]] = {}
    for meeting in sorted(meetings, key=lambda m: (m.starts_at, m.id)):
        day = meeting.starts_at.astimezone(zone).date()
        if meeting.phase is Phase.CLOSED:
            held.insert(0, meeting)
        elif day < next_monday:
            week.append(meeting)
        else:
            months.setdefault(day.replace(day=1), []).append(meeting)
    named = [Leaf("month", month, tuple(under)) for month, under in sorted(months.items())]
    book = [Leaf("week", None, tuple(week)), *named, Leaf("held", None, tuple(held))]
    return [leaf for leaf in book if leaf.meetings]
