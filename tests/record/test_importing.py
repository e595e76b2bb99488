"""A plan from the sheets, carried out."""

import pytest
from sqlalchemy import func, select

from meetings.record import importing
from meetings.record.people import LastAdministrator
from meetings.record.tables import METADATA
from meetings.register.importing import PEOPLE_COLUMNS, UNIT_COLUMNS
from tests.record.conftest import sheet

UNITS, PEOPLE = sheet("units.csv"), sheet("people.csv")
NO_UNITS, NO_PEOPLE = ",".join(UNIT_COLUMNS), ",".join(PEOPLE_COLUMNS)


async def counted(database):
    """How many rows stand in each table."""
    async with database.reading() as rows:
        return {
            table.name: (await rows.execute(select(func.count()).select_from(table))).scalar_one()
            for table in METADATA.sorted_tables
        }


async def everything(database):
    async with database.reading() as rows:
        return {table.name: sorted(map(repr, await rows.execute(select(table)))) for table in METADATA.sorted_tables}


async def test_the_files_that_ship_fill_a_new_house(database, register):
    done = await importing.bring_in(database, UNITS, PEOPLE)

    assert (done.units.added, done.venues.added, done.people.added, done.bodies.added) == (39, 27, 64, 17)
    chair = await register.people.by_login("chutoa")
    assert (chair.name, chair.unit, chair.locale) == ("Cà Văn Dũng", "SL-VH", "vi")
    assert await register.people.any_admin()


async def test_a_second_run_changes_nothing_and_says_so(database):
    await importing.bring_in(database, UNITS, PEOPLE)
    before = await everything(database)
    again = await importing.bring_in(database, UNITS.encode("utf-8-sig"), PEOPLE.replace("\n", "\r\n"))

    assert again.changed_nothing
    assert again.people.same == 64
    assert await everything(database) == before


async def test_faults_leave_the_house_as_it_was(database):
    found = await importing.bring_in(database, UNITS, PEOPLE.replace("daibieu20,", "Đại biểu 20,"))
    assert [(fault.line, fault.column, fault.code) for fault in found] == [(27, "login", "login")]
    assert set((await counted(database)).values()) == {0}


async def test_what_fails_half_way_leaves_nothing(database, monkeypatch):
    async def fails(*_):
        raise OSError("disk full")

    monkeypatch.setattr(importing, "_posts", fails)
    with pytest.raises(OSError, match="disk full"):
        await importing.bring_in(database, UNITS, PEOPLE)
    assert set((await counted(database)).values()) == {0}


async def test_only_what_differs_is_changed_and_ids_stay(database, register):
    await importing.bring_in(database, UNITS, PEOPLE)
    before = await register.people.by_login("daibieu03")
    done = await importing.bring_in(
        database, UNITS.replace("Xã Tô Múa", "Xã Tô Múa mới"), PEOPLE.replace("Trần Thanh Hoa", "Trần Thị Hoa")
    )

    assert (done.units.changed, done.people.changed, done.posts.changed) == (1, 1, 0)
    after = await register.people.by_login("daibieu03")
    assert (after.id, after.name) == (before.id, "Trần Thị Hoa")
    assert (await register.units.get("SL-VH-12")).name == "Xã Tô Múa mới"


async def test_people_not_in_the_file_stay(database, register):
    await importing.bring_in(database, UNITS, PEOPLE)
    one = NO_PEOPLE + "\nmoi,Lò Văn Mới,Đại biểu,SL-VH-02,,guest,,,,,\n"
    done = await importing.bring_in(database, NO_UNITS, one)

    assert done.people.added == 1
    assert len(await register.people.all()) == 65
    assert await importing.bring_in(database, NO_UNITS, one) == importing.Imported(
        people=importing.Tally(same=1), posts=importing.Tally(same=1)
    )


async def test_a_post_no_longer_listed_ends(database, register):
    await importing.bring_in(database, UNITS, PEOPLE)
    moved = PEOPLE.replace("HĐND huyện Vân Hồ,member,35,2021-06-01", "UBND huyện Vân Hồ,guest,,")
    done = await importing.bring_in(database, UNITS, moved)

    assert done.posts.changed == 1
    person = await register.people.by_login("daibieu35")
    assert [post.role.value for post in await register.people.posts(person.id)] == ["guest"]
    assert len({body.name for body in await register.people.bodies()}) == len(await register.people.bodies())


async def test_a_rule_set_a_person_chose_is_kept(database, register):
    await importing.bring_in(database, UNITS, PEOPLE)
    council = next(body for body in await register.people.bodies() if body.name == "HĐND huyện Vân Hồ")
    await register.people.change_rules(council.id, "hdnd-2025")

    assert (await importing.bring_in(database, UNITS, PEOPLE)).changed_nothing
    assert (await register.people.body(council.id)).rules == "hdnd-2025"


async def test_who_was_set_inactive_is_not_brought_back(database, register):
    await importing.bring_in(database, UNITS, PEOPLE)
    person = await register.people.by_login("daibieu03")
    await register.people.set_active(person.id, False)

    assert (await importing.bring_in(database, UNITS, PEOPLE)).changed_nothing
    assert not (await register.people.get(person.id)).active


async def test_a_file_cannot_take_the_last_administrator_away(database):
    await importing.bring_in(database, UNITS, PEOPLE)
    before = await everything(database)
    with pytest.raises(LastAdministrator):
        await importing.bring_in(database, UNITS, PEOPLE.replace("SL,,admin,", "SL,,technician,"))
    assert await everything(database) == before


async def test_the_first_administrator_outlives_an_import(database, register):
    admin = await register.people.first_admin("quantri", "Quân")
    await importing.bring_in(database, UNITS, PEOPLE)
    assert len(await register.people.posts(admin.id)) == 1


async def test_a_seat_of_somebody_not_in_the_file_is_not_given_away(database):
    await importing.bring_in(database, UNITS, PEOPLE)
    before = await everything(database)
    claim = NO_PEOPLE + "\nmoi,Lò Văn Mới,Đại biểu,SL-VH,HĐND huyện Vân Hồ,chair,3,,,,\n"
    with pytest.raises(importing.SeatTaken, match="seat 3 of HĐND huyện Vân Hồ"):
        await importing.bring_in(database, NO_UNITS, claim)
    assert await everything(database) == before


async def test_a_body_whose_place_is_seen_better_later_stays_one_body(database, register):
    one = NO_PEOPLE + "\nphong01,Hoàng A Thắng,,SL-VH-P01,UBND huyện Vân Hồ,guest,,,,,\n"
    await importing.bring_in(database, UNITS, one)
    first = (await register.people.bodies())[0]
    two = one + "phong02,Vàng Ngọc Quân,,SL-VH-P02,UBND huyện Vân Hồ,guest,,,,,\n"
    await importing.bring_in(database, NO_UNITS, two)

    bodies = await register.people.bodies()
    assert [(body.id, first.unit, body.unit) for body in bodies] == [(first.id, "SL-VH-P01", "SL-VH")]
