"""The figures of all relays, side by side."""

from datetime import UTC, datetime

import pytest

from media.board import together

SINCE = datetime(2026, 11, 24, 8, tzinfo=UTC)
PLACE = {"name": "van-ho", "attached": True, "since": SINCE, "subjects": {"venue:B"}, "peers": 2}
ROOT = {
    "senders": ["venue:A", "venue:B"], "watchers": ["venue:A", "relay:van-ho"], "peers": 4, "sent": 10, "dropped": 0,
    "strangers": 0, "unreadable": 0,
    "lines": {"venue:A": {"up": 64_000}, "venue:B": {"up": 30_000}, "relay:van-ho": {"down": 150_000, "step": "small"}},
}
TOLD = {
    "senders": ["venue:B"], "watchers": ["venue:B"], "peers": 2, "sent": 5, "cut": True,
    "lines": {"venue:B": {"up": 90_000, "down": 100_000, "step": "full"}},
}


def test_a_place_is_told_by_the_relay_at_which_it_is() -> None:
    stats = together(ROOT, [(PLACE, TOLD)])

    assert stats["lines"] == {
        "venue:A": {"up": 64_000, "relay": ""},
        "venue:B": {"up": 90_000, "down": 100_000, "step": "full", "relay": "van-ho"},
    }
    assert (stats["senders"], stats["watchers"]) == (["venue:A", "venue:B"], ["venue:A", "venue:B"])
    assert (stats["peers"], stats["sent"]) == (6, 15)
    assert stats["relays"] == {"van-ho": {
        "attached": True, "since": SINCE, "peers": 2, "cut": True, "line": {"down": 150_000, "step": "small"},
    }}


def test_a_relay_that_says_nothing_leaves_the_root_to_speak() -> None:
    assert together(ROOT, [(PLACE, {})])["lines"]["venue:B"] == {"up": 30_000, "relay": ""}
    assert together({}, []) == {"senders": [], "watchers": [], "lines": {}, "relays": {}}


@pytest.mark.parametrize("told", [
    {"lines": 7}, {"lines": {"venue:B": 7}}, {"senders": {}, "watchers": [7, {}, "venue:C"]},
    {"peers": "x", "sent": -1},
    {"lines": {"venue:C": {"up": 1}}}, {"lines": {"venue:B": {"up": [], "step": "x" * 10_000, "loss": float("inf")}}},
    {"lines": {"venue:B": {"up": "much", "loss": 10**400, "round_trip": float("nan")}}},
    {"cut": "yes"}, {"peers": 1e300}, {"lines": {"venue:B": {str(at): at for at in range(10_000)}}},
])
def test_whatever_a_relay_says_it_speaks_of_its_own_alone_and_in_figures(told: dict[str, object]) -> None:
    stats = together(ROOT, [(PLACE, told)])

    assert set(stats["lines"]) == {"venue:A", "venue:B"}
    assert stats["senders"] == ["venue:A", "venue:B"]
    assert len(stats["lines"]["venue:B"]) <= 21
    assert stats["relays"]["van-ho"]["cut"] is False
    assert stats["peers"] == 4
    assert all(0 <= value < 1e16 for name, value in stats["lines"]["venue:B"].items() if name not in ("step", "relay"))
