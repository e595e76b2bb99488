"""What every record answers to, whatever it is kept in. Another database: add it to `KINDS`."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from meetings.ports import Forked, Receipt
from meetings.procedure.ballots import CastVote, OpenBallot
from meetings.procedure.meeting import Meeting
from meetings.procedure.roll import DeclarePresence
from meetings.procedure.sitting import CallToOrder, Convene, TakeNote
from meetings.record import database as databases
from meetings.record.entries import Entries
from tests.procedure.hall import FOR, do, paper_of, recorded
from tests.record.memory import Memory


@asynccontextmanager
async def memory(folder):
    yield Memory()


@asynccontextmanager
async def sqlite(folder):
    opened = await databases.open(folder)
    yield Entries(opened)
    await opened.close()


KINDS = [memory, sqlite]


@pytest_asyncio.fixture(params=KINDS, ids=lambda kind: kind.__name__)
async def record(request, tmp_path):
    async with request.param(tmp_path) as opened:
        yield opened


def sitting():
    """A meeting in which something of every kind of word has been said, and its entries."""
    paper = paper_of("ada", "bo")
    return recorded(
        Meeting(),
        do(Convene, "thao", paper=paper),
        do(CallToOrder, "dung", paper=paper),
        *(do(DeclarePresence, who, member=who, where=None) for who in ("dung", "hoa", "ada", "bo")),
        do(TakeNote, "thao", note="Trời mưa, đường xã Tô Múa bị sạt lở."),
        do(OpenBallot, "dung", ballot="b1", question="Thông qua Nghị quyết?", majority="ordinary"),
        do(CastVote, "ada", ballot="b1", option=FOR),
    )


def receipts(entries):
    return [Receipt(entry.by, entry.cause, entry.seq, entry.at) for entry in entries]


async def test_a_meeting_nobody_wrote_about_is_only_planned(record):
    assert await record.load("m1") == (Meeting(), {})
    assert list(await record.since("m1", 0)) == []


async def test_what_was_appended_is_the_meeting_when_loaded(record):
    meeting, entries = sitting()
    await record.append("m1", entries, receipts(entries))

    loaded, given = await record.load("m1")
    assert loaded == meeting
    assert given == {(one.by, one.command): one for one in receipts(entries)}


async def test_entries_come_back_as_they_went_in(record):
    _, entries = sitting()
    await record.append("m1", entries[:3], [])
    await record.append("m1", entries[3:], [])

    assert list(await record.since("m1", 0)) == entries
    assert list(await record.since("m1", 3)) == entries[3:]
    assert list(await record.since("m1", 3, limit=2)) == entries[3:5]
    assert list(await record.since("m1", len(entries))) == []


async def test_two_meetings_do_not_see_each_other(record):
    meeting, entries = sitting()
    await record.append("m1", entries, [])
    await record.append("m2", entries[:1], receipts(entries[:1]))

    assert (await record.load("m1")) == (meeting, {})
    assert (await record.load("m2"))[0].seq == 1


async def test_a_second_writer_is_refused_and_leaves_nothing(record):
    _, entries = sitting()
    await record.append("m1", entries[:3], [])

    with pytest.raises(Forked):
        await record.append("m1", entries[2:5], receipts(entries[2:5]))
    assert list(await record.since("m1", 0)) == entries[:3]
    assert (await record.load("m1"))[1] == {}


async def test_a_gap_is_refused(record):
    _, entries = sitting()

    with pytest.raises(Forked):
        await record.append("m1", entries[1:], [])
    assert list(await record.since("m1", 0)) == []


async def test_a_command_has_one_receipt_for_ever(record):
    _, entries = sitting()
    await record.append("m1", entries[:1], receipts(entries[:1]))

    again = Receipt(entries[0].by, entries[0].cause, 2, datetime(2026, 11, 26, tzinfo=UTC))
    with pytest.raises(Forked):
        await record.append("m1", entries[1:2], [again])
    assert list(await record.since("m1", 0)) == entries[:1]


async def test_a_receipt_for_what_led_to_nothing_is_kept_too(record):
    _, entries = sitting()
    await record.append("m1", entries[:1], [])
    given = Receipt("ada", "c-nothing", 1, entries[0].at)

    await record.append("m1", [], [given])
    assert (await record.load("m1"))[1] == {("ada", "c-nothing"): given}
