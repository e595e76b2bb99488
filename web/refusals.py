"""What the door refuses, in the audit log: enough to see who tries what, never so much that it fills.

A line is a write to disk; somebody refused a thousand times a second must not have as many.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from meetings.record.audit import Audit

EACH = 10                      # lines a minute of one kind about one person, hall or address
ALL = 200                      # in all


class Refusals:
    """Notes some of them."""

    def __init__(self, audit: Audit, now: Callable[[], datetime]) -> None:
        self._audit, self._now = audit, now
        self._minute = 0
        self._noted: Counter[tuple[str, str]] = Counter()

    async def note(self, who: str, what: str, about: str = "", detail: str = "") -> None:
        """One refusal; passed over once there were many in this minute."""
        now = self._now()
        minute = int(now.timestamp()) // 60
        if minute != self._minute:
            self._minute = minute
            self._noted.clear()
        if self._noted[who, what] < EACH and self._noted.total() < ALL:
            self._noted[who, what] += 1
            await self._audit.note(now, who, what, about, detail)
