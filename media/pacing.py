"""What goes out between two packets that come in: each watcher's padding, at its own pace.

    add(downlink) … ─▶ every 10 ms while there is anything to be sent, and asleep else
"""

import asyncio
import time

from media.downlink import Downlink
from media.egress import Egress
from media.padding import APART


class Pacing:
    """One timer for all watchers of a relay."""

    def __init__(self, out: Egress) -> None:
        self._out = out
        self._busy: dict[int, Downlink] = {}
        self._timer: asyncio.TimerHandle | None = None

    def add(self, downlink: Downlink) -> None:
        """There is something to be sent to it from now on."""
        self._busy[id(downlink)] = downlink
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(APART, self._turn)

    @property
    def busy(self) -> bool:
        """Is there anybody to whom something is to be sent?"""
        return self._timer is not None

    def _turn(self) -> None:
        now, self._timer = time.monotonic(), None      # a fault in between must not keep the next one from beginning
        self._busy = {key: one for key, one in self._busy.items() if one.pad(now, self._out)}
        self._out.flush()
        if self._busy:
            self._timer = asyncio.get_running_loop().call_later(APART, self._turn)

    def remove(self, downlink: Downlink) -> None:
        self._busy.pop(id(downlink), None)

    def close(self) -> None:
        self._busy.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
