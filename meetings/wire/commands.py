"""A request from outside as a command.

    {"type": "CastVote", "ballot": "b1", "option": "yes"} ─▶ CastVote(id, by, at, ballot, option)

Who asks and when is stamped by the server, never taken from the message; so is what only the
server knows (the order paper, whose line is down, a new ballot's id). The table below says for
each command which fields may come from outside; any other field is refused, not ignored, so
that nobody believes that it counted. A value may come as JSON or as a form's text: 30 or "30",
true or "true", null or "". Least lengths are the rules' business, greatest are ours.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, cast, get_args

from meetings.procedure.ballots import How
from meetings.procedure.letters import composed
from meetings.procedure.meeting import Command
from meetings.procedure.words import CommandId, PersonId
from meetings.wire.unreadable import Unreadable

Take = Callable[[str, object, tzinfo], Any]

_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_COMMAND_ID = re.compile(r"[A-Za-z0-9-]{8,40}")
_WHOLE = re.compile(r"-?[0-9]{1,9}")


def _written(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable(field, "wrong-type")
    return value


def ident(field: str, value: object, zone: tzinfo) -> str:
    """The id of something: opaque, ASCII."""
    if not _ID.fullmatch(_written(field, value)):
        raise Unreadable(field, "not-an-id")
    return cast(str, value)


def maybe(take: Take) -> Take:
    """Nothing, said as null or as a form's empty field, or a value."""
    return lambda field, value, zone: None if value is None or value == "" else take(field, value, zone)


def whole(least: int, most: int) -> Take:
    """A whole number within bounds."""

    def take(field: str, value: object, zone: tzinfo) -> int:
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            value = int(value)
        if type(value) is not int:
            raise Unreadable(field, "wrong-type")
        if not least <= value <= most:
            raise Unreadable(field, "out-of-range")
        return value

    return take


def words(most: int) -> Take:
    """Free words: NFC, trimmed, without control characters but new line and tab."""

    def take(field: str, value: object, zone: tzinfo) -> str:
        written = _written(field, value)
        if len(written) > 4 * most + 100:        # before the work; decomposed letters are several
            raise Unreadable(field, "too-long")
        said = composed(written.replace("\r\n", "\n")).strip()
        if len(said) > most:
            raise Unreadable(field, "too-long")
        if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in said):
            raise Unreadable(field, "bad-characters")
        return said

    return take


def choice(*codes: str) -> Take:
    """One of a few."""

    def take(field: str, value: object, zone: tzinfo) -> str:
        if _written(field, value) not in codes:
            raise Unreadable(field, "not-a-choice")
        return cast(str, value)

    return take


def truth(field: str, value: object, zone: tzinfo) -> bool:
    if type(value) is bool:
        return value
    if value in ("true", "false"):
        return value == "true"
    raise Unreadable(field, "wrong-type")


def moment(field: str, value: object, zone: tzinfo) -> datetime:
    """A time: ISO 8601; without an offset (a form's datetime-local) it is the house's own zone."""
    written = _written(field, value)
    try:
        found = datetime.fromisoformat(written) if 16 <= len(written) <= 32 else None
        if found is not None:
            found = found if found.tzinfo else found.replace(tzinfo=zone)
            found = found.astimezone(UTC).replace(microsecond=found.microsecond // 1000 * 1000)
    except (ValueError, OverflowError):
        found = None
    if found is None or not 2000 <= found.year < 2200:
        raise Unreadable(field, "not-a-time")
    return found


def how(field: str, value: object, zone: tzinfo) -> How:
    return How(choice(How.SPOKEN.value, How.PAPER.value)(field, value, zone))


FIELDS: Mapping[str, Mapping[str, Take]] = {
    "Convene": {},
    "CallToOrder": {},
    "Suspend": {},
    "Resume": {},
    "Close": {},
    "HandOverChair": {"to": ident, "reason": words(500)},
    "TakeNote": {"note": words(2_000)},
    "DeclarePresence": {"member": ident, "where": maybe(ident)},
    "EndPresence": {"member": ident, "reason": words(500)},
    "ExcuseAbsence": {"member": ident, "reason": words(500)},
    "CorrectAttendance": {"member": ident, "present": truth, "since": moment, "reason": words(500)},
    "TakeRoll": {},
    "OpenItem": {"item": ident},
    "ShowPage": {"version": ident, "page": whole(1, 9_999)},
    "AskFloor": {},
    "WithdrawRequest": {"member": ident},
    "GiveFloor": {"member": ident, "seconds": whole(30, 7_200)},
    "WarnSpeaker": {},
    "TakeFloorBack": {},
    "OpenBallot": {"question": words(1_000), "majority": ident},
    "CastVote": {"ballot": ident, "option": ident},
    "EnterVote": {"ballot": ident, "member": ident, "option": ident, "how": how},
    "CloseBallot": {"ballot": ident},
    "ConfirmFinding": {"ballot": ident},
    "VoidBallot": {"ballot": ident, "reason": words(500)},
    "DirectStage": {"source": maybe(ident)},
    "ShareScreen": {},
    "WithdrawScreen": {},
}
STAMPED: Mapping[str, tuple[str, ...]] = {
    "Convene": ("paper",),
    "CallToOrder": ("paper",),
    "OpenBallot": ("ballot",),
    "CloseBallot": ("without_line",),
    "ShareScreen": ("source",),
}
EMPTY_WHEN_UNSAID = frozenset({"reason", "where", "source"})   # what a form may leave out
ONLY_THE_SERVER_SAYS = frozenset({"by", "at", "paper", "without_line", "person", "user", "voter", "weight"})

TYPES: Mapping[str, Callable[..., Command]] = {kind.__name__: kind for kind in get_args(Command)}


def command_id(value: object) -> CommandId:
    """The client's id for a request: the same again is the same request."""
    if not isinstance(value, str) or not _COMMAND_ID.fullmatch(value):
        raise Unreadable("id", "not-an-id")
    return CommandId(value)


def decode(
    type_name: str,
    fields: Mapping[str, object],
    *,
    id: CommandId,
    by: PersonId,
    at: datetime,
    stamped: Mapping[str, object],
    zone: tzinfo = UTC,
) -> Command:
    """The command that a message asks for.

    `fields` is what came from outside, without type and id; `stamped` what the server adds by `STAMPED`.

    Raises:
        Unreadable: with the field and what is wrong with it.
    """
    takes = FIELDS.get(type_name)
    if takes is None:
        raise Unreadable("type", "not-a-command")
    for name in fields:
        if name not in takes:
            server_side = name in ONLY_THE_SERVER_SAYS or name in STAMPED.get(type_name, ())
            raise Unreadable(name, "stamped-by-the-server" if server_side else "unknown-field")
    found: dict[str, object] = {}
    for name, take in takes.items():
        if name in fields:
            found[name] = take(name, fields[name], zone)
        elif name in EMPTY_WHEN_UNSAID:
            found[name] = "" if name == "reason" else None
        else:
            raise Unreadable(name, "missing")
    added = {name: stamped[name] for name in STAMPED.get(type_name, ())}
    return TYPES[type_name](id=id, by=by, at=at, **found, **added)
