"""The planned clock of an agenda: each item begins when the one before it should have ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from meetings.register.prepared import PreparedItem


def planned(starts_at: datetime, items: Sequence[PreparedItem]) -> list[datetime]:
    """When each item begins, in the order given; an item of no minutes takes none."""
    times, clock = [], starts_at
    for item in items:
        times.append(clock)
        clock += timedelta(minutes=item.minutes)
    return times


def ends(starts_at: datetime, items: Sequence[PreparedItem]) -> datetime:
    """When the last item should have ended."""
    return starts_at + timedelta(minutes=sum(item.minutes for item in items))
