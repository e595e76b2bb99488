"""A relay of a hall is known by its secret until it is revoked."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from meetings.record.relays import LISTED, MOST, TooMany
from meetings.record.tables_signin import VENUE_RELAY

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
HALL, OTHER = "SL-VH-01", "SL-VH-02"


@pytest.fixture
async def relays(peopled):
    return peopled.relays


async def test_a_relay_is_known_by_what_was_told_once_and_only_its_hash_is_kept(relays, database):
    made, secret = await relays.make("Hội trường Chiềng Khoa", [HALL, OTHER], "person:p1", NOW)

    assert await relays.good(made.id, secret) == made
    assert (made.name, made.halls, made.made_by) == ("Hội trường Chiềng Khoa", (HALL, OTHER), "person:p1")
    assert len(secret) >= 43
    async with database.reading() as rows:
        kept = (await rows.execute(select(VENUE_RELAY))).first()
    assert kept.hash == sha256(secret.encode()).hexdigest()
    assert secret not in map(str, kept)


async def test_another_word_or_another_name_opens_nothing(relays):
    made, secret = await relays.make("Một", [HALL], "person:p1", NOW)
    other, _ = await relays.make("Hai", [HALL], "person:p1", NOW)

    for wrong in ("", made.id, secret[:-1], secret + "A", secret.lower(), "\udcff", "á" * 5000):
        assert await relays.good(made.id, wrong) is None
    assert await relays.good(other.id, secret) is None


async def test_a_revoked_relay_is_let_in_no_more_and_serves_no_hall(relays):
    made, secret = await relays.make("Một", [HALL], "person:p1", NOW)

    assert await relays.revoke("0123456789abcdef", NOW) is False
    assert await relays.revoke(made.id, NOW) is True
    assert await relays.good(made.id, secret) is None
    assert await relays.serving(HALL) == []
    assert await relays.revoke(made.id, NOW + timedelta(days=1)) is False
    assert [one.revoked_at for one in await relays.all()] == [NOW]


async def test_a_hall_is_served_by_its_own_relays_the_newest_first(relays):
    old, _ = await relays.make("Máy cũ", [HALL], "person:p1", NOW)
    new, _ = await relays.make("Máy mới", [HALL, OTHER], "person:p1", NOW + timedelta(days=1))

    assert await relays.serving(HALL) == [new.id, old.id]
    assert await relays.serving(OTHER) == [new.id]
    assert await relays.serving("SL-VH-03") == []


async def test_when_a_relay_was_last_connected_is_kept(relays):
    made, _ = await relays.make("Một", [HALL], "person:p1", NOW)
    assert [one.seen_at for one in await relays.all()] == [None]

    assert await relays.seen(made.id, NOW + timedelta(hours=1)) is True

    assert [one.seen_at for one in await relays.all()] == [NOW + timedelta(hours=1)]
    await relays.revoke(made.id, NOW + timedelta(hours=2))
    assert await relays.seen(made.id, NOW + timedelta(hours=3)) is False


async def test_a_hall_has_no_more_relays_than_four_however_many_are_made_at_once(relays):
    asked = [relays.make(f"Máy {n}", [HALL], "person:p1", NOW) for n in range(MOST + 2)]
    done = await asyncio.gather(*asked, return_exceptions=True)

    assert sum(isinstance(one, TooMany) for one in done) == 2
    with pytest.raises(TooMany):
        await relays.make("Máy", [OTHER, HALL], "person:p1", NOW)
    assert await relays.serving(OTHER) == []
    await relays.revoke((await relays.serving(HALL))[0], NOW)
    await relays.make("Máy", [OTHER, HALL], "person:p1", NOW)


async def test_a_relay_revoked_long_ago_is_forgotten(relays):
    gone, _ = await relays.make("Máy cũ", [HALL], "person:p1", NOW)
    kept, _ = await relays.make("Máy mới", [HALL], "person:p1", NOW)
    await relays.revoke(gone.id, NOW)

    assert await relays.sweep(NOW + LISTED) == 0
    assert await relays.sweep(NOW + LISTED + timedelta(seconds=1)) == 1
    assert [one.id for one in await relays.all()] == [kept.id]
