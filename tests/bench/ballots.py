"""5,000 votes cast at once over the delegates' own sockets: each durable, receipted, counted once.

The chair's console is open, as in a meeting; the time runs from the first vote sent to the last
receipt read. The web server runs as it is shipped, in its own process. Afterwards the record is read
from the disk: every receipt must stand in it, once.

The floor is plain: the same number of rows of the same size into SQLite with synchronous=FULL, in
batches of 250, nothing decided, nobody answered.
"""

import asyncio
import json
import resource
import shutil
import sqlite3
import tempfile
import time
import uuid
from pathlib import Path

from tests.bench import crowd, sockets
from tests.bench.rows import Row, spread

VOTES = 5_000
ROUNDS = 5
BATCH = 250
PATIENCE = 60.0
OPTIONS = ("tan-thanh", "khong-tan-thanh", "khong-bieu-quyet")


async def run() -> list[Row]:
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    folder = Path(tempfile.mkdtemp(prefix="dinh-ballots-"))
    try:
        council = await crowd.gather(folder, VOTES)
        async with crowd.serving(folder) as port:
            taken, floor, receipts = await _rounds(folder, council, port)
        return _rows(folder, council, taken, floor, receipts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


Receipts = dict[str, dict[str, int]]       # ballot ─▶ person ─▶ seq; 0: refused or nothing heard


async def _rounds(folder: Path, council: crowd.Crowd, port: int) -> tuple[list[float], list[float], Receipts]:
    view = f"/meetings/{council.meeting}/gallery?since={council.seq}&view="
    chair, *everybody = await sockets.open_all(port, [
        (f"{view}console", f"dinh={council.keys[0]}"), *((f"{view}live", f"dinh={key}") for key in council.keys),
    ])
    await asyncio.sleep(3)
    taken, floor, receipts = [], [], {}
    for number in range(ROUNDS):
        ballot = await _open(chair, number)
        seconds, receipts[ballot] = await _vote(everybody, council, ballot)
        taken.append(seconds)
        floor.append(await asyncio.to_thread(_plain, folder / f"plain{number}.sqlite"))
        await _answer(chair, "VoidBallot", ballot=ballot, reason="Đo tốc độ")
        await asyncio.sleep(3)
    for client in (chair, *everybody):
        client.transport.abort()
    return taken, floor, receipts


async def _open(chair: sockets.Client, number: int) -> str:
    question = f"Thông qua lần {number} {uuid.uuid4().hex}?"
    told: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    chair.await_mark(question.encode(), lambda now, payload: told.set_result(payload))
    chair.send(crowd.command("OpenBallot", str(uuid.uuid4()), question=question, majority="ordinary"))
    ballot = str(json.loads(await asyncio.wait_for(told, PATIENCE))["entries"][-1]["ballot"])
    await asyncio.sleep(2)                 # everybody has the ballot
    return ballot


async def _answer(client: sockets.Client, type: str, **fields: object) -> dict[str, object]:
    id = str(uuid.uuid4())
    told: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    client.await_mark(id.encode(), lambda now, payload: told.set_result(payload))
    client.send(crowd.command(type, id, **fields))
    answer: dict[str, object] = json.loads(await asyncio.wait_for(told, PATIENCE))
    return answer


async def _vote(
    everybody: list[sockets.Client], council: crowd.Crowd, ballot: str
) -> tuple[float, dict[str, int]]:
    """Everybody at once; the seconds until the last has a receipt."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    receipts = dict.fromkeys(council.people, 0)
    answers, ready = [0], []

    def waits(person: str, id: str, client: sockets.Client) -> None:
        def came(now: float, payload: bytes) -> None:
            answer = json.loads(payload)
            receipts[person] = answer["seq"] if answer["type"] == "Receipt" else 0
            answers[0] += 1
            if answers[0] == len(everybody):
                done.set_result(None)

        client.await_mark(id.encode(), came)

    for number, (person, client) in enumerate(zip(council.people, everybody, strict=True)):
        id = str(uuid.uuid4())
        waits(person, id, client)
        ready.append((client, crowd.command("CastVote", id, ballot=ballot, option=OPTIONS[number % 3])))
    began = time.perf_counter()
    for client, vote in ready:
        client.send(vote)
    await asyncio.wait_for(done, PATIENCE)
    return time.perf_counter() - began, receipts


def _plain(path: Path) -> float:
    """As many rows of about the same size, written with fsync in batches."""
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, data BLOB, leaf BLOB, chain BLOB)")
    base.execute("CREATE TABLE receipt (command TEXT PRIMARY KEY, seq INTEGER, at TEXT)")
    began = time.perf_counter()
    for start in range(0, VOTES, BATCH):
        base.execute("BEGIN IMMEDIATE")
        numbers = range(start, start + BATCH)
        entries = [(n, bytes(250), bytes(32), bytes(32)) for n in numbers]
        base.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", entries)
        base.executemany("INSERT INTO receipt VALUES (?, ?, ?)", [(f"{n:053}", n, f"{n:024}") for n in numbers])
        base.execute("COMMIT")
    seconds = time.perf_counter() - began
    base.close()
    return seconds


def _rows(
    folder: Path, council: crowd.Crowd, taken: list[float], floor: list[float], receipts: Receipts
) -> list[Row]:
    base = sqlite3.connect(folder / "dinh.sqlite")
    stored = base.execute("SELECT seq, data FROM entry WHERE meeting = ? ORDER BY seq", (council.meeting,))
    votes: dict[str, dict[str, list[int]]] = {}
    for seq, data in stored:
        entry = json.loads(data)
        if entry["type"] == "VoteCast":
            votes.setdefault(entry["ballot"], {}).setdefault(entry["member"], []).append(seq)
    base.close()
    given = [(ballot, person, seq) for ballot, people in receipts.items() for person, seq in people.items()]
    failed = sum(1 for _, _, seq in given if not seq)
    lost = sum(1 for ballot, person, seq in given if seq and seq not in votes.get(ballot, {}).get(person, []))
    doubled = sum(1 for people in votes.values() for found in people.values() if len(found) > 1)
    median, bare = spread(taken), spread(floor)
    return [
        Row(f"{VOTES} votes, last receipt, median of {len(taken)} rounds", median[1], "s", bare[1],
            f"plain inserts, fsync in batches of {BATCH}, s", "<=", 2.0, median),
        Row("lost", lost, "votes", 0, "none", "<=", 0),
        Row("doubled", doubled, "votes", 0, "none", "<=", 0),
        Row("failed", failed, "votes", 0, "none", "<=", 0),
    ]
