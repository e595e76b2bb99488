"""A pass lets one device in for one hall, one meeting, one direction, for a day at most."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from meetings.record.passes import LASTS, MOST, TooMany
from meetings.record.tables_signin import PASS

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
HALL = "venue:SL-VH-01"


@pytest.fixture
async def passes(with_meetings):
    return with_meetings.passes


async def test_a_pass_is_known_by_what_was_told_once_and_only_its_hash_is_kept(passes, database):
    made, secret = await passes.make("m1", HALL, "send", "person:p1", NOW)

    assert await passes.good(secret, NOW) == made
    assert (made.meeting, made.subject, made.direction, made.made_by) == ("m1", HALL, "send", "person:p1")
    assert len(secret) >= 43
    async with database.reading() as rows:
        kept = (await rows.execute(select(PASS))).first()
    assert kept.hash == sha256(secret.encode()).hexdigest()
    assert secret not in map(str, kept)


async def test_another_word_opens_nothing(passes):
    made, secret = await passes.make("m1", HALL, "send", "person:p1", NOW)

    for wrong in ("", made.id, secret[:-1], secret + "A", secret.lower(), "\udcff", "á" * 5000):
        assert await passes.good(wrong, NOW) is None


async def test_a_pass_ends_after_a_day(passes):
    made, secret = await passes.make("m1", HALL, "send", "person:p1", NOW)

    assert made.expires_at - NOW == LASTS == timedelta(hours=24)
    assert await passes.good(secret, NOW + LASTS - timedelta(seconds=1)) is not None
    assert await passes.good(secret, NOW + LASTS) is None
    assert await passes.of("m1", NOW + LASTS) == []


async def test_a_revoked_pass_opens_nothing_and_is_not_revoked_twice(passes):
    made, secret = await passes.make("m1", HALL, "send", "person:p1", NOW)
    await passes.use(made.id, "peer1", NOW)

    assert await passes.revoke(made.id, "m2", NOW) is None
    gone = await passes.revoke(made.id, "m1", NOW)
    assert gone is not None
    assert gone.peer == "peer1"
    assert await passes.good(secret, NOW) is None
    assert await passes.revoke(made.id, "m1", NOW) is None


async def test_the_passes_of_a_meeting_are_listed_the_oldest_first(passes):
    first, _ = await passes.make("m1", HALL, "send", "person:p1", NOW)
    second, _ = await passes.make("m1", HALL, "watch", "person:p1", NOW + timedelta(minutes=1))
    await passes.make("m2", HALL, "send", "person:p1", NOW)

    assert await passes.of("m1", NOW + timedelta(minutes=2)) == [first, second]


async def test_the_connection_made_last_is_remembered_and_an_older_one_does_not_take_it_back(passes):
    made, secret = await passes.make("m1", HALL, "send", "person:p1", NOW)
    await passes.use(made.id, "old", NOW)
    await passes.use(made.id, "new", NOW + timedelta(minutes=1))
    await passes.release(made.id, "old")

    found = await passes.good(secret, NOW + timedelta(minutes=2))
    assert (found.peer, found.used_at) == ("new", NOW + timedelta(minutes=1))
    await passes.release(made.id, "new")
    assert (await passes.good(secret, NOW + timedelta(minutes=2))).peer == ""


async def test_when_the_meeting_is_over_none_of_its_passes_opens_anything(passes):
    made, secret = await passes.make("m1", HALL, "send", "person:p1", NOW)
    _, other = await passes.make("m2", HALL, "send", "person:p1", NOW)
    await passes.use(made.id, "peer1", NOW)

    assert [one.peer for one in await passes.revoke_all("m1", NOW)] == ["peer1"]
    assert await passes.good(secret, NOW) is None
    assert await passes.good(other, NOW) is not None


async def test_those_at_their_end_are_named_while_their_connection_stands(passes):
    made, _ = await passes.make("m1", HALL, "send", "person:p1", NOW)
    await passes.make("m1", HALL, "watch", "person:p1", NOW)
    await passes.use(made.id, "peer1", NOW)

    assert await passes.ended(NOW + LASTS - timedelta(seconds=1)) == []
    assert [one.peer for one in await passes.ended(NOW + LASTS)] == ["peer1"]


async def test_a_hall_has_eight_at_most_however_many_ask_at_once(passes):
    asked = [passes.make("m1", HALL, "watch", "person:p1", NOW) for _ in range(MOST + 3)]
    came = await asyncio.gather(*asked, return_exceptions=True)

    assert sum(isinstance(one, TooMany) for one in came) == 3
    made = await passes.of("m1", NOW)
    assert len(made) == MOST
    await passes.revoke(made[0].id, "m1", NOW)
    await passes.make("m1", HALL, "watch", "person:p1", NOW)


async def test_long_spent_passes_are_swept_away(passes):
    await passes.make("m1", HALL, "send", "person:p1", NOW)

    assert await passes.sweep(NOW + timedelta(days=30)) == 0
    assert await passes.sweep(NOW + timedelta(days=32)) == 1
