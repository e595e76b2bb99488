"""Serial numbers that wrap around (RFC 1982; RTP uses 16 bits, RFC 3550 section 5.1).

A slot goes out as one stream whatever feeds it. `Renumbering` gives its packets
numbers without a hole when the source changes or a packet is left out, and still
knows the right number for a packet that comes in late.
"""

from collections import deque


def ahead(a: int, b: int, bits: int = 16) -> int:
    """How far `a` is ahead of `b`, in steps; negative if behind.

    >>> ahead(2, 65534)
    4
    >>> ahead(65534, 2)
    -4
    """
    half = 1 << (bits - 1)
    return (a - b + half) % (1 << bits) - half


class Renumbering:
    """Numbers of one source after another, told as one unbroken row.

    >>> row = Renumbering(100)
    >>> row.begin(7); row.number(7), row.number(8)
    (100, 101)
    >>> row.begin(4000); row.number(4000)
    102
    """

    __slots__ = ("_base", "_newest", "_offset", "_older", "next")

    def __init__(self, first: int) -> None:
        self.next = first & 0xFFFF                     # the number the next new packet gets
        self._base = self._newest = self._offset = 0
        self._older: deque[tuple[int, int]] = deque(maxlen=32)   # (up to this number, offset)

    def begin(self, sequence: int) -> None:
        """A source starts to be told, with this number of its own."""
        self._base = sequence
        self._newest = (sequence - 1) & 0xFFFF
        self._offset = (self.next - sequence) & 0xFFFF
        self._older.clear()

    def number(self, sequence: int) -> int | None:
        """Its number going out; None for one from before the beginning."""
        step = (sequence - self._newest) & 0xFFFF
        if 0 < step < 0x8000:
            self._newest = sequence
            outgoing = (sequence + self._offset) & 0xFFFF
            self.next = (outgoing + 1) & 0xFFFF
            return outgoing
        if ahead(sequence, self._base) < 0:
            return None
        for until, offset in self._older:
            if ahead(sequence, until) < 0:
                return (sequence + offset) & 0xFFFF
        return (sequence + self._offset) & 0xFFFF

    def leave_out(self, sequence: int) -> None:
        """This one is not told: those after it close ranks. Too late for one that is overdue."""
        if ahead(sequence, self._newest) <= 0:
            return
        self._older.append((sequence, self._offset))
        self.next = (sequence + self._offset) & 0xFFFF
        self._newest = sequence
        self._offset = (self._offset - 1) & 0xFFFF
