"""Of who sends here only that goes up which is wanted there and which the line takes."""

import pytest

from media import upward
from media.downlink import Downlink
from media.ladder import Step
from media.router import Router
from media.rtp import header
from media.rtp.layer import Layer
from media.rtp.slot import ALL, Slot, Terms
from media.uplink import Numbers, Uplink, Way
from tests.media.caller import picture
from tests.media.test_router import Line, Out, rtp

Up = tuple[Router, Uplink, Downlink]


@pytest.fixture
def hall() -> Up:
    """B sends a voice and a picture in two sizes, and has its way up to the relay above."""
    ways = [Way(Layer("audio", "opus"), 111)]
    ways += [Way(Layer("video", "vp8"), kind, kind + 1, mid) for kind, mid in ((96, "1"), (98, "2"))]
    source = Uplink("B", ways, Numbers())
    slots = [Slot("audio", Terms("0", 111, 0, 4, 2, "opus"), 30, 31, 7, Line())]
    slots += [Slot("video", Terms(str(at), 96, 97, 4, 2, "vp8"), 10 + at, 20 + at, 7, Line()) for at in (1, 2)]
    router, down = Router(), Downlink("B", slots, only=source)
    router.publish(source)
    router.watch(down)
    return router, source, down


def shown(down: Downlink) -> list[bool]:
    return [slot.layer is not None for slot in down.slots]


def test_nothing_goes_up_that_nobody_would_see_or_hear_there(hall: Up) -> None:
    router, source, down = hall
    assert (upward.parts(source), shown(down)) == (["opus", "vp8", "vp8"], [False, False, False])

    router.stage([], ["B"])
    assert shown(down) == [True, False, False]
    down.wants = ("1",)
    router.stage(["B"], ["A"])
    assert shown(down) == [False, True, False]
    down.wants = ("1", "2")
    router.place(down)

    assert shown(down) == [False, True, True]
    assert [source.wanted(0.0), down.slots[1].layer, down.slots[2].layer] == [("1", "2"), *source.pictures]


def test_what_does_not_go_up_rests_at_its_source_too(hall: Up) -> None:
    _, source, _ = hall
    assert source.wanted(0.0) == ()


@pytest.mark.parametrize(("step", "levels"), [
    (Step.FULL, [ALL, ALL]), (Step.SMALL, [ALL, None]), (Step.FEW, [0, None]), (Step.VOICE, [None, None]),
])
def test_a_thin_line_up_takes_the_small_size_then_few_frames_then_the_voice(
    hall: Up, step: Step, levels: list[int | None]
) -> None:
    router, _, down = hall
    down.wants, down.step = ("1", "2"), step
    router.stage(["B"], ["B"])

    assert shown(down) == [True, *(level is not None for level in levels)]
    assert [slot.level for slot in down.of("video") if slot.layer] == [level for level in levels if level is not None]


def test_a_full_picture_on_trial_goes_up_frame_rate_by_frame_rate(hall: Up) -> None:
    router, _, down = hall
    down.wants, down.step, down.level = ("1", "2"), Step.FULL, 1
    router.stage(["B"], [])

    assert [slot.level for slot in down.of("video")] == [ALL, 1]


def test_the_line_up_goes_on_as_told_while_the_hall_sees_itself(hall: Up) -> None:
    router, _, down = hall
    down.wants = ("1",)
    router.stage([], [])

    router.sever(True)

    assert router.heard == ("B",)
    assert shown(down) == [False, True, False]


def test_each_step_costs_what_goes_up_in_it(hall: Up) -> None:
    router, source, down = hall
    router.stage(["B"], ["B"])
    assert set(router.costs(down)[0].values()) == {0.0, upward.SPEAKING}
    down.wants = ("1", "2")
    costs, _ = router.costs(down)
    assert costs[Step.VOICE] < costs[Step.FEW] == costs[Step.SMALL] < costs[Step.FULL]

    source.pictures[0].bits[:] = [40_000.0, 60_000.0, 80_000.0, 80_000.0]

    costs, _ = router.costs(down)
    assert costs[Step.SMALL] - costs[Step.FEW] == 40_000.0
    assert costs[Step.FULL] == upward.SPEAKING + 80_000.0 + upward.LARGE


def test_each_part_goes_up_under_its_own_name(hall: Up) -> None:
    router, source, down = hall
    down.wants, out = ("1", "2"), Out()
    router.stage(["B"], ["B"])

    router.forward(source, rtp(111, 1, b"word"), 0.0, out)
    for kind, ssrc in ((96, 6), (98, 7)):
        router.forward(source, rtp(kind, 1, picture(1, 1, True, b"p%d" % kind), ssrc=ssrc), 0.0, out)

    assert [head.ssrc for head, _ in out.packets] == [30, 11, 12]
    assert [header.element(raw, head, 4) for raw, (head, _) in zip(out.raws, out.packets, strict=True)] == [
        b"0", b"1", b"2",
    ]
