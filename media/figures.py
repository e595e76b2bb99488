"""What is told of a place's line: how much goes over it, what is lost, how long it takes.

Read once a second off counters that are kept anyway, so it costs nothing for each packet.

    note(attendants, now)     each second
    lines(attendants)      ─▶ for each subject: all its devices taken together, what is unknown left out;
                              "via" which relay below us they come, if so
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from media.downlink import Downlink
from media.rtp.layer import OVERHEAD
from media.uplink import Uplink

SMOOTH = 0.4                   # share of the last second in a rate
LINGER = 0.1                   # … in a loss that is acted upon


@dataclass(slots=True)
class Rate:
    """How fast a total grows, smoothed over a few seconds."""

    bits: float = 0.0          # per second
    _total: int = 0            # bytes
    _at: float = 0.0

    def note(self, total: int, now: float) -> None:
        """The total has come to this."""
        if self._at and now > self._at:
            rate = max(total - self._total, 0) * 8 / (now - self._at)
            self.bits += (rate - self.bits) * (SMOOTH if self.bits else 1)
        self._total, self._at = total, now


@dataclass(slots=True)
class Traffic:
    """What one peer's line was like in the last seconds."""

    down: Rate = field(default_factory=Rate)
    lost_up: float = 0.0       # share of the sender's packets that did not come, the worst stream's
    lossy_up: float = 0.0      # … over the last ten seconds or so

    def lose(self, share: float) -> None:
        """So much did not come in the last second."""
        self.lost_up = share
        self.lossy_up += (share - self.lossy_up) * LINGER


class Attends(Protocol):
    """One peer, as far as its line goes."""

    subject: str
    via: str
    up: Uplink | None
    down: Downlink | None
    connected: bool
    traffic: Traffic


def note(attendants: Iterable[Attends], now: float) -> None:
    """A second has passed."""
    for one in attendants:
        if one.down is not None:
            one.traffic.down.note(sum(slot.octets + slot.packets * OVERHEAD for slot in one.down.slots), now)


def lines(attendants: Iterable[Attends]) -> dict[str, dict[str, object]]:
    """By subject. Rates in bit/s, losses as shares, times in seconds, the step by its name."""
    by_subject: dict[str, list[Attends]] = {}
    for one in attendants:
        if one.connected:
            by_subject.setdefault(one.subject.removeprefix("screen:"), []).append(one)      # over the same line
    return {subject: _line(devices) for subject, devices in by_subject.items()}


def _line(devices: Sequence[Attends]) -> dict[str, object]:
    """Of several devices behind one line: the sum of what they take, the worst of how it goes."""
    line: dict[str, object] = {"via": via} if (via := devices[0].via) else {}
    if downs := [one.down for one in devices if one.down is not None]:
        line |= {
            "down": round(sum(one.traffic.down.bits for one in devices)),
            "carries": max(down.carries for down in downs), "loss": max(down.loss for down in downs),
            "step": min(down.step for down in downs).name.lower(),
        }
        if turns := [down.round_trip for down in downs if down.round_trip is not None]:
            line["round_trip"] = max(turns)
    if ups := [(one.up, one.traffic) for one in devices if one.up is not None]:
        line["up"] = round(sum(layer.bits[-1] for up, _ in ups for layer in up.layers if layer.flows))
        line["loss_up"] = max(traffic.lost_up for _, traffic in ups)
    return line
