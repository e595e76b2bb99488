"""What a place found when it tried its line and its devices before the meeting.

    figures ─▶ carries() ─▶ picture | small | voice | text | nothing

The thresholds are those of the steps from picture to voice to text: what is on the wire when one person
speaks (28 kbit/s, 47 when each packet bears its forerunner as well) and with one small picture (120),
each with room for the papers and the votes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Heard = Literal["heard", "unheard", "silent", "refused", "none", "unasked"]
Seen = Literal["seen", "dark", "refused", "none", "unasked"]
Carries = Literal["picture", "small", "voice", "text", "nothing"]

STEPS: tuple[tuple[Carries, int, int, float], ...] = (       # kbit/s down and up at least, loss at most
    ("picture", 600, 400, 0.03),
    ("small", 180, 160, 0.10),
    ("voice", 60, 50, 0.20),
)
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

    @property
    def loss(self) -> float | None:
        """Share lost on the way there and back."""
        return self.lost / self.packets if self.packets else None


def carries(test: LineTest) -> Carries:
    """What the line is good for. Without a way for sound and picture papers and votes go on."""
    if test.down_kbit is None or test.up_kbit is None:
        return "nothing"
    if test.loss is None:
        return "text"
    for step, down, up, loss in STEPS:
        if test.down_kbit >= down and test.up_kbit >= up and test.loss <= loss:
            return step
    return "text"
