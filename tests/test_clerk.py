"""The clerk: one writer for each meeting."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from meetings import clerk as clerks
from meetings.clerk import Busy, Clerk, NotRecorded
from meetings.ports import Forked, Receipt
from meetings.procedure.ballots import CastVote, OpenBallot
from meetings.procedure.meeting import Meeting, apply
from meetings.procedure.order_paper import Office, OrderPaper, Participant
from meetings.procedure.roll import DeclarePresence
from meetings.procedure.rules import CountsAs, Of, Option, RuleSet, Threshold
from meetings.procedure.rulings import OutOfOrder
from meetings.procedure.sitting import CallToOrder, Convene, Phase, TakeNote

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


class Book:
    """A record in memory, whose disk can be slow, full or deceitful."""

    def __init__(self):
        self.entries, self.receipts, self.writes = [], {}, []
        self.open, self.asked = asyncio.Event(), asyncio.Event()
        self.open.set()
        self.failure = None
        self.fails_after_writing = False

    async def load(self, meeting):
        state = Meeting()
        for entry in self.entries:
            state = apply(state, entry)
        return state, dict(self.receipts)

    async def append(self, meeting, entries, receipts):
        self.asked.set()
        await self.open.wait()
        if self.failure and not self.fails_after_writing:
            raise self.failure
        if entries and entries[0].seq != len(self.entries) + 1:
            raise Forked("second writer")
        self.entries.extend(entries)
        self.receipts.update(((receipt.by, receipt.command), receipt) for receipt in receipts)
        self.writes.append(len(receipts))
        if self.failure:
            raise self.failure

    async def since(self, meeting, seq, limit=10_000):
        return self.entries[seq : seq + limit]


class Hall:
    def __init__(self, book):
        self.book, self.heard = book, []

    async def announce(self, meeting, before, after, entries):
        assert entries[-1] in self.book.entries        # never before it is written
        self.heard.append((before.seq, after.seq))


class Clock:
    def __init__(self):
        self.at = NOON

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


RULES = RuleSet(
    "council", {"vi": "HĐND", "en": "Council"}, "law", "", False,
    (Option("for", CountsAs.YES, {"vi": "Tán thành", "en": "For"}),
     Option("against", CountsAs.NO, {"vi": "Không", "en": "Against"})),
    None, {"ordinary": Threshold(1, 2, Of.SEATS, True)},
)


def paper(members):
    people = [Participant("chair", "Chair", "", "", Office.CHAIR, 1)]
    people += [Participant(f"m{n}", f"Member {n}", "", "", Office.MEMBER, n + 2) for n in range(members)]
    return OrderPaper("m", "Title", "Body", NOON, members + 1, RULES, tuple(people), (), ())


@pytest.fixture
def book():
    return Book()


@pytest.fixture
def hall(book):
    return Hall(book)


@pytest.fixture
async def clerk(book, hall):
    clerk = Clerk(book, hall, Clock())
    yield clerk
    book.open.set()
    await clerk.close()


def asks(kind, by, id, *fields, **named):
    return kind(id, by, NOON, *fields, **named)


async def in_session(clerk, members=3):
    await clerk.handle("m", asks(Convene, "chair", "convene", paper(members)))
    await clerk.handle("m", asks(CallToOrder, "chair", "call", paper(members)))
    for person in ["chair", *(f"m{n}" for n in range(members))]:
        await clerk.handle("m", asks(DeclarePresence, person, f"here-{person}", person, None))


async def voting(clerk, members=3):
    await in_session(clerk, members)
    await clerk.handle("m", asks(OpenBallot, "chair", "open", "b1", "Adopt?", "ordinary"))


async def test_a_receipt_says_where_in_the_record_it_stands(clerk, book):
    receipt = await clerk.handle("m", asks(Convene, "chair", "convene", paper(1)))

    assert receipt == Receipt("chair", "convene", 1, book.entries[0].at)
    assert (await clerk.meeting("m")).phase is Phase.CONVENED


async def test_what_is_out_of_order_goes_to_who_asked_and_is_not_recorded(clerk, book, hall):
    with pytest.raises(OutOfOrder):
        await clerk.handle("m", asks(OpenBallot, "chair", "early", "b1", "Adopt?", "ordinary"))
    assert not book.entries
    assert not book.receipts
    assert not hall.heard


async def test_the_same_request_again_gets_the_same_receipt_and_counts_once(clerk, book):
    await voting(clerk)
    first = await clerk.handle("m", asks(CastVote, "m0", "vote", "b1", "for"))
    length = len(book.entries)

    assert await clerk.handle("m", asks(CastVote, "m0", "vote", "b1", "for")) == first
    assert len(book.entries) == length


async def test_the_same_request_while_it_is_being_written_waits_for_the_same_receipt(clerk, book):
    await voting(clerk)
    book.open.clear()
    both = [asyncio.create_task(clerk.handle("m", asks(CastVote, "m0", "vote", "b1", "for"))) for _ in range(2)]
    await asyncio.sleep(0)
    book.open.set()

    first, second = await asyncio.gather(*both)
    assert first == second
    assert len([entry for entry in book.entries if entry.cause == "vote"]) == 1


async def test_the_same_request_after_a_restart_gets_the_same_receipt(clerk, book, hall):
    await voting(clerk)
    first = await clerk.handle("m", asks(CastVote, "m0", "vote", "b1", "for"))

    restarted = Clerk(book, hall, Clock())
    assert await restarted.handle("m", asks(CastVote, "m0", "vote", "b1", "for")) == first
    await restarted.close()


async def test_what_waits_is_written_together_and_each_gets_its_own_receipt(clerk, book):
    await voting(clerk, members=50)
    book.open.clear()
    votes = [asyncio.create_task(clerk.handle("m", asks(CastVote, f"m{n}", f"v{n}", "b1", "for"))) for n in range(50)]
    await asyncio.sleep(0)
    book.writes.clear()
    book.open.set()

    receipts = await asyncio.gather(*votes)
    assert sorted(receipt.seq for receipt in receipts) == list(range(receipts[0].seq, receipts[0].seq + 50))
    assert len(book.writes) <= 2


async def test_two_votes_of_one_member_in_one_write_count_once(clerk, book):
    await voting(clerk)
    book.open.clear()
    both = [asyncio.create_task(clerk.handle("m", asks(CastVote, "m0", f"vote-{way}", "b1", way)))
            for way in ("for", "against")]
    await asyncio.sleep(0)
    book.open.set()

    first, second = await asyncio.gather(*both, return_exceptions=True)
    assert isinstance(first, Receipt)
    assert isinstance(second, OutOfOrder)
    assert (await clerk.meeting("m")).ballots["b1"].votes["m0"].option == "for"


async def test_who_leaves_in_mid_vote_has_voted(clerk, book):
    await voting(clerk)
    book.open.clear()
    vote = asyncio.create_task(clerk.handle("m", asks(CastVote, "m0", "vote", "b1", "for")))
    await asyncio.sleep(0)
    vote.cancel()
    await asyncio.gather(vote, return_exceptions=True)
    book.open.set()

    assert (await clerk.handle("m", asks(CastVote, "m0", "vote", "b1", "for"))).command == "vote"
    assert "m0" in (await clerk.meeting("m")).ballots["b1"].votes


async def test_state_is_only_ever_what_was_written(clerk, book):
    await voting(clerk)
    book.open.clear()
    book.asked.clear()
    vote = asyncio.create_task(clerk.handle("m", asks(CastVote, "m0", "vote", "b1", "for")))
    await book.asked.wait()

    assert not (await clerk.meeting("m")).ballots["b1"].votes
    book.open.set()
    await vote
    assert (await clerk.meeting("m")).ballots["b1"].votes


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), Forked("second writer")])
async def test_a_write_that_fails_is_told_to_all_who_wait_and_did_not_happen(clerk, book, hall, failure):
    await voting(clerk)
    book.failure, told = failure, len(hall.heard)
    votes = [clerk.handle("m", asks(CastVote, f"m{n}", f"v{n}", "b1", "for")) for n in range(3)]

    answers = await asyncio.gather(*votes, return_exceptions=True)
    assert [type(answer) for answer in answers] == [NotRecorded] * 3
    assert not (await clerk.meeting("m")).ballots["b1"].votes
    assert len(hall.heard) == told

    book.failure = None
    assert (await clerk.handle("m", asks(CastVote, "m0", "v0", "b1", "for"))).command == "v0"


async def test_a_ruling_that_rests_on_a_failed_write_is_not_given(clerk, book):
    await voting(clerk)
    book.failure = OSError(28, "No space left on device")
    both = [clerk.handle("m", asks(CastVote, "m0", f"vote-{way}", "b1", way)) for way in ("for", "against")]

    answers = await asyncio.gather(*both, return_exceptions=True)
    assert [type(answer) for answer in answers] == [NotRecorded] * 2


async def test_a_write_reported_as_failed_that_reached_the_disk_is_receipted(clerk, book):
    await voting(clerk)
    book.failure, book.fails_after_writing = OSError(5, "Input/output error"), True

    receipt = await clerk.handle("m", asks(CastVote, "m0", "vote", "b1", "for"))
    assert receipt == book.receipts["m0", "vote"]


async def test_a_second_writer_is_noticed_and_its_entries_are_read(clerk, book):
    await voting(clerk)
    last = book.entries[-1]
    book.entries.append(replace(last, seq=last.seq + 1, event=last.event))

    with pytest.raises(NotRecorded):
        await clerk.handle("m", asks(CastVote, "m0", "vote", "b1", "for"))
    assert (await clerk.meeting("m")).seq == last.seq + 1


async def test_the_same_id_from_two_people_is_two_requests_at_once_later_and_after_a_restart(clerk, book, hall):
    await voting(clerk)
    mine, theirs = await asyncio.gather(*(
        clerk.handle("m", asks(CastVote, person, "v", "b1", "for")) for person in ("m0", "m1")
    ))
    later = await clerk.handle("m", asks(CastVote, "m2", "v", "b1", "against"))
    assert len({mine.seq, theirs.seq, later.seq}) == 3

    again = Clerk(book, hall, Clock())
    assert await again.handle("m", asks(CastVote, "m1", "v", "b1", "for")) == theirs
    assert len((await again.meeting("m")).ballots["b1"].votes) == 3


async def test_a_full_tray_says_busy_and_nothing_is_lost(clerk, book, monkeypatch):
    await voting(clerk)
    monkeypatch.setattr(clerks, "TRAY", 2)
    book.open.clear()
    waiting = [asyncio.create_task(clerk.handle("m", asks(CastVote, f"m{n}", f"v{n}", "b1", "for"))) for n in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(Busy):
        await clerk.handle("m", asks(CastVote, "m2", "v2", "b1", "for"))
    book.open.set()
    assert len(await asyncio.gather(*waiting)) == 2


async def test_a_fault_in_a_rule_costs_only_the_request_that_met_it(clerk, book, monkeypatch):
    await voting(clerk)
    real = clerks.decide

    def faulty(meeting, command):
        if command.by == "m0":
            raise ZeroDivisionError
        return real(meeting, command)

    monkeypatch.setattr(clerks, "decide", faulty)
    first, second = await asyncio.gather(
        clerk.handle("m", asks(CastVote, "m0", "v0", "b1", "for")),
        clerk.handle("m", asks(CastVote, "m1", "v1", "b1", "for")),
        return_exceptions=True,
    )
    assert isinstance(first, ZeroDivisionError)
    assert isinstance(second, Receipt)


async def test_a_request_that_changes_nothing_is_receipted_too(clerk, book, hall):
    await in_session(clerk)
    length, told = len(book.entries), len(hall.heard)

    receipt = await clerk.handle("m", asks(DeclarePresence, "m0", "again", "m0", None))
    assert (receipt.seq, len(book.entries), len(hall.heard)) == (length, length, told)
    assert book.receipts["m0", "again"] == receipt


async def test_a_gallery_that_fails_does_not_undo_what_is_written(clerk, book, hall):
    async def broken(*_):
        raise RuntimeError("no gallery")

    hall.announce = broken
    assert (await clerk.handle("m", asks(Convene, "chair", "convene", paper(1)))).seq == 1


async def test_time_never_runs_backwards_in_a_record(clerk, book, hall):
    await in_session(clerk)
    early = Clerk(book, hall, lambda: NOON - timedelta(days=1))

    receipt = await early.handle("m", asks(TakeNote, "chair", "note", "The clock was set back."))
    assert receipt.at == book.entries[-2].at
    await early.close()


async def test_closing_finishes_what_was_taken_and_takes_nothing_more(clerk, book):
    await voting(clerk)
    book.open.clear()
    vote = asyncio.create_task(clerk.handle("m", asks(CastVote, "m0", "vote", "b1", "for")))
    await asyncio.sleep(0)
    closing = asyncio.create_task(clerk.close())
    await asyncio.sleep(0)

    with pytest.raises(Busy):
        await clerk.handle("m", asks(CastVote, "m1", "late", "b1", "for"))
    book.open.set()
    await closing
    assert (await vote).command == "vote"


async def test_entries_after_a_number_are_all_of_them_in_order(clerk):
    await in_session(clerk)
    entries = await clerk.since("m", 2)
    assert [entry.seq for entry in entries] == list(range(3, 3 + len(entries)))


async def test_meetings_not_used_for_long_are_let_go_and_read_again(clerk, book, monkeypatch):
    monkeypatch.setattr(clerks, "KEPT", 2)
    await clerk.handle("m", asks(Convene, "chair", "convene", paper(1)))
    for other in ("x", "y", "z"):
        await clerk.meeting(other)

    assert (await clerk.meeting("m")).phase is Phase.CONVENED
