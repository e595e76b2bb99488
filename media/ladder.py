"""What a line can take: from the full picture down to text."""

from enum import IntEnum


class Step(IntEnum):
    """What a watcher gets, the least first."""

    TEXT = 0                   # no sound either: the line carries the page alone
    VOICE = 1                  # … and nothing else
    PAGE = 2                   # voice, and the pages being presented
    FEW = 3                    # … and one small picture of few frames
    SMALL = 4                  # … of all its frames
    FULL = 5
