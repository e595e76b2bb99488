"""A vote can be followed in five modules, by socket and by form: it takes the way that the README tells.

How a packet passes four modules is tried where packets are: `tests/media/test_peer.py`.
"""

import asyncio
import re
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tests.web.served import look_on

ROOT = Path(__file__).parents[2]
HOUSE = tuple(f"{ROOT / part}/" for part in ("meetings", "media", "web"))
BEHIND_THE_DOOR = [
    "meetings/clerk.py", "meetings/procedure/meeting.py", "meetings/procedure/ballots.py", "meetings/record/entries.py",
]
# What a station asks on the way: who is it, how is it read and written, what do the rules say.
ASKED = (
    "web/asking.py", "web/forms.py", "web/viewer.py", "web/words.py", "web/following.py", "meetings/wire/",
    "meetings/procedure/",
)


@contextmanager
def followed(door: str) -> Iterator[list[str]]:
    """Every module of the house in the order first entered, from the door on, the gallery's own tasks left out."""
    way: list[str] = []

    def entered(frame: FrameType, event: str, _: object) -> None:
        path = frame.f_code.co_filename
        if event == "call" and path.startswith(HOUSE) and not _of_the_gallery():
            module = path.removeprefix(f"{ROOT}/")
            if module not in way and (way or module == door):
                way.append(module)

    sys.setprofile(entered)
    try:
        yield way
    finally:
        sys.setprofile(None)


def _of_the_gallery() -> bool:
    try:
        task = asyncio.current_task()
    except RuntimeError:                   # a callback of the loop, in no task
        return False
    return task is not None and task.get_name().startswith("gallery")


async def told() -> None:
    """What was asked before has been told to all who look on: the clerk has put the pen down."""
    await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name().startswith("clerk")))


def passed(way: list[str]) -> tuple[list[str], list[str]]:
    """The five stations as they were entered, and what else lay between the door and the record."""
    stations = [module for module in way if module in (way[0], *BEHIND_THE_DOOR)]
    between = way[: way.index("meetings/record/entries.py")]
    return stations, [one for one in between if one not in stations and not one.startswith(ASKED)]


async def test_a_vote_by_socket_passes_five_modules(port, sitting, client_for):
    ballot = await sitting.ballot()
    async with look_on(port, await client_for("daibieu03"), sitting.id) as page:
        await page.next("Entries")
        await told()
        with followed("web/live.py") as way:
            answer = await page.ask("CastVote", ballot=ballot, option="tan-thanh")

    assert answer["type"] == "Receipt"
    stations, others = passed(way)
    assert stations == ["web/live.py", *BEHIND_THE_DOOR]
    assert set(others) <= {"web/gallery.py", "web/onlooker.py"}      # the line is heard


async def test_a_vote_by_plain_form_passes_the_same_four_behind_its_own_door(app, sitting, client_for):
    ballot, client = await sitting.ballot(), await client_for("daibieu03")
    fields = {"id": str(uuid.uuid4()), "ballot": ballot, "option": "tan-thanh", "back": "live"}
    await told()
    with followed("web/pages/commands.py") as way:
        answer = await client.send_form(f"/meetings/{sitting.id}/do/CastVote", **fields)

    assert answer.status_code == 303
    assert passed(way) == (["web/pages/commands.py", *BEHIND_THE_DOOR], [])


def test_the_readme_tells_these_ways():
    told = (ROOT / "README.md").read_text()
    vote = told.partition("**A vote in five**")[2].partition("**A packet in four**")[0]
    packet = told.partition("**A packet in four**")[2].partition("\n\n")[0]

    live, form, *behind = re.findall(r"`([\w/]+\.py)`", vote)
    assert (live, form) == ("web/live.py", "web/pages/commands.py")
    assert len(behind) == len(BEHIND_THE_DOOR)
    assert all(module.endswith(named) for module, named in zip(BEHIND_THE_DOOR, behind, strict=True))
    assert re.findall(r"(\w+)\.py", packet) == ["mux", "peer", "router", "egress"]


def test_the_readmes_map_names_what_is_there():
    drawn = (ROOT / "README.md").read_text().partition("## The map of the house")[2].split("```")[1]
    part, named = "", []
    for line in drawn.strip().splitlines():
        indented, names = line.startswith(" "), line.strip().partition("  ")[0].split()
        part = part if indented else names[0]
        named += [f"{part}{name}" for name in names] if indented else [part]

    assert {"meetings/clerk.py", "media/rtp/", "web/pages/", "tests/"} <= set(named)
    assert [path for path in named if not (ROOT / path).exists()] == []
