"""The form that makes or changes a meeting: what, when, where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from meetings.calendar.occasions import occasions
from meetings.procedure.words import VenueId
from web.typed import Typed
from web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Draft:
    """A meeting as the form says it; times aware, UTC."""

    template: str
    body: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    main_venue: VenueId
    public: bool


def read(typed: Typed, viewer: Viewer, bodies: Collection[str], venues: Collection[str], zone: tzinfo) -> Draft | None:
    """The draft, or None with `typed.errors` saying why not."""
    template = typed.choice("template", occasions())
    body = typed.choice("body", bodies)
    title = typed.text("title", most=300)
    place = typed.text("place", most=500, least=0)
    main_venue = typed.choice("main_venue", venues)
    starts_at, ends_at = _hours(typed, viewer, zone)
    if typed.errors or starts_at is None or ends_at is None:
        return None
    return Draft(template, body, title, starts_at, ends_at, place, VenueId(main_venue), typed.ticked("public"))


def _hours(typed: Typed, viewer: Viewer, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    day, starts, ends = typed.day("day"), typed.clock("starts"), typed.clock("ends")
    if day is None or starts is None or ends is None:
        return None, None
    starts_at = datetime.combine(day, starts, zone)
    ends_at = datetime.combine(day, ends, zone)
    if ends_at <= starts_at:
        typed.errors["ends"] = viewer.say("It must end after it begins.")
    return starts_at.astimezone(UTC), ends_at.astimezone(UTC)


def blank(template: str, body: str, now: datetime, zone: tzinfo, title: str) -> dict[str, str]:
    """What the form shows first: the template's usual hours, a week from today."""
    occasion = occasions()[template]
    day: date = now.astimezone(zone).date() + timedelta(days=7)
    ends = (datetime.combine(day, occasion.starts) + timedelta(hours=occasion.hours)).time()
    shown = {"template": template, "body": body, "title": title, "day": day.isoformat(),
             "starts": f"{occasion.starts:%H:%M}", "ends": f"{ends:%H:%M}", "place": ""}
    return shown | ({"public": "on"} if occasion.public else {})
