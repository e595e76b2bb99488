"""A request on its way from a page to the clerk, by socket or by form alike.

    fields from outside + what only the server knows ─▶ command ─▶ clerk ─▶ receipt, or why not

Who asks is read off the session. A message that tries to say it (or anything else that only the
server says) is refused and noted in the audit log. The client's id is joined with the person's, so
that nobody can send in another's name or take another's receipt.
"""

import logging
from collections.abc import Mapping
from hashlib import sha256
from zoneinfo import ZoneInfo

from meetings.clerk import Busy, NotRecorded
from meetings.ports import Receipt
from meetings.procedure.rulings import NotEntitled, OutOfOrder
from meetings.procedure.words import BallotId, CommandId, MeetingId, PersonId, SourceId
from meetings.wire import Unreadable, commands
from web.house import House
from web.viewer import Viewer

OF_A_HALL = ("ShareScreen", "WithdrawScreen")      # what a hall's machine asks for, in its own name

log = logging.getLogger(__name__)


async def ask(
    house: House, viewer: Viewer, meeting: MeetingId, type_name: str, fields: Mapping[str, object], id: object
) -> Receipt:
    """Have the clerk decide what somebody asks for.

    Raises:
        Unreadable, OutOfOrder, NotRecorded, Busy: see `refusal`.
    """
    by = _asker(viewer, type_name)
    if by is None:
        await house.refusals.note(viewer.subject or "", "asked-as-no-person", meeting, type_name[:64])
        raise NotEntitled("not-a-person", "a venue can ask for next to nothing")
    client = commands.command_id(id)
    whole = own_id(by, client)
    try:
        command = commands.decode(
            type_name, fields, id=whole, by=by, at=house.now(),
            stamped=await _stamped(house, viewer, meeting, type_name, whole), zone=ZoneInfo(viewer.timezone),
        )
    except Unreadable as refused:
        if refused.code == "stamped-by-the-server":
            field = f"{type_name}: {refused.field}"
            await house.refusals.note(viewer.subject or "", "said-what-the-server-says", meeting, field)
        raise
    try:
        receipt: Receipt = await house.clerk.handle(meeting, command)
    except NotEntitled as refused:
        await house.refusals.note(viewer.subject or "", f"not-entitled-{refused.code}", meeting, type_name)
        raise
    return Receipt(receipt.by, client, receipt.seq, receipt.at)


def _asker(viewer: Viewer, type_name: str) -> PersonId | None:
    """In whose name it is asked; None: a hall's machine may not ask for that."""
    if viewer.person is not None:
        return viewer.person.id
    return PersonId(f"venue:{viewer.venue.id}") if viewer.venue and type_name in OF_A_HALL else None


def own_id(person: PersonId, client: object) -> CommandId:
    """The client's id made this person's own. Raises `Unreadable`: it is none."""
    whole = f"{person}.{commands.command_id(client)}"
    return CommandId(whole if len(whole) <= 64 else sha256(whole.encode()).hexdigest())


async def _stamped(
    house: House, viewer: Viewer, meeting: MeetingId, type_name: str, id: CommandId
) -> Mapping[str, object]:
    match commands.STAMPED.get(type_name):
        case ("paper",):
            return {"paper": await house.register.sittings.order_paper(meeting)}
        case ("ballot",):
            return {"ballot": BallotId(sha256(f"{meeting} {id}".encode()).hexdigest()[:16])}
        case ("without_line",):
            state = await house.clerk.meeting(meeting)
            present = {person for person, attendance in state.attendance.items() if attendance.present}
            return {"without_line": frozenset(present - house.gallery.connected(meeting))}
        case ("source",):
            return {"source": SourceId(f"screen:{viewer.subject}")}
        case _:
            return {}


def refusal(viewer: Viewer, error: Exception) -> tuple[str, str, bool]:
    """Code, sentence, and whether to keep the request and send it once more."""
    match error:
        case OutOfOrder():
            return error.code, viewer.words.ruling(error.code), False
        case Unreadable():
            return error.code, viewer.say(f"unreadable:{error.code}"), False
        case NotRecorded():
            return "not-recorded", viewer.words.ruling("not-recorded"), True
        case Busy():
            return "busy", viewer.words.ruling("busy"), True
        case _:
            log.error("a request failed", exc_info=error)
            return "our-fault", viewer.words.ruling("our-fault"), False


def received(viewer: Viewer, receipt: Receipt) -> str:
    """Received at 10:32:07"""
    return viewer.say("Received at %(at)s", at=viewer.words.clock_s(receipt.at))
