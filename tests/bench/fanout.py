"""A ballot opens: from the chair's command to the last of 5,000 sockets.

The floor is `websockets.broadcast` of the very same frame by a bare server in a process of its own,
to the same number of the same clients, the two in turn in the same run. Clients and server share
two cores, so the clients' own cost is in both figures.
"""

import asyncio
import json
import resource
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench import crowd, sockets
from tests.bench.rows import Row, percentile, spread

SIZES = (500, 5_000)
ROUNDS = 20
PATIENCE = 30.0                # seconds for a round


async def run() -> list[Row]:
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    found = []
    for size in SIZES:
        folder = Path(tempfile.mkdtemp(prefix="dinh-fanout-"))
        try:
            found += await _measure(folder, await crowd.gather(folder, size), size)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return found


async def _measure(folder: Path, council: crowd.Crowd, size: int) -> list[Row]:
    async with crowd.serving(folder) as port, _bare() as bare_port:
        view = f"/meetings/{council.meeting}/gallery?since={council.seq}&view="
        chair, *everybody = await sockets.open_all(port, [
            (f"{view}console", f"dinh={council.keys[0]}"),
            *((f"{view}live", f"dinh={key}") for key in council.keys[:size]),
        ])
        trigger, *bare = await sockets.open_all(bare_port, [("/trigger", ""), *[("/", "")] * size])
        await asyncio.sleep(3)             # first frames and lines have gone out
        ours, floor = [], []
        for number in range(ROUNDS + 2):
            times, bytes_each = await _ballot(chair, everybody)
            bare_times = await _broadcast(trigger, bare, bytes_each)
            if number >= 2:                # the first two warm up
                ours.append(times)
                floor.append(bare_times)
        for client in (*everybody, *bare, chair, trigger):
            client.transport.abort()
    return _rows(size, ours, floor)


async def _ballot(chair: sockets.Client, everybody: list[sockets.Client]) -> tuple[list[float], int]:
    """Open a ballot, time every socket, and void it again."""
    question = f"Thông qua lần {uuid.uuid4().hex}?"
    opened, began = _frame_with(chair, question.encode()), time.perf_counter()
    arrivals = _times(everybody, question.encode(), began)
    chair.send(crowd.command("OpenBallot", str(uuid.uuid4()), question=question, majority="ordinary"))
    times, size = await asyncio.wait_for(arrivals, PATIENCE)
    ballot = json.loads(await asyncio.wait_for(opened, PATIENCE))["entries"][-1]["ballot"]
    voided = [_frame_with(one, b"BallotVoided") for one in (chair, everybody[-1])]
    chair.send(crowd.command("VoidBallot", str(uuid.uuid4()), ballot=ballot, reason="Đo tốc độ"))
    await asyncio.wait_for(asyncio.gather(*voided), PATIENCE)
    await asyncio.sleep(0.3)
    return times, size


async def _broadcast(trigger: sockets.Client, bare: list[sockets.Client], size: int) -> list[float]:
    mark = uuid.uuid4().hex
    began = time.perf_counter()
    arrivals = _times(bare, mark.encode(), began)
    trigger.send(f"{size} {mark}".encode())
    times, _ = await asyncio.wait_for(arrivals, PATIENCE)
    await asyncio.sleep(0.3)
    return times


def _times(clients: list[sockets.Client], mark: bytes, began: float) -> "asyncio.Future[tuple[list[float], int]]":
    """Every client's seconds to the whole frame with the mark, and its size."""
    done: asyncio.Future[tuple[list[float], int]] = asyncio.get_running_loop().create_future()
    times: list[float] = []

    def came(now: float, payload: bytes) -> None:
        times.append(now - began)
        if len(times) == len(clients):
            done.set_result((times, len(payload)))

    for client in clients:
        client.await_mark(mark, came)
    return done


def _frame_with(client: sockets.Client, mark: bytes) -> "asyncio.Future[bytes]":
    done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    client.await_mark(mark, lambda now, payload: done.set_result(payload))
    return done


def _rows(size: int, ours: list[list[float]], floor: list[list[float]]) -> list[Row]:
    all_ours, all_floor = ([1_000 * one for times in rounds for one in times] for rounds in (ours, floor))
    p99, bare = percentile(all_ours, 0.99), percentile(all_floor, 0.99)
    last = spread([1_000 * max(times) for times in ours])
    bare_last = spread([1_000 * max(times) for times in floor])
    rows = [
        Row(f"p99 over {size} sockets and {len(ours)} rounds", p99, "ms", bare, "bare websockets.broadcast, ms",
            "<=", 2 * bare, spread(all_ours)),
        Row(f"last of {size} sockets, median round", last[1], "ms", bare_last[1], "bare, last, ms",
            "<=", 2 * bare_last[1], last),
    ]
    if size == 500:
        rows.append(Row("500 sockets", p99, "ms", bare, "bare websockets.broadcast, ms", "<=", 60.0))
    return rows


@asynccontextmanager
async def _bare() -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.bare", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.stdin.close()
        await process.wait()
