"""What it costs to bring papers over a line.

A member at the end of a thin line wants to know before tapping: how much, how long.
"""

SLOWEST_KBIT = 256             # kbit/s, assumed where no line is known


def seconds(size: int, kbit: int | None = None) -> int:
    """How long `size` bytes take on a line of `kbit` kbit/s, rounded up; nothing takes no time.

    >>> seconds(3_100_000)
    97
    >>> seconds(0), seconds(1), seconds(32_000, 256)
    (0, 1, 1)
    """
    per_second = (kbit or SLOWEST_KBIT) * 1000
    return -(-size * 8 // per_second)
