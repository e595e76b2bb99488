"""How often a voice is said again to one watcher (RFC 2198): by what is lost, and by what the line can take.

    look(now, loss, told, queued, thin) ─▶ how many earlier payloads go along with each new one, 0 to 3

Losses come in handfuls: a few seconds without any say little, so they are forgotten slowly. Saying it again costs a
thin line what it may not have, and then more is lost and not less: where packets queue it is said less often, and it
takes a while until more is tried again; a line that is too thin for few frames of a small picture is too thin for
more than twice. Until the first losses are told it is said twice.

Pure. Shares from 0 to 1, seconds.
"""

FROM = (0.0, 0.02, 0.08, 0.18) # share lost from which so many payloads go along
CLEAN = 0.006                  # below this none does
RISES, FADES = 0.6, 0.06       # of the difference, each time losses are told
WARY = 60.0                    # seconds after packets queued


def helps(loss: float, had: bool) -> bool:
    """Is it worth while to say it again at all? `had`: it is done already.

    >>> helps(0.03, False), helps(0.01, True), helps(0.01, False)
    (True, True, False)
    """
    return loss >= FROM[1] or (had and loss >= CLEAN)


class Redundancy:
    """One watcher's."""

    __slots__ = ("_most", "_told", "_until", "depth", "loss")

    def __init__(self) -> None:
        self.depth = 1
        self.loss = 0.0                # smoothed
        self._told = 0.0               # when losses were last told
        self._most, self._until = len(FROM) - 1, 0.0

    def look(self, now: float, loss: float, told: float, queued: bool, thin: bool = False) -> int:
        """`told`: when that loss was told, 0 for never; `queued`: packets stand in a queue; `thin`: no picture fits."""
        if queued:
            self._most, self._until = max(self.depth - 1, 0), now + WARY
        elif now >= self._until:
            self._most = len(FROM) - 1
        if told > self._told:
            first, self._told = not self._told, told
            self.loss += (loss - self.loss) * (1.0 if first else RISES if loss > self.loss else FADES)
        if self._told:
            wanted = max(at for at, share in enumerate(FROM) if self.loss >= share)
            self.depth = max(wanted, int(helps(self.loss, self.depth > 0)))
        self.depth = min(self.depth, self._most, 1 if thin else self._most)
        return self.depth
