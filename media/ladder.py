"""What a line can take: from the full picture down to text, voice first always.

    FULL ─ SMALL ─ FEW ─ PAGE ─ VOICE ─ TEXT        for each watcher, looked at once a second

What is known of a line is what its browser reports: an estimate of what it carries (REMB)
and what was lost (RR). The estimate never says that there is room: it stays below one and
a half times what comes. So where it is well above what is sent, one step is tried. The
step is kept unless the estimate does not cover it, packets queue or are lost meanwhile; else it is taken back,
and the next attempt waits twice as long (4 to 60 s). The full picture is tried frame rate
by frame rate, for it is several times the small one: what is too much then shows before
it drowns the voice.

Downwards it goes at once to what the estimate covers. Losses alone take nobody below a
small picture: a line in the hills may lose a tenth of everything, whatever is sent. Nor does an
estimate alone: a browser that is busy takes its own delays for the line's, and an estimate that once
is low stays low where little is sent. The last picture goes when packets are lost or stand in a queue
as well. Voice is given up last, when it does not arrive; never for an estimate.

Pure: the time is told, nothing is random. Figures: bit/s, shares from 0 to 1, seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Step(IntEnum):
    """What a watcher gets, the least first."""

    TEXT = 0                   # no sound either: the line carries the page alone
    VOICE = 1                  # … and nothing else
    PAGE = 2                   # voice, and the pages being presented
    FEW = 3                    # … and one small picture of few frames
    SMALL = 4                  # … of all its frames
    FULL = 5


BEGIN = 2.0                    # until anything is tried
SHORTEST, LONGEST = 4.0, 60.0  # between a step taken back and the next attempt
TRIAL, RAMP = 4.0, 3.0         # a step is looked at for so long; each frame rate of the full picture
KEPT = 30.0                    # after which a step is proven, and the wait is short again
SETTLING = 3.0                 # after a step down: what is still on its way says nothing about the new step
CALM = 15.0                    # without trouble: then a step is tried even if the estimate shows no room
ROOM = 1.25                    # times what is sent: the estimate is held down by us, not by the line
COVERED, TRIAL_LOSS = 0.97, 0.08       # of what is sent; lost, while a step is tried
QUEUED = 0.3                   # longer there and back than before the trial, or than ever: packets stand in a queue
SHORT, LOSS, DROWNING = 0.85, 0.10, 0.25       # of what is sent; lost; lost so that the picture goes …
BAD, CLEAN = 3, 0.01           # … at so many looks in a row; twice as many if nothing is lost: a receiver that is
                               # busy takes its own delays for the line's, and its estimate is back by then
HOPELESS = 0.50                # of what the least picture takes, or the full one
SILENCED = 0.50                # lost: no voice either …
PATIENCE = 5                   # … after so many looks


@dataclass(frozen=True, slots=True)
class Seen:
    """The last second."""

    carries: float             # the watcher's estimate; 0: none, or an old one
    loss: float
    sent: float
    settled: bool = True       # it shows what its step says
    turn: float = 0.0          # seconds there and back; 0: not known


class Ladder:
    """Where one watcher stands. `most` is what a person wants at most."""

    def __init__(self, now: float, most: Step = Step.FULL) -> None:
        self.most = most
        self.step = min(Step.FEW, most)
        self.why = "begins"            # begins, line, loss, pinned; "" at the top
        self.limit = 0.0               # what the line carried when it last was too thin
        self._hold = now + BEGIN       # nothing is tried before
        self._deaf = now + SETTLING    # nothing is taken back before
        self._wait = SHORTEST
        self._tried: float | None = None       # when the trial under way began
        self._from = self.step                 # where it goes back to
        self._rose, self._turn = now, 0.0
        self._shortest = 0.0                   # there and back, of all looks; 0: not known
        self._bad = self._silenced = 0         # looks in a row

    def level(self, now: float) -> int:
        """The highest temporal layer of a full picture for now: few frames first (0, 1, then all: 3)."""
        if self._tried is None or self.step < Step.FULL:
            return 3
        passed = now - self._tried
        return 0 if passed < RAMP else 1 if passed < 2 * RAMP else 3

    def look(self, now: float, seen: Seen, costs: Mapping[Step, float]) -> Step:
        """Where it stands from now on; `costs`: what each step takes of the line."""
        self._shortest = min(self._shortest or seen.turn, seen.turn or self._shortest)
        if self.step > self.most:
            self._go(self.most, "pinned")
            self._tried, self._deaf = None, now + SETTLING
        elif self._tried is not None:
            self._watch(now, seen, costs)
        elif not self._sink(now, seen, costs):
            self._climb(now, seen, costs)
        if self.step == self.most:
            self.why = "pinned" if self.most < Step.FULL else ""
        elif self.why in ("", "pinned"):
            self.why = "begins"
        return self.step

    def _go(self, step: Step, why: str) -> None:
        self.step, self.why = step, why
        self._bad = self._silenced = 0

    def _watch(self, now: float, seen: Seen, costs: Mapping[Step, float]) -> None:
        """A trial is under way."""
        if self._tried is None:
            return
        if not seen.settled and seen.loss <= TRIAL_LOSS and now - self._rose < 3 * TRIAL:
            self._tried = now                          # it has not even begun to show
            return
        lossy = seen.loss > TRIAL_LOSS
        short = 0 < seen.carries < COVERED * seen.sent and (self.step > Step.FEW or self._borne_out(seen))
        self._bad = self._bad + 1 if short else 0
        queued = seen.turn > self._turn + QUEUED and self._turn > 0
        if lossy or queued or self._bad >= BAD:
            self._take_back(now, seen, costs, "loss" if lossy and not queued and seen.carries >= seen.sent else "line")
            return
        if now - self._tried >= (2 * RAMP + TRIAL if self.step is Step.FULL else TRIAL):
            self._tried = None

    def _take_back(self, now: float, seen: Seen, costs: Mapping[Step, float], why: str) -> None:
        if self.step is Step.FULL and 0 < seen.carries < HOPELESS * costs[Step.FULL]:
            self._wait = LONGEST                       # not nearly: it is not tried again soon
        self._hold = now + self._wait
        self._wait = min(2 * self._wait, LONGEST)
        self._tried, self._deaf = None, now + SETTLING
        self.limit = seen.carries or self.limit
        self._go(self._from, why)                      # there it was well, and is looked at again

    def _covered(self, seen: Seen, costs: Mapping[Step, float]) -> Step:
        """The highest step below that the estimate covers; voice in any case."""
        if not seen.carries:
            return Step(max(self.step - 1, Step.VOICE))
        carried = seen.carries / SHORT                 # it goes below what the line carries, so that queues drain
        lower = [step for step in Step if Step.VOICE <= step < self.step and costs[step] <= carried]
        found = max(lower, default=Step.VOICE)
        if found < Step.FEW < self.step and seen.carries > HOPELESS * costs[Step.FEW]:
            return Step.FEW                            # the last picture goes when that has been seen to be too much
        return found

    def _borne_out(self, seen: Seen) -> bool:
        """Do packets say what a low estimate says?"""
        return seen.loss > CLEAN or (self._shortest > 0 and seen.turn > self._shortest + QUEUED)

    def _sink(self, now: float, seen: Seen, costs: Mapping[Step, float]) -> bool:
        """Is this step too much? Then down, at once to what is covered."""
        self._silenced = self._silenced + 1 if seen.loss > SILENCED and self.step is Step.VOICE else 0
        thin, lossy = 0 < seen.carries < SHORT * seen.sent, seen.loss > LOSS
        self._bad = self._bad + 1 if (thin or lossy) and now >= self._deaf else 0
        if self._silenced >= PATIENCE:
            target = Step.TEXT
        elif self._bad < (BAD if seen.loss > CLEAN else 2 * BAD) or self.step <= Step.VOICE:
            return False
        elif thin or seen.loss > DROWNING:
            target = self._covered(seen, costs)
            if not self._borne_out(seen):
                target = Step(max(target, Step.FEW))
        else:
            target = Step(max(self.step - 1, min(self.step, Step.FEW)))
        if target >= self.step:
            return False
        if now - self._rose < KEPT:                    # it was not kept for long: as good as a trial that failed
            self._hold = now + self._wait
            self._wait = min(2 * self._wait, LONGEST)
        else:
            self._hold = now + SHORTEST
        self._deaf = now + SETTLING
        self.limit = seen.carries or self.limit
        self._go(target, "line" if thin else "loss")
        return True

    def _climb(self, now: float, seen: Seen, costs: Mapping[Step, float]) -> None:
        """One step up on trial, if it is time and there may be room."""
        if now - self._rose >= KEPT and now >= self._hold + KEPT:
            self._wait = SHORTEST
        if self.step >= self.most or now < self._hold or self._bad:
            return
        above = Step(self.step + 1)
        if above > Step.PAGE and costs[above] <= costs[Step.PAGE]:
            return                                     # there is no picture to be had
        calm = now - max(self._hold, self._rose) >= CALM and seen.carries > seen.sent
        room = calm or seen.carries > ROOM * seen.sent or seen.carries > 1.05 * costs[above]
        if room or (not seen.carries and seen.loss < 0.02) or self.step is Step.TEXT:
            self._from, self._tried, self._rose, self._turn = self.step, now, now, seen.turn
            self._go(above, self.why)
