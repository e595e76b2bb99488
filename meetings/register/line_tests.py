"""What a place found when it tried its line and its devices before the meeting.

    figures ─▶ carries() ─▶ picture | small | voice | text | nothing

Whether a voice gets through is seen by voice packets alone: they take what a voice takes (about 40 kbit/s
each way), and a transfer over TCP says little of a line that loses packets. For a picture there must be
room besides: one small picture with a voice is 120 kbit/s on the wire, papers and votes come on top.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Heard = Literal["heard", "unheard", "silent", "refused", "none", "unasked"]
Seen = Literal["seen", "dark", "refused", "none", "unasked"]
Way = Literal["direct", "round"]            # to the relay itself, or by a TURN server
Carries = Literal["picture", "small", "voice", "text", "nothing"]

STEPS: tuple[tuple[Carries, int, int, float], ...] = (       # kbit/s down and up at least, loss at most
    ("picture", 600, 400, 0.03),
    ("small", 150, 120, 0.10),
    ("voice", 0, 0, 0.25),
)
LOSSY = 0.04                   # share of packets from which a line under way is called weak
RATE, ROUND_TRIP, PACKETS = 1_000_000, 60_000, 5_000          # a figure beyond is no figure


@dataclass(frozen=True, slots=True)
class LineTest:
    """One try by one place or person; figures are None where nothing could be measured."""

    id: str
    meeting: str
    subject: str               # "person:ID" or "venue:ID"
    at: datetime
    down_kbit: int | None
    up_kbit: int | None
    round_trip: int | None     # milliseconds
    packets: int               # of voice that should have come back from the relay; 0: none got through
    lost: int                  # of these
    lost_up: int               # of these, on the way to the relay
    microphone: Heard
    camera: Seen
    loudspeaker: Heard
    way: Way | None = None     # of the voice; None: not known

    @property
    def loss(self) -> float | None:
        """Share lost on the way there and back."""
        return self.lost / self.packets if self.packets else None


def carries(test: LineTest) -> Carries:
    """What the line is good for. Without a way for sound and picture papers and votes go on."""
    if test.loss is None:
        return "nothing" if test.down_kbit is None or test.up_kbit is None else "text"
    for step, down, up, loss in STEPS:
        if (test.down_kbit or 0) >= down and (test.up_kbit or 0) >= up and test.loss <= loss:
            return step
    return "text"


def weak(loss: float) -> bool:
    """Whether a line that loses this share of its packets wants looking after."""
    return loss >= LOSSY
