"""When papers are due and how late they are, and until when the links of invitations open.

Papers reach the members at least five days before a council sits. The day of the
sitting itself is not counted, so the due day is five days earlier by the calendar
of the place, whatever the hour.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from meetings.procedure.words import ItemId
from meetings.register.prepared import PreparedItem

DAYS_FOR_PAPERS = 5
AFTER = timedelta(days=3)      # after the meeting links still open, for those who come late to the papers
SPOKEN = 10                    # minutes that somebody may speak without a paper


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due day as seen from today."""

    due: date
    days_left: int             # 0 on the due day; negative once it has passed

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)


def for_papers(starts_at: datetime, now: datetime, zone: tzinfo) -> Deadline:
    """The day by which papers must be with the members of a meeting that starts at `starts_at` (both aware)."""
    due = starts_at.astimezone(zone).date() - timedelta(days=DAYS_FOR_PAPERS)
    return Deadline(due, (due - now.astimezone(zone).date()).days)


def for_links(ends_at: datetime, now: datetime, days: int) -> datetime:
    """Until when links made now open: `days` as all links, and in any case until a few days after the meeting."""
    return max(now + timedelta(days=days), ends_at + AFTER)


def lacking(items: Iterable[PreparedItem], with_papers: Collection[ItemId]) -> list[PreparedItem]:
    """Items that should have a paper and have none.

    Somebody presents them for more than ten minutes: an opening speech needs no paper.
    """
    return [item for item in items if item.presenter and item.minutes > SPOKEN and item.id not in with_papers]
