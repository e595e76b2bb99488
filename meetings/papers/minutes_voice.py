"""One set of minutes in one language: names, times and sentences, as paragraphs of spans.

A sentence is cut at ⟦ and ⟧ before anything is filled in, so words of people
can't pass for facts whatever they contain.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from meetings.papers import official
from meetings.papers.minutes_sentences import SENTENCES
from meetings.procedure.minutes import Minutes
from meetings.procedure.words import PersonId, VenueId

FACT = re.compile(r"(⟦[^⟧]*⟧)")


class Kind(StrEnum):
    """How a paragraph is set."""

    FIELD = "field"            # a label of the form and its value
    HEADING = "heading"
    LIST = "list"              # names under a field
    ITEM = "item"              # an item of the agenda is taken up; its number is the label
    COURSE = "course"          # what happened
    NOTE = "note"              # the secretary's own words
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    fact: bool                 # read off the record: shown as locked


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: Kind
    label: str                 # in bold before the text; "" for none
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """All of it as one line."""
        return " ".join(filter(None, (self.label, "".join(span.text for span in self.spans))))


@dataclass(frozen=True, slots=True)
class Voice:
    """Says what these minutes hold, in one language and time zone."""

    minutes: Minutes
    locale: str                # "vi" or "en"
    zone: tzinfo

    @property
    def is_council(self) -> bool:
        """Whether its members are called deputies."""
        return official.mark(self.minutes.paper.body) == "HĐND"

    @property
    def members(self) -> str:
        return SENTENCES[self.locale]["deputies" if self.is_council else "members"]

    def say(self, key: str, **fields: str) -> tuple[Span, ...]:
        """A sentence as spans; ⟦...⟧ in it are facts. A question keeps its mark and gets no full stop after it."""
        fields.setdefault("members", self.members)
        spans: list[Span] = []
        for piece in filter(None, FACT.split(SENTENCES[self.locale][key])):
            text = piece.strip("⟦⟧").format(**fields)
            if piece.startswith(".") and spans and spans[-1].text.endswith(official.STOPS):
                text = text.removeprefix(".")
            if text:
                spans.append(Span(text, piece.startswith("⟦")))
        return tuple(spans)

    def words(self, key: str, **fields: str) -> str:
        """A part of a sentence."""
        return "".join(span.text for span in self.say(key, **fields))

    def joined(self, sentences: Iterable[tuple[Span, ...]]) -> tuple[Span, ...]:
        """Sentences one after the other."""
        spans: list[Span] = []
        for sentence in sentences:
            spans += [Span(" ", False), *sentence] if spans else sentence
        return tuple(spans)

    def plain_name(self, person: PersonId) -> str:
        known = self.minutes.people.get(person)
        return known.name if known else str(person)

    def name(self, person: PersonId) -> str:
        """With the title, as frozen when the meeting was called to order."""
        known = self.minutes.people.get(person)
        if known is None or not known.title:
            return self.plain_name(person)
        return self.words("named", name=known.name, title=known.title)

    def names(self, people: Sequence[PersonId]) -> str:
        return "; ".join(map(self.plain_name, people))

    def venue(self, venue: VenueId | None) -> str:
        return next((one.name for one in self.minutes.paper.venues if one.id == venue), venue or "")

    def number(self, value: int) -> str:
        return official.number(value, self.locale)

    def clock(self, at: datetime) -> str:
        """The time of day; with the day when the sitting has gone past midnight."""
        began = self.minutes.called_at.astimezone(self.zone).date()
        same_day = at.astimezone(self.zone).date() == began
        return official.clock(at, self.locale, self.zone) if same_day else self.moment(at)

    def moment(self, at: datetime) -> str:
        return official.moment(at, self.locale, self.zone)
