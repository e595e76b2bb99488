"""How much padding a watcher's line is sent, and when: pure, the time is told.

    due(now, goal, sent) … ─▶ packets for this moment

At the beginning a few packets at an even pace (`OPENING`): a browser estimates at once what came so. After that as
much as is missing to the goal, whatever sound and pictures take of it.
"""

OPENING, APART = 7, 0.010      # packets; seconds between two moments: 220 kbit/s are shown
SIZE = 255 + 72                # bytes on the line, nearly: as long as padding can be, with its heads and the seal
BEHIND, AHEAD = 0.1, 0.5       # seconds of the goal: more is neither made good nor held against it


class Padding:
    """One watcher's."""

    __slots__ = ("_at", "_opening", "_owed", "_sent")

    def __init__(self) -> None:
        self._opening = OPENING
        self._at, self._owed, self._sent = 0.0, 0.0, 0

    @property
    def opening(self) -> bool:
        """Is the beginning still under way?"""
        return self._opening > 0

    def due(self, now: float, goal: float, sent: int) -> int:
        """`goal`: bit/s in all, 0 for none; `sent`: bytes in all, padding included."""
        if self._opening:
            self._opening -= 1
            return 1
        if not goal or not self._at:
            self._at, self._owed, self._sent = now if goal else 0.0, 0.0, sent
            return 0
        self._owed += goal / 8 * (now - self._at) - (sent - self._sent)
        self._owed = min(max(self._owed, -AHEAD * goal / 8), max(BEHIND * goal / 8, SIZE))
        self._at, self._sent = now, sent
        return max(int(self._owed // SIZE), 0)
