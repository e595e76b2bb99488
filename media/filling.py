"""Whether a line takes more than it is sent: it is filled up with padding, and watched.

    at(now)    what is sent in all, padding included: a little more every moment up to what is to be proven
    look(…)  ─▶ GOES_ON … then PROVEN, or why not: LINE, LOSS

A browser's estimate (REMB) is no proof by itself. It grows by a twelfth a second as long as packets do not begin to
queue, and is held at one and a half times what comes; so it may be far below what the line takes. But it falls, or
stands still below what is sent, as soon as they queue: that is what is watched for, with losses and the time there
and back. Without an estimate the line is filled for a moment only, and then what was lost is waited for.

Pure. Figures: bit/s, shares from 0 to 1, seconds.
"""

import math
from dataclasses import dataclass
from enum import Enum

GROWTH = 1.25                  # times a second
HELD = 2.0                     # at what is to be proven
BLIND, ECHO = 1.5, 1.5         # without an estimate: filled for so long, waited for so long
WORSE = 0.08                   # lost more than before
QUEUED = 0.3                   # longer there and back than before


@dataclass(frozen=True, slots=True)
class Seen:
    """The last second of a watcher's line."""

    carries: float             # the watcher's estimate; 0: none, or an old one
    loss: float
    sent: float                # padding included
    settled: bool = True       # it shows what its step says
    turn: float = 0.0          # seconds there and back; 0: not known
    trend: int = 0             # of the estimate: -1 it fell, 1 it grows
    pictured: bool = True      # there is a picture to be had


class Verdict(Enum):
    GOES_ON = ""
    PROVEN = "proven"
    LINE = "line"              # it takes no more
    LOSS = "loss"


class Filling:
    """One attempt. `goal`: what the line is to be shown to take."""

    def __init__(self, now: float, goal: float, seen: Seen) -> None:
        self._began, self._goal, self._before = now, goal, seen
        self._first = min(max(seen.sent, 0.3 * goal), goal)
        self._reached = math.log(goal / self._first) / math.log(GROWTH)
        self._blind = not seen.carries

    def at(self, now: float) -> float:
        """How much is to be sent in all."""
        passed = now - self._began
        if self._blind:
            return self._goal if passed < BLIND else 0.0
        if passed >= self._reached:
            return self._goal
        return min(self._goal, self._first * math.pow(GROWTH, max(passed, 0.0)))

    def look(self, now: float, seen: Seen) -> Verdict:
        if seen.loss > self._before.loss + WORSE:
            return Verdict.LOSS if seen.carries > seen.sent else Verdict.LINE
        if self._before.turn and seen.turn > self._before.turn + QUEUED:
            return Verdict.LINE
        if self._blind and seen.carries:
            self._blind, self._began = False, now          # now it can be watched
        elif seen.trend < 0 or (seen.trend == 0 and 0 < seen.carries < seen.sent):
            return Verdict.LINE
        enough = BLIND + ECHO if self._blind else self._reached + HELD
        return Verdict.PROVEN if now - self._began >= enough else Verdict.GOES_ON
