"""The timetable hands in errands and survives those that fail."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from meetings.notices.timetable import Timetable

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


async def test_a_night_errand_is_due_at_its_hour_on_the_wall() -> None:
    timetable = Timetable(HERE)
    timetable.nightly("backup", nothing, 2, 30)

    assert timetable.due("backup") is None
    timetable.start()
    due = timetable.due("backup")
    timetable.stop()

    assert due is not None
    assert (due.hour, due.minute, due.utcoffset()) == (2, 30, datetime.now(HERE).utcoffset())


async def test_an_errand_runs_by_itself_when_its_time_comes() -> None:
    timetable, ran = Timetable(HERE), asyncio.Event()

    async def errand() -> None:
        ran.set()

    timetable.hourly("sweep", errand)
    timetable.start()
    timetable._clock.get_job("sweep").modify(next_run_time=datetime.now(HERE))
    await asyncio.wait_for(ran.wait(), 30)
    timetable.stop()


async def test_one_that_fails_is_told_of_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    timetable, done = Timetable(HERE), []

    async def fails() -> None:
        raise OSError("disk full")

    async def works() -> None:
        done.append("swept")

    timetable.nightly("backup", fails, 2)
    timetable.hourly("sweep", works)

    assert not await timetable.run("backup")
    assert await timetable.run("sweep")
    assert done == ["swept"]
    assert "errand backup failed" in caplog.text


async def nothing() -> None:
    """An errand of no consequence."""
