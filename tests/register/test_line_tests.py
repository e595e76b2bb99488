"""What a line is good for, by its figures."""

from datetime import UTC, datetime

import pytest

from meetings.register.line_tests import LineTest, carries

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def found(down, up, packets=300, lost=0):
    return LineTest("t", "m", "venue:A", NOW, down, up, 300, packets, lost, 0, "heard", "seen", "heard")


@pytest.mark.parametrize(("down", "up", "lost", "said"), [
    (2_000, 2_000, 0, "picture"),
    (2_000, 256, 0, "small"),
    (240, 230, 6, "small"),
    (179, 212, 3, "small"),
    (2_000, 2_000, 24, "small"),
    (193, 122, 0, "small"),
    (240, 100, 0, "voice"),
    (64, 64, 15, "voice"),
    (2_000, 2_000, 45, "voice"),
    (46, 12, 36, "voice"),
    (46, 12, 90, "text"),
    (2_000, 2_000, 150, "text"),
])
def test_the_narrower_way_and_the_loss_say_what_a_line_carries(down, up, lost, said):
    assert carries(found(down, up, lost=lost)) == said


def test_where_no_packet_comes_back_papers_and_votes_go_on():
    assert carries(found(2_000, 2_000, packets=0)) == "text"
    assert found(1, 1, packets=0).loss is None


def test_where_nothing_could_be_measured_nothing_is_promised():
    assert carries(found(None, 200, packets=0)) == "nothing"
    assert carries(found(200, None, packets=0)) == "nothing"


def test_a_rate_that_could_not_be_measured_stops_no_voice_that_came_back():
    assert carries(found(35, None, lost=15)) == "voice"
    assert carries(found(None, None, lost=15)) == "voice"
    assert carries(found(None, None, lost=150)) == "text"
