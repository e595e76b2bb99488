"""What is told of a place's line."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from media import figures
from media.downlink import Downlink
from media.figures import Rate, Traffic
from media.ladder import Step
from media.rtp.layer import OVERHEAD, Layer
from media.rtp.slot import Slot, Terms
from media.uplink import Numbers, Uplink, Way
from tests.media.conftest import Running
from tests.media.test_stage_in_a_browser import Hall, browser, sees

__all__ = ["browser"]                       # the fixture


class Line:
    address = key = None


@dataclass
class Device:
    subject: str
    up: Uplink | None = None
    down: Downlink | None = None
    connected: bool = True
    via: str = ""
    traffic: Traffic = field(default_factory=Traffic)


def watching(subject: str, **how: Any) -> Device:
    slots = [Slot("audio", Terms("a", 109, 0, 4, 2), 1, 2, 7, Line())]
    return Device(subject, down=Downlink(subject, slots, **how))


def test_a_rate_is_what_a_total_grew_by() -> None:
    rate = Rate()
    for second in range(5):
        rate.note(4_000 * second, 100.0 + second)

    assert rate.bits == 32_000


def test_a_rate_follows_within_seconds_and_never_falls_below_nothing() -> None:
    rate = Rate()
    totals = [0, 4_000, 8_000] + [8_000] * 8
    for second, total in enumerate(totals):
        rate.note(total, 100.0 + second)
    assert 0 < rate.bits < 1_000

    rate.note(0, 120.0)                     # counted anew from the beginning
    assert rate.bits >= 0


def test_what_goes_to_a_watcher_is_counted_with_its_wrapping() -> None:
    hall = watching("venue:A")
    slot = hall.down.slots[0]               # type: ignore[union-attr]
    figures.note([hall], 100.0)
    slot.packets, slot.octets = 17, 1_000

    figures.note([hall], 101.0)

    assert figures.lines([hall])["venue:A"]["down"] == (1_000 + 17 * OVERHEAD) * 8


def test_several_devices_of_a_hall_share_its_line_and_the_worst_is_told() -> None:
    page = watching("venue:A", carries=250_000, loss=0.02, round_trip=0.31)
    screen = watching("venue:A", carries=200_000, loss=0.05, step=Step.SMALL)
    page.traffic.down.bits, screen.traffic.down.bits = 30_000, 90_000

    assert figures.lines([page, screen]) == {"venue:A": {
        "down": 120_000, "carries": 250_000, "loss": 0.05, "step": "small", "round_trip": 0.31,
    }}


def test_a_sender_is_told_by_what_flows_and_nothing_is_invented() -> None:
    voice, resting = Layer("audio"), Layer("video")
    voice.bits, voice.flows = [24_000.0] * 4, True
    resting.bits = [300_000.0] * 4
    sender = Device("venue:A", up=Uplink("venue:A", [Way(voice, 111), Way(resting, 96)], Numbers()))
    sender.traffic.lost_up = 0.01

    screen = Device("screen:venue:A", up=Uplink("screen:venue:A", [Way(voice, 111)], Numbers()))

    assert figures.lines([sender]) == {"venue:A": {"up": 24_000, "loss_up": 0.01}}
    assert figures.lines([sender, screen]) == {"venue:A": {"up": 48_000, "loss_up": 0.01}}
    assert figures.lines([Device("venue:B", down=Downlink("venue:B", []), connected=False)]) == {}


async def test_the_relay_tells_of_lines_in_use(relay: Running, browser: Hall) -> None:
    await relay.link.stage("m1", ["venue:A"], ["venue:A"])
    await browser.enter(subject="venue:A", colour="red", hertz=500)
    await sees(await browser.enter(subject="venue:B"), 0)

    async with asyncio.timeout(30):
        while True:
            lines = (await relay.link.stats("m1"))["lines"]
            if lines["venue:A"]["up"] and lines["venue:B"]["down"] and "round_trip" in lines["venue:B"]:
                break
            await asyncio.sleep(0.2)

    assert 20_000 < lines["venue:A"]["up"] < 1_500_000
    assert 20_000 < lines["venue:B"]["down"] < 1_500_000
    assert 0 <= lines["venue:B"]["round_trip"] < 5
    assert lines["venue:B"]["step"] in ("full", "small", "few", "page", "voice", "text")
    assert lines["venue:A"]["loss_up"] == 0


def test_a_line_says_through_which_relay_it_comes() -> None:
    lines = figures.lines([Device("venue:A", down=Downlink("venue:A", []), via="hall"), Device("venue:B")])

    assert [line.get("via") for line in lines.values()] == ["hall", None]
