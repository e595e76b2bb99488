"""The figures of all relays put together, for the technician's board.

A device's line is told by the relay at which it is; what the root knows of it besides, because it comes up through
that relay, is part of the relay's own line. A relay at a venue says nothing of others than its own peers.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

NAMES = ("senders", "watchers")
TOTALS = ("peers", "sent", "dropped", "strangers", "unreadable")
LARGEST = 1 << 53              # of a figure
STEP = 20                      # characters in the step, the one figure that is a word


def together(root: Mapping[str, Any], below: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, Any]:
    """`below`: of each relay its place (name, attached, since, subjects, peers), and what it told."""
    stats = {**root, "lines": {}, "relays": {}}
    own = {f"relay:{place['name']}" for place, _ in below}
    for name in NAMES:
        stats[name] = [subject for subject in _list(root.get(name)) if subject not in own]
    for subject, line in _dict(root.get("lines")).items():
        if subject not in own:
            stats["lines"][subject] = {**line, "relay": ""}
    for place, told in below:
        name, subjects = place["name"], place["subjects"]
        for group in NAMES:
            stats[group] += [subject for subject in _list(told.get(group)) if _in(subject, subjects)
                             and subject not in stats[group]]
        for subject, line in _dict(told.get("lines")).items():
            if _in(subject, subjects):
                stats["lines"][subject] = {**_line(line), "relay": name}
        for total in TOTALS:
            stats[total] = _count(stats.get(total)) + _count(told.get(total))
        stats["relays"][name] = {
            "attached": place["attached"], "since": place["since"], "peers": place["peers"],
            "cut": told.get("cut") is True, "line": _dict(root.get("lines")).get(f"relay:{name}", {}),
        }
    return stats


def _in(subject: object, subjects: Collection[str]) -> bool:
    return isinstance(subject, str) and subject in subjects


def _line(said: object) -> dict[str, object]:
    """Figures alone: the board reckons with them.

    >>> _line({"down": 64000, "step": "small", "loss": float("nan"), "up": "much", "more": ["x"]})
    {'down': 64000, 'step': 'small'}
    """
    return {name: value for name, value in list(_dict(said).items())[:20] if _figure(name, value)}


def _figure(name: str, value: object) -> bool:
    if name == "step":
        return isinstance(value, str) and len(value) <= STEP
    return isinstance(value, int | float) and 0 <= value < LARGEST       # what is no number is not below it either


def _dict(said: object) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _list(said: object) -> list[Any]:
    return said if isinstance(said, list) else []


def _count(said: object) -> int:
    return said if isinstance(said, int) and 0 <= said < LARGEST else 0
