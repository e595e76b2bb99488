"""How far an administrator's sheets reach: their own units and those below, as the tree stands before them.

A sheet could claim anything: that another commune now lies below this one, that somebody
else's administrator sits here, that a district's council is ours. So what is there already
is asked first, and what the sheet says second; both must be within reach.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from meetings.record.tables_register import BODY, PERSON, POST
from meetings.record.units import parents
from meetings.register.authority import Action, may
from meetings.register.importing import Plan
from meetings.register.people import Post
from meetings.register.units import above

HOUSE = ""


class BeyondReach(Exception):
    """The sheet touches a unit (or "", the house as a whole) that this administrator has no say in."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"the file changes {unit or 'the house as a whole'}, which is not yours to change")
        self.unit = unit


async def check(rows: AsyncConnection, plan: Plan, posts: Sequence[Post]) -> None:
    """
    Raises:
        BeyondReach: naming the first unit that these posts have no say in.
    """
    there = await parents(rows)
    tree = {**{unit.code: unit.parent for unit in plan.units}, **there}
    touched = [*_said(plan, there), *await _held(rows, plan)]
    for unit in dict.fromkeys(touched):
        if not may(posts, Action.IMPORT_SHEETS, unit=unit, ancestors=above(unit, tree)):
            raise BeyondReach(unit)


def _said(plan: Plan, there: Mapping[str, str | None]) -> Iterator[str]:
    """The units a plan names. A unit's parent counts when the unit is new there."""
    for unit in plan.units:
        yield unit.code
        if unit.code not in there or there[unit.code] != unit.parent:
            yield unit.parent or HOUSE
    yield from (person.unit for person in plan.people)
    yield from (body.unit for body in plan.bodies)


async def _held(rows: AsyncConnection, plan: Plan) -> list[str]:
    """The units of what the plan would change: people with their posts, and bodies of the same name."""
    logins, names = {one.login for one in plan.people}, {one.name for one in plan.bodies}
    people = {row.id: row.unit for row in await rows.execute(select(PERSON)) if row.login in logins}
    bodies = {row.id: row for row in await rows.execute(select(BODY))}
    found = [unit or HOUSE for unit in people.values()]
    for row in await rows.execute(select(POST)):
        if row.person in people:
            found.append(bodies[row.body].unit if row.body else row.unit or HOUSE)
    # A body of this name elsewhere is another body, unless it lies on the way up or down: `importing` would merge them.
    ways = {one.name: one.unit for one in plan.bodies}
    tree = await parents(rows)
    for body in bodies.values():
        if body.name in names and body.unit in (ways[body.name], *above(ways[body.name], tree)):
            found.append(body.unit)
    return found
