"""Who may do what where.

An office reaches over a place: over a unit and all below it (the post names no body),
or over one body alone. What it may do there is the table below; nothing else may be done.

    administrator of a unit     its people, sign-in links, relays, sheets, rules; there and below
    technician of a unit        its venues, their lines and relays; there and below
    secretary of a body         prepares that body's meetings; looks after its people, and after those
                                and the halls of the unit it sits over and below, whom it calls as guests
    secretary of a unit         the same for every body there and below
    chair of a body             prepares and leads its meetings

An administrator of one commune has no say in another. In a meeting the offices named on
its order paper rule (`procedure`), not these.

A sign-in link is a key: whoever holds it comes in as that person, with all their offices. So
nobody gets one for a person whose offices reach further than their own (`may_renew`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from meetings.procedure.order_paper import Office
from meetings.register.people import Post, Role
from meetings.register.units import above


class Action(StrEnum):
    IMPORT_SHEETS = "import-sheets"      # anywhere below and at the unit
    CHANGE_PEOPLE = "change-people"      # add, change, set inactive; give and end posts
    RENEW_LINK = "renew-link"            # a new sign-in link for a person
    VENUE_LINK = "venue-link"            # a new sign-in link for a venue
    VENUE_RELAY = "venue-relay"          # a relay in a hall: make one, revoke it
    SEE_PEOPLE = "see-people"
    SEE_VENUES = "see-venues"            # lines, what they receive, tests
    CHANGE_RULES = "change-rules"        # the rule set of a body
    PREPARE_MEETING = "prepare-meeting"  # create, call, papers, convene
    SEE_AUDIT = "see-audit"


POWERS: Mapping[Role, Collection[Action]] = {
    Role.ADMIN: (
        Action.IMPORT_SHEETS, Action.CHANGE_PEOPLE, Action.RENEW_LINK, Action.VENUE_LINK, Action.VENUE_RELAY,
        Action.SEE_PEOPLE, Action.SEE_VENUES, Action.CHANGE_RULES, Action.SEE_AUDIT,
    ),
    Role.TECHNICIAN: (Action.VENUE_LINK, Action.VENUE_RELAY, Action.SEE_VENUES),
    Role.SECRETARY: (
        Action.PREPARE_MEETING, Action.SEE_PEOPLE, Action.RENEW_LINK, Action.VENUE_LINK, Action.SEE_VENUES,
    ),
    Role.CHAIR: (Action.PREPARE_MEETING, Action.SEE_PEOPLE, Action.SEE_VENUES),
    Role.MEMBER: (),
    Role.GUEST: (),
}

DESK = frozenset({Office.CHAIR, Office.DEPUTY_CHAIR, Office.SECRETARY})


def may(
    posts: Iterable[Post],
    action: Action,
    *,
    unit: str = "",
    body: str | None = None,
    ancestors: Sequence[str] = (),
    on: date | None = None,
) -> bool:
    """Whether somebody with these posts may do this there.

    `unit` is the place ("": the house as a whole), `ancestors` the codes above it, and
    `body` the body it is about. With `on` only posts held on that day count.
    """
    return any(
        action in POWERS[post.role] and _reaches(post, unit, body, ancestors) and (on is None or runs(post, on))
        for post in posts
    )


def anywhere(posts: Iterable[Post], action: Action) -> bool:
    """Whether there is any place at all where this may be done: what a menu asks."""
    return any(action in POWERS[post.role] for post in posts)


def runs(post: Post, on: date) -> bool:
    """The post is held on that day; its last day counts."""
    return (post.mandate_from or on) <= on <= (post.mandate_to or on)


@dataclass(frozen=True, slots=True)
class Places:
    """Where units and bodies lie, as far as a question of power goes."""

    parents: Mapping[str, str | None]    # of a unit, the one above
    bodies: Mapping[str, str]            # of a body, its unit

    def above(self, unit: str) -> list[str]:
        """The codes above a unit, the nearest first."""
        return above(unit, self.parents)


def may_about(posts: Iterable[Post], action: Action, unit: str, places: Places, on: date | None = None) -> bool:
    """Whether somebody with these posts may do this to a person or a hall of that unit."""
    return may(looking_after(posts, places), action, unit=unit, ancestors=places.above(unit), on=on)


def looking_after(posts: Iterable[Post], places: Places) -> list[Post]:
    """The posts as they reach people and halls: the secretary of a body as that of the unit it sits over."""
    return [
        replace(post, unit=places.bodies[post.body], body=None)
        if post.role is Role.SECRETARY and post.body is not None and post.body in places.bodies else post
        for post in posts
    ]


def may_renew(
    posts: Iterable[Post], person: Sequence[Post], unit: str, places: Places, on: date | None = None
) -> bool:
    """Whether somebody may hand out a new sign-in link to a person of `unit` who holds these posts.

    Every office of theirs that has powers must lie within reach, and an administrator's in an
    administrator's: a secretary would make themselves one.
    """
    mine = list(posts)
    if not may_about(mine, Action.RENEW_LINK, unit, places, on) and not any(
        may(mine, Action.RENEW_LINK, body=theirs.body, on=on) for theirs in person if theirs.body
    ):
        return False
    return all(_covers(mine, theirs, places, on) for theirs in person if POWERS[theirs.role])


def _covers(mine: Sequence[Post], theirs: Post, places: Places, on: date | None) -> bool:
    if theirs.role is Role.ADMIN:
        mine = [post for post in mine if post.role is Role.ADMIN]
    if theirs.body is not None and may(mine, Action.RENEW_LINK, body=theirs.body, on=on):
        return True
    place = theirs.unit if theirs.body is None else places.bodies.get(theirs.body, "")
    return may_about(mine, Action.RENEW_LINK, place, places, on)


def _reaches(post: Post, unit: str, body: str | None, ancestors: Sequence[str]) -> bool:
    if post.body is not None:
        return post.body == body
    if post.unit == "":
        return True                      # the whole house
    return unit != "" and (post.unit == unit or post.unit in ancestors)
