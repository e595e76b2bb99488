"""Everything that is running, in one value: what a handler needs is a field of it.

    async with opened(settings) as house: ...

    database (locked, migrated) ▸ register ▸ gallery ⇄ clerk ▸ shelf ▸ pager ▸ relay
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from media.grants import public_text
from media.link import RelayLink
from media.tree import Tree
from meetings.clerk import Clerk
from meetings.notices.timetable import Timetable
from meetings.papers.pager import Pager, Progress, Told
from meetings.papers.shelf import Shelf
from meetings.record import backups, database
from meetings.record.database import Database
from meetings.record.house import Register
from web import hints, missed, show, words
from web.equipment import Equipment
from web.following import Followed, catch_up
from web.gallery import Gallery
from web.keys import grants_key, relay_secret
from web.minutes_files import MinutesFiles
from web.passwords import Passwords
from web.refusals import Refusals
from web.relays import Relays
from web.settings import Settings
from web.stage_director import StageDirector
from web.stills import Stills
from web.tries import Tries
from web.views import Views

Now = Callable[[], datetime]


@dataclass(frozen=True)
class House:
    """The parts, put together once; `now` is the only clock."""

    settings: Settings
    db: Database
    register: Register
    pages: show.Pages
    passwords: Passwords
    now: Now
    clerk: Clerk
    gallery: Gallery
    views: Views
    shelf: Shelf
    pager: Pager
    relay: Tree | None         # None: no sound and pictures
    tries: Tries
    refusals: Refusals
    minutes_files: MinutesFiles
    equipment: Equipment
    relays: Relays
    stills: Stills


@asynccontextmanager
async def opened(settings: Settings, now: Now = words.utc_now) -> AsyncIterator[House]:
    """Open the house on its folder and shut it again, in the opposite order.

    Raises:
        database.AlreadyOpen: another process has the folder.
    """
    async with AsyncExitStack() as parts:
        db = await database.open(Path(settings.data))
        parts.push_async_callback(db.close)
        register = Register.of(db)
        pages = show.pages(settings.timezone, demo=settings.demo)
        views = Views(pages, register.dossier, register.sittings, settings.timezone)
        gallery = Gallery(views, missed.teller(pages, settings.timezone), now, register.signin.ended)
        clerk = Clerk(Followed(register.entries, register.sittings), gallery, now)
        gallery.read_from(clerk)
        parts.push_async_callback(clerk.close)
        gallery.start()
        parts.push_async_callback(gallery.close)
        shelf = Shelf(Path(settings.data) / "shelf", largest=settings.upload_limit)
        pager = Pager(shelf, register.dossier, _paged(register, gallery))
        await pager.start()
        parts.push_async_callback(pager.stop)
        relay = await _relay(settings, now, parts)
        meetings = await catch_up(clerk, register.sittings)
        if relay is not None:
            relay.on_told = hints.hand_on(gallery)
            director = StageDirector(relay)
            gallery.also(director.announced)
            director.begin(meetings)
        equipment = Equipment(register.passes, relay, now)
        gallery.also(equipment.announced)
        gallery.also(views.stills.announced)
        verifies = public_text(grants_key(Path(settings.data)).public_key())
        relays = Relays(register.relays, register.sittings, relay, verifies, now)
        timetable = _timetable(settings, db, register, equipment, relays, now)
        timetable.start()
        parts.callback(timetable.stop)
        tries, refusals = Tries(register.failures, now), Refusals(register.audit, now)
        yield House(settings, db, register, pages, Passwords(), now, clerk, gallery, views, shelf, pager, relay,
                    tries, refusals, MinutesFiles(), equipment, relays, views.stills)


def _timetable(
    settings: Settings, db: Database, register: Register, equipment: Equipment, relays: Relays, now: Now
) -> Timetable:
    """What is done by the clock: a copy of the database each night; spent links, sessions and passes each hour."""
    zone = ZoneInfo(settings.timezone)
    timetable = Timetable(zone)
    timetable.nightly("backup", lambda: backups.keep(db, now().astimezone(zone).date()), hour=2)
    timetable.hourly("sweep", lambda: register.signin.sweep(now()))
    timetable.hourly("equipment", equipment.sweep)
    timetable.hourly("relays", relays.sweep)
    return timetable


def _paged(register: Register, gallery: Gallery) -> Told:
    """Pages that have become readable are shown where the paper is listed."""

    async def told(progress: Progress) -> None:
        for meeting in await register.dossier.meetings_of(progress.version):
            gallery.changed(meeting)

    return told


async def _relay(settings: Settings, now: Now, parts: AsyncExitStack) -> Tree | None:
    if not settings.relay_control:
        return None
    secret = relay_secret(settings)
    root, *further = (RelayLink(url.strip(), secret) for url in settings.relay_control.split(","))
    workers = {f"w{at}": link for at, link in enumerate(further, start=1)}
    relay = Tree(root, grants_key(Path(settings.data)), now, workers)
    await relay.start()
    parts.push_async_callback(relay.close)
    return relay
