"""Serial numbers that wrap around (RFC 1982; RTP uses 16 bits, RFC 3550 section 5.1).

A slot goes out as one stream whatever feeds it. `Renumbering` gives its packets (and its
pictures) numbers without a hole when the source changes or one is left out, and still
knows the right number for one that comes in late: no number is ever told twice for two.
"""

from collections import deque

REMEMBERED = 64                # numbers left out that a late one is set against


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

    __slots__ = ("_base", "_bits", "_due", "_mask", "_offset", "_older", "_run")

    def __init__(self, first: int, bits: int = 16) -> None:
        self._base = self._due = self._offset = 0      # _due: the number that usually comes next
        self._older: deque[tuple[int, int]] = deque()  # (up to this number, offset)
        self._set(bits)
        self.next = first

    def _set(self, bits: int) -> None:
        self._bits, self._mask = bits, (1 << bits) - 1
        self._run = self._mask >> 3

    @property
    def next(self) -> int:
        """The number the next new packet gets."""
        return (self._due + self._offset) & self._mask

    @next.setter
    def next(self, number: int) -> None:
        self._offset = (number - self._due) & self._mask

    @property
    def _newest(self) -> int:
        return (self._due - 1) & self._mask

    def begin(self, sequence: int, bits: int = 16) -> None:
        """A source starts to be told, with this number of its own; `bits` as wide as it counts."""
        following = self.next
        self._set(bits)
        self._base = self._due = sequence
        self.next = following
        self._older.clear()

    def number(self, sequence: int) -> int | None:
        """Its number going out; None for one from before the beginning."""
        mask = self._mask
        if sequence == self._due and sequence & self._run:      # the usual: no more is looked at, most of the time
            self._due = (sequence + 1) & mask
            return (sequence + self._offset) & mask
        if (sequence + 1) & mask == self._due != self._base and not (self._older and self._older[-1][0] == sequence):
            return (sequence + self._offset) & mask    # once more the last: a picture of several packets
        if (sequence - self._due) & mask < mask >> 1:
            self._due = (sequence + 1) & mask
            if (sequence - self._base) & mask > (mask >> 1) - self._run:
                self._forget()
            return (sequence + self._offset) & mask
        if not 0 <= ahead(sequence, self._base, self._bits) <= ahead(self._newest, self._base, self._bits):
            return None
        for until, offset in self._older:
            if ahead(sequence, until, self._bits) < 0:
                return (sequence + offset) & mask
            if sequence == until:
                return None                            # left out, and stays so
        return (sequence + self._offset) & mask

    def leave_out(self, sequence: int) -> None:
        """This one is not told: those after it close ranks. Too late for one that is overdue."""
        if ahead(sequence, self._newest, self._bits) <= 0:
            return
        if len(self._older) == REMEMBERED:
            self._base = self._older.popleft()[0]      # what came before it has no certain number any more
        if (sequence - self._base) & self._mask > self._mask >> 1:
            self._forget()
        self._older.append((sequence, self._offset))
        self._due = (sequence + 1) & self._mask
        self._offset = (self._offset - 1) & self._mask

    def _forget(self) -> None:
        """What lies a quarter of the circle back is never asked for again; farther back it would look new."""
        self._base = (self._newest - (self._mask >> 2)) & self._mask
        while self._older and ahead(self._older[0][0], self._base, self._bits) < 0:
            self._older.popleft()
