"""What is shown while a meeting is on, as pieces of pages.

    meeting + around ─▶ contexts (plain values) ─▶ parts (HTML by name)

A *view* is a page: live, console, table, venue, stage. Its shared parts are the same for
everybody who has it open in one language, so the gallery renders them once and sends
what changed to all. What is one's own (my vote, my place in the queue) is in `mine`.
A page as first sent is made of the very same parts: there is one way to draw each thing,
with JavaScript and without.

Shared forms carry no token: `filled` puts it in when a page is sent. Over the socket none is needed.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.sight import Audience
from meetings.procedure.words import MeetingId
from web import words
from web.show import Pages
from web.stills import Stills
from web.viewer import Viewer
from web.views import chair, hall, own, table, told
from web.views.around import Around, Calls, Line, Papers, look_around
from web.views.people import names

HIDDEN = "<!--hidden-->"
OWN: Mapping[str, str] = {"do": "live/do.html", "sound": "live/sound.html", "vote": "live/vote.html"}
ROWS = 2_000                   # lines of rolls kept as drawn
TOLD = 14                      # sentences of the record on the secretary's table


@dataclass(frozen=True, slots=True)
class View:
    """One kind of page: who may see what is on it, and its shared parts by name."""

    name: str
    audience: Audience
    parts: Mapping[str, str]   # name ─▶ template


def _view(name: str, audience: Audience, **parts: str) -> View:
    return View(name, audience, {part: f"{place}.html" for part, place in parts.items()})


DESK_PARTS = {"head": "console/head", "quorum": "console/quorum", "lines": "console/lines", "said": "live/said"}
VIEWS: Mapping[str, View] = {
    view.name: view
    for view in (
        _view("live", Audience.HALL, head="live/head", item="live/item", page="live/page", talk="live/talk",
              ballot="live/ballot", asked="live/asked", next="live/next", said="live/said", still="live/still"),
        _view("console", Audience.DESK, **DESK_PARTS, agenda="console/agenda", acts="console/acts",
              speaking="console/speaking", queue="console/queue", stage="console/stage"),
        _view("table", Audience.DESK, **DESK_PARTS, bulk="table/bulk", call="table/call", votes="table/votes",
              record="table/record"),
        _view("venue", Audience.HALL, head="live/head", item="live/item", talk="live/talk", said="live/said",
              still="live/still"),
        _view("stage", Audience.HALL, top="stage/top", screen="stage/screen", foot="stage/foot", said="live/said",
              still="live/still"),
    )
}


@dataclass(frozen=True, slots=True)
class Views:
    """Draws the parts of every view."""

    pages: Pages
    papers: Papers
    calls: Calls
    timezone: str = "Asia/Ho_Chi_Minh"
    stills: Stills = field(default_factory=Stills)
    rows: dict[object, Markup] = field(default_factory=dict)       # lines of rolls as drawn, by all that is in them

    def view(self, name: str) -> View | None:
        return VIEWS.get(name)

    async def look(
        self, name: MeetingId, meeting: Meeting, lines: Mapping[str, Line], recent: Sequence[Entry] = ()
    ) -> Around:
        """What stands beside the meeting: papers, answers, lines, the last entries."""
        return await look_around(self.papers, self.calls, name, meeting, lines, recent)

    def anew(self, around: Around, lines: Mapping[str, Line], recent: Sequence[Entry]) -> Around:
        """The same papers and answers with the lines and entries of now."""
        return replace(around, lines=lines, recent=tuple(recent))

    def parts(self, view: str, meeting: Meeting, around: Around, locale: str) -> dict[str, Markup]:
        """The shared parts; none before the meeting is convened. Nothing personal, the same for every reader."""
        if meeting.paper is None:
            return {}
        kind, known = VIEWS[view], names(meeting)
        still = self.stills.of(meeting.paper.meeting, meeting.screen.source if meeting.screen else None)
        around = replace(around, still=still)
        context: dict[str, object] = {"hall": (of := hall.hall(meeting, around, known))}
        if kind.audience is Audience.DESK:
            context["desk"] = (desk := chair.console(meeting, around, known, of))
            context["chosen"] = ""
        rows: dict[str, Markup] = {}
        if view == "table":
            missing = frozenset(who.person for who in desk.vote.missing) if desk.vote else frozenset()
            context["roll"] = (seats := table.table(meeting, around, known, missing, desk.vote is not None))
            context["told"] = told.told(meeting, around.recent, known, self._words(locale))[:TOLD]
            for row in (*seats.rows, *seats.guests):
                rows[f"row-{row.who.person}"] = self._row(locale, of, row)
        drawn = {part: self.draw(locale, template, **context) for part, template in kind.parts.items()}
        return {**drawn, **rows}

    def mine(self, view: str, meeting: Meeting, around: Around, viewer: Viewer) -> dict[str, Markup]:
        """What is this viewer's own on that page."""
        if meeting.paper is None:
            return {}
        known = names(meeting)
        of = hall.hall(meeting, around, known)
        me = own.own(meeting, around, known, viewer.person.id) if viewer.person else None
        if view in ("console", "table"):
            desk = chair.console(meeting, around, known, of)
            return {"chair": self.draw(viewer.locale, "console/chair.html", hall=of, own=me, desk=desk)}
        if view == "venue":
            subject = f"venue:{viewer.venue.id}" if viewer.venue else ""
            of_hall = {"own_air": own.on_air(meeting, subject), "sharing": own.sharing(meeting, subject)}
            return {"state": self.draw(viewer.locale, "venue/state.html", hall=of, **of_hall)}
        if view != "live" or me is None:
            return {}
        own_parts = {**OWN, "ballot": "live/voted.html"} if me.voting and me.vote is not None else OWN
        return {part: self.draw(viewer.locale, template, hall=of, own=me) for part, template in own_parts.items()}

    def _row(self, locale: str, of: hall.Hall, row: table.Row) -> Markup:
        """Drawn once: of the whole roll one line changes at a time."""
        key = (locale, of.meeting, of.head.phase, row)
        if key not in self.rows:
            if len(self.rows) >= ROWS:
                self.rows.clear()
            self.rows[key] = self.draw(locale, "table/row.html", hall=of, row=row)
        return self.rows[key]

    def draw(self, locale: str, template: str, **context: object) -> Markup:
        """One piece of a page."""
        return Markup(self.pages.render(locale, template, **context).strip())  # noqa: S704 - autoescaped templates

    def _words(self, locale: str) -> words.Words:
        return words.of(locale, self.timezone)


def filled(html: Markup, csrf: str) -> Markup:
    """The same HTML with a token and a fresh id in every form, for a page that is about to be sent."""
    first, *rest = html.split(HIDDEN)
    token = Markup('<input type="hidden" name="csrf" value="{}">').format(csrf)
    filled = [Markup('<input type="hidden" name="id" value="{}">').format(uuid.uuid4()) + token + part for part in rest]
    return Markup("").join([first, *filled])


