"""A house, a browser and a cast, shared by the steps of one journey."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from tests.chromium import chromium
from tests.journeys.cast import LINES, Cast
from tests.journeys.house import demo
from tests.journeys.line import line_to


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["vi", "en"])
async def cast(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cast]:
    """The shipped `dinh demo` on an empty folder, and one Chromium for everybody."""
    folder = tmp_path_factory.mktemp("house") / "data"
    async with demo(folder) as house, chromium() as browser, AsyncExitStack() as lines:
        cast = Cast(house, browser, request.param)
        for login in LINES:
            cast.lines[login] = await lines.enter_async_context(line_to(house.port))
        yield cast
