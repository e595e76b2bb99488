"""By the clock a sender is told what helps: here, to say its voice twice where much of it is lost."""

from typing import Any, cast

import pytest

from media.attendant import Attendant
from media.pacing import Pacing
from media.rounds import SLOW, TICK, Rounds
from media.router import Router
from media.rtp.header import Header
from media.rtp.layer import Layer
from media.uplink import Numbers, Uplink, Way

EVERY = 0.06                   # seconds between two packets of a voice


class Line:
    """Reports go nowhere."""

    def report(self, datagram: bytes) -> None: ...


class Speaker:
    """A hall whose voice comes over a line that loses every so-many-th packet."""

    def __init__(self, via: str = "") -> None:
        self.told: list[dict[str, object]] = []
        self.layer = Layer("audio", "opus")
        self.number, self.now = 0, 100.0
        peer = cast(Any, Line())
        self.one = Attendant("p1", "m1", "venue:A", "send", peer, via, connected=True)
        self.one.up = Uplink("venue:A", [Way(self.layer, 111)], Numbers())
        pacing = Pacing(cast(Any, None))
        self.rounds = Rounds({"p1": self.one}, {"m1": Router()}, pacing, lambda *told: self.told.append(told[3]))

    def speaks(self, seconds: int, loses: int) -> list[object]:
        """What its page is told meanwhile; of so many packets one is lost, 0: none."""
        self.told.clear()
        for _ in range(seconds):
            for _ in range(round(1 / EVERY)):
                self.number += 1
                if not loses or self.number % loses:
                    self.layer.accept(Header(0, 111, self.number & 0xFFFF, self.number * 2880, 7, 0, 12, 99), self.now)
            for _ in range(SLOW):
                self.now += TICK
                self.rounds.turn(self.now)
        return [what["on"] for what in self.told if what["type"] == "Twice"]


def test_a_hall_that_loses_one_packet_in_ten_is_told_to_say_it_twice_and_when_it_need_not_any_more():
    speaker = Speaker()

    assert speaker.speaks(20, loses=10) == [True]
    assert speaker.speaks(60, loses=0) == [False]


@pytest.mark.parametrize(("via", "loses"), [("", 0), ("", 200), ("relay1", 10)])
def test_a_good_line_is_not_loaded_with_it_and_a_relay_sees_its_losses_itself(via, loses):
    assert Speaker(via).speaks(30, loses) == []
