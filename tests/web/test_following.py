"""Lists show the phase that the record has."""

from datetime import timedelta

from meetings.procedure.sitting import Phase
from web import demo
from web.following import catch_up
from web.house import opened
from web.settings import Settings


async def test_a_phase_that_was_not_copied_before_a_crash_is_copied_at_the_start(tmp_path):
    settings = Settings(data=str(tmp_path / "var"), demo=True)
    async with opened(settings) as house:
        await demo.prepare(house, lambda words: None)
        now = sorted(await house.register.sittings.all(), key=lambda one: one.starts_at)[1]
        await house.register.sittings.set_phase(now.id, Phase.CONVENED)

    async with opened(settings) as house:
        assert (await house.register.sittings.get(now.id)).phase is Phase.IN_SESSION
        assert set(await catch_up(house.clerk, house.register.sittings)) >= {now.id}
        assert now.starts_at < house.now() + timedelta(hours=1)
