"""What a line can take: from the full picture down to text, voice first always.

    FULL ─ SMALL ─ FEW ─ PAGE ─ VOICE ─ TEXT        for each watcher, looked at once a second

What is known of a line is what its browser reports: an estimate of what it carries (REMB)
and what was lost (RR). A watcher begins at PAGE, and goes on at once to what its first estimate covers. From
there on one step is tried at a time: first the line is filled up with padding to what the step would take
(`media.filling`), then the step itself is looked at.

    look ─▶ filling ─▶ trial ─▶ kept       fill(now): what is to be sent in all meanwhile, padding included
               └────────┴─▶ taken back     the next attempt waits twice as long (4 to 60 s)

So a picture that would be too much is never shown, and no voice is drowned by it. Who cannot be sent padding gets
the step itself on trial, and begins at FEW: the full picture frame rate by frame rate, for it is several times the
small one.

Downwards it goes at once to what the estimate covers; one that still grows says nothing, low as it may be. Losses
alone take nobody below a small picture: a line in the hills may lose a tenth of everything, whatever is sent. Nor
does an estimate alone: a browser that is busy takes its own delays for the line's, and an estimate that once
is low stays low where little is sent. The last picture goes when packets are lost or stand in a queue
as well. Voice is given up last, when it does not arrive; never for an estimate.

Pure: the time is told, nothing is random. Figures: bit/s, shares from 0 to 1, seconds.
"""

from collections.abc import Mapping
from enum import IntEnum

from media.filling import QUEUED, WORSE, Filling, Seen, Verdict


class Step(IntEnum):
    """What a watcher gets, the least first."""

    TEXT = 0                   # no sound either: the line carries the page alone
    VOICE = 1                  # … and nothing else
    PAGE = 2                   # voice, and the pages being presented
    FEW = 3                    # … and one small picture of few frames
    SMALL = 4                  # … of all its frames
    FULL = 5


BEGIN = 1.5                    # until anything is tried, but for what the first estimate covers
SHORTEST, LONGEST = 4.0, 60.0  # between a step taken back and the next attempt
TRIAL, RAMP = 4.0, 3.0         # a step is looked at for so long; each frame rate of the full picture
KEPT = 30.0                    # after which a step is proven, and the wait is short again
SETTLING = 3.0                 # after a step down: what is still on its way says nothing about the new step
CALM = 15.0                    # without trouble: then a step is tried even if the estimate shows no room
ROOM = 1.05                    # times what is sent: the estimate is held down by us, not by the line
COVERS = 1.1                   # times what a step takes: an estimate that needs no proof
COVERED = 0.97                 # of what is sent, while a step is tried
SHORT, LOSS, DROWNING = 0.85, 0.10, 0.25       # of what is sent; lost; lost so that the picture goes …
BAD, CLEAN = 3, 0.01           # … at so many looks in a row; twice as many if nothing is lost: a receiver that is
                               # busy takes its own delays for the line's, and its estimate is back by then
HOPELESS = 0.50                # of what the least picture takes, or the full one
SILENCED = 0.50                # lost: no voice either …
PATIENCE = 5                   # … after so many looks


class Ladder:
    """Where one watcher stands. `most` is what a person wants at most; `fills`: it can be sent padding."""

    def __init__(self, now: float, most: Step = Step.FULL, fills: bool = True) -> None:
        self.most = most
        self.step = min(Step.PAGE if fills else Step.FEW, most)
        self.why = "begins"            # begins, line, loss, pinned; "" at the top
        self.limit = 0.0               # what the line carried when it last was too thin
        self._fills, self._proven = fills, False
        self._filling: Filling | None = None
        self._hold = now               # nothing is tried before
        self._blind_until = now + BEGIN        # the first estimate is waited for
        self._deaf = now + SETTLING    # nothing is taken back before
        self._wait = SHORTEST
        self._tried: float | None = None       # when the trial under way began
        self._from = self.step                 # where it goes back to
        self._rose, self._before = now, Seen(0.0, 0.0, 0.0)
        self._shortest = 0.0                   # there and back, of all looks; 0: not known
        self._bad = self._silenced = 0         # looks in a row

    def level(self, now: float) -> int:
        """The highest temporal layer of a full picture for now: few frames first (0, 1, then all: 3)."""
        if self._tried is None or self.step < Step.FULL or self._proven:
            return 3
        passed = now - self._tried
        return 0 if passed < RAMP else 1 if passed < 2 * RAMP else 3

    def fill(self, now: float) -> float:
        """What is to be sent in all, with padding; 0: as it comes."""
        return self._filling.at(now) if self._filling is not None else 0.0

    @property
    def thin(self) -> bool:
        """Has the line been shown not to take the least picture?"""
        return self.limit > 0 and self.step < Step.FEW <= self.most

    def rest(self) -> None:
        """Nothing is heard of the watcher: its line is not filled any further."""
        self._filling = None

    def queued(self, seen: Seen) -> bool:
        """Do packets stand in a queue? Longer there and back than ever."""
        return self._shortest > 0 and seen.turn > self._shortest + QUEUED

    def look(self, now: float, seen: Seen, costs: Mapping[Step, float]) -> Step:
        """Where it stands from now on; `costs`: what each step takes of the line."""
        self._shortest = min(self._shortest or seen.turn, seen.turn or self._shortest)
        if self.step > self.most or (self.step == self.most and self._filling is not None):
            self._go(self.most, "pinned")
            self._tried, self._filling, self._deaf = None, None, now + SETTLING
        elif self._filling is not None:
            self._prove(self._filling, now, seen, costs)
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

    def _prove(self, filling: Filling, now: float, seen: Seen, costs: Mapping[Step, float]) -> None:
        """The line is being filled."""
        verdict, above = filling.look(now, seen), Step(self.step + 1)
        if verdict is Verdict.GOES_ON and seen.pictured:
            return
        self._filling = None
        if verdict is Verdict.PROVEN:
            self._try(now, self._before, proven=True)
        elif verdict is not Verdict.GOES_ON:
            sure = above > Step.FEW or self._borne_out(seen)       # else a busy browser's word alone: soon again
            self._back_off(now, seen, costs[above], SHORTEST if not sure else self._wait)
            self.why = verdict.value

    def _try(self, now: float, before: Seen, proven: bool) -> None:
        """One step up, and it is looked at."""
        self._from, self._tried, self._rose, self._proven = self.step, now, now, proven
        self._before = before
        self._go(Step(self.step + 1), self.why)

    def _watch(self, now: float, seen: Seen, costs: Mapping[Step, float]) -> None:
        """A trial is under way."""
        if self._tried is None:
            return
        lossy = seen.loss > self._before.loss + WORSE
        if not seen.settled and not lossy and now - self._rose < 3 * TRIAL:
            self._tried = now                          # it has not even begun to show
            return
        short = 0 < seen.carries < COVERED * seen.sent and seen.trend <= 0
        self._bad = self._bad + 1 if short and (self.step > Step.FEW or self._borne_out(seen)) else 0
        queued = seen.turn > self._before.turn + QUEUED and self._before.turn > 0
        if lossy or queued or self._bad >= BAD:
            self._take_back(now, seen, costs, "loss" if lossy and not queued and seen.carries >= seen.sent else "line")
        elif now - self._tried >= (2 * RAMP + TRIAL if self.step is Step.FULL and not self._proven else TRIAL):
            self._tried = None

    def _take_back(self, now: float, seen: Seen, costs: Mapping[Step, float], why: str) -> None:
        self._back_off(now, seen, costs[self.step], self._wait)
        self._tried, self._deaf = None, now + SETTLING
        self._go(self._from, why)                      # there it was well, and is looked at again

    def _back_off(self, now: float, seen: Seen, cost: float, wait: float) -> None:
        """The next attempt waits so long, and the one after it twice as long."""
        if self.step >= Step.SMALL and 0 < seen.carries < HOPELESS * cost:
            wait = LONGEST                             # not nearly: it is not tried again soon
        self._hold, self._wait = now + wait, min(2 * wait, LONGEST)
        self.limit = seen.carries or self.limit

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
        return seen.loss > CLEAN or self.queued(seen)

    def _sink(self, now: float, seen: Seen, costs: Mapping[Step, float]) -> bool:
        """Is this step too much? Then down, at once to what is covered."""
        self._silenced = self._silenced + 1 if seen.loss > SILENCED and self.step is Step.VOICE else 0
        thin, lossy = 0 < seen.carries < SHORT * seen.sent and seen.trend <= 0, seen.loss > LOSS
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
        """Up, if it is time and there may be room."""
        if now - self._rose >= KEPT and now >= self._hold + KEPT:
            self._wait = SHORTEST
        if self.step >= self.most or now < self._hold or self._bad:
            return
        higher = [step for step in Step if self.step < step <= self.most]
        covered = max((step for step in higher if seen.carries > COVERS * costs[step]), default=self.step)
        if covered > self.step and not self.limit:     # nothing was too much so far
            self._rose = now
            self._go(covered, self.why)
            return
        above = higher[0]
        if above > Step.PAGE and not (seen.pictured and costs[above] > costs[Step.PAGE]):
            return                                     # there is no picture to be had
        calm = now - max(self._hold, self._rose) >= CALM and seen.carries > seen.sent
        room = calm or seen.carries > ROOM * seen.sent or covered > self.step
        if above <= Step.PAGE or covered > self.step or not self._fills:
            if room or (not seen.carries and seen.loss < 0.02) or self.step is Step.TEXT:
                self._try(now, seen, proven=False)
        elif room or (not seen.carries and now >= self._blind_until):
            self._before, self._filling = seen, Filling(now, costs[above], seen)
