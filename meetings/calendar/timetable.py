"""The planned clock: each item begins when the one before it should have ended, and who is called may join before."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from meetings.procedure.phase import UNDER_WAY, Phase
from meetings.register.prepared import PreparedItem

NEAR = timedelta(minutes=60)   # before the beginning, from when on one can join


def planned(starts_at: datetime, items: Sequence[PreparedItem]) -> list[datetime]:
    """When each item begins, in the order given; an item of no minutes takes none."""
    times, clock = [], starts_at
    for item in items:
        times.append(clock)
        clock += timedelta(minutes=item.minutes)
    return times


def can_join(phase: Phase, starts_at: datetime, now: datetime) -> bool:
    """While it is under way, and once it is convened from an hour before it should begin."""
    return phase in UNDER_WAY or (phase is Phase.CONVENED and starts_at - now <= NEAR)


def ends(starts_at: datetime, items: Sequence[PreparedItem]) -> datetime:
    """When the last item should have ended."""
    return starts_at + timedelta(minutes=sum(item.minutes for item in items))
