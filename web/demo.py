"""The training example: a province of people and halls, and three meetings of a district council.

    province/*.csv ─▶ register ─▶ three meetings (demo_meetings) ─▶ links ─▶ DIR/demo.json

It stands under the law before July 2025, when there were districts, and every page says so.
Links are reusable and open on this machine only; everybody has a host name of their own, so
that several people fit in one browser. A second start finds everything as it was left.
"""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from meetings.record import importing
from meetings.register.people import Person, Post, Role
from web import demo_meetings, doorlist, links
from web.house import House

SHEETS = Path(__file__).parent / "province"
LASTS = timedelta(days=3650)

Say = Callable[[str], None]


class DemoBroken(Exception):
    """The example's own sheets do not fit: a fault of this program."""


async def prepare(house: House, say: Say) -> None:
    """Fill an empty folder; write `demo.json` when it is missing or another port is used."""
    if not await house.register.people.any_admin():
        say("bringing in a province of 39 units and 64 people")
        done = await importing.bring_in(
            house.db, (SHEETS / "units.csv").read_bytes(), (SHEETS / "people.csv").read_bytes()
        )
        if isinstance(done, list):
            raise DemoBroken("; ".join(fault.said for fault in done))
    if not await house.register.sittings.all():
        await demo_meetings.hold(house, say)
    await list_doors(house)


async def list_doors(house: House) -> None:
    """Who can come in by which link. Kept as it is while the port stays the same: the links are reusable."""
    path = Path(house.settings.data) / doorlist.FILE
    if doorlist.fits(path, house.settings.port):
        return
    units = {unit.code: unit.name for unit in await house.register.units.all()}
    until = house.now() + LASTS
    rows: list[dict[str, str]] = []
    halls = {str(venue.unit): str(venue.id) for venue in await house.register.units.venues()}
    for person in await house.register.people.all():
        role = _role(await house.register.people.posts(person.id))
        url = await links.for_person(house, person, until, reusable=True)
        rows.append(_row(person, role, units.get(person.unit, ""), halls.get(person.unit, ""), url))
    for venue in await house.register.units.venues():
        url = await links.for_venue(house, venue, until, reusable=True)
        rows.append({"name": venue.name, "role": "venue", "unit": units[venue.unit], "venue": venue.id, "url": url})
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    os.replace(draft, path)


def _row(person: Person, role: str, unit: str, venue: str, url: str) -> dict[str, str]:
    return {"name": person.name, "role": role, "unit": unit, "venue": venue, "url": url}


def _role(posts: list[Post]) -> str:
    order = list(Role)
    return min((post.role for post in posts), key=order.index, default=Role.GUEST).value

