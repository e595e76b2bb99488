"""Who is loud."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from media.rtp.loudness import CLEARLY, NOTHING, SILENCE, Loudness, louder


def speaking(level: int | None, packets: int = 50, size: int = 100) -> Loudness:
    voice = Loudness()
    for at in range(packets):
        voice.told = level
        voice.hear(size, at * 0.06)
    return voice


def test_a_voice_is_as_loud_as_its_packets_say_and_zero_is_the_loudest() -> None:
    assert speaking(0).level > speaking(30).level > speaking(100).level > speaking(127).level == 0


def test_a_moment_of_noise_makes_nobody_loud_and_a_breath_nobody_silent() -> None:
    knock, breath = speaking(127), speaking(30)
    knock.told, breath.told = 20, 127
    knock.hear(100, 3.0)
    breath.hear(100, 3.0)

    assert knock.level < breath.level / 2


def test_packets_that_hold_no_voice_are_silence_whatever_they_say() -> None:
    assert speaking(10, size=NOTHING).level == 0


def test_who_says_no_level_is_taken_for_somebody_who_speaks_while_packets_come() -> None:
    voice = speaking(None)
    assert voice.level > 60

    assert voice.fade(3.0 + 0.4) > 60                  # a pause between two packets of silence
    assert voice.fade(3.0 + 5.0) == 0


def test_to_ask_often_makes_nobody_silent_sooner() -> None:
    often, once = speaking(30), speaking(30)

    for tick in range(11):
        often.fade(3.0 + tick / 10)

    assert abs(often.level - once.fade(4.0)) < 0.01


levels = st.lists(st.floats(0, SILENCE), min_size=1, max_size=8)


@given(levels)
def test_who_is_clearly_louder_comes_first(told: list[float]) -> None:
    order = louder([], range(len(told)), told.__getitem__)

    assert sorted(order) == list(range(len(told)))
    assert told[order[0]] >= max(told) - CLEARLY * len(told)
    assert all(told[b] <= told[a] + CLEARLY for a, b in pairwise(order))


@given(levels, st.floats(0, CLEARLY / 2))
def test_a_little_louder_changes_nothing(told: list[float], little: float) -> None:
    order = louder([], range(len(told)), told.__getitem__)
    for favoured in range(len(told)):
        swayed = [level / 1000 + (little if at == favoured else 0) for at, level in enumerate(told)]
        calm = louder(order, range(len(told)), [level / 1000 for level in told].__getitem__)
        assert louder(calm, range(len(told)), swayed.__getitem__) == calm
