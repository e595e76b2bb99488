"""What places found when they tried their lines, kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from meetings.record.line_tests import KEPT, NotYours
from meetings.register.line_tests import LineTest

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
TEST = LineTest("t1", "m1", "venue:SL-VH-01", NOW, 240, 200, 310, 300, 6, 4, "heard", "seen", "unasked", "round")


@pytest.fixture
async def tests(with_meetings):
    return with_meetings.line_tests


async def test_a_test_comes_back_as_it_was_kept(tests):
    await tests.keep(TEST)

    assert await tests.last("m1") == {"venue:SL-VH-01": TEST}
    assert await tests.last_of("m1", "venue:SL-VH-01") == TEST
    assert await tests.last_of("m2", "venue:SL-VH-01") is None


async def test_the_last_one_counts_and_figures_may_be_missing(tests):
    later = replace(TEST, id="t2", at=NOW + timedelta(minutes=5), up_kbit=None, round_trip=None, way=None)
    await tests.keep(later)
    await tests.keep(TEST)

    assert await tests.last("m1") == {"venue:SL-VH-01": later}


async def test_what_is_known_later_is_added_and_the_time_stays(tests):
    await tests.keep(TEST)
    await tests.keep(replace(TEST, at=NOW + timedelta(minutes=1), loudspeaker="heard"))

    assert await tests.last_of("m1", "venue:SL-VH-01") == replace(TEST, loudspeaker="heard")


@pytest.mark.parametrize("other", [{"subject": "venue:SL-VH-02"}, {"meeting": "m2"}])
async def test_nobody_changes_the_test_of_another(tests, other):
    await tests.keep(TEST)

    with pytest.raises(NotYours):
        await tests.keep(replace(TEST, **other, down_kbit=9_000))
    assert await tests.last_of("m1", "venue:SL-VH-01") == TEST


async def test_whoever_tries_for_ever_fills_no_house(tests):
    for n in range(KEPT + 5):
        await tests.keep(replace(TEST, id=f"t{n}", at=NOW + timedelta(minutes=n)))
    await tests.keep(replace(TEST, id="other", subject="venue:SL-VH-02"))

    async with tests._database.reading() as rows:
        kept = (await rows.exec_driver_sql("SELECT subject, count(*) FROM line_test GROUP BY subject")).all()
    assert dict(tuple(row) for row in kept) == {"venue:SL-VH-01": KEPT, "venue:SL-VH-02": 1}
    assert (await tests.last_of("m1", "venue:SL-VH-01")).id == f"t{KEPT + 4}"
