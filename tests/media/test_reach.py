"""One association with the relay above: how it is sought and kept."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from media import reach
from media.reach import Ground, Reach
from tests.media.family import Family, until


class Noted:
    """A socket that only counts what is asked."""

    asked = 0

    def ask(self, ice: object) -> None:
        self.asked += 1


def standing(address: tuple[str, int] | None) -> tuple[Reach, Noted, SimpleNamespace]:
    """One whose peer was heard at the moment 100."""
    one = Reach(cast(Ground, None), "m", "A", cast(Any, None))
    ice, mux = SimpleNamespace(candidates=(("192.0.2.7", 7),), address=address, checked_at=100.0), Noted()
    one._peer, one._mux, one._since = cast(Any, SimpleNamespace(ice=ice)), cast(Any, mux), 100.0
    one.attendant = cast(Any, object())
    return one, mux, ice


def checks(one: Reach, mux: Noted, since: float, seconds: float) -> int:
    before = mux.asked
    for tick in range(round(seconds * 20)):
        one.turn(since + tick / 20)
    return mux.asked - before


def test_it_is_sought_often_then_kept_by_few_checks_and_doubted_when_silent() -> None:
    one, mux, ice = standing(None)
    assert checks(one, mux, 100.0, 2) == 2 / reach.SEEK

    ice.address, ice.checked_at = ("192.0.2.7", 7), 110.0
    assert checks(one, mux, 110.0, 2) == 1
    ice.checked_at = 112.0
    assert checks(one, mux, 112.0, 2) == 1
    assert checks(one, mux, 112.0 + reach.SILENT + 0.1, 4) == 4 / reach.DOUBT


def test_nobody_is_checked_before_it_is_known_where_they_are() -> None:
    one, mux, ice = standing(None)
    ice.candidates = ()

    assert checks(one, mux, 100.0, 2) == 0


def test_when_it_ends_it_is_remembered_when_it_was_heard_last() -> None:
    one, _, ice = standing(("192.0.2.7", 7))
    one._purpose = cast(Any, SimpleNamespace(end=lambda: None))
    ice.checked_at = 130.0

    one.stand_down()

    assert one.heard_at == 130.0
    assert one.attendant is None


async def test_what_the_parent_ends_at_once_is_asked_for_ever_more_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    one, pauses = Reach(cast(Ground, None), "m", "A", cast(Any, None)), []

    async def comes_and_is_gone() -> None: ...

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 4:
            raise asyncio.CancelledError

    monkeypatch.setattr(one, "_come", comes_and_is_gone)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await one.keep()

    assert pauses == [0.5, 1.0, 2.0, 2.0]


@pytest.fixture
async def family() -> AsyncIterator[Family]:
    one = Family()
    yield one
    await one.close()


async def test_where_no_socket_is_to_be_had_it_is_tried_again(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = reach.Mux, iter([OSError(24, "Too many open files")] * 2)

    def sometimes(*where: Any) -> reach.Mux:
        if failure := next(failures, None):
            raise failure
        return real(*where)

    monkeypatch.setattr(reach, "Mux", sometimes)
    monkeypatch.setattr(reach, "REFUSED", (0.01,))

    await family.joins(family.hall, "C", "watch", "va")

    await family.looks_up()


async def test_while_the_parent_is_away_what_stands_is_kept_and_nothing_is_begun(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "PAUSE", (0.01,))
    await family.joins(family.hall, "C", "watch", "va")
    await family.looks_up()
    standing = family.hall._routers["m"].above
    tries = 0

    async def away(*_: Any) -> tuple[str, str]:
        nonlocal tries
        tries += 1
        raise reach.Away

    monkeypatch.setattr(family.above, "up", away)
    monkeypatch.setattr(reach, "LOST", 0.0)
    await until(lambda: tries > 3)
    monkeypatch.setattr(reach, "LOST", 10.0)
    await asyncio.sleep(0)

    assert family.hall._routers["m"].above is standing
    assert len(family.root._attendants) == 1
