"""Whose line is up: what the gallery knows of devices, shown beside presence and never changing it.

A line is *connected* while one of the subject's pages was heard within `SILENT` seconds, and *lost*
from the moment it fell silent; turning from one page to the next (`TURNING` seconds) is no loss.
Pure but for its own state: the time is handed in.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

SILENT = 15.0                  # seconds without an Alive, which comes each 5
TURNING = timedelta(seconds=4)


@dataclass(frozen=True, slots=True)
class Line:
    """How the line of one person or venue is, and since when."""

    state: Literal["connected", "lost"]
    since: datetime


class Lines:
    """The lines of one meeting, by subject: "person:ID" or "venue:ID"."""

    def __init__(self) -> None:
        self._known: dict[str, Line] = {}
        self._falling: dict[str, datetime] = {}

    def known(self) -> Mapping[str, Line]:
        return dict(self._known)

    def here(self, subject: str, now: datetime) -> bool:
        """Somebody was heard; whether that changes anything."""
        self._falling.pop(subject, None)
        known = self._known.get(subject)
        if known is not None and known.state == "connected":
            return False
        self._known[subject] = Line("connected", now)
        return True

    def count(self, heard: Collection[str], now: datetime) -> bool:
        """Who was heard lately, counted anew; whether that changes anything."""
        changed = False
        for subject in heard:
            changed |= self.here(subject, now)
        for subject, line in list(self._known.items()):
            if line.state == "connected" and subject not in heard:
                fell = self._falling.setdefault(subject, now)
                if now - fell >= TURNING:
                    self._known[subject] = Line("lost", self._falling.pop(subject))
                    changed = True
        return changed
