"""Failed sign-ins, counted."""

import asyncio
from datetime import UTC, datetime, timedelta

from meetings.record.failures import WINDOW, Failures

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


async def test_failures_add_up_even_at_once_and_are_forgiven_by_success(register):
    await asyncio.gather(*(register.failures.failed("login:thuky", NOW) for _ in range(10)))
    assert await register.failures.failures("login:thuky", NOW) == Failures(10, NOW)
    assert await register.failures.failures("login:chutoa", NOW) == Failures(0, None)

    await register.failures.succeeded("login:thuky")
    assert await register.failures.failures("login:thuky", NOW) == Failures(0, None)


async def test_failures_are_forgotten_after_a_quiet_while(register):
    await register.failures.failed("address:192.0.2.1", NOW)
    assert await register.failures.failed("address:192.0.2.1", NOW + WINDOW - timedelta(seconds=1)) == Failures(
        2, NOW + WINDOW - timedelta(seconds=1)
    )
    assert (await register.failures.failed("address:192.0.2.1", NOW + 2 * WINDOW)).count == 1


async def test_a_name_of_any_length_is_counted(register):
    await register.failures.failed("login:" + "x" * 100_000, NOW)
    assert (await register.failures.failures("login:" + "x" * 100_000, NOW)).count == 1
