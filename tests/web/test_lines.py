"""Whose line is up."""

from datetime import UTC, datetime, timedelta

from web.lines import TURNING, Line, Lines

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


def test_a_line_is_connected_from_when_it_is_first_heard():
    lines = Lines()
    assert lines.here("person:ada", NOON)
    assert not lines.here("person:ada", NOON + timedelta(seconds=9))
    assert lines.known() == {"person:ada": Line("connected", NOON)}


def test_a_line_that_falls_silent_is_lost_since_then():
    lines = Lines()
    lines.here("person:ada", NOON)

    assert not lines.count(set(), NOON + timedelta(seconds=20))
    assert lines.count(set(), NOON + timedelta(seconds=20) + TURNING)
    assert lines.known() == {"person:ada": Line("lost", NOON + timedelta(seconds=20))}


def test_turning_from_one_page_to_the_next_is_no_loss():
    lines = Lines()
    lines.here("person:ada", NOON)
    lines.count(set(), NOON + timedelta(seconds=1))
    lines.here("person:ada", NOON + timedelta(seconds=2))

    assert not lines.count({"person:ada"}, NOON + timedelta(seconds=9))
    assert lines.known() == {"person:ada": Line("connected", NOON)}


def test_a_line_that_comes_back_is_connected_since_then():
    lines = Lines()
    lines.here("venue:v", NOON)
    lines.count(set(), NOON)
    lines.count(set(), NOON + TURNING)
    assert lines.count({"venue:v"}, NOON + timedelta(minutes=3))
    assert lines.known() == {"venue:v": Line("connected", NOON + timedelta(minutes=3))}
