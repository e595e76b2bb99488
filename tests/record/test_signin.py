"""Coming in: tokens, passwords, sessions."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest_asyncio

from meetings.record.signin import IDLE, LASTS

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)


@pytest_asyncio.fixture
async def person(register):
    return await register.people.add("thuky", "Triệu Ngọc Quân")


async def everything(database):
    """All that a thief of the file would read."""
    await database.backup(database.folder / "stolen.sqlite")
    return (database.folder / "stolen.sqlite").read_bytes()


async def test_looking_at_a_token_does_not_use_it_up(register, person):
    token = await register.signin.new_token("person", person.id, TOMORROW)
    for _ in range(3):
        assert (await register.signin.peek_token(token, NOW)).subject == person.id
    assert (await register.signin.consume_token(token, NOW)).subject == person.id
    assert await register.signin.consume_token(token, NOW) is None
    assert await register.signin.peek_token(token, NOW) is None


async def test_of_two_at_once_one_gets_in(register, person):
    token = await register.signin.new_token("person", person.id, TOMORROW)
    found = await asyncio.gather(*(register.signin.consume_token(token, NOW) for _ in range(5)))
    assert sum(one is not None for one in found) == 1


async def test_a_token_ends_at_its_hour(register, person):
    token = await register.signin.new_token("person", person.id, TOMORROW)
    assert await register.signin.consume_token(token, TOMORROW) is None


async def test_a_new_link_makes_the_old_one_void(register, person):
    old = await register.signin.new_token("person", person.id, TOMORROW)
    new = await register.signin.new_token("person", person.id, TOMORROW)
    assert await register.signin.peek_token(old, NOW) is None
    assert await register.signin.peek_token(new, NOW) is not None


async def test_a_demonstration_link_is_good_again_and_again(register, person):
    token = await register.signin.new_token("person", person.id, TOMORROW, reusable=True)
    assert await register.signin.consume_token(token, NOW) is not None
    assert await register.signin.consume_token(token, NOW) is not None


async def test_no_token_and_no_key_stands_in_the_file(database, register, person):
    token = await register.signin.new_token("person", person.id, TOMORROW)
    key = await register.signin.open_session("person", person.id, "Điện thoại", "Chromium", NOW)

    stolen = await everything(database)
    assert token.encode() not in stolen
    assert key.encode() not in stolen
    assert min(len(token), len(key)) == 43         # 256 bits


async def test_nonsense_opens_nothing(register):
    for nonsense in ("", "x", "é" * 50, "\udcff", "' OR 1=1 --"):
        assert await register.signin.session(nonsense) is None
        assert await register.signin.consume_token(nonsense) is None


async def test_a_new_password_replaces_the_old(register, person):
    assert await register.signin.password_hash(person.id) is None
    await register.signin.set_password(person.id, "$argon2id$one")
    await register.signin.set_password(person.id, "$argon2id$two")
    assert await register.signin.password_hash(person.id) == "$argon2id$two"


async def test_a_session_ends_when_idle_for_too_long(register, person):
    key = await register.signin.open_session("person", person.id, "PC", "", NOW)
    session = await register.signin.session(key, NOW + IDLE - timedelta(seconds=1))
    assert await register.signin.session(key, NOW + IDLE) is None

    await register.signin.touch(session.id, NOW + timedelta(days=10))
    assert await register.signin.session(key, NOW + timedelta(days=20)) is not None


async def test_a_session_ends_after_thirty_days_however_busy(register, person):
    key = await register.signin.open_session("person", person.id, "PC", "", NOW)
    session = await register.signin.session(key, NOW)
    await register.signin.touch(session.id, NOW + LASTS - timedelta(hours=1))
    assert await register.signin.session(key, NOW + LASTS) is None


async def test_a_rotated_session_opens_with_the_new_key_only(register, person):
    key = await register.signin.open_session("person", person.id, "PC", "", NOW)
    before = await register.signin.session(key, NOW)
    fresh = await register.signin.rotate(before.id, NOW)

    assert await register.signin.session(key, NOW) is None
    assert (await register.signin.session(fresh, NOW)).id == before.id


async def test_a_device_is_revoked_by_its_owner_only(register, person):
    key = await register.signin.open_session("person", person.id, "Điện thoại", "", NOW)
    session = await register.signin.session(key, NOW)

    assert not await register.signin.revoke(session.id, NOW, subject="somebody-else")
    assert await register.signin.session(key, NOW) is not None
    assert await register.signin.revoke(session.id, NOW, subject=person.id)
    assert await register.signin.session(key, NOW) is None
    assert not await register.signin.revoke(session.id, NOW)


async def test_devices_are_listed_and_all_but_this_one_ended(register, person):
    for minute, device in enumerate(("Điện thoại", "Máy tính", "Máy tính bảng")):
        await register.signin.open_session("person", person.id, device, "", NOW + timedelta(minutes=minute))
    listed = await register.signin.sessions_of(person.id, at=NOW)
    assert [one.device for one in listed] == ["Máy tính bảng", "Máy tính", "Điện thoại"]

    assert await register.signin.revoke_all("person", person.id, NOW, but=listed[0].id) == 2
    assert await register.signin.sessions_of(person.id, at=NOW) == listed[:1]


async def test_what_ended_long_ago_is_forgotten(register, person):
    await register.signin.new_token("person", person.id, TOMORROW)
    await register.signin.open_session("person", person.id, "PC", "", NOW)
    assert await register.signin.sweep(NOW + timedelta(days=40)) == 1
    assert await register.signin.sweep(NOW + timedelta(days=100)) == 1


async def test_open_sockets_hear_of_sessions_that_were_revoked_or_ran_out(register, person):
    keys = [await register.signin.open_session("person", person.id, name, "", NOW) for name in ("a", "b", "c")]
    revoked, busy, idle = [(await register.signin.session(key, NOW)).id for key in keys]
    await register.signin.revoke(revoked, NOW + timedelta(minutes=1))
    await register.signin.touch(busy, NOW + LASTS - timedelta(days=1))

    async def told(at):
        return await register.signin.ended(at - timedelta(seconds=3), at)

    assert await told(NOW + timedelta(minutes=1)) == [revoked]
    assert await told(NOW + timedelta(minutes=2)) == []
    assert idle in await told(NOW + IDLE + timedelta(seconds=1))
    assert busy not in await told(NOW + IDLE + timedelta(seconds=1))
    assert busy in await told(NOW + LASTS + timedelta(seconds=1))


async def test_the_devices_of_halls_are_listed_by_hall_without_those_that_ended(register, person):
    signin = register.signin
    await signin.open_session("person", person.id, "Máy của tôi", "", NOW)
    for device in ("Máy chiếu", "Máy tính bảng", "Máy cũ"):
        await signin.open_session("venue", "SL-VH-01", device, "", NOW)
    old = next(one for one in await signin.sessions_of("SL-VH-01", "venue", NOW) if one.device == "Máy cũ")
    await signin.revoke(old.id, NOW)

    inside = await signin.halls_inside(NOW)

    assert set(inside) == {"SL-VH-01"}
    assert {one.device for one in inside["SL-VH-01"]} == {"Máy chiếu", "Máy tính bảng"}
