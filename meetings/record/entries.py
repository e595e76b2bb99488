"""The records of meetings, entry by entry, so that nobody can rewrite them unseen.

    entry ─▶ wire.seal ─▶ bytes as written, and the words apart under salted hashes
    leaf  = SHA-256(0x00 || bytes)              as in RFC 9162, for the Merkle tree to come
    chain = SHA-256(chain before || leaf)       thirty-two zero bytes before the first

`verify` walks a record from its first entry and names the first that does not hold.
Words may be erased without breaking anything: the entry keeps their hash.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from meetings import wire
from meetings.ports import Cause, Forked, Receipt
from meetings.procedure import meeting as procedure
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.words import CommandId, MeetingId, PersonId
from meetings.record.database import Database
from meetings.record.tables_record import ENTRY, RECEIPT, TEXT

BEFORE_THE_FIRST = bytes(32)
MARK = re.compile(rb'"([0-9a-f]{64})"')      # whatever may be a text's hash
FEW = 500                                    # hashes asked for one by one; beyond that all words are read


@dataclass(frozen=True, slots=True)
class Whole:
    """The record holds, up to here."""

    entries: int
    chain: bytes               # of the last entry; who keeps it can tell later whether anything changed


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not hold."""

    seq: int
    what: str                  # "missing", "leaf", "chain", "unreadable", "number" or "text"


class Entries:
    """`ports.Record` over rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, meeting: MeetingId) -> tuple[Meeting, Mapping[Cause, Receipt]]:
        """The meeting as it stands and the receipts given so far."""
        async with self._database.reading() as rows:
            entries = await _entries(rows, meeting, after=0)
            given = await rows.execute(select(RECEIPT).where(RECEIPT.c.meeting == meeting))
            receipts = [Receipt(PersonId(row.by), CommandId(row.command), row.seq, row.at) for row in given]
        state = Meeting()
        for entry in entries:
            state = procedure.apply(state, entry)
        return state, {(one.by, one.command): one for one in receipts}

    async def append(self, meeting: MeetingId, entries: Sequence[Entry], receipts: Sequence[Receipt]) -> None:
        """Add entries and the receipts they answer durably, all or none.

        Raises:
            Forked: `(meeting, seq)` is taken, or leaves a gap: there is a second writer.
        """
        sealed = [(entry.seq, wire.seal(entry, _salt)) for entry in entries]
        async with self._database.writing() as rows:
            seq, chain = await _end(rows, meeting)
            if [number for number, _ in sealed] != list(range(seq + 1, seq + 1 + len(sealed))):
                raise Forked(f"{meeting}: the record ends at {seq}, so {[n for n, _ in sealed]} cannot follow")
            new: list[dict[str, object]] = []
            texts: list[dict[str, object]] = []
            for number, one in sealed:
                leaf = leaf_of(one.data)
                chain = chain_of(chain, leaf)
                new.append({"meeting": meeting, "seq": number, "data": one.data, "leaf": leaf, "chain": chain})
                for mark, (salt, words) in one.texts.items():
                    texts.append({"meeting": meeting, "hash": mark, "salt": salt, "words": words})
            given = [
                {"meeting": meeting, "by": one.by, "command": one.command, "seq": one.seq, "at": one.at}
                for one in receipts
            ]
            try:
                for table, values in ((ENTRY, new), (TEXT, texts), (RECEIPT, given)):
                    if values:
                        await rows.execute(table.insert(), values)
            except IntegrityError as error:
                raise Forked(f"{meeting}: {error.orig}") from error

    async def since(self, meeting: MeetingId, seq: int, limit: int = 10_000) -> Sequence[Entry]:
        """Entries after `seq`, in order."""
        async with self._database.reading() as rows:
            return await _entries(rows, meeting, after=seq, limit=limit)

    async def meetings(self) -> list[MeetingId]:
        """Those that have a record."""
        async with self._database.reading() as rows:
            found = await rows.scalars(select(ENTRY.c.meeting).distinct().order_by(ENTRY.c.meeting))
            return [MeetingId(one) for one in found]

    async def erase(self, meeting: MeetingId, words: str) -> int:
        """Erase these words wherever they stand in this record; in how many places they stood.

        Their salt goes too: with it anybody could check a guess against the hash.
        """
        async with self._database.writing() as rows:
            same = TEXT.update().where(TEXT.c.meeting == meeting, TEXT.c.words == words)
            return int((await rows.execute(same.values(words=None, salt=b""))).rowcount)

    async def verify(self, meeting: MeetingId, chain: bytes | None = None) -> Whole | Broken:
        """Walk the record. Pass the `chain` somebody kept to find entries cut off at the end, too."""
        async with self._database.reading() as rows:
            found = (await rows.execute(select(ENTRY).where(ENTRY.c.meeting == meeting).order_by(ENTRY.c.seq))).all()
            words = (await rows.execute(select(TEXT).where(TEXT.c.meeting == meeting))).all()
        forged = {row.hash for row in words if row.words is not None and _mark(row.salt, row.words) != row.hash}
        before, seen = BEFORE_THE_FIRST, chain is None
        for seq, row in enumerate(found, 1):
            if row.seq != seq:
                return Broken(seq, "missing")
            what = _fault(row.data, row.leaf, row.chain, before, seq, forged)
            if what:
                return Broken(seq, what)
            before = row.chain
            seen = seen or before == chain
        return Whole(len(found), before) if seen else Broken(len(found) + 1, "missing")


def leaf_of(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def chain_of(before: bytes, leaf: bytes) -> bytes:
    return sha256(before + leaf).digest()


def _salt() -> bytes:
    return secrets.token_bytes(16)


def _mark(salt: bytes, words: str) -> str:
    return sha256(salt + words.encode()).hexdigest()


def _fault(data: bytes, leaf: bytes, chain: bytes, before: bytes, seq: int, forged: set[str]) -> str:
    if leaf_of(data) != leaf:
        return "leaf"
    if chain_of(before, leaf) != chain:
        return "chain"
    try:
        entry = wire.unseal(data, {})
    except wire.Damaged:
        return "unreadable"
    if entry.seq != seq:
        return "number"
    return "text" if any(mark.encode() in data for mark in forged) else ""


async def _end(rows: AsyncConnection, meeting: MeetingId) -> tuple[int, bytes]:
    """The last number and its chain."""
    last = select(ENTRY.c.seq, ENTRY.c.chain).where(ENTRY.c.meeting == meeting).order_by(ENTRY.c.seq.desc()).limit(1)
    found = (await rows.execute(last)).first()
    return (found.seq, found.chain) if found else (0, BEFORE_THE_FIRST)


async def _entries(rows: AsyncConnection, meeting: MeetingId, after: int, limit: int | None = None) -> list[Entry]:
    wanted = select(ENTRY.c.data).where(ENTRY.c.meeting == meeting, ENTRY.c.seq > after).order_by(ENTRY.c.seq)
    data = (await rows.scalars(wanted if limit is None else wanted.limit(limit))).all()
    kept = select(TEXT.c.hash, TEXT.c.words).where(TEXT.c.meeting == meeting, TEXT.c.words.is_not(None))
    marks = {mark.decode() for one in data for mark in MARK.findall(one)}
    if not marks:
        return [wire.unseal(one, {}) for one in data]
    if len(marks) <= FEW:                    # who comes back after a drop needs no order paper
        kept = kept.where(TEXT.c.hash.in_(marks))
    texts = {row.hash: row.words for row in await rows.execute(kept)}
    return [wire.unseal(one, texts) for one in data]
