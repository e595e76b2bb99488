"""People, bodies and posts as rows."""

from datetime import UTC, date, datetime

import pytest

from meetings.record.people import LastAdministrator, LoginTaken
from meetings.register.people import Post, Role


async def test_a_new_house_has_nobody_to_administer_it(register):
    assert await register.people.any_admin() is False
    made = await register.people.first_admin("quantri", "Giàng Minh Quân")

    assert await register.people.any_admin() is True
    assert await register.people.posts(made.id) == [Post(made.id, Role.ADMIN, "", None, None, None, None)]


async def test_there_is_only_one_first_administrator(register):
    first = await register.people.first_admin("quantri", "Quân")
    await register.signin.set_password(first.id, "argon2", datetime(2026, 11, 26, tzinfo=UTC))
    with pytest.raises(RuntimeError, match="administrator already"):
        await register.people.first_admin("other", "Other")
    assert await register.people.by_login("other") is None


async def test_a_login_is_found_in_any_case_and_given_once(register):
    made = await register.people.add("ThuKy", "Triệu Ngọc Quân")

    assert await register.people.by_login(" THUKY ") == made
    with pytest.raises(LoginTaken):
        await register.people.add("thuky", "Somebody else")


async def test_the_last_administrator_stays(peopled):
    admin = await peopled.people.by_login("admin")
    post = (await peopled.people.posts(admin.id))[0]

    with pytest.raises(LastAdministrator):
        await peopled.people.end_post(post, date(2026, 11, 26))
    with pytest.raises(LastAdministrator):
        await peopled.people.set_active(admin.id, False)
    assert await peopled.people.posts(admin.id) == [post]
    assert (await peopled.people.get(admin.id)).active


async def test_an_administrator_who_is_not_the_last_may_go(peopled):
    admin = await peopled.people.by_login("admin")
    other = await peopled.people.by_login("kythuat")
    await peopled.people.add_post(Post(other.id, Role.ADMIN, "SL", None, None, None, None))

    await peopled.people.set_active(admin.id, False)
    assert (await peopled.people.get(admin.id)).active is False


async def test_a_post_that_ended_is_held_no_more(peopled):
    deputy = await peopled.people.by_login("daibieu03")
    post = (await peopled.people.posts(deputy.id))[0]
    await peopled.people.end_post(post, date(2026, 7, 1))

    assert await peopled.people.posts(deputy.id, on=date(2026, 7, 1)) == []
    assert [one.seat for one in await peopled.people.posts(deputy.id, on=date(2026, 6, 30))] == [3]


async def test_a_mandate_to_come_is_not_held_yet(peopled):
    deputy = await peopled.people.by_login("daibieu03")
    assert await peopled.people.posts(deputy.id, on=date(2021, 5, 31)) == []


async def test_a_bodys_seats_come_in_order_and_the_others_after_them(peopled):
    body = next(one for one in await peopled.people.bodies() if one.name == "HĐND huyện Vân Hồ")
    posts = await peopled.people.posts_in(body.id)

    assert [post.seat for post in posts] == [*range(1, 36), None, None]
    assert (body.unit, body.seats, body.rules) == ("SL-VH", 35, "hdnd-2015")


async def test_people_are_listed_by_unit(peopled):
    assert len(await peopled.people.all()) == 64
    assert [one.login for one in await peopled.people.all("SL-VH-01")] == ["daibieu03", "daibieu04", "vanphong01"]
