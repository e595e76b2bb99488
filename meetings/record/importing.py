"""A plan from the sheets, carried out: all of it in one transaction, or nothing.

A unit is known by its code, a person by the sign-in name, a body by its name and place.
What is there already and says the same is left alone, so a second run changes nothing.
For the people it names a sheet is the truth: posts that it no longer lists end with it.
People, units and bodies that it does not name stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from meetings.procedure.words import PersonId
from meetings.record import reach
from meetings.record.database import Database
from meetings.record.ids import new_id
from meetings.record.people import (
    LastAdministrator,
    administrators,
    body_row,
    person_row,
    post,
    post_row,
    running,
    today,
)
from meetings.record.tables_register import BODY, PERSON, POST, UNIT, VENUE
from meetings.record.units import parents, unit_row, venue_row
from meetings.register import importing as sheets
from meetings.register.importing import Plan, PlannedBody, PlannedPost
from meetings.register.people import Body, Person, Post
from meetings.register.sheet import Fault
from meetings.register.units import above


class SeatTaken(Exception):
    """A seat that the sheet gives to somebody is held by somebody whom the sheet does not name."""

    def __init__(self, body: str, seat: int) -> None:
        super().__init__(f"seat {seat} of {body} is held by somebody else who is not in the file: list them too")
        self.body = body
        self.seat = seat


@dataclass(slots=True)
class Tally:
    added: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What a run did."""

    units: Tally = field(default_factory=Tally)
    venues: Tally = field(default_factory=Tally)
    people: Tally = field(default_factory=Tally)
    bodies: Tally = field(default_factory=Tally)
    posts: Tally = field(default_factory=Tally)

    def by_kind(self) -> dict[str, dict[str, int]]:
        """As plain values, for programs."""
        kinds = ("units", "venues", "people", "bodies", "posts")
        tallies: dict[str, Tally] = {kind: getattr(self, kind) for kind in kinds}
        return {kind: {"added": one.added, "changed": one.changed, "same": one.same} for kind, one in tallies.items()}

    @property
    def changed_nothing(self) -> bool:
        return not any(one.added or one.changed for one in (
            self.units, self.venues, self.people, self.bodies, self.posts
        ))


async def bring_in(
    database: Database, units_csv: str | bytes, people_csv: str | bytes, by: Sequence[Post] | None = None
) -> Imported | list[Fault]:
    """Check two sheets against each other and what is there, and carry them out.

    `by`: the posts of who asks; None: whoever has the machine itself in hand.

    Raises:
        BeyondReach: a unit that `by` has no say in; nothing was changed.
        LastAdministrator: nobody would be left to administer the house; nothing was changed.
        SeatTaken: by somebody the sheet does not name; nothing was changed.
    """
    async with database.reading() as rows:
        known = await parents(rows)
    plan = sheets.check(units_csv, people_csv, known)
    return plan if isinstance(plan, list) else await apply(database, plan, by)


async def apply(database: Database, plan: Plan, by: Sequence[Post] | None = None) -> Imported:
    """Carry a plan out.

    Raises:
        BeyondReach: a unit that `by` has no say in; nothing was changed.
        LastAdministrator: nobody would be left to administer the house; nothing was changed.
        SeatTaken: by somebody the sheet does not name; nothing was changed.
    """
    done = Imported()
    async with database.writing() as rows:
        if by is not None:
            await reach.check(rows, plan, by)
        governed = await administrators(rows, lasting=True) > 0
        units = {one.code: unit_row(one) for one in plan.units}
        await _put(rows, UNIT, "code", units, done.units, ranked=True)
        await _put(rows, VENUE, "id", {str(one.id): venue_row(one) for one in plan.venues}, done.venues)
        people = await _people(rows, plan, done.people)
        bodies = await _bodies(rows, plan.bodies, done.bodies)
        await _posts(rows, plan.posts, people, bodies, done.posts)
        await _seats_are_single(rows)
        if governed and not await administrators(rows, lasting=True):
            raise LastAdministrator
    return done


async def _put(
    rows: AsyncConnection, table: Table, key: str, wanted: Mapping[str, Mapping[str, object]], tally: Tally,
    ranked: bool = False,
) -> None:
    """Add what is missing and change what differs, in the order given."""
    there = {row[key]: row for row in (await rows.execute(select(table))).mappings()}
    rank = max((row["rank"] for row in there.values()), default=0) if ranked else 0
    for name, values in wanted.items():
        before = there.get(name)
        if before is None:
            rank += 1
            await rows.execute(table.insert().values(**values, **({"rank": rank} if ranked else {})))
            tally.added += 1
        elif any(before[column] != value for column, value in values.items()):
            await rows.execute(table.update().where(table.c[key] == name).values(**values))
            tally.changed += 1
        else:
            tally.same += 1


async def _people(rows: AsyncConnection, plan: Plan, tally: Tally) -> dict[str, PersonId]:
    """Ids by sign-in name. Who was set inactive stays so: a sheet does not bring anybody back."""
    there = {row.login: row for row in await rows.execute(select(PERSON))}
    wanted = {}
    ids = {}
    for one in plan.people:
        before = there.get(one.login)
        id = PersonId(before.id if before else new_id())
        active = bool(before.active) if before else True
        ids[one.login] = id
        wanted[one.login] = person_row(
            Person(id, one.login, one.name, one.title, one.unit, one.email, one.locale, active)
        )
    await _put(rows, PERSON, "login", wanted, tally, ranked=True)
    return ids


async def _bodies(rows: AsyncConnection, planned: Sequence[PlannedBody], tally: Tally) -> dict[str, str]:
    """Ids by name. A body keeps the rule set it has: a person may have changed it; seats only grow by a sheet.

    A body of this name anywhere on the way up or down from the planned unit is the same
    one: where no chair is listed its place is inferred, and more lines may move it.
    """
    there = (await rows.execute(select(BODY))).all()
    tree = await parents(rows)
    wanted = {}
    ids = {}
    for one in planned:
        same = [row for row in there if row.name == one.name and _in_line(row.unit, one.unit, tree)]
        before = min(same, key=lambda row: row.unit != one.unit, default=None)
        id = before.id if before else new_id()
        ids[one.name] = id
        rules = before.rules if before else one.rules
        seats = max(one.seats, before.seats) if before else one.seats
        wanted[id] = body_row(Body(id, one.name, one.unit, rules, seats))
    await _put(rows, BODY, "id", wanted, tally)
    return ids


def _in_line(one: str, other: str, tree: Mapping[str, str | None]) -> bool:
    return one == other or one in above(other, tree) or other in above(one, tree)


async def _posts(
    rows: AsyncConnection, planned: Sequence[PlannedPost], people: Mapping[str, PersonId],
    bodies: Mapping[str, str], tally: Tally,
) -> None:
    wanted: dict[PersonId, list[Post]] = {id: [] for id in people.values()}
    for one in planned:
        id = people[one.login]
        wanted[id].append(Post(
            id, one.role, one.unit, bodies[one.body] if one.body else None, one.seat, one.mandate_from, one.mandate_to
        ))
    there: dict[str, list[Post]] = {}
    for row in await rows.execute(select(POST).order_by(POST.c.id)):
        there.setdefault(row.person, []).append(post(row))
    for id, posts in wanted.items():
        before = there.get(id, [])
        if set(before) == set(posts):
            tally.same += len(posts)
            continue
        await rows.execute(POST.delete().where(POST.c.person == id))
        await rows.execute(POST.insert(), [post_row(one) for one in posts])
        tally.added += 0 if before else len(posts)
        tally.changed += len(posts) if before else 0


async def _seats_are_single(rows: AsyncConnection) -> None:
    held = select(BODY.c.name, POST.c.seat).join(BODY, BODY.c.id == POST.c.body).where(POST.c.seat.is_not(None))
    held = held.where(running(today())).group_by(BODY.c.id, BODY.c.name, POST.c.seat).having(func.count() > 1)
    twice = (await rows.execute(held.order_by(BODY.c.name, POST.c.seat).limit(1))).first()
    if twice is not None:
        raise SeatTaken(twice.name, twice.seat)
