"""What a relay still holds when thousands have come and gone, and what a join costs it.

Each makes a whole DTLS handshake over the loopback, as `tests/media/test_comings_and_goings.py` has it;
callers and relay share one process, so its CPU time is that of both. The reference is the memory of as
many peers that are there at the same time: what would be left if nothing was let go.
"""

import asyncio
import time

from tests.bench.rows import Row
from tests.media.ground import opened, until
from tests.media.left_over import left_over
from tests.media.test_comings_and_goings import waves

WARM, THERE, COUNT = 400, 400, 10_000


async def run() -> list[Row]:
    async with opened() as ground:
        await waves(ground, WARM, 0)                   # what is made once and kept is there now
        before = left_over()
        for at in range(THERE):
            await ground.join(f"there.{at}", "watch", "av")
        one = (left_over().kilobytes - before.kilobytes) / THERE
        for caller in ground.callers:
            await ground.relay.leave(caller.peer)
            await caller.close()
        ground.callers.clear()
        await until(lambda: len(asyncio.all_tasks()) == before.tasks)
        before = left_over()
        began = time.process_time()
        await waves(ground, COUNT, 1)
        took = (time.process_time() - began) / COUNT * 1000
        after = left_over()
    held = one * COUNT
    return [
        Row("sockets left", after.files - before.files, "", 0, "none", "<=", 0),
        Row("tasks left", after.tasks - before.tasks, "", 0, "none", "<=", 0),
        Row("objects left", after.objects - before.objects, "", COUNT, "one each", "<=", COUNT / 10),
        Row("memory left", after.kilobytes - before.kilobytes, "kB", held, "if all were kept, kB", "<=", held / 100),
        Row("CPU of a join, both ends", took, "ms", 15, "limit, ms", "<=", 15),
    ]
