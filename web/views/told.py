"""The record as the secretary watches it being written: one sentence for each entry.

These are not the minutes (they are written from facts, with the official form's words),
only what has just happened, in the reader's language. What is not told here is None:
pages turned are too many, and a single vote is nobody's business but the roll's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.procedure import agenda, ballots, floor, roll, screen, sitting, stage
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.words import BallotId, ItemId
from web.views.people import Names
from web.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    text: str


def told(meeting: Meeting, entries: Sequence[Entry], names: Names, words: Words) -> tuple[Line, ...]:
    """The newest first."""
    lines = ((entry.at, sentence(meeting, entry, names, words)) for entry in reversed(entries))
    return tuple(Line(at, text) for at, text in lines if text)


def sentence(meeting: Meeting, entry: Entry, names: Names, words: Words) -> str:
    """What an entry says; "" for what is not told."""
    event = entry.event
    return (
        of_sitting(event, names, words)
        or of_roll(event, names, words)
        or of_floor(meeting, event, names, words)
        or of_ballot(meeting, entry, names, words)
    )


def of_sitting(event: object, names: Names, words: Words) -> str:
    say = words.say
    match event:
        case sitting.Convened():
            return say("The meeting was convened.")
        case sitting.CalledToOrder():
            return say("The sitting was opened.")
        case sitting.Suspended():
            return say("Recess.")
        case sitting.Resumed():
            return say("The sitting was resumed.")
        case sitting.Closed():
            return say("The sitting was closed.")
        case sitting.ChairHandedOver(to, reason):
            return say("%(name)s took the chair.", name=names.who(to).name) + because(reason)
        case sitting.NoteTaken(note):
            return say("Note: %(note)s", note=note)
    return ""


def of_roll(event: object, names: Names, words: Words) -> str:
    say = words.say
    match event:
        case roll.PresenceDeclared(member, None):
            return say("%(name)s is present, elsewhere.", name=names.who(member).name)
        case roll.PresenceDeclared(member, where):
            return say("%(name)s is present: %(hall)s.", name=names.who(member).name, hall=names.venue(where))
        case roll.PresenceEnded(member, reason):
            return say("%(name)s left.", name=names.who(member).name) + because(reason)
        case roll.AbsenceExcused(member, reason):
            return say("%(name)s is excused.", name=names.who(member).name) + because(reason)
        case roll.AttendanceCorrected(member, present, since, reason):
            state = say("present since %(at)s", at=words.clock(since)) if present else say(
                "absent since %(at)s", at=words.clock(since))
            return say("Corrected: %(name)s %(state)s.", name=names.who(member).name, state=state) + because(reason)
        case roll.RollTaken(present, needed, of, quorate):
            figures = {"present": present, "of": of, "needed": needed}
            found = say("Roll: %(present)s of %(of)s present, %(needed)s needed.", **figures)
            return f"{found} {say('Quorum reached') if quorate else say('No quorum')}."
    return ""


def of_floor(meeting: Meeting, event: object, names: Names, words: Words) -> str:
    say = words.say
    match event:
        case agenda.ItemOpened(item):
            return say("Item %(n)s: %(title)s", n=number_of(meeting, item), title=title_of(meeting, item))
        case floor.FloorAsked(member):
            return say("%(name)s asks to speak.", name=names.who(member).name)
        case floor.RequestWithdrawn(member):
            return say("%(name)s no longer asks to speak.", name=names.who(member).name)
        case floor.FloorGiven(member, seconds, _):
            return say("%(name)s has the floor for %(time)s.", name=names.who(member).name, time=words.span(seconds))
        case floor.SpeakerWarned(member):
            return say("%(name)s was warned: one minute.", name=names.who(member).name)
        case floor.FloorTakenBack(member):
            return say("%(name)s has finished.", name=names.who(member).name)
        case stage.StageDirected(None):
            return say("The stage follows the floor.")
        case stage.StageDirected(source):
            return say("On the stage: %(name)s.", name=names.source(source))
        case screen.ScreenShared(source):
            return say("%(name)s shows a screen.", name=names.source(source))
        case screen.ScreenWithdrawn(source):
            return say("%(name)s shows no screen any more.", name=names.source(source))
    return ""


def of_ballot(meeting: Meeting, entry: Entry, names: Names, words: Words) -> str:
    say = words.say
    match entry.event:
        case ballots.BallotOpened(number=number, question=question):
            return say("Ballot %(n)s was opened: %(question)s", n=number, question=question)
        case ballots.VoteCast(member=member, how=how) if how is not ballots.How.DEVICE:
            return say("The vote of %(name)s was entered as spoken.", name=names.who(member).name)
        case ballots.BallotClosed(ballot=ballot, counts=counts):
            labels = {option.code: option.labels[words.locale] for option in meeting.ballots[ballot].opened.options}
            summed = ", ".join(f"{labels[code]} {count}" for code, count in counts)
            return say("Ballot %(n)s was closed: %(counts)s.", n=number_of_ballot(meeting, ballot), counts=summed)
        case ballots.FindingConfirmed(ballot, finding):
            return f"{say('Ballot %(n)s', n=number_of_ballot(meeting, ballot))}: {finding_word(finding, words)}."
        case ballots.BallotVoided(ballot, reason):
            return say("Ballot %(n)s was voided.", n=number_of_ballot(meeting, ballot)) + because(reason)
    return ""


def finding_word(finding: ballots.Finding, words: Words) -> str:
    sentences = {
        ballots.Finding.CARRIED: "Carried",
        ballots.Finding.NOT_CARRIED: "Not carried",
        ballots.Finding.NO_QUORUM: "No quorum: not decided",
    }
    return words.say(sentences[finding])


def because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def number_of(meeting: Meeting, item: ItemId) -> int:
    return next((one.number for one in meeting.paper.items if one.id == item), 0) if meeting.paper else 0


def title_of(meeting: Meeting, item: ItemId) -> str:
    return next((one.title for one in meeting.paper.items if one.id == item), "") if meeting.paper else ""


def number_of_ballot(meeting: Meeting, ballot: BallotId) -> int:
    return meeting.ballots[ballot].opened.number if ballot in meeting.ballots else 0
