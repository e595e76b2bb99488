"""How loud a voice is of late, and which are the loudest.

A sender says with each packet how loud it is (RFC 6464: 0 is as loud as can be, 127 silence), so nobody has to
decode it. A moment's noise makes nobody loud, and a breath nobody silent: the level follows slowly, and who is
behind another passes by only when clearly louder.

    told, hear(size, now) … fade(now) ─▶ level        louder(former, voices, level) ─▶ their order

Pure. Levels here: decibels above silence, 0 to 127; seconds.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

SILENCE = 127
RISES, FALLS = 0.3, 0.05       # of the difference, with each packet
FADES = 40.0                   # decibels a second, when nothing comes
PAUSE = 0.5                    # seconds without a packet that are none yet: in silence they come rarely
CLEARLY = 6.0                  # decibels louder than who is before
NOTHING, UNTOLD = 8, 77.0      # bytes that hold no voice (DTX); the level of one that says none

Voice = TypeVar("Voice")


class Loudness:
    """One voice's."""

    __slots__ = ("_at", "_faded", "level", "told")

    def __init__(self) -> None:
        self.level = 0.0
        self.told: int | None = None       # what the packet in hand says of itself
        self._at = self._faded = 0.0

    def hear(self, size: int, now: float) -> None:
        """A packet with that many bytes of payload came."""
        heard = 0.0 if size <= NOTHING else UNTOLD if self.told is None else float(SILENCE - (self.told & SILENCE))
        self.level += (heard - self.level) * (RISES if heard > self.level else FALLS)
        self._at = self._faded = now

    def fade(self, now: float) -> float:
        """Its level now."""
        since = max(self._at + PAUSE, self._faded)
        if now > since:
            self.level = max(self.level - FADES * (now - since), 0.0)
            self._faded = now
        return self.level


def louder(former: Sequence[Voice], voices: Sequence[Voice], level: Callable[[Voice], float]) -> list[Voice]:
    """The voices, the loudest first; `former`: the order so far, which holds unless one is clearly louder.

    >>> louder("abc", "abcd", {"a": 10.0, "b": 14.0, "c": 50.0, "d": 40.0}.__getitem__)
    ['c', 'd', 'a', 'b']
    """
    order: list[Voice] = []
    for voice in [*(one for one in former if one in voices), *(one for one in voices if one not in former)]:
        at = len(order)
        while at and level(voice) > level(order[at - 1]) + CLEARLY:
            at -= 1
        order.insert(at, voice)
    return order
