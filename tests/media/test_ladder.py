"""What a line takes: on lines that are made up, looked at once a second."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.ladder import LONGEST, SHORTEST, Ladder, Seen, Step

VOICE, FEW, SMALL, FULL = 28_000, 50_000, 100_000, 600_000
OPENING = 176_000              # bit/s that the first packets of padding show
COSTS = {
    Step.TEXT: 0.0, Step.VOICE: VOICE, Step.PAGE: VOICE, Step.FEW: VOICE + FEW, Step.SMALL: VOICE + SMALL,
    Step.FULL: VOICE + FULL,
}


@dataclass
class Line:
    """Carries so much and loses such a share by itself; its far end estimates as a browser does.

    That counts pictures and padding alone: nothing at first, then what the packets of the opening showed, or what
    came of five seconds of them; from there it grows by a twelfth a second up to one and a half times what comes.
    """

    capacity: float            # bit/s
    lossy: float = 0.0
    queue: float = 0.0         # bits that wait: 0.4 s at most
    estimate: float = 0.0
    shown: int = -1            # seconds of pictures that it has seen; -1: not even the opening

    def second(self, voice: float, pictures: float) -> Seen:
        sent = voice + pictures
        waiting = self.queue + sent - self.capacity
        self.queue = min(max(waiting, 0.0), 0.4 * self.capacity)
        spilt = min(max(waiting - self.queue, 0.0) / sent, 1.0) if sent else 0.0
        arrived = min(pictures * (1 - spilt), max(self.capacity - voice * (1 - spilt), 0.0)) * (1 - self.lossy)
        before = self.estimate
        if self.shown < 0:
            self.estimate = OPENING if self.capacity > 1.2 * OPENING else 0.0
            self.shown = 0
        elif pictures:
            self.shown += 1
            if not self.estimate:
                self.estimate = arrived if self.shown > 5 else 0.0
            elif sent > self.capacity or self.queue > 0.1 * self.capacity:
                self.estimate = min(self.estimate, 0.85 * arrived)
            else:
                self.estimate = max(self.estimate, min(1.08 * self.estimate, 1.5 * arrived + 10_000))
        trend = -1 if self.estimate < 0.93 * before else 1 if self.estimate > 1.003 * before else 0
        carries = self.estimate + voice if self.estimate else 0.0
        return Seen(carries, 1 - (1 - spilt) * (1 - self.lossy), sent, trend=trend)


@dataclass
class Watcher:
    """One ladder over one line."""

    line: Line
    most: Step = Step.FULL
    now: float = 1_000.0
    fills: bool = True
    steps: list[Step] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ladder = Ladder(self.now, self.most, self.fills)

    def watch(self, seconds: int) -> "Watcher":
        for _ in range(seconds):
            self.now += 1
            step = self.ladder.step
            share = {0: 0.4, 1: 0.6, 3: 1.0}[self.ladder.level(self.now)] if step is Step.FULL else 1.0
            voice = COSTS[min(step, Step.VOICE)]
            picture = FULL * share if step is Step.FULL else COSTS[step] - voice
            seen = self.line.second(voice, max(picture, self.ladder.fill(self.now - 0.5) - voice))
            self.losses.append(seen.loss)
            self.steps.append(self.ladder.look(self.now, seen, COSTS))
        return self


@pytest.mark.parametrize("fills", [True, False])
def test_a_good_line_is_at_the_full_picture_within_fifteen_seconds_and_stays(fills: bool) -> None:
    watcher = Watcher(Line(5_000_000), fills=fills).watch(300)

    assert watcher.steps[0] >= Step.SMALL              # what the opening showed
    assert set(watcher.steps[15 if fills else 30 :]) == {Step.FULL}
    assert watcher.ladder.why == ""
    assert watcher.ladder.level(watcher.now) == 3


@pytest.mark.parametrize(("kbit", "step"), [
    (1_000, Step.FULL), (256, Step.SMALL), (150, Step.SMALL), (100, Step.FEW), (60, Step.PAGE),
])
def test_a_thin_line_gets_the_right_step_within_twenty_seconds_nearly_always(kbit: int, step: Step) -> None:
    watcher = Watcher(Line(kbit * 1_000)).watch(600)

    assert watcher.steps[20:].count(step) >= 0.85 * len(watcher.steps[20:])
    if step < Step.FULL:
        assert watcher.ladder.why == "line"
        assert watcher.ladder.limit <= kbit * 1_000


def test_trying_costs_a_thin_line_next_to_no_voice() -> None:
    watcher = Watcher(Line(256_000)).watch(600)

    assert sum(watcher.losses) / len(watcher.losses) < 0.01


@pytest.mark.parametrize("kbit", [2_000, 170])
def test_a_line_that_loses_by_itself_has_its_picture_and_keeps_it(kbit: int) -> None:
    watcher = Watcher(Line(kbit * 1_000.0, lossy=0.12)).watch(300)

    assert min(watcher.steps[25:]) >= Step.FEW


def test_a_line_that_grows_thin_goes_at_once_to_what_it_carries() -> None:
    watcher = Watcher(Line(5_000_000)).watch(60)
    watcher.line.capacity = 100_000

    watcher.watch(5)

    assert watcher.ladder.step <= Step.FEW
    assert watcher.ladder.step >= Step.VOICE


def test_when_not_even_a_voice_arrives_there_is_text_and_the_voice_comes_back_by_itself() -> None:
    watcher = Watcher(Line(8_000)).watch(60)
    assert Step.TEXT in watcher.steps

    watcher.line.capacity, watcher.line.queue = 5_000_000, 0.0
    watcher.watch(150)

    assert watcher.ladder.step is Step.FULL


def at_few() -> Ladder:
    """Where an estimate puts it that covers few frames, and not all of them."""
    ladder = Ladder(0.0)
    assert ladder.look(0, Seen(1.2 * COSTS[Step.FEW], 0.0, COSTS[Step.PAGE], turn=0.02), COSTS) is Step.FEW
    return ladder


def test_a_browser_too_busy_to_estimate_keeps_a_small_picture_and_its_voice_as_long_as_both_arrive() -> None:
    ladder = at_few()
    steps = {ladder.look(second, Seen(14_000, 0.0, COSTS[ladder.step], turn=0.02), COSTS) for second in range(1, 120)}
    assert steps == {Step.FEW}


def test_a_browser_that_is_busy_at_first_has_its_picture_soon_after() -> None:
    ladder = Ladder(0.0)
    for second in range(1, 60):
        seen = Seen(VOICE + 30_000, 0.0, max(COSTS[ladder.step], ladder.fill(second)), turn=0.02,
                    trend=-1 if second < 20 else 1)
        if ladder.look(second, seen, COSTS) is Step.FEW:
            break

    assert 20 <= second < 32


@pytest.mark.parametrize("trouble", [{"loss": 0.05, "turn": 0.02}, {"loss": 0.0, "turn": 0.5}])
def test_a_low_estimate_takes_the_last_picture_when_packets_say_the_same(trouble: dict[str, float]) -> None:
    ladder = at_few()
    for second in range(1, 20):
        ladder.look(second, Seen(40_000, sent=max(COSTS[ladder.step], ladder.fill(second)), **trouble), COSTS)
    assert Step.VOICE <= ladder.step < Step.FEW


def test_a_trial_that_makes_packets_queue_is_taken_back_at_the_next_look() -> None:
    ladder, second = at_few(), 0
    while ladder.step is Step.FEW:
        second += 1
        ladder.look(second, Seen(130_000, 0.0, max(80_000, ladder.fill(second)), turn=0.1, trend=1), COSTS)
    assert ladder.step is Step.SMALL

    ladder.look(second + 1, Seen(130_000, 0.0, 130_000, turn=0.5, trend=1), COSTS)

    assert (ladder.step, ladder.why) == (Step.FEW, "line")


@pytest.mark.parametrize("trouble", [{"trend": -1}, {"loss": 0.1, "trend": 1}, {"turn": 0.5, "trend": 1}])
def test_a_line_that_cannot_be_filled_any_more_is_left_in_peace_at_once(trouble: dict[str, float]) -> None:
    ladder, second = at_few(), 0
    while not ladder.fill(second):
        second += 1
        ladder.look(second, Seen(130_000, 0.0, 80_000, turn=0.1, trend=1), COSTS)
    assert 80_000 <= ladder.fill(second) < ladder.fill(second + 1) <= COSTS[Step.SMALL]

    ladder.look(second + 1, Seen(**{"carries": 90_000, "loss": 0.0, "sent": 95_000, "turn": 0.1, **trouble}), COSTS)

    assert (ladder.step, ladder.fill(second + 1)) == (Step.FEW, 0.0)
    assert ladder.why in ("line", "loss")


def test_a_thin_line_is_never_sent_a_step_that_it_does_not_carry_to_begin_with() -> None:
    watcher = Watcher(Line(64_000, lossy=0.05)).watch(3)
    assert max(watcher.steps) is Step.PAGE
    assert not watcher.ladder.thin                     # nothing is known of it

    watcher.watch(60)

    assert watcher.ladder.step is Step.PAGE
    assert watcher.ladder.thin


def test_what_a_person_pinned_holds_at_once_and_until_it_is_let_go() -> None:
    watcher = Watcher(Line(5_000_000)).watch(60)

    watcher.ladder.most = Step.PAGE
    watcher.watch(60)
    assert set(watcher.steps[-60:]) == {Step.PAGE}
    assert watcher.ladder.why == "pinned"
    watcher.ladder.most = Step.FULL
    watcher.watch(60)

    assert watcher.ladder.step is Step.FULL


def test_without_any_estimate_losses_decide() -> None:
    ladder = Ladder(0.0)
    for second in range(60):
        ladder.look(second, Seen(0.0, 0.0, 100_000), COSTS)
    assert ladder.step is Step.FULL

    for second in range(60, 66):
        ladder.look(second, Seen(0.0, 0.3, 100_000), COSTS)

    assert ladder.step < Step.FULL


@pytest.mark.parametrize(("carries", "step"), [(150_000, Step.SMALL), (60_000, Step.PAGE), (0, Step.PAGE)])
def test_where_nobody_gives_a_picture_nothing_is_tried(carries: float, step: Step) -> None:
    ladder = Ladder(0.0)

    for second in range(100):
        assert ladder.look(second, Seen(carries, 0.0, VOICE, pictured=False), COSTS) is step
        assert ladder.fill(second) == 0.0


lines = st.lists(
    st.tuples(st.integers(1, 120), st.integers(8, 3_000), st.floats(0, 0.6)), min_size=1, max_size=8,
)


@given(lines)
def test_no_line_makes_it_swing_faster_than_its_back_off(weather: list[tuple[int, int, float]]) -> None:
    watcher = Watcher(Line(weather[0][1] * 1_000))
    for seconds, kbit, lossy in weather:
        watcher.line.capacity, watcher.line.lossy = kbit * 1_000.0, lossy
        watcher.watch(seconds)

    fell: float | None = None
    for second, (before, after) in enumerate(pairwise(watcher.steps)):
        if after < before:
            fell = second
        if after > before and fell is not None:
            assert second - fell >= SHORTEST
            fell = None
        assert after <= before + 1 or fell is None     # upwards one by one once something was too much
    assert SHORTEST <= watcher.ladder._wait <= LONGEST


@given(lines)
def test_voice_is_never_given_up_while_there_is_a_picture(weather: list[tuple[int, int, float]]) -> None:
    watcher = Watcher(Line(weather[0][1] * 1_000))
    for seconds, kbit, lossy in weather:
        watcher.line.capacity, watcher.line.lossy = kbit * 1_000.0, lossy
        watcher.watch(seconds)

    assert all(before <= Step.VOICE for before, after in pairwise(watcher.steps) if after is Step.TEXT)


@given(lines, st.integers(700, 5_000))
def test_whatever_the_line_went_through_it_reaches_the_top_when_it_is_good(
    weather: list[tuple[int, int, float]], kbit: int
) -> None:
    watcher = Watcher(Line(weather[0][1] * 1_000))
    for seconds, bad, lossy in weather:
        watcher.line.capacity, watcher.line.lossy = bad * 1_000.0, lossy
        watcher.watch(seconds)

    watcher.line.capacity, watcher.line.lossy, watcher.line.queue = kbit * 1_000.0, 0.0, 0.0
    watcher.watch(int(LONGEST) + 60)

    assert watcher.ladder.step is Step.FULL


@given(st.lists(st.tuples(st.floats(0, 1e7), st.floats(0, 1), st.floats(0, 1e7), st.booleans()), max_size=200),
       st.sampled_from(Step))
def test_whatever_is_reported_nobody_gets_more_than_was_pinned(
    told: list[tuple[float, float, float, bool]], most: Step
) -> None:
    ladder = Ladder(0.0, most)

    assert all(ladder.look(at, Seen(*one), COSTS) <= most for at, one in enumerate(told))
