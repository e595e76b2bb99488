"""The record told as facts, for the minutes. No language in it: `papers/` makes the words.

    entries ─▶ minutes() ─▶ when it began, paused and ended; who presided
                            who was here at the roll and at the close, who came, left, stayed away and why
                            each item in the order it was taken up, and under it what happened, in order:
                            speeches, ballots, notes, screens shown

Corrections of the attendance are applied and listed: `found` is what the roll said when it was taken,
`corrected` what is known now. People stand as ids; `people` and `paper` give the names frozen that day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from meetings.procedure import comings, roll, screen
from meetings.procedure.agenda import ItemOpened
from meetings.procedure.ballots import Ballot, BallotOpened, BallotVoided, Finding, How, Vote
from meetings.procedure.comings import Attended as Attended
from meetings.procedure.comings import Movement as Movement
from meetings.procedure.floor import FloorGiven, Speech
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.order_paper import Item, Office, OrderPaper, Participant
from meetings.procedure.presence import Attendance, Correction, Interval
from meetings.procedure.roll import Quorum, RollTaken
from meetings.procedure.rules import Option, Threshold
from meetings.procedure.screen import ScreenShared, Showing
from meetings.procedure.sitting import CalledToOrder, ChairHandedOver, NoteTaken, Resumed, Suspended
from meetings.procedure.words import BallotId, PersonId, Text


@dataclass(frozen=True, slots=True)
class Recess:
    since: datetime
    until: datetime | None     # None: not resumed


@dataclass(frozen=True, slots=True)
class Presiding:
    """Who presided from when on, and why the chair was handed over ("" for the first)."""

    person: PersonId
    since: datetime
    reason: Text


@dataclass(frozen=True, slots=True)
class RollCall:
    at: datetime
    found: int                 # members present as the roll said then
    corrected: int             # as known now
    needed: int                # 0: no quorum is needed
    of: int
    quorate: bool              # as the roll said then


@dataclass(frozen=True, slots=True)
class Absent:
    """A member who was never here during the sitting."""

    person: PersonId
    reason: Text | None        # None: none was given


@dataclass(frozen=True, slots=True)
class Corrected:
    person: PersonId
    correction: Correction


@dataclass(frozen=True, slots=True)
class SpeechMade:
    person: PersonId
    since: datetime
    until: datetime | None     # None: still speaking
    seconds: int               # spoken, whole
    given: int                 # seconds given


@dataclass(frozen=True, slots=True)
class NoteMade:
    at: datetime
    by: PersonId
    note: Text


@dataclass(frozen=True, slots=True)
class BallotHeld:
    """One ballot with all that was found. Before its closing counts, present and needed are empty or 0."""

    ballot: BallotId
    number: int
    question: Text
    majority: str              # key of the rule set's majorities
    threshold: Threshold
    options: tuple[Option, ...]
    opened_at: datetime
    closed_at: datetime | None
    counts: tuple[tuple[str, int], ...]
    entitled: tuple[PersonId, ...]
    present: tuple[PersonId, ...]
    not_voted: tuple[PersonId, ...]      # entitled, present, and gave no vote
    without_line: tuple[PersonId, ...]   # their line was down at the closing
    entered: tuple[Vote, ...]            # spoken and paper votes, entered by name
    votes: tuple[Vote, ...]              # all, as they came in; none while it is open, or if voided before closing
    total: int
    needed: int
    proposed: Finding | None
    finding: Finding | None              # as the chair confirmed it
    confirmed_at: datetime | None
    voided: Text | None                  # the reason
    voided_at: datetime | None
    voided_by: PersonId | None


Happening = SpeechMade | BallotHeld | NoteMade | Showing


@dataclass(frozen=True, slots=True)
class Business:
    """One time that an item was taken up; `item` None: what happened under no item."""

    item: Item | None
    since: datetime
    until: datetime | None
    course: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    paper: OrderPaper
    people: Mapping[PersonId, Participant]
    called_at: datetime
    closed_at: datetime | None           # None: still under way
    recesses: tuple[Recess, ...]
    presiding: tuple[Presiding, ...]
    secretaries: tuple[PersonId, ...]
    rolls: tuple[RollCall, ...]
    at_close: Quorum | None
    members: tuple[Attended, ...]        # with a seat, by seat
    guests: tuple[Attended, ...]         # without
    absent: tuple[Absent, ...]           # with a seat, by seat
    arrivals: tuple[Movement, ...]
    departures: tuple[Movement, ...]
    corrections: tuple[Corrected, ...]
    business: tuple[Business, ...]


def minutes(meeting: Meeting, entries: Sequence[Entry]) -> Minutes | None:
    """The minutes of the meeting that these entries led to; None before it is called to order."""
    if meeting.paper is None or meeting.called_at is None:
        return None
    people = sorted(meeting.people.values(), key=lambda p: (p.seat is None, p.seat or 0))
    here = [(p, comings.attended(_of(meeting, p.person), meeting.called_at)) for p in people]
    rolls = tuple(_rolls(meeting, entries))
    settled = rolls[0].at if rolls else meeting.called_at
    reasons = comings.reasons(entries)
    return Minutes(
        paper=meeting.paper,
        people=meeting.people,
        called_at=meeting.called_at,
        closed_at=meeting.closed_at,
        recesses=tuple(_recesses(entries)),
        presiding=tuple(_presiding(entries)),
        secretaries=tuple(p.person for p in people if p.office is Office.SECRETARY),
        rolls=rolls,
        at_close=roll.quorum(meeting) if meeting.closed_at else None,
        members=tuple(a for p, a in here if a and p.seat is not None),
        guests=tuple(a for p, a in here if a and p.seat is None),
        absent=tuple(Absent(p.person, _of(meeting, p.person).excuse) for p, a in here if not a and p.seat is not None),
        arrivals=comings.by_time(comings.arrivals(a, settled) for _, a in here if a),
        departures=comings.by_time(comings.departures(a, reasons) for _, a in here if a),
        corrections=_corrections(meeting),
        business=tuple(_business(meeting, entries)),
    )


def _of(meeting: Meeting, person: PersonId) -> Attendance:
    return meeting.attendance.get(person, Attendance(person))


def _corrections(meeting: Meeting) -> tuple[Corrected, ...]:
    made = [Corrected(a.person, c) for a in meeting.attendance.values() for c in a.corrections]
    return tuple(sorted(made, key=lambda each: each.correction.at))


def _rolls(meeting: Meeting, entries: Sequence[Entry]) -> Iterable[RollCall]:
    seated = [_of(meeting, p.person) for p in meeting.people.values() if p.seat is not None]
    for entry in entries:
        if isinstance(entry.event, RollTaken):
            told = entry.event
            known = sum(any(_covers(i, entry.at) for i in one.intervals) for one in seated)
            yield RollCall(entry.at, told.present, known, told.needed, told.of, told.quorate)


def _covers(interval: Interval, at: datetime) -> bool:
    return interval.since <= at and (interval.until is None or interval.until > at)


def _recesses(entries: Sequence[Entry]) -> list[Recess]:
    recesses: list[Recess] = []
    for entry in entries:
        match entry.event:
            case Suspended():
                recesses.append(Recess(entry.at, None))
            case Resumed():
                recesses[-1] = Recess(recesses[-1].since, entry.at)
    return recesses


def _presiding(entries: Sequence[Entry]) -> list[Presiding]:
    """From the call to order on; a reason why somebody else than the named chair opened goes with the first."""
    presiding: list[Presiding] = []
    reason = Text("")
    for entry in entries:
        match entry.event:
            case CalledToOrder():
                presiding.append(Presiding(entry.by, entry.at, reason))
            case ChairHandedOver() as handed if presiding:
                presiding.append(Presiding(handed.to, entry.at, handed.reason))
            case ChairHandedOver() as handed:
                reason = handed.reason
    return presiding


def _business(meeting: Meeting, entries: Sequence[Entry]) -> list[Business]:
    """What happened, under the item that was then before the meeting."""
    speeches = iter((*meeting.floor.speeches, *((meeting.floor.holder,) if meeting.floor.holder else ())))
    voided_by = {e.event.ballot: e.by for e in entries if isinstance(e.event, BallotVoided)}
    items = {item.id: item for item in meeting.paper.items} if meeting.paper else {}
    runs = iter(meeting.items)
    showings = screen.showings(entries)
    since = meeting.called_at or entries[0].at
    business: list[Business] = [Business(None, since, meeting.items[0].since if meeting.items else None, ())]

    def told(what: Happening) -> None:
        business[-1] = replace(business[-1], course=(*business[-1].course, what))

    for entry in entries:
        match entry.event:
            case ItemOpened() as opened:
                business.append(Business(items.get(opened.item), entry.at, next(runs).until, ()))
            case FloorGiven():
                told(_speech(next(speeches), entries[-1].at))
            case BallotOpened() as opened:
                told(_ballot(meeting.ballots[opened.ballot], voided_by.get(opened.ballot)))
            case NoteTaken(note):
                told(NoteMade(entry.at, entry.by, note))
            case ScreenShared():
                told(showings[entry.seq])
    return [run for run in business if run.item or run.course]


def _speech(speech: Speech, now: datetime) -> SpeechMade:
    seconds = int(((speech.until or now) - speech.since).total_seconds())
    return SpeechMade(speech.member, speech.since, speech.until, seconds, speech.seconds)


def _ballot(ballot: Ballot, voided_by: PersonId | None) -> BallotHeld:
    opened, closed = ballot.opened, ballot.closed
    return BallotHeld(
        ballot=opened.ballot,
        number=opened.number,
        question=opened.question,
        majority=opened.majority,
        threshold=opened.threshold,
        options=opened.options,
        opened_at=ballot.opened_at,
        closed_at=ballot.closed_at,
        counts=closed.counts if closed else (),
        entitled=opened.entitled,
        present=closed.present if closed else (),
        not_voted=tuple(m for m in closed.present if m not in ballot.votes) if closed else (),
        without_line=closed.without_line if closed else (),
        entered=tuple(v for v in ballot.votes.values() if v.how is not How.DEVICE) if closed else (),
        votes=tuple(ballot.votes.values()) if closed else (),
        total=closed.total if closed else 0,
        needed=closed.needed if closed else 0,
        proposed=closed.proposed if closed else None,
        finding=ballot.finding,
        confirmed_at=ballot.confirmed_at,
        voided=ballot.voided,
        voided_at=ballot.voided_at,
        voided_by=voided_by,
    )
