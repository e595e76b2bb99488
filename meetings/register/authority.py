"""Who may do what where.

An office reaches over a place: over a unit and all below it (the post names no body),
or over one body alone. What it may do there is the table below; nothing else may be done.

    administrator of a unit     its people, sign-in links, sheets, rules; there and below
    technician of a unit        its venues and their lines; there and below
    secretary of a body         prepares that body's meetings, renews its people's links
    secretary of a unit         the same for every body there and below
    chair of a body             prepares and leads its meetings

An administrator of one commune has no say in another. In a meeting the offices named on
its order paper rule (`procedure`), not these.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from meetings.procedure.order_paper import Office
from meetings.procedure.words import PersonId
from meetings.register.people import Body, Post, Role
from meetings.register.prepared import Invitee


class Action(StrEnum):
    IMPORT_SHEETS = "import-sheets"      # anywhere below and at the unit
    CHANGE_PEOPLE = "change-people"      # add, change, set inactive; give and end posts
    RENEW_LINK = "renew-link"            # a new sign-in link for a person
    VENUE_LINK = "venue-link"            # a new sign-in link for a venue
    SEE_PEOPLE = "see-people"
    SEE_VENUES = "see-venues"            # lines, what they receive, tests
    CHANGE_RULES = "change-rules"        # the rule set of a body
    PREPARE_MEETING = "prepare-meeting"  # create, call, papers, convene
    SEE_AUDIT = "see-audit"


POWERS: Mapping[Role, Collection[Action]] = {
    Role.ADMIN: (
        Action.IMPORT_SHEETS, Action.CHANGE_PEOPLE, Action.RENEW_LINK, Action.VENUE_LINK, Action.SEE_PEOPLE,
        Action.SEE_VENUES, Action.CHANGE_RULES, Action.SEE_AUDIT,
    ),
    Role.TECHNICIAN: (Action.VENUE_LINK, Action.SEE_VENUES),
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


def desk_of(body: Body, posts: Iterable[Post], invitees: Iterable[Invitee]) -> frozenset[PersonId]:
    """Who sits at the desk of a meeting: chair, deputy chairs and secretaries called to it, and those of its body."""
    called = {invitee.person for invitee in invitees if invitee.office in DESK}
    return frozenset(called | {
        post.person for post in posts if post.body == body.id and post.role in (Role.CHAIR, Role.SECRETARY)
    })


def may_renew(
    posts: Iterable[Post], person: Sequence[Post], unit: str, ancestors: Sequence[str], on: date | None = None
) -> bool:
    """Whether somebody may hand out a new sign-in link to a person of `unit` who holds these posts.

    The link lets in whoever has it, so nobody may take one for an administrator but an
    administrator of that place: a secretary would make themselves one.
    """
    mine = list(posts)
    if any(theirs.role is Role.ADMIN for theirs in person):
        mine = [post for post in mine if post.role is Role.ADMIN]
        return all(
            may(mine, Action.RENEW_LINK, unit=theirs.unit, ancestors=ancestors if theirs.unit == unit else (), on=on)
            for theirs in person if theirs.role is Role.ADMIN
        )
    return may(mine, Action.RENEW_LINK, unit=unit, ancestors=ancestors, on=on) or any(
        may(mine, Action.RENEW_LINK, unit=unit, body=theirs.body, on=on) for theirs in person if theirs.body
    )


def _reaches(post: Post, unit: str, body: str | None, ancestors: Sequence[str]) -> bool:
    if post.body is not None:
        return post.body == body
    if post.unit == "":
        return True                      # the whole house
    return unit != "" and (post.unit == unit or post.unit in ancestors)
