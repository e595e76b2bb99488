"""A hall to hold meetings in: who sits there, and a quick way to let things happen.

    meeting_of("ada", "bo")            in session, everybody here
    after(meeting, do(CastVote, "ada", ballot="b1", option=FOR))
    ruling(meeting, do(...))           the code it is ruled out of order with, or ""

The chair is *dung* (seat 1), the deputy chair *hoa* (seat 2); *thao* is the secretary, *ky* the
technician, *khach* a guest, *quan* an observer. Members follow from seat 3 on.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import count
from typing import Any

from meetings.procedure import rules
from meetings.procedure.meeting import Command, Entry, Meeting, apply, decide
from meetings.procedure.order_paper import Item, Office, OrderPaper, Participant, Venue
from meetings.procedure.roll import DeclarePresence
from meetings.procedure.rules import RuleSet
from meetings.procedure.rulings import OutOfOrder
from meetings.procedure.sitting import CallToOrder, Convene

FOR, AGAINST, NOT_VOTING = "tan-thanh", "khong-tan-thanh", "khong-bieu-quyet"
T0 = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
LATER = datetime(9999, 1, 1, tzinfo=UTC)     # stands for: a second after what came before
OFFICERS = ("dung", "hoa")
OTHERS = {"thao": Office.SECRETARY, "ky": Office.TECHNICIAN, "khach": Office.GUEST, "quan": Office.OBSERVER}
MAIN, COMMUNE = "SL-VH", "SL-VH-01"
SHIPPED = json.loads(files("meetings.register").joinpath("rulesets.json").read_text("utf-8"))
numbers = count(1)


def ruleset(id: str) -> RuleSet:
    return rules.parse(next(one for one in SHIPPED if one["id"] == id))


def paper_of(*members: str, seats: int | None = None, rules: str = "hdnd-2015", deputy: bool = True) -> OrderPaper:
    """The order paper of a council; as many seats as members unless said."""
    seated = [*OFFICERS, *members]
    office = {"dung": Office.CHAIR, "hoa": Office.DEPUTY_CHAIR if deputy else Office.MEMBER}
    called = [Participant(m, m.title(), "", "", office.get(m, Office.MEMBER), n) for n, m in enumerate(seated, 1)]
    called += [Participant(m, m.title(), "", "", its, None) for m, its in OTHERS.items()]
    return OrderPaper(
        "m1", "Kỳ họp thứ mười", "HĐND huyện Vân Hồ", T0, len(seated) if seats is None else seats, ruleset(rules),
        tuple(called), (Item("i1", 1, "Ngân sách", "", 30), Item("i2", 2, "Nhân sự", "", 20)),
        (Venue(COMMUNE, "Xã Vân Hồ", False), Venue(MAIN, "Hội trường huyện", True)),
    )


def do(kind: Any, by: str, minute: float | None = None, **fields: Any) -> Command:
    """A command, `minute` minutes after T0, or a second after whatever came before."""
    at = LATER if minute is None else T0 + timedelta(minutes=minute)
    return kind(id=f"c{next(numbers)}", by=by, at=at, **fields)


def at(minute: float) -> datetime:
    return T0 + timedelta(minutes=minute)


def recorded(meeting: Meeting, *commands: Command) -> tuple[Meeting, list[Entry]]:
    """What the commands led to, and the entries of it."""
    entries: list[Entry] = []
    last = latest(meeting)
    for command in commands:
        last = last + timedelta(seconds=1) if command.at == LATER else command.at
        command = replace(command, at=last)
        for event in decide(meeting, command):
            entries.append(Entry(meeting.seq + 1, last, command.by, command.id, event))
            meeting = apply(meeting, entries[-1])
    return meeting, entries


def after(meeting: Meeting, *commands: Command) -> Meeting:
    return recorded(meeting, *commands)[0]


def latest(meeting: Meeting) -> datetime:
    """When something last happened, as far as the state tells."""
    floor, ballots = meeting.floor, meeting.ballots.values()
    times = [
        meeting.called_at, meeting.closed_at,
        *(t for a in meeting.attendance.values() for i in a.intervals for t in (i.since, i.until)),
        *(c.at for a in meeting.attendance.values() for c in a.corrections),
        *(t for run in meeting.items for t in (run.since, run.until)),
        *(t for s in (*floor.speeches, floor.holder) if s for t in (s.since, s.until)),
        *(request.asked_at for request in floor.queue),
        *(t for b in ballots for t in (b.opened_at, b.closed_at, b.confirmed_at, b.voided_at)),
        *(v.at for b in ballots for v in b.votes.values()),
    ]
    return max((t for t in times if t is not None), default=T0)


def ruling(meeting: Meeting, command: Command) -> str:
    """The code with which it is ruled out of order; "" when it is in order."""
    if command.at == LATER:
        command = replace(command, at=latest(meeting) + timedelta(seconds=1))
    try:
        decide(meeting, command)
    except OutOfOrder as out:
        return out.code
    return ""


def convened(paper: OrderPaper) -> list[Command]:
    return [do(Convene, "thao", -60, paper=paper)]


def opened(paper: OrderPaper, here: Iterable[str]) -> list[Command]:
    """All that brings a sitting to order with these people here, in the main hall."""
    return [
        *convened(paper),
        *(do(DeclarePresence, person, -10, member=person, where=MAIN) for person in here),
        do(CallToOrder, "dung", 0, paper=paper),
    ]


def meeting_of(*members: str, here: Iterable[str] | None = None, **paper: Any) -> Meeting:
    """In session, everybody (or who is said to be) here in the main hall, called to order at minute 0."""
    sheet = paper_of(*members, **paper)
    everybody = [p.person for p in sheet.participants]
    return after(Meeting(), *opened(sheet, everybody if here is None else here))
