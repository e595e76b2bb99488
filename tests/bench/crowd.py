"""A council of thousands, sitting: a folder to serve, and the real server on it as a process.

    crowd = await gather(folder, 5_000)       everybody called, present, item 1 before the meeting
    async with serving(folder) as port: ...   `python -m web.server`, as `dinh serve` starts it
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec

from meetings.procedure.agenda import OpenItem
from meetings.procedure.order_paper import Office
from meetings.procedure.phase import Phase
from meetings.procedure.roll import DeclarePresence
from meetings.procedure.sitting import CallToOrder, Convene
from meetings.record import importing
from meetings.record.ids import new_id
from meetings.register.prepared import Answer, Invitee, PreparedMeeting
from web.house import opened
from web.settings import Settings

UNITS = """code,parent,level,name,name_en,valid_from,valid_to,venue,down_kbit,up_kbit
SL,,province,Tỉnh Sơn La,Son La province,2016-07-01,,Hội trường tỉnh,20000,20000
"""
HEAD = "login,name,title,unit,body,role,seat,mandate_from,mandate_to,email,locale\n"


@dataclass(frozen=True)
class Crowd:
    """Who can be asked to act: session keys by person; the first is the chair."""

    meeting: str
    people: list[str]
    keys: list[str]
    seq: int                   # where the record stands, as a page just drawn would know


async def gather(folder: Path, size: int) -> Crowd:
    """Fill the folder and shut it again."""
    settings = Settings(data=str(folder))
    async with opened(settings) as house:
        people = "".join(
            f"m{n:05},Đại biểu {n:05},Đại biểu,SL,HĐND tỉnh,{'member' if n else 'chair'},{n + 1},2021-06-01,,,vi\n"
            for n in range(size)
        )
        done = await importing.bring_in(house.db, UNITS, HEAD + people)
        assert not isinstance(done, list), done[:3]
        body = next(iter(await house.register.people.bodies()))
        posts = sorted(await house.register.people.posts_in(body.id), key=lambda post: post.seat or 0)
        ids = [post.person for post in posts]
        starts = house.now()
        meeting = PreparedMeeting(
            new_id(), body.id, "regular", "Kỳ họp", starts, starts + timedelta(hours=8), "Hội trường", "SL", True,
            Phase.PLANNED, ids[0],
        )
        called = [
            Invitee(person, Office.MEMBER if n else Office.CHAIR, n + 1, Answer.NONE, "", None, None, False)
            for n, person in enumerate(ids)
        ]
        await house.register.sittings.create(meeting, called)
        await house.register.sittings.set_venues(meeting.id, ["SL"])
        item = await house.register.sittings.add_item(meeting.id, "Thông qua nghị quyết", "", 10)
        paper = await house.register.sittings.order_paper(meeting.id)

        async def does(kind: type, person: str, **fields: object) -> None:
            await house.clerk.handle(meeting.id, kind(id=new_id(), by=person, at=house.now(), **fields))

        await does(Convene, ids[0], paper=paper)
        await asyncio.gather(*(does(DeclarePresence, one, member=one, where=None) for one in ids))
        await does(CallToOrder, ids[0], paper=paper)
        await does(OpenItem, ids[0], item=item.id)
        seq = (await house.clerk.meeting(meeting.id)).seq
        keys = [await house.register.signin.open_session("person", one, "bench", "", house.now()) for one in ids]
    return Crowd(meeting.id, list(ids), keys, seq)


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[int]:
    """The web process; it ends when its standard input does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "web.server",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(msgspec.json.encode(Settings(data=str(folder), port=0)) + b"\n")
    try:
        async for line in process.stdout:
            if line.startswith(b"ready "):
                yield int(line.split()[1])
                break
        else:
            raise RuntimeError("the server did not start")
    finally:
        process.stdin.close()
        await process.wait()


def command(type: str, id: str, **fields: object) -> bytes:
    return json.dumps({"type": type, "id": id, **fields}).encode()
