"""Errands for the server that is running: a unix socket in its folder, for this machine's administrator only.

    dinh import | link ─▶ DIR/admin.sock ─▶ the one writer

There is never a second writer on a folder, so what a command line wants written goes
through the process that has it. Who may open the socket is who may read the folder (0600).
One JSON line in, one JSON line out.
"""

import asyncio
import contextlib
import json
import logging
import os
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

from meetings.record import importing
from meetings.record.people import LastAdministrator
from meetings.register.sheet import LARGEST, Fault
from web import links
from web.house import House

SOCKET = "admin.sock"
LONGEST = 4 * LARGEST          # bytes of a line: both sheets as JSON
GOOD_FOR = timedelta(days=1)   # an operator's link: it is used at once, or made anew
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
        listening = await asyncio.start_unix_server(serve, sock=_ours_alone(path), limit=LONGEST)
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


def _ours_alone(path: Path) -> socket.socket:
    """A socket that was never anybody else's: between making it and a later chmod another user could come in."""
    made = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        made.bind(str(path))
    except OSError:
        made.close()
        raise
    finally:
        os.umask(before)
    return made


async def run(house: House, asked: dict[str, Any]) -> dict[str, Any]:
    """Do one errand."""
    match asked["errand"]:
        case "import":
            return await bring_in(house, str(asked["units"]), str(asked["people"]))
        case "link":
            return await new_link(house, str(asked["login"]))
        case _:
            return {"error": "no such errand"}


async def new_link(house: House, login: str) -> dict[str, Any]:
    """A way in for somebody who has none, an only administrator too: `link` and the `name` it signs in."""
    person = await house.register.people.by_login(login)
    if person is None:
        return {"error": f"Nobody has the sign-in name {login!r}."}
    if not person.active:
        return {"error": f"The account of {person.login} ({person.name}) is closed. An administrator can open it."}
    link = await links.for_person(house, person, house.now() + GOOD_FOR)
    await _note(house, "link-made", f"person:{person.id}")
    return {"link": link, "name": person.name}


async def bring_in(house: House, units: str, people: str) -> dict[str, Any]:
    """An import's outcome as plain values: `faults`, or `done` by kind.

    Who may open the folder has the house in hand, so the sheets reach all of it.
    """
    try:
        done = await importing.bring_in(house.db, units, people)
    except LastAdministrator:
        answer: dict[str, Any] = {"error": "no administrator would be left: add one to the list"}
    except importing.SeatTaken as taken_seat:
        answer = {"error": str(taken_seat)}
    else:
        answer = {"faults": [_told(fault) for fault in done]} if isinstance(done, list) else {"done": done.by_kind()}
    await _note(house, "imported" if "done" in answer else "import-refused", "")
    return answer


async def ask(folder: Path, **asked: str) -> dict[str, Any]:
    """Hand an errand to the running server. Raises OSError: nobody answers there."""
    reader, writer = await asyncio.open_unix_connection(place(folder), limit=LONGEST)
    writer.write(json.dumps(asked).encode() + b"\n")
    await writer.drain()
    answer: dict[str, Any] = json.loads(await reader.readline())
    writer.close()
    return answer


async def _note(house: House, what: str, about: str) -> None:
    await house.register.audit.note(house.now(), "program", what, about, "by the command line")


def _told(fault: Fault) -> str:
    return fault.said
