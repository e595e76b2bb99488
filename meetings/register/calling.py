"""Whom a meeting calls, and in which office.

    everybody who might be called ─▶ candidates   each with a likely office; the usual ones marked
    those the secretary chose     ─▶ invitees     answers already given are kept

The usual ones are the members of the body, its secretaries and the technicians of its
unit. Whose title begins with *Phó Chủ tịch* is likely to be the deputy chair.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from meetings.procedure.order_paper import Office
from meetings.procedure.words import PersonId
from meetings.register.people import Body, Person, Post, Role
from meetings.register.prepared import Answer, Invitee
from meetings.register.units import above, below

ORDER = [Office.CHAIR, Office.DEPUTY_CHAIR, Office.SECRETARY, Office.MEMBER, Office.TECHNICIAN, Office.GUEST,
         Office.OBSERVER]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who might be called."""

    person: Person
    office: Office             # the likely one
    seat: int | None           # in this body
    usual: bool                # called unless the secretary says otherwise


def candidates(
    body: Body, people: Iterable[Person], held: Mapping[PersonId, Sequence[Post]], parents: Mapping[str, str | None]
) -> list[Candidate]:
    """Who could be called, by office, seat and name.

    Those of the body's unit, of the units below and above it, and whoever sits in the body
    wherever they are. `held` are the posts of each, in whatever body or unit.
    """
    near = below(body.unit, parents).union(above(body.unit, parents))
    likely = [
        _candidate(body, person, held.get(person.id, ())) for person in people
        if person.active and (person.unit in near or any(post.body == body.id for post in held.get(person.id, ())))
    ]
    return sorted(likely, key=lambda c: (ORDER.index(c.office), c.seat or 1_000, c.person.name))


def _candidate(body: Body, person: Person, posts: Sequence[Post]) -> Candidate:
    for post in posts:
        if post.body != body.id:
            continue
        if post.role is Role.CHAIR:
            return Candidate(person, Office.CHAIR, post.seat, usual=True)
        if post.role is Role.SECRETARY:
            return Candidate(person, Office.SECRETARY, post.seat, usual=True)
        if post.role is Role.MEMBER:
            deputy = person.title.casefold().startswith("phó chủ tịch")
            return Candidate(person, Office.DEPUTY_CHAIR if deputy else Office.MEMBER, post.seat, usual=True)
    if any(post.role is Role.TECHNICIAN for post in posts):
        return Candidate(person, Office.TECHNICIAN, None, usual=person.unit == body.unit)
    return Candidate(person, Office.GUEST, None, usual=False)


def heads(everybody: Iterable[Candidate]) -> tuple[str, set[str]]:
    """The likely chair ("" when there is none) and deputy chairs."""
    usual = [candidate for candidate in everybody if candidate.usual]
    chair = next((str(c.person.id) for c in usual if c.office is Office.CHAIR), "")
    return chair, {str(c.person.id) for c in usual if c.office is Office.DEPUTY_CHAIR}


def amiss(everybody: Iterable[Candidate], chair: str, deputies: Collection[str]) -> str:
    """What is wrong with this choice of heads, as a code; "" when nothing is.

    `no-chair` (nobody, or somebody without a seat), `deputy-is-chair`, `deputy-without-seat`.
    """
    seated = {str(candidate.person.id) for candidate in everybody if candidate.seat is not None}
    if chair not in seated:
        return "no-chair"
    if chair in deputies:
        return "deputy-is-chair"
    return "deputy-without-seat" if set(deputies) - seated else ""


def usual(everybody: Iterable[Candidate], *, members: bool) -> set[str]:
    """Who is called unless the secretary says otherwise; with or without the body's `members`."""
    return {str(c.person.id) for c in everybody if c.usual and (members or c.seat is None)}


def invitees(
    everybody: Iterable[Candidate],
    called: Collection[str],
    chair: str,
    deputies: Collection[str],
    before: Iterable[Invitee] = (),
) -> list[Invitee]:
    """Those called, with the chair and the deputy chairs as chosen; who was called before keeps the answer."""
    known: Mapping[PersonId, Invitee] = {invitee.person: invitee for invitee in before}
    chosen = []
    for candidate in everybody:
        id = candidate.person.id
        if id not in called and id != chair and id not in deputies:
            continue
        office = _office(candidate, chair, deputies)
        blank = Invitee(id, office, candidate.seat, Answer.NONE, "", None, None, where_said=False)
        chosen.append(replace(known.get(id, blank), office=office, seat=candidate.seat))
    return chosen


def _office(candidate: Candidate, chair: str, deputies: Collection[str]) -> Office:
    if candidate.person.id == chair:
        return Office.CHAIR
    if candidate.person.id in deputies:
        return Office.DEPUTY_CHAIR
    if candidate.office in (Office.CHAIR, Office.DEPUTY_CHAIR):
        return Office.MEMBER
    return candidate.office
