"""Meetings as they are prepared: when, where, on what, and who is called.

What happens in them is not here but in `entries`. `phase` is a copy of the record's,
so that lists need not read every record.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from meetings.procedure.order_paper import Office, OrderPaper
from meetings.procedure.sitting import Phase
from meetings.procedure.words import ItemId, MeetingId, PersonId, VenueId
from meetings.record import order_papers
from meetings.record.database import Database
from meetings.record.ids import new_id
from meetings.record.rulebook import Rulebook
from meetings.record.tables_meeting import INVITEE, ITEM, MEETING, MEETING_VENUE
from meetings.record.tables_register import VENUE
from meetings.record.units import venue
from meetings.register.authority import DESK
from meetings.register.prepared import Answer, Invitee, PreparedItem, PreparedMeeting
from meetings.register.units import VenuePlace

DESK_OFFICES = tuple(sorted(office.value for office in DESK))


class Sittings:
    """What a secretary prepares. Texts come in NFC and within the bounds of `register.prepared`."""

    def __init__(self, database: Database, rulebook: Rulebook) -> None:
        self._database = database
        self._rulebook = rulebook

    async def create(
        self, meeting: PreparedMeeting, invitees: Sequence[Invitee] = (), items: Sequence[PreparedItem] = ()
    ) -> None:
        """A new meeting; its main venue joins it."""
        async with self._database.writing() as rows:
            await rows.execute(MEETING.insert().values(_meeting_row(meeting)))
            await rows.execute(MEETING_VENUE.insert().values(meeting=meeting.id, venue=meeting.main_venue, number=1))
            await _call(rows, meeting.id, invitees)
            for number, item in enumerate(items, 1):
                await rows.execute(ITEM.insert().values(**_item_row(item, number), meeting=meeting.id))

    async def get(self, id: MeetingId | str) -> PreparedMeeting | None:
        async with self._database.reading() as rows:
            found = (await rows.execute(select(MEETING).where(MEETING.c.id == id))).first()
            return _meeting(found) if found else None

    async def all(self) -> list[PreparedMeeting]:
        return await self._meetings(select(MEETING))

    async def of_person(self, person: PersonId | str) -> list[PreparedMeeting]:
        """Those a person is called to, once they are convened; by time."""
        called = select(INVITEE.c.meeting).where(INVITEE.c.person == person)
        return await self._meetings(
            select(MEETING).where(MEETING.c.id.in_(called), MEETING.c.phase != Phase.PLANNED.value)
        )

    async def of_desk(self, person: PersonId | str, bodies: Collection[str]) -> list[PreparedMeeting]:
        """Those a person prepares or leads: by an office in them, or because they are of one of these bodies."""
        office = select(INVITEE.c.meeting).where(INVITEE.c.person == person, INVITEE.c.office.in_(DESK_OFFICES))
        return await self._meetings(select(MEETING).where(MEETING.c.id.in_(office) | MEETING.c.body.in_(bodies)))

    async def of_venue(self, venue: VenueId | str) -> list[PreparedMeeting]:
        """Those a venue joins, once they are convened."""
        joined = select(MEETING_VENUE.c.meeting).where(MEETING_VENUE.c.venue == venue)
        return await self._meetings(
            select(MEETING).where(MEETING.c.id.in_(joined), MEETING.c.phase != Phase.PLANNED.value)
        )

    async def change(self, meeting: PreparedMeeting) -> None:
        """All of it but its phase and who made it. A new main venue joins; the former stays."""
        values = _meeting_row(meeting)
        del values["phase"], values["created_by"]
        async with self._database.writing() as rows:
            await rows.execute(MEETING.update().where(MEETING.c.id == meeting.id).values(values))
            joined = await _venues(rows, meeting.id)
            if meeting.main_venue not in [place.id for place in joined]:
                await _join(rows, meeting.id, [meeting.main_venue, *(place.id for place in joined)])

    async def set_phase(self, meeting: MeetingId | str, phase: Phase) -> None:
        async with self._database.writing() as rows:
            await rows.execute(MEETING.update().where(MEETING.c.id == meeting).values(phase=phase.value))

    async def invitees(self, meeting: MeetingId | str) -> list[Invitee]:
        """By seat, then those without one by office."""
        async with self._database.reading() as rows:
            wanted = select(INVITEE).where(INVITEE.c.meeting == meeting)
            found = await rows.execute(wanted.order_by(INVITEE.c.seat.is_(None), INVITEE.c.seat, INVITEE.c.office))
            return [_invitee(row) for row in found]

    async def invitee(self, meeting: MeetingId | str, person: PersonId | str) -> Invitee | None:
        async with self._database.reading() as rows:
            wanted = select(INVITEE).where(INVITEE.c.meeting == meeting, INVITEE.c.person == person)
            found = (await rows.execute(wanted)).first()
            return _invitee(found) if found else None

    async def set_invitees(self, meeting: MeetingId | str, invitees: Sequence[Invitee]) -> None:
        """Exactly these. Who was called before and still is keeps the answer already given."""
        async with self._database.writing() as rows:
            before = await rows.execute(select(INVITEE).where(INVITEE.c.meeting == meeting))
            kept = {one.person: one for one in map(_invitee, before)}
            await rows.execute(INVITEE.delete().where(INVITEE.c.meeting == meeting))
            await _call(rows, meeting, [_with_answer(one, kept.get(one.person)) for one in invitees])

    async def answer(
        self, meeting: MeetingId | str, person: PersonId | str, answer: Answer, reason: str, at: datetime
    ) -> bool:
        """False: this person is not called."""
        given = {"answer": answer.value, "reason": reason, "answered_at": at}
        return await self._change_invitee(meeting, person, given)

    async def say_where(self, meeting: MeetingId | str, person: PersonId | str, venue: VenueId | None) -> bool:
        """In the hall of a venue, or (None) elsewhere. False: this person is not called."""
        return await self._change_invitee(meeting, person, {"place": venue, "place_said": True})

    async def venues(self, meeting: MeetingId | str) -> list[VenuePlace]:
        """In the order chosen."""
        async with self._database.reading() as rows:
            return await _venues(rows, meeting)

    async def set_venues(self, meeting: MeetingId | str, venues: Sequence[VenueId | str]) -> None:
        """Exactly these, in this order; the main venue is always among them."""
        async with self._database.writing() as rows:
            main: str | None = await rows.scalar(select(MEETING.c.main_venue).where(MEETING.c.id == meeting))
            chosen = list(dict.fromkeys(str(one) for one in venues))
            await _join(rows, meeting, chosen if main is None or main in chosen else [main, *chosen])

    async def items(self, meeting: MeetingId | str) -> list[PreparedItem]:
        async with self._database.reading() as rows:
            wanted = select(ITEM).where(ITEM.c.meeting == meeting).order_by(ITEM.c.number)
            return [_item(row) for row in await rows.execute(wanted)]

    async def add_item(
        self, meeting: MeetingId | str, title: str, presenter: str = "", minutes: int = 0
    ) -> PreparedItem:
        """At the end of the agenda."""
        async with self._database.writing() as rows:
            there = await _item_ids(rows, meeting)
            made = PreparedItem(ItemId(new_id()), len(there) + 1, title, presenter, minutes)
            await rows.execute(ITEM.insert().values(**_item_row(made, made.number), meeting=meeting))
            return made

    async def change_item(self, item: ItemId | str, title: str, presenter: str, minutes: int) -> None:
        async with self._database.writing() as rows:
            changed = ITEM.update().where(ITEM.c.id == item)
            await rows.execute(changed.values(title=title, presenter=presenter, minutes=minutes))

    async def move_item(self, meeting: MeetingId | str, item: ItemId | str, number: int) -> None:
        """To this place in the agenda, from 1; the others close up."""
        async with self._database.writing() as rows:
            order = await _item_ids(rows, meeting)
            if item in order:
                order.remove(str(item))
                order.insert(max(number, 1) - 1, str(item))
                await _number(rows, order)

    async def remove_item(self, meeting: MeetingId | str, item: ItemId | str) -> bool:
        """False: papers hang on it, or it is not in this meeting; nothing changed."""
        async with self._database.writing() as rows:
            order = await _item_ids(rows, meeting)
            if item not in order or await order_papers.has_documents(rows, str(item)):
                return False
            await rows.execute(ITEM.delete().where(ITEM.c.id == item))
            order.remove(str(item))
            await _number(rows, order)
            return True

    async def order_paper(self, meeting: MeetingId | str) -> OrderPaper:
        """All that was prepared, as one value with the names of today.

        Raises:
            LookupError: no such meeting, or its body's rule set is not known.
        """
        async with self._database.reading() as rows:
            return await order_papers.read(rows, MeetingId(str(meeting)), self._rulebook)

    async def _meetings(self, wanted: Select[tuple[object, ...]]) -> list[PreparedMeeting]:
        async with self._database.reading() as rows:
            return [_meeting(row) for row in await rows.execute(wanted.order_by(MEETING.c.starts_at, MEETING.c.id))]

    async def _change_invitee(
        self, meeting: MeetingId | str, person: PersonId | str, values: Mapping[str, object]
    ) -> bool:
        async with self._database.writing() as rows:
            one = INVITEE.update().where(INVITEE.c.meeting == meeting, INVITEE.c.person == person)
            return bool((await rows.execute(one.values(**values))).rowcount)


async def _call(rows: AsyncConnection, meeting: str, invitees: Sequence[Invitee]) -> None:
    if invitees:
        await rows.execute(INVITEE.insert(), [{**_invitee_row(one), "meeting": meeting} for one in invitees])


async def _join(rows: AsyncConnection, meeting: str, venues: Sequence[str]) -> None:
    await rows.execute(MEETING_VENUE.delete().where(MEETING_VENUE.c.meeting == meeting))
    if venues:
        joined = [{"meeting": meeting, "venue": one, "number": number} for number, one in enumerate(venues, 1)]
        await rows.execute(MEETING_VENUE.insert(), joined)


async def _venues(rows: AsyncConnection, meeting: str) -> list[VenuePlace]:
    joined = select(VENUE).join(MEETING_VENUE, MEETING_VENUE.c.venue == VENUE.c.id)
    wanted = joined.where(MEETING_VENUE.c.meeting == meeting).order_by(MEETING_VENUE.c.number)
    return [venue(row) for row in await rows.execute(wanted)]


async def _item_ids(rows: AsyncConnection, meeting: str) -> list[str]:
    return list(await rows.scalars(select(ITEM.c.id).where(ITEM.c.meeting == meeting).order_by(ITEM.c.number)))


async def _number(rows: AsyncConnection, order: Sequence[str]) -> None:
    for number, id in enumerate(order, 1):
        await rows.execute(ITEM.update().where(ITEM.c.id == id).values(number=number))


def _with_answer(new: Invitee, old: Invitee | None) -> Invitee:
    if old is None:
        return new
    return Invitee(
        new.person, new.office, new.seat, old.answer, old.reason, old.answered_at, old.where, old.where_said
    )


def _meeting(row: Row[tuple[object, ...]]) -> PreparedMeeting:
    return PreparedMeeting(
        MeetingId(row.id), row.body, row.template, row.title, row.starts_at, row.ends_at, row.place,
        VenueId(row.main_venue), row.public, Phase(row.phase), PersonId(row.created_by),
    )


def _meeting_row(one: PreparedMeeting) -> dict[str, object]:
    return {
        "id": one.id, "body": one.body, "template": one.template, "title": one.title, "starts_at": one.starts_at,
        "ends_at": one.ends_at, "place": one.place, "main_venue": one.main_venue, "public": one.public,
        "phase": one.phase.value, "created_by": one.created_by,
    }


def _invitee(row: Row[tuple[object, ...]]) -> Invitee:
    return Invitee(
        PersonId(row.person), Office(row.office), row.seat, Answer(row.answer), row.reason, row.answered_at,
        VenueId(row.place) if row.place else None, row.place_said,
    )


def _invitee_row(one: Invitee) -> dict[str, object]:
    return {
        "person": one.person, "office": one.office.value, "seat": one.seat, "answer": one.answer.value,
        "reason": one.reason, "answered_at": one.answered_at, "place": one.where, "place_said": one.where_said,
    }


def _item(row: Row[tuple[object, ...]]) -> PreparedItem:
    return PreparedItem(ItemId(row.id), row.number, row.title, row.presenter, row.minutes)


def _item_row(one: PreparedItem, number: int) -> dict[str, object]:
    return {
        "id": one.id, "number": number, "title": one.title, "presenter": one.presenter, "minutes": one.minutes,
    }
