"""From rows to one frozen value: the order paper, with names and units as they stand today."""

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from meetings.procedure.order_paper import Item, Office, OrderPaper, Participant, Venue
from meetings.procedure.words import ItemId, MeetingId, PersonId, Text, VenueId
from meetings.record.rulebook import Rulebook
from meetings.record.tables_dossier import DOCUMENT
from meetings.record.tables_meeting import INVITEE, ITEM, MEETING, MEETING_VENUE
from meetings.record.tables_register import BODY, PERSON, UNIT, VENUE


async def read(rows: AsyncConnection, meeting: MeetingId, rulebook: Rulebook) -> OrderPaper:
    """
    Raises:
        LookupError: no such meeting, or its body's rule set is not known.
    """
    wanted = select(MEETING, BODY.c.name.label("body_name"), BODY.c.rules, BODY.c.seats)
    found = (await rows.execute(wanted.join(BODY, BODY.c.id == MEETING.c.body).where(MEETING.c.id == meeting))).first()
    if found is None:
        raise LookupError(f"no meeting {meeting}")
    return OrderPaper(
        meeting=meeting,
        title=Text(found.title),
        body=Text(found.body_name),
        starts_at=found.starts_at,
        seats=found.seats,
        rules=rulebook.get(found.rules),
        participants=await _participants(rows, meeting),
        items=await _items(rows, meeting),
        venues=await _venues(rows, meeting, found.main_venue),
    )


async def has_documents(rows: AsyncConnection, item: str) -> bool:
    return bool(await rows.scalar(select(exists().where(DOCUMENT.c.item == item))))


async def _participants(rows: AsyncConnection, meeting: MeetingId) -> tuple[Participant, ...]:
    called = select(INVITEE.c.office, INVITEE.c.seat, PERSON, UNIT.c.name.label("unit_name"))
    called = called.join(PERSON, PERSON.c.id == INVITEE.c.person).outerjoin(UNIT, UNIT.c.code == PERSON.c.unit)
    called = called.where(INVITEE.c.meeting == meeting)
    found = await rows.execute(called.order_by(INVITEE.c.seat.is_(None), INVITEE.c.seat, PERSON.c.rank))
    return tuple(
        Participant(
            PersonId(row.id), Text(row.name), Text(row.title), Text(row.unit_name or ""), Office(row.office), row.seat
        )
        for row in found
    )


async def _items(rows: AsyncConnection, meeting: MeetingId) -> tuple[Item, ...]:
    found = await rows.execute(select(ITEM).where(ITEM.c.meeting == meeting).order_by(ITEM.c.number))
    return tuple(
        Item(ItemId(row.id), row.number, Text(row.title), Text(row.presenter), row.minutes) for row in found
    )


async def _venues(rows: AsyncConnection, meeting: MeetingId, main: str) -> tuple[Venue, ...]:
    joined = select(VENUE.c.id, VENUE.c.name).join(MEETING_VENUE, MEETING_VENUE.c.venue == VENUE.c.id)
    found = await rows.execute(joined.where(MEETING_VENUE.c.meeting == meeting).order_by(MEETING_VENUE.c.number))
    return tuple(Venue(VenueId(row.id), Text(row.name), row.id == main) for row in found)
