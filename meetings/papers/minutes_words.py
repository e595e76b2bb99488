"""The record told as sentences: facts become the words of the minutes, in the order of form 1.9.

    Minutes (facts) ─▶ tell(minutes, locale, zone) ─▶ Told: head, paragraphs, signatures
                                                       ├─▶ the page
                                                       └─▶ minutes_document (DOCX)

The page and the document say the same because both are this. A paragraph is a row
of spans; a span that is a fact was read off the record and is shown as locked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from meetings.papers import minutes_course, official
from meetings.papers.minutes_sentences import FRAME, LABELS
from meetings.papers.minutes_voice import Kind as Kind
from meetings.papers.minutes_voice import Paragraph as Paragraph
from meetings.papers.minutes_voice import Span as Span
from meetings.papers.minutes_voice import Voice
from meetings.procedure.minutes import Minutes
from meetings.procedure.order_paper import Office
from meetings.procedure.words import PersonId

BLANK = "……"


@dataclass(frozen=True, slots=True)
class Signature:
    office: str
    how: str
    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """Minutes in one language."""

    locale: str
    office: tuple[str, ...]    # the body, in capitals, one or two lines
    number: str
    nation: str
    motto: str
    title: str
    about: str                 # the meeting's name
    paragraphs: tuple[Paragraph, ...]
    secretary: Signature       # left
    chair: Signature           # right
    receivers: tuple[str, ...] # the first is the label
    closed: bool               # False: a draft of what was recorded so far


def tell(minutes: Minutes, locale: str, zone: tzinfo, number: str = BLANK) -> Told:
    """The minutes in the words of `locale` ("vi" or "en"), times in `zone`."""
    voice = Voice(minutes, locale, zone)
    frame = FRAME[locale]
    body = official.written_out(minutes.paper.body)
    chair = voice.plain_name(minutes.presiding[-1].person) if minutes.presiding else ""
    secretary = voice.plain_name(minutes.secretaries[0]) if minutes.secretaries else ""
    members = frame["deputies" if voice.is_council else "plain"]
    return Told(
        locale=locale,
        office=official.letterhead(body),
        number=frame["number"].format(number=number, mark=official.mark(body)),
        nation=frame["nation"],
        motto=frame["motto"],
        title=frame["title"],
        about=_about(minutes.paper.title, body),
        paragraphs=tuple(paragraphs(minutes, locale, zone)),
        secretary=Signature(frame["secretary"], frame["signed"], secretary),
        chair=Signature(frame["chair"], frame["sealed"], chair),
        receivers=(frame["to"], frame["above"], frame["members"].format(members=members, body=body), frame["file"]),
        closed=minutes.closed_at is not None,
    )


def paragraphs(minutes: Minutes, locale: str, zone: tzinfo) -> list[Paragraph]:
    """All between the title and the signatures."""
    voice = Voice(minutes, locale, zone)
    heading = Paragraph(Kind.HEADING, LABELS[locale]["course"], ())
    return [*_fields(voice), heading, *minutes_course.course(voice), *minutes_course.corrections(voice), *_end(voice)]


def _about(title: str, body: str) -> str:
    return title if body.casefold() in official.written_out(title).casefold() else f"{title}, {body}"


def _fields(voice: Voice) -> Iterable[Paragraph]:
    minutes = voice.minutes
    yield _field(voice, "began", voice.say("began", moment=voice.moment(minutes.called_at)))
    yield _field(voice, "place", _place(voice))
    yield _field(voice, "attended", _attendance(voice))
    guests = [voice.name(one.person) for one in minutes.guests if not _at_the_table(voice, one.person)]
    absent = [_absence(voice, one.person, one.reason) for one in minutes.absent]
    for key, names in (("present", [voice.plain_name(one.person) for one in minutes.members]), ("absent", absent),
                       ("guests", guests)):
        if names:
            yield Paragraph(Kind.LIST, "", voice.say(key, names="; ".join(names)))
    yield _field(voice, "presided", _presided(voice))
    yield _field(voice, "secretary", voice.say("secretary", names="; ".join(map(voice.name, minutes.secretaries))))


def _field(voice: Voice, label: str, spans: tuple[Span, ...]) -> Paragraph:
    return Paragraph(Kind.FIELD, LABELS[voice.locale][label], spans)


def _place(voice: Voice) -> tuple[Span, ...]:
    """The main hall, and those of the others in which somebody was: a hall that was called and stayed empty is none."""
    minutes, venues = voice.minutes, voice.minutes.paper.venues
    main = "; ".join(venue.name for venue in venues if venue.main) or "…"
    sat_in = {stay.where for one in (*minutes.members, *minutes.guests) for stay in one.intervals}
    others = [venue.name for venue in venues if not venue.main and venue.id in sat_in]
    if not others:
        return voice.say("place", main=main)
    return voice.say("place-venues", main=main, count=voice.number(len(others)), venues="; ".join(others))


def _attendance(voice: Voice) -> tuple[Span, ...]:
    minutes = voice.minutes
    here, away, seats = len(minutes.members), len(minutes.absent), minutes.paper.seats
    counts = {"here": voice.number(here), "away": voice.number(away), "seats": voice.number(seats)}
    if here + away < seats:
        return voice.say("attended-vacant", vacant=voice.number(seats - here - away), **counts)
    return voice.say("attended", **counts)


def _absence(voice: Voice, person: PersonId, reason: str | None) -> str:
    name = voice.plain_name(person)
    return voice.words("excused", name=name, reason=reason) if reason else voice.words("unexcused", name=name)


def _at_the_table(voice: Voice, person: PersonId) -> bool:
    """Named elsewhere in the form already."""
    return voice.minutes.people[person].office in (Office.SECRETARY, Office.CHAIR)


def _presided(voice: Voice) -> tuple[Span, ...]:
    """Who presided, in turn."""
    first, *later = voice.minutes.presiding
    told = [voice.say("presided", name=voice.name(first.person))]
    told += [voice.say("presided-then", clock=voice.clock(turn.since), name=voice.name(turn.person)) for turn in later]
    return voice.joined(told)


def _end(voice: Voice) -> Iterable[Paragraph]:
    minutes = voice.minutes
    if minutes.closed_at is None:
        yield Paragraph(Kind.CLOSING, "", voice.say("unclosed"))
        return
    if minutes.at_close is not None:
        close = minutes.at_close
        numbers = {"present": voice.number(close.present), "of": voice.number(close.of)}
        yield Paragraph(Kind.COURSE, "", voice.say("at-close", **numbers))
    yield Paragraph(Kind.CLOSING, "", voice.say("closed", moment=voice.moment(minutes.closed_at)))
