"""Each page is told where its line stands, once, and again when that has changed."""

from types import SimpleNamespace
from typing import Any

from media.downlink import Downlink
from media.ladder import Ladder, Step
from media.pacing import Pacing
from media.router import Router
from media.rtp import rtcp
from media.rtp.layer import Layer
from media.rtp.slot import Slot, Terms
from media.uplink import Numbers, Uplink, Way
from media.weighing import weigh


class Nowhere:
    """A line to nobody."""

    name = b""
    key = None


class Out:
    """Sends nothing."""

    def send(self, lines: object, heads: object, rest: bytes) -> None: ...


def hall() -> tuple[Any, Router]:
    router = Router()
    router.publish(Uplink("A", [Way(Layer("audio"), 111), Way(Layer("video"), 96, 97)], Numbers()))
    down = Downlink("v", [Slot("video", Terms("0", 100, 101, 4, 2), 1000, 2000, 7, Nowhere())])
    down.ladder = Ladder(0.0)
    router.watch(down)
    router.stage(["A"], ["A"])
    one = SimpleNamespace(id="p1", meeting="m", subject="v", down=down, connected=True, upper=False, stands=None)
    return one, router


def test_a_page_is_told_its_step_when_it_changes_and_why() -> None:
    one, router = hall()
    told: list[dict[str, object]] = []

    def seconds(first: int, last: int, carries: int) -> None:
        for second in range(first, last):
            one.down.hear(rtcp.estimate(1, carries, [1000]), float(second), Out())
            if carries < 100_000:                      # so much comes in a second
                one.down.slots[0].octets += 25_000
            weigh([one], {"m": router}, Pacing(Out()), float(second), lambda *what: told.append(what[3]))

    seconds(1, 60, 5_000_000)
    assert [what["step"] for what in told] == ["full"]
    assert told[-1] == {"type": "Stands", "step": "full", "why": "", "kbit": 0}
    seconds(60, 80, 62_345)

    assert told[1]["why"] == "line"
    assert told[1]["kbit"] >= 62
    assert told[1]["step"] in ("page", "few", "voice")


def test_who_is_not_connected_yet_is_told_nothing() -> None:
    one, router = hall()
    one.connected = False

    weigh([one], {"m": router}, Pacing(Out()), 1.0, lambda *_: (_ for _ in ()).throw(AssertionError))

    assert one.down.step is Step.FULL
