"""What happened in the sitting, told by the clock.

Items of the agenda, and under each its speeches, ballots, notes and screens shown; what happened
beside the agenda (a roll, a recess, somebody who came or left) stands between
them, where it happened.
"""

from datetime import datetime
from typing import NamedTuple

from meetings.papers import official
from meetings.papers.minutes_voice import Kind, Paragraph, Span, Voice
from meetings.procedure.ballots import How, Vote
from meetings.procedure.minutes import (
    BallotHeld,
    Business,
    Corrected,
    Happening,
    Movement,
    NoteMade,
    Presiding,
    Recess,
    RollCall,
    SpeechMade,
)
from meetings.procedure.rules import CountsAs, Of
from meetings.procedure.screen import Showing

WHOLE = {Of.SEATS: "seats", Of.IN_OFFICE: "in_office", Of.PRESENT: "votes-present", Of.CAST: "cast"}


class Moment(NamedTuple):
    """Something told, and where it stands: at the same instant the lower rank comes first."""

    at: datetime
    rank: int
    told: list[Paragraph]


def course(voice: Voice) -> list[Paragraph]:
    minutes = voice.minutes
    moments = [Moment(minutes.called_at, 0, _plain(voice.say("called", clock=voice.clock(minutes.called_at))))]
    moments += [Moment(roll.at, 1, _plain(_roll(voice, roll))) for roll in minutes.rolls]
    moments += [Moment(turn.since, 1, _plain(_handed(voice, turn))) for turn in minutes.presiding[1:]]
    moments += [Moment(one.at, 1, _plain(_moved(voice, "arrived", one))) for one in minutes.arrivals]
    seen: set[str] = set()
    for run in minutes.business:
        if run.item:
            moments.append(Moment(run.since, 2, [_item(voice, run, again=run.item.id in seen)]))
            seen.add(run.item.id)
        moments += [_under_the_item(voice, thing) for thing in run.course]
    moments += [Moment(one.at, 4, _plain(_moved(voice, "left", one))) for one in minutes.departures]
    moments += [Moment(one.since, 5, _plain(_recess(voice, one))) for one in minutes.recesses]
    return [paragraph for moment in sorted(moments, key=lambda m: m[:2]) for paragraph in moment.told]


def corrections(voice: Voice) -> list[Paragraph]:
    """What was corrected in the roll, when and why."""
    return [paragraph for one in voice.minutes.corrections for paragraph in _plain(_corrected(voice, one))]


def _plain(spans: tuple[Span, ...]) -> list[Paragraph]:
    return [Paragraph(Kind.COURSE, "", spans)]


def _item(voice: Voice, run: Business, *, again: bool) -> Paragraph:
    assert run.item is not None
    key = "item-again" if again else "item-presented" if run.item.presenter else "item"
    spans = voice.say(key, clock=voice.clock(run.since), title=run.item.title, presenter=run.item.presenter)
    return Paragraph(Kind.ITEM, f"{run.item.number}.", spans)


def _under_the_item(voice: Voice, thing: Happening) -> Moment:
    match thing:
        case SpeechMade(since=since):
            return Moment(since, 3, _plain(_speech(voice, thing)))
        case Showing(since=since):
            return Moment(since, 3, _plain(_showing(voice, thing)))
        case NoteMade(at=at, note=note):
            return Moment(at, 3, [Paragraph(Kind.NOTE, "", voice.say("note", clock=voice.clock(at), note=note))])
        case BallotHeld(opened_at=opened):
            return Moment(opened, 3, _plain(voice.joined(_ballot(voice, thing))))


def _speech(voice: Voice, speech: SpeechMade) -> tuple[Span, ...]:
    name, since = voice.name(speech.person), voice.clock(speech.since)
    if speech.until is None:
        return voice.say("speaks", name=name, since=since)
    spoken = official.duration(speech.seconds, voice.locale)
    return voice.say("spoke", name=name, since=since, until=voice.clock(speech.until), duration=spoken)


def _showing(voice: Voice, showing: Showing) -> tuple[Span, ...]:
    key = "showed" if showing.until else "shows"
    if showing.hall is not None:
        key += "-in-hall"
    return voice.say(
        key, name=voice.name(showing.person), hall=voice.venue(showing.hall), since=voice.clock(showing.since),
        until=voice.clock(showing.until) if showing.until else "",
    )


def _roll(voice: Voice, roll: RollCall) -> tuple[Span, ...]:
    numbers = {"found": voice.number(roll.found), "of": voice.number(roll.of), "clock": voice.clock(roll.at)}
    if roll.needed:
        verdict = voice.words("quorate" if roll.quorate else "inquorate")
        told = [voice.say("roll", needed=voice.number(roll.needed), verdict=verdict, **numbers)]
    else:
        told = [voice.say("roll-free", **numbers)]
    if roll.corrected != roll.found:
        told.append(voice.say("roll-corrected", corrected=voice.number(roll.corrected), of=voice.number(roll.of)))
    return voice.joined(told)


def _handed(voice: Voice, turn: Presiding) -> tuple[Span, ...]:
    key = "handed-why" if turn.reason else "handed"
    return voice.say(key, clock=voice.clock(turn.since), name=voice.name(turn.person), reason=turn.reason)


def _moved(voice: Voice, key: str, movement: Movement) -> tuple[Span, ...]:
    if movement.reason:
        key += "-why"
    return voice.say(key, clock=voice.clock(movement.at), name=voice.name(movement.person), reason=movement.reason)


def _recess(voice: Voice, recess: Recess) -> tuple[Span, ...]:
    if recess.until is None:
        return voice.say("recess-open", since=voice.clock(recess.since))
    return voice.say("recess", since=voice.clock(recess.since), until=voice.clock(recess.until))


def _corrected(voice: Voice, corrected: Corrected) -> tuple[Span, ...]:
    made = corrected.correction
    return voice.say(
        "corrected-present" if made.present else "corrected-absent", clock=voice.clock(made.at),
        name=voice.name(corrected.person), since=voice.clock(made.since), reason=made.reason,
    )


def _ballot(voice: Voice, ballot: BallotHeld) -> list[tuple[Span, ...]]:
    """The question, the count, who is named, and what follows from it."""
    clock, number = voice.clock(ballot.opened_at), voice.number(ballot.number)
    told = [voice.say("ballot", number=number, clock=clock, question=ballot.question)]
    if ballot.closed_at is not None:
        told += [_counted(voice, ballot), *_by_name(voice, ballot)]
    if ballot.voided is not None and ballot.voided_at is not None:
        told.append(voice.say("voided", clock=voice.clock(ballot.voided_at), reason=ballot.voided))
    elif ballot.finding is not None and ballot.confirmed_at is not None:
        told.append(voice.say(ballot.finding.value, clock=voice.clock(ballot.confirmed_at)))
        if voice.minutes.paper.rules.assumed:
            told.append(voice.say("assumed"))
    else:
        told.append(voice.say("unconfirmed" if ballot.closed_at else "ballot-open"))
    return told


def _counted(voice: Voice, ballot: BallotHeld) -> tuple[Span, ...]:
    count = dict(ballot.counts)
    counts = ", ".join(
        voice.words("option", label=_label(voice, ballot, each.code), count=voice.number(count.get(each.code, 0)))
        for each in ballot.options
    )
    yes = sum(count.get(option.code, 0) for option in ballot.options if option.counts_as is CountsAs.YES)
    return voice.say(
        "counted", counts=counts, yes=voice.number(yes), needed=voice.number(ballot.needed),
        whole=voice.words(WHOLE[ballot.threshold.of], total=voice.number(ballot.total)),
    )


def _by_name(voice: Voice, ballot: BallotHeld) -> list[tuple[Span, ...]]:
    """Who was present without voting, with a line or without one, and whose vote the secretary entered."""
    told = []
    for key, names in (
        ("not-voted", [one for one in ballot.not_voted if one not in ballot.without_line]),
        ("without-line", [one for one in ballot.not_voted if one in ballot.without_line]),
    ):
        if names:
            told.append(voice.say(key, names=voice.names(names)))
    if ballot.entered:
        told.append(voice.say("entered", votes="; ".join(_entered(voice, ballot, vote) for vote in ballot.entered)))
    return told


def _entered(voice: Voice, ballot: BallotHeld, vote: Vote) -> str:
    key = "entered-paper" if vote.how is How.PAPER else "entered-spoken"
    return voice.words(key, name=voice.plain_name(vote.member), label=_label(voice, ballot, vote.option))


def _label(voice: Voice, ballot: BallotHeld, code: str) -> str:
    labels = next((option.labels for option in ballot.options if option.code == code), {})
    return (labels.get(voice.locale) or labels.get("en") or code).lower()
