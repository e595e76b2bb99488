"""What somebody missed whose line was cut: the record told in a few sentences.

Pages turned, votes coming in and people arriving are many; only what the meeting stands at now, or
their number, is told. Everything else is the sentence the record tells it by, the last `MOST` of them.
"""

from collections.abc import Callable, Sequence

from meetings.procedure.agenda import PageShown
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.roll import PresenceDeclared, PresenceEnded
from web import words
from web.show import Pages
from web.views.people import names
from web.views.told import sentence as told_of
from web.words import Words

MOST = 12
COUNTED = (PresenceDeclared, PresenceEnded)

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
    known = names(meeting)
    told = [
        sentence for entry in entries
        if not isinstance(entry.event, COUNTED) and (sentence := told_of(meeting, entry, known, said))
    ]
    events = [entry.event for entry in entries]
    came = {event.member for event in events if isinstance(event, PresenceDeclared)}
    left = {event.member for event in events if isinstance(event, PresenceEnded)}
    if came - left:
        told.append(said.say("Came in: %(n)s.", n=len(came - left)))
    if left - came:
        told.append(said.say("Left: %(n)s.", n=len(left - came)))
    if meeting.page is not None and any(isinstance(event, PageShown) for event in events):
        told.append(said.say("Page %(n)s is now before the meeting.", n=meeting.page.page))
    return told
