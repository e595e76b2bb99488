"""How long papers take on a line."""

from meetings.calendar import delivery


def test_a_dossier_of_three_megabytes_takes_about_two_minutes_on_a_thin_line():
    assert delivery.seconds(3_100_000) == 97
    assert delivery.seconds(3_100_000, kbit=4096) == 7


def test_time_is_rounded_up_and_nothing_takes_none():
    assert [delivery.seconds(size) for size in (0, 1, 32_000, 32_001)] == [0, 1, 1, 2]
