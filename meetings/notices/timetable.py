"""The timetable: errands and the hours at which they are handed in (APScheduler only here).

    timetable.hourly("sweep", errand)          at some minute of every hour
    timetable.nightly("backup", errand, 2)     at two in the morning, by the clock on the wall
    start() ─▶ … ─▶ stop()

An errand that fails is logged and comes again at its next hour; one that is still running is not
started beside itself; one that was missed while the machine slept is made up for once.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

Errand = Callable[[], Awaitable[object]]
LATE = 6 * 3600                # seconds after which a missed errand waits for its next hour

log = logging.getLogger(__name__)


class Timetable:
    """Runs errands in the loop it is started in."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._clock = AsyncIOScheduler(timezone=zone)
        self._errands: dict[str, Errand] = {}

    def hourly(self, name: str, errand: Errand, minute: int = 17) -> None:
        self._enter(name, errand, CronTrigger(minute=minute, timezone=self._zone))

    def nightly(self, name: str, errand: Errand, hour: int, minute: int = 0) -> None:
        self._enter(name, errand, CronTrigger(hour=hour, minute=minute, timezone=self._zone))

    def start(self) -> None:
        self._clock.start()

    def stop(self) -> None:
        """Hand in nothing more; what runs is not waited for."""
        if self._clock.running:
            self._clock.shutdown(wait=False)

    def due(self, name: str) -> datetime | None:
        """When it is handed in next; None before the start."""
        found: datetime | None = getattr(self._clock.get_job(name), "next_run_time", None)
        return found

    async def run(self, name: str) -> bool:
        """Hand in one errand now. False when it failed; the reason is in the log.

        Raises:
            KeyError: nothing of that name stands in the timetable.
        """
        errand = self._errands[name]
        try:
            await errand()
        except Exception:      # whatever it was: the others still have their hours
            log.exception("errand %s failed; it comes again at its next hour", name)
            return False
        return True

    def _enter(self, name: str, errand: Errand, trigger: CronTrigger) -> None:
        self._errands[name] = errand
        self._clock.add_job(
            self.run, trigger, args=[name], id=name, replace_existing=True,
            coalesce=True, max_instances=1, misfire_grace_time=LATE,
        )
