"""Errands for the server that is running: a unix socket in its folder, for this machine's administrator only.

    dinh import ─▶ DIR/admin.sock ─▶ the one writer

There is never a second writer on a folder, so what a command line wants written goes
through the process that has it. Who may open the socket is who may read the folder (0600).
One JSON line in, one JSON line out.
"""

import asyncio
import contextlib
import json
import logging
import os
from pathlib import Path
from typing import Any

from meetings.record import importing
from meetings.record.people import LastAdministrator
from meetings.register.sheet import LARGEST, Fault
from web.house import House

SOCKET = "admin.sock"
LONGEST = 4 * LARGEST          # bytes of a line: both sheets as JSON
log = logging.getLogger("dinh.web")


def place(folder: Path) -> Path:
    """The socket of a folder, relative when that is shorter: a unix socket's path has at most 107 bytes."""
    path = (folder / SOCKET).resolve()
    return min(path, Path(os.path.relpath(path)), key=lambda one: len(os.fsencode(one)))


@contextlib.asynccontextmanager
async def taken(house: House) -> Any:
    """Take errands while the server runs; without the socket (a path too long) there are none."""
    path = place(Path(house.settings.data))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = json.loads(await asyncio.wait_for(reader.readline(), 60))
            answer = await run(house, asked)
        except (ValueError, TimeoutError, KeyError, TypeError) as problem:
            answer = {"error": f"not understood: {problem}"}
        except Exception:      # whoever asked must not wait for ever
            log.exception("an errand failed")
            answer = {"error": "it failed; the server's log says why"}
        writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        with contextlib.suppress(OSError):
            await writer.drain()
        writer.close()

    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    try:
        listening = await asyncio.start_unix_server(serve, path, limit=LONGEST)
        path.chmod(0o600)
    except OSError as problem:
        log.warning("no errands through %s: %s", path, problem)
        yield
        return
    try:
        yield
    finally:
        listening.close()
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


async def run(house: House, asked: dict[str, Any]) -> dict[str, Any]:
    """Do one errand."""
    if asked["errand"] != "import":
        return {"error": "no such errand"}
    answer = await bring_in(house, str(asked["units"]), str(asked["people"]))
    what = "imported" if "done" in answer else "import-refused"
    await house.register.audit.note(house.now(), "program", what, "", "by the command line")
    return answer


async def bring_in(house: House, units: str, people: str) -> dict[str, Any]:
    """An import's outcome as plain values: `faults`, or `done` by kind.

    Who may open the folder has the house in hand, so the sheets reach all of it.
    """
    try:
        done = await importing.bring_in(house.db, units, people)
    except LastAdministrator:
        return {"error": "no administrator would be left: add one to the list"}
    except importing.SeatTaken as taken_seat:
        return {"error": str(taken_seat)}
    if isinstance(done, list):
        return {"faults": [_told(fault) for fault in done]}
    return {"done": done.by_kind()}


async def ask(folder: Path, **asked: str) -> dict[str, Any]:
    """Hand an errand to the running server. Raises OSError: nobody answers there."""
    reader, writer = await asyncio.open_unix_connection(place(folder), limit=LONGEST)
    writer.write(json.dumps(asked).encode() + b"\n")
    await writer.drain()
    answer: dict[str, Any] = json.loads(await reader.readline())
    writer.close()
    return answer


def _told(fault: Fault) -> str:
    return fault.said
