"""The audit log."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


async def test_the_newest_line_comes_first_and_numbers_never_repeat(register):
    for minute in range(3):
        await register.audit.note(NOW + timedelta(minutes=minute), "person:1", "signed-in", "person:1", f"{minute}")
    lines = await register.audit.recent(2)
    assert [(line.number, line.detail) for line in lines] == [(3, "2"), (2, "1")]


async def test_a_line_of_any_length_is_cut_and_kept(register):
    await register.audit.note(NOW, "w" * 500, "x", "y" * 500, "z" * 100_000)
    line = (await register.audit.recent())[0]
    assert (len(line.who), len(line.about), len(line.detail)) == (100, 200, 2000)
