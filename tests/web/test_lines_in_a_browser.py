"""The technician's board beside a hall that is on the air, with a real relay."""

import re

from playwright.async_api import expect

from tests.chromium import chromium
from tests.web.served import serving
from tests.web.test_line_test_in_a_browser import relay, settings
from tests.web.under_way import convene
from web import sessions

__all__ = ["relay", "settings"]             # fixtures
HALL = "venue:SL-VH-01"


async def test_the_board_follows_a_line_by_itself(app, house, client_for):
    sitting = await convene(house)
    async with serving(app) as port, chromium() as browser:

        async def opens(who, page):
            client = await client_for(who)
            context = await browser.new_context(locale="vi")
            url = f"http://127.0.0.1:{port}"
            await context.add_cookies([{"name": sessions.COOKIE, "value": client.cookies[sessions.COOKIE], "url": url}])
            opened = await context.new_page()
            await opened.goto(f"{url}/meetings/{sitting.id}/{page}")
            return opened

        board, hall = await opens("thuky", "lines"), await opens(HALL, "venue")
        row = board.locator("tr", has=board.get_by_role("rowheader", name="Hội trường xã Chiềng Khoa"))
        await expect(row).to_contain_text("chưa thử")
        await hall.get_by_role("button", name="Bật máy quay và micrô").click()

        await expect(row).to_contain_text("phát và nhận", timeout=30_000)
        await expect(row).to_contain_text("trạm chính")
        await expect(row.locator("td").nth(3)).to_have_text(re.compile(r"^[1-9]\d+ / 512$"), timeout=30_000)
        assert (await house.relay.stats(sitting.id))["lines"][HALL]["up"] > 0
