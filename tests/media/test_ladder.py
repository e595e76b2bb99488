"""What a line takes: on lines that are made up, looked at once a second."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.ladder import LONGEST, SHORTEST, Ladder, Seen, Step

VOICE, FEW, SMALL, FULL = 28_000, 50_000, 100_000, 600_000
COSTS = {
    Step.TEXT: 0.0, Step.VOICE: VOICE, Step.PAGE: VOICE, Step.FEW: VOICE + FEW, Step.SMALL: VOICE + SMALL,
    Step.FULL: VOICE + FULL,
}


@dataclass
class Line:
    """Carries so much and loses such a share by itself; its far end estimates as a browser does."""

    capacity: float            # bit/s
    lossy: float = 0.0
    queue: float = 0.0         # bits that wait: 0.4 s at most
    estimate: float = 300_000.0

    def second(self, sent: float) -> Seen:
        waiting = self.queue + sent - self.capacity
        self.queue = min(max(waiting, 0.0), 0.4 * self.capacity)
        spilt = max(waiting - self.queue, 0.0) / sent if sent else 0.0
        arrived = min(sent * (1 - spilt), self.capacity) * (1 - self.lossy)
        if sent > self.capacity or self.queue > 0.1 * self.capacity:
            self.estimate = 0.85 * min(self.capacity, sent)
        else:
            self.estimate = min(1.15 * self.estimate + 1_000, 1.5 * arrived + 10_000)
        return Seen(self.estimate if sent else 0.0, 1 - (1 - spilt) * (1 - self.lossy), sent)


@dataclass
class Watcher:
    """One ladder over one line."""

    line: Line
    most: Step = Step.FULL
    now: float = 1_000.0
    steps: list[Step] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ladder = Ladder(self.now, self.most)

    def watch(self, seconds: int) -> "Watcher":
        for _ in range(seconds):
            self.now += 1
            step = self.ladder.step
            share = {0: 0.4, 1: 0.6, 3: 1.0}[self.ladder.level(self.now)] if step is Step.FULL else 1.0
            seen = self.line.second(VOICE + FULL * share if step is Step.FULL else COSTS[step])
            self.losses.append(seen.loss)
            self.steps.append(self.ladder.look(self.now, seen, COSTS))
        return self


def test_a_good_line_is_at_the_full_picture_within_fifteen_seconds_and_stays() -> None:
    watcher = Watcher(Line(5_000_000)).watch(300)

    assert set(watcher.steps[15:]) == {Step.FULL}
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


def test_a_line_that_loses_by_itself_keeps_its_picture() -> None:
    watcher = Watcher(Line(2_000_000, lossy=0.12)).watch(300)

    assert min(watcher.steps) >= Step.FEW


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


def test_a_browser_too_busy_to_estimate_keeps_a_small_picture_and_its_voice_as_long_as_both_arrive() -> None:
    ladder = Ladder(0.0)
    steps = {ladder.look(second, Seen(14_000, 0.0, COSTS[ladder.step], turn=0.02), COSTS) for second in range(120)}
    assert steps == {Step.FEW}


@pytest.mark.parametrize("trouble", [{"loss": 0.05, "turn": 0.02}, {"loss": 0.0, "turn": 0.5}])
def test_a_low_estimate_takes_the_last_picture_when_packets_say_the_same(trouble: dict[str, float]) -> None:
    ladder = Ladder(0.0)
    ladder.look(0, Seen(0.0, 0.0, COSTS[Step.FEW], turn=0.02), COSTS)
    for second in range(1, 20):
        ladder.look(second, Seen(40_000, sent=COSTS[ladder.step], **trouble), COSTS)
    assert Step.VOICE <= ladder.step < Step.FEW


def test_a_trial_that_makes_packets_queue_is_taken_back_at_the_next_look() -> None:
    ladder = Ladder(0.0)
    for second in range(3):
        ladder.look(second, Seen(500_000, 0.0, 80_000, turn=0.1), COSTS)
    assert ladder.step is Step.SMALL

    ladder.look(4, Seen(500_000, 0.0, 130_000, turn=0.5), COSTS)

    assert (ladder.step, ladder.why) == (Step.FEW, "line")


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


def test_where_nobody_gives_a_picture_nothing_is_tried() -> None:
    costs = {step: float(VOICE if step else 0) for step in Step}
    ladder = Ladder(0.0)

    assert {ladder.look(second, Seen(60_000, 0.0, VOICE), costs) for second in range(100)} == {Step.FEW}


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
        assert after <= before + 1                     # upwards one by one
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
