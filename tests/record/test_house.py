"""Everything that is kept, in one value."""

from dataclasses import fields

from meetings.record.house import Register
from meetings.record.ids import new_id
from meetings.record.rulebook import Rulebook


async def test_every_repository_stands_over_the_same_database(database):
    register = Register.of(database)
    await register.settings.set("name", "Vân Hồ")
    assert await Register.of(database).settings.get("name") == "Vân Hồ"
    assert all(getattr(register, field.name) is not None for field in fields(Register))


async def test_rule_sets_can_be_given_from_outside(database):
    assert Register.of(database, Rulebook({})).rulebook.all() == []


def test_ids_are_short_and_do_not_repeat():
    made = {new_id() for _ in range(1_000)}
    assert len(made) == 1_000
    assert {len(id) for id in made} == {16}
