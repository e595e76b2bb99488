"""What a browser believes of its line, and where that goes."""

from media.estimate import STALE, STILL, Estimate


def test_a_figure_is_for_the_whole_line_and_old_after_a_while() -> None:
    estimate = Estimate()
    assert estimate.carries(0.0) == 0.0

    estimate.hear(100_000, 1.0)
    estimate.note(40_000)

    assert estimate.carries(1.0) == 140_000            # the voice is not in the browser's own figure
    assert estimate.carries(1.0 + STALE) == 0.0
    assert estimate.bits == 100_000


def test_the_room_of_a_voice_that_is_silent_for_a_moment_is_held_for_it() -> None:
    estimate = Estimate()
    estimate.hear(100_000, 1.0)
    for other in (40_000, 0):
        estimate.note(other)

    assert 135_000 < estimate.carries(1.0) < 140_000
    for _ in range(100):
        estimate.note(0)
    assert estimate.carries(1.0) < 101_000


def test_it_is_told_once_that_the_figure_fell() -> None:
    estimate = Estimate()
    said = [estimate.hear(bits, at / 4) for at, bits in enumerate((100_000, 110_000, 100_000, 99_000))]

    assert said == ["first", "", "fell", ""]
    assert estimate.trend(1.0) == -1
    assert estimate.trend(1.0) != -1


def test_a_figure_that_grows_is_told_from_one_that_stands() -> None:
    estimate = Estimate()
    estimate.hear(100_000, 0.0)
    assert estimate.hear(101_000, 0.3) == ""
    assert estimate.trend(0.3) == 1

    assert estimate.hear(101_000, 0.31 + STILL) == "stands"

    assert estimate.trend(0.31 + STILL) == 0


def test_after_a_while_without_a_figure_the_next_one_is_the_first() -> None:
    estimate = Estimate()
    estimate.hear(900_000, 0.0)

    assert estimate.hear(50_000, STALE) == "first"
    assert estimate.trend(STALE) == 1
