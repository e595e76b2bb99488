"""What somebody missed whose line was cut: the record told in a few sentences.

Pages turned, votes coming in and people arriving are many; only what the meeting stands at now, or
their number, is told. Everything else is one sentence an entry, the last `MOST` of them.
"""

from collections.abc import Callable, Sequence

from meetings.procedure import agenda, ballots, floor, roll, sitting
from meetings.procedure.ballots import Finding
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.words import BallotId, ItemId, PersonId
from web import words
from web.show import Pages
from web.words import Words

MOST = 12

Teller = Callable[[Meeting, Sequence[Entry], int, str], str]


def teller(pages: Pages, timezone: str) -> Teller:
    """A function from (the meeting, entries missed, seconds gone, language) to HTML."""

    def tell(meeting: Meeting, entries: Sequence[Entry], gone: int, locale: str) -> str:
        said = words.of(locale, timezone)
        told = sentences(meeting, entries, said)
        return pages.render(
            locale, "live/_missed.html", gone=span(gone, said), told=told[-MOST:], more=max(0, len(told) - MOST)
        )

    return tell


def span(seconds: int, said: Words) -> str:
    """A length of time in words: 3 min 20 s."""
    if seconds < 60:
        return said.say("%(s)s s", s=seconds)
    if seconds < 3_600:
        return said.say("%(m)s min %(s)s s", m=seconds // 60, s=seconds % 60)
    return said.say("%(h)s h %(m)s min", h=seconds // 3_600, m=seconds // 60 % 60)


def sentences(meeting: Meeting, entries: Sequence[Entry], said: Words) -> list[str]:
    """What happened, as people say it, oldest first."""
    told = [sentence for entry in entries if (sentence := _sentence(meeting, entry, said))]
    events = [entry.event for entry in entries]
    came = {event.member for event in events if isinstance(event, roll.PresenceDeclared)}
    left = {event.member for event in events if isinstance(event, roll.PresenceEnded)}
    if came - left:
        told.append(said.say("%(n)s came in.", n=len(came - left)))
    if left - came:
        told.append(said.say("%(n)s left.", n=len(left - came)))
    if meeting.page is not None and any(isinstance(event, agenda.PageShown) for event in events):
        told.append(said.say("Page %(n)s is now before the meeting.", n=meeting.page.page))
    return told


def _sentence(meeting: Meeting, entry: Entry, said: Words) -> str:
    match entry.event:
        case agenda.ItemOpened(item):
            number, title = _item(meeting, item)
            return said.say("Item %(n)s was opened: %(title)s.", n=number, title=title)
        case floor.FloorGiven(member):
            return said.say("%(name)s was given the floor.", name=_name(meeting, member))
        case ballots.BallotOpened(ballot, number, _, question):
            return said.say("Ballot %(n)s was opened: %(question)s", n=number, question=question)
        case ballots.FindingConfirmed(ballot, finding):
            return said.say(
                "Ballot %(n)s: carried." if finding is Finding.CARRIED
                else "Ballot %(n)s: not carried." if finding is Finding.NOT_CARRIED
                else "Ballot %(n)s: no quorum, not decided.",
                n=_number(meeting, ballot),
            )
        case ballots.BallotClosed(ballot):
            confirmed = ballot in meeting.ballots and meeting.ballots[ballot].finding is not None
            return "" if confirmed else said.say("Ballot %(n)s was closed.", n=_number(meeting, ballot))
        case ballots.BallotVoided(ballot, reason):
            return said.say("Ballot %(n)s was voided: %(reason)s", n=_number(meeting, ballot), reason=reason)
        case roll.RollTaken(present=present, of=of):
            return said.say("The roll was taken: %(present)s present of %(of)s.", present=present, of=of)
        case sitting.CalledToOrder():
            return said.say("The meeting was called to order.")
        case sitting.Suspended():
            return said.say("The meeting went into recess.")
        case sitting.Resumed():
            return said.say("The meeting went on.")
        case sitting.Closed():
            return said.say("The meeting was closed.")
        case sitting.ChairHandedOver(to):
            return said.say("%(name)s took the chair.", name=_name(meeting, to))
        case _:
            return ""


def _name(meeting: Meeting, person: PersonId) -> str:
    participant = meeting.people.get(person)
    return participant.name if participant else str(person)


def _item(meeting: Meeting, item: ItemId) -> tuple[int, str]:
    for one in meeting.paper.items if meeting.paper else ():
        if one.id == item:
            return one.number, one.title
    return 0, str(item)


def _number(meeting: Meeting, ballot: BallotId) -> int:
    return meeting.ballots[ballot].opened.number if ballot in meeting.ballots else 0
