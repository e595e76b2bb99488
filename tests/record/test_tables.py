"""What all tables share."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from meetings.record.tables import METADATA


async def test_a_moment_comes_back_in_utc_whatever_zone_it_was_said_in(register):
    hanoi = timezone(timedelta(hours=7))
    await register.audit.note(datetime(2026, 11, 26, 8, 0, tzinfo=hanoi), "p", "x")
    at = (await register.audit.recent())[0].at
    assert at.isoformat() == "2026-11-26T01:00:00+00:00"


async def test_a_moment_without_a_zone_is_refused(register):
    with pytest.raises(StatementError, match="without a time zone"):
        await register.audit.note(datetime(2026, 11, 26, 8, 0), "p", "x")  # noqa: DTZ001


def test_every_constraint_has_a_name_so_that_a_later_step_can_drop_it():
    nameless = [str(c) for table in METADATA.tables.values() for c in table.constraints if c.name is None]
    assert nameless == []
