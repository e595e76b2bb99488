"""What the secretary's table shows in the sitting: the roll, seat by seat.

Presence is declared and ended by persons. The state of a line stands beside it and
changes nothing: *present, line lost since 10:15*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from meetings.procedure.meeting import Meeting
from meetings.procedure.order_paper import Participant
from meetings.procedure.words import PersonId, VenueId
from meetings.register.prepared import Answer
from web.views.around import Around
from web.views.people import Names, Who

State = Literal["present", "left", "excused", "unknown"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the roll."""

    who: Who
    state: State
    since: datetime | None     # present since, or left at
    where: str                 # the hall; "" elsewhere
    expected: VenueId | None   # the hall said beforehand
    reason: str                # of absence: recorded, or answered beforehand
    answered: bool             # the reason was only answered, not yet recorded
    line: str                  # "connected", "lost", "" when none was ever there
    line_since: datetime | None
    corrected: bool
    vote: str                  # while a ballot is open: "voted", "missing" or ""


@dataclass(frozen=True, slots=True)
class Expected:
    """Members who said they would sit in this hall and are not marked yet."""

    venue: VenueId
    name: str
    members: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The roll and what can be done in one tap."""

    rows: tuple[Row, ...]
    guests: tuple[Row, ...]    # without a seat
    expected: tuple[Expected, ...]


def table(meeting: Meeting, around: Around, names: Names, missing: frozenset[PersonId], voting: bool) -> Table:
    participants = meeting.paper.participants if meeting.paper else ()
    rows = {p.person: row(meeting, around, names, p, vote_of(p, missing, voting)) for p in participants}
    seated = sorted((p for p in participants if p.seat is not None), key=lambda p: p.seat or 0)
    return Table(
        tuple(rows[p.person] for p in seated),
        tuple(rows[p.person] for p in participants if p.seat is None),
        expected(rows, names),
    )


def vote_of(participant: Participant, missing: frozenset[PersonId], voting: bool) -> str:
    if not voting or participant.seat is None:
        return ""
    return "missing" if participant.person in missing else "voted"


def row(meeting: Meeting, around: Around, names: Names, participant: Participant, vote: str) -> Row:
    person = participant.person
    attendance, answer = meeting.attendance.get(person), around.answers.get(person)
    line = around.lines.get(f"person:{person}")
    last = attendance.intervals[-1] if attendance and attendance.intervals else None
    excuse = attendance.excuse if attendance else None
    cannot = answer is not None and answer.answer is Answer.CANNOT
    present = attendance is not None and attendance.present
    state: State = "present" if present else "excused" if excuse else "left" if last else "unknown"
    return Row(
        who=names.who(person),
        state=state,
        since=None if last is None else last.since if present else last.until,
        where=names.venue(attendance.where if attendance else None),
        expected=answer.where if answer else None,
        reason=excuse or (answer.reason if answer and cannot else ""),
        answered=cannot and excuse is None,
        line=line.state if line else "",
        line_since=line.since if line else None,
        corrected=bool(attendance and attendance.corrections),
        vote=vote if present else "",
    )


def expected(rows: Mapping[PersonId, Row], names: Names) -> tuple[Expected, ...]:
    """Halls with members still to be marked, in the order of the paper."""
    found: dict[VenueId, list[PersonId]] = {venue: [] for venue in names.venues}
    for person, line in rows.items():
        if line.expected in found and line.state == "unknown" and line.who.seat is not None and not line.answered:
            found[line.expected].append(person)
    return tuple(Expected(v, names.venue(v), tuple(members)) for v, members in found.items() if members)
