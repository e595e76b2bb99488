"""A hall behind a network that lets nothing pass directly tries its line."""

import msgspec
import pytest
from playwright.async_api import expect

from tests.media.test_stage_through_turn import ONLY_ROUND, SECRET, coturn
from tests.web.test_line_test_in_a_browser import HALL, page, relay
from tests.web.test_line_test_in_a_browser import settings as direct

__all__ = ["coturn", "direct", "page", "relay"]         # fixtures


@pytest.fixture
async def settings(direct, coturn):
    return msgspec.structs.replace(direct, turn=f"turn:127.0.0.1:{coturn}?transport=tcp", turn_secret=SECRET)


async def test_the_voice_goes_round_and_the_place_is_told(page, house):
    await page.add_init_script(ONLY_ROUND)
    await page.reload()
    await page.get_by_role("button", name="Bắt đầu thử").click()

    await expect(page.get_by_text("đi vòng, qua máy chủ TURN")).to_be_visible(timeout=30_000)

    found = await house.register.line_tests.last_of(page.meeting, HALL)
    assert (found.way, found.lost) == ("round", 0)
    assert found.packets > 100
    assert page.complaints == []
