"""What is to be done at a time."""

from datetime import UTC, datetime, timedelta

from meetings.record.due import CLAIM

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


async def test_what_is_due_is_claimed_once_and_again_when_the_claim_runs_out(register):
    await register.due.add("remind", "m1", NOW)
    await register.due.add("remind", "m2", NOW + timedelta(days=1))

    assert [task.subject for task in await register.due.claim(NOW)] == ["m1"]
    assert await register.due.claim(NOW) == []
    again = await register.due.claim(NOW + CLAIM)
    assert [task.subject for task in again] == ["m1"]
    await register.due.done(again[0].id, NOW)
    assert await register.due.claim(NOW + 2 * CLAIM) == []


async def test_what_was_dropped_is_not_done(register):
    await register.due.add("remind", "m1", NOW)
    await register.due.drop("remind", "m1")
    assert await register.due.claim(NOW) == []
